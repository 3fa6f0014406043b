"""Short text on one line."""

from __future__ import annotations

import regex

from regelruimte.engine.values import Value
from regelruimte.forms.cleaning import clean_line, matches
from regelruimte.forms.kind import Kind, Message, Question, Raw

LONGEST = 255
"""Characters, where the form sets no limit of its own."""


def _read(raw: Raw, question: Question) -> Value:
    text, limits = clean_line(raw), question.field.limits
    longest = LONGEST if limits.longest is None else limits.longest
    # What the form itself says about a wrong answer helps more than how long it may be.
    if limits.pattern and question.texts.invalid and not _fits(limits.pattern, text):
        raise question.refuse("invalid")
    if len(text) > longest:
        raise question.refuse("too_long", longest=longest)
    if limits.shortest is not None and len(text) < limits.shortest:
        raise question.refuse("too_short", shortest=limits.shortest)
    if limits.pattern and not _fits(limits.pattern, text):
        raise question.refuse("invalid")
    return text


def _fits(pattern: str, text: str) -> bool:
    try:
        return matches(pattern, text)
    except regex.error:
        # An unreadable pattern is the form's fault; it may not stop the person who answers.
        return True


KIND = Kind(
    name="textfield",
    shape="text",
    aliases=("tekst",),
    types=("textfield",),
    read=_read,
    messages={
        "empty": Message("Vul het veld ‘{label}’ in.", "Fill in ‘{label}’."),
        "invalid": Message(
            "Dit antwoord bij ‘{label}’ klopt niet. Kijk naar het voorbeeld en pas het aan.",
            "This answer to ‘{label}’ is not right. Look at the example and change it.",
        ),
        "too_long": Message(
            "Gebruik niet meer dan {longest} tekens bij ‘{label}’.",
            "Use no more than {longest} characters for ‘{label}’.",
        ),
        "too_short": Message(
            "Gebruik ten minste {shortest} tekens bij ‘{label}’.",
            "Use at least {shortest} characters for ‘{label}’.",
        ),
    },
)

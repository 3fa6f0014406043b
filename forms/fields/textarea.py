"""Longer text on several lines."""

from __future__ import annotations

from decimal import Decimal

from regelruimte.engine.values import Value
from regelruimte.forms.cleaning import clean_text
from regelruimte.forms.formats import format_number
from regelruimte.forms.kind import Kind, Message, Question, Raw

LONGEST = 2_000
"""Characters, where the form sets no limit of its own."""


def _read(raw: Raw, question: Question) -> Value:
    text, limits = clean_text(raw), question.field.limits
    longest = LONGEST if limits.longest is None else limits.longest
    if len(text) > longest:
        locale = question.asking.locale
        over = format_number(Decimal(len(text) - longest), locale)
        raise question.refuse("too_long", over=over, longest=format_number(Decimal(longest), locale))
    if limits.shortest is not None and len(text) < limits.shortest:
        raise question.refuse("too_short", shortest=limits.shortest)
    return text


KIND = Kind(
    name="textarea",
    shape="textarea",
    aliases=("lange_tekst",),
    types=("textarea",),
    attributes={"rows": "5"},
    read=_read,
    messages={
        "empty": Message("Schrijf uw antwoord op bij ‘{label}’.", "Write your answer to ‘{label}’."),
        "invalid": Message(
            "Dit antwoord bij ‘{label}’ klopt niet. Pas uw tekst aan.",
            "This answer to ‘{label}’ is not right. Change your text.",
        ),
        "too_long": Message(
            "Uw tekst bij ‘{label}’ is {over} tekens te lang. U mag {longest} tekens gebruiken.",
            "Your text for ‘{label}’ is {over} characters too long. You may use {longest} characters.",
        ),
        "too_short": Message(
            "Gebruik ten minste {shortest} tekens bij ‘{label}’.",
            "Use at least {shortest} characters for ‘{label}’.",
        ),
    },
)

"""A telephone number: Dutch ones as 10 digits, others as + and 7 to 15 digits."""

from __future__ import annotations

import regex

from regelruimte.engine.values import Value
from regelruimte.forms.cleaning import bare
from regelruimte.forms.kind import Kind, Message, Question, Raw

_BRACKETS = regex.compile(r"[()]")
_HOME = regex.compile(r"(?:\+31|0031)0?")
_DUTCH = regex.compile(r"0[1-9][0-9]{8}")
_FOREIGN = regex.compile(r"\+(?!31)[1-9][0-9]{6,14}")


def _read(raw: Raw, question: Question) -> Value:
    text = _BRACKETS.sub("", bare(raw))
    text = _HOME.sub("0", text, count=1) if _HOME.match(text) else text
    text = "+" + text[2:] if text.startswith("00") else text
    if not (_DUTCH.fullmatch(text) or _FOREIGN.fullmatch(text)):
        raise question.refuse("invalid")
    return text


KIND = Kind(
    name="telephone",
    shape="text",
    aliases=("telefoon",),
    attributes={"type": "tel", "autocomplete": "tel"},
    read=_read,
    messages={
        "empty": Message("Vul uw telefoonnummer in.", "Enter your telephone number."),
        "invalid": Message(
            "Dit telefoonnummer klopt niet. Een Nederlands nummer heeft 10 cijfers.",
            "This telephone number is not right. A Dutch number has 10 digits.",
        ),
    },
)

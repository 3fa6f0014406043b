"""A Dutch postcode."""

from __future__ import annotations

import regex

from regelruimte.engine.values import Value
from regelruimte.forms.cleaning import bare
from regelruimte.forms.kind import Kind, Message, Question, Raw

_SHAPE = regex.compile(r"[1-9][0-9]{3}(?!SA|SD|SS)[A-Z]{2}")


def _read(raw: Raw, question: Question) -> Value:
    text = bare(raw)
    if not _SHAPE.fullmatch(text):
        raise question.refuse("invalid")
    return f"{text[:4]} {text[4:]}"


KIND = Kind(
    name="postcode",
    shape="text",
    attributes={"autocomplete": "postal-code", "spellcheck": "false", "autocapitalize": "characters"},
    read=_read,
    messages={
        "empty": Message("Vul uw postcode in.", "Enter your postcode."),
        "invalid": Message(
            "Deze postcode klopt niet. Gebruik 4 cijfers en 2 letters.",
            "This postcode is not right. Use 4 digits and 2 letters.",
        ),
    },
)

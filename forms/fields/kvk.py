"""The number of an organisation in the Dutch business register."""

from __future__ import annotations

from regelruimte.engine.values import Value
from regelruimte.forms.cleaning import bare, is_digits
from regelruimte.forms.kind import Kind, Message, Question, Raw

_LENGTH = 8


def _read(raw: Raw, question: Question) -> Value:
    digits = bare(raw)
    if len(digits) != _LENGTH or not is_digits(digits):
        raise question.refuse("invalid")
    return digits


KIND = Kind(
    name="kvk",
    shape="text",
    aliases=("kvk-nummer",),
    attributes={"inputmode": "numeric", "autocomplete": "off", "spellcheck": "false"},
    read=_read,
    messages={
        "empty": Message("Vul het KVK-nummer in.", "Enter the business register number (KVK-nummer)."),
        "invalid": Message(
            "Een KVK-nummer heeft 8 cijfers.", "A business register number (KVK-nummer) has 8 digits."
        ),
    },
)

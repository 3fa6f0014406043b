"""A bank account number (IBAN).

Source: ISO 13616; the check digits make the rearranged number 1 modulo 97.
"""

from __future__ import annotations

import regex

from regelruimte.engine.values import Value
from regelruimte.forms.cleaning import bare
from regelruimte.forms.kind import Kind, Message, Question, Raw

_SHAPE = regex.compile(r"[A-Z]{2}[0-9]{2}[A-Z0-9]{11,30}")
_DUTCH_LENGTH = 18


def is_iban(text: str) -> bool:
    """Tell whether a text without spaces, in upper case, is an IBAN; a Dutch one has 18 characters."""
    if not _SHAPE.fullmatch(text) or (text.startswith("NL") and len(text) != _DUTCH_LENGTH):
        return False
    return int("".join(str(int(mark, 36)) for mark in text[4:] + text[:4])) % 97 == 1


def _read(raw: Raw, question: Question) -> Value:
    text = bare(raw)
    if not is_iban(text):
        raise question.refuse("invalid")
    return text


def _show(value: Value, _question: Question) -> str:
    text = str(value)
    return "\u00a0".join(text[at : at + 4] for at in range(0, len(text), 4))


KIND = Kind(
    name="iban",
    shape="text",
    aliases=("rekeningnummer",),
    attributes={"autocomplete": "off", "spellcheck": "false", "autocapitalize": "characters"},
    read=_read,
    show=_show,
    messages={
        "empty": Message("Vul uw rekeningnummer (IBAN) in.", "Enter your account number (IBAN)."),
        "invalid": Message(
            "Dit rekeningnummer klopt niet. Het begint met 2 letters, bijvoorbeeld NL.",
            "This account number is not right. It starts with 2 letters, for example NL.",
        ),
    },
)

"""A citizen service number (burgerservicenummer).

Source: Wet algemene bepalingen burgerservicenummer; the eleven-test weighs its digits 9 to 2 and -1.
"""

from __future__ import annotations

from regelruimte.engine.values import Value
from regelruimte.forms.cleaning import bare, is_digits
from regelruimte.forms.kind import Kind, Message, Question, Raw

_WEIGHTS = (9, 8, 7, 6, 5, 4, 3, 2, -1)


def passes_eleven_test(digits: str) -> bool:
    """Tell whether nine digits, not all zero, pass the eleven-test."""
    if len(digits) != len(_WEIGHTS) or not is_digits(digits) or not int(digits):
        return False
    return sum(weight * int(digit) for weight, digit in zip(_WEIGHTS, digits, strict=True)) % 11 == 0


def _read(raw: Raw, question: Question) -> Value:
    digits = bare(raw)
    digits = digits.zfill(9) if len(digits) == len(_WEIGHTS) - 1 else digits
    if not passes_eleven_test(digits):
        raise question.refuse("invalid")
    return digits


KIND = Kind(
    name="bsn",
    shape="text",
    attributes={"inputmode": "numeric", "autocomplete": "off", "spellcheck": "false"},
    read=_read,
    messages={
        "empty": Message(
            "Vul uw burgerservicenummer in.", "Enter your citizen service number (burgerservicenummer)."
        ),
        "invalid": Message(
            "Dit burgerservicenummer klopt niet. Controleer de 9 cijfers.",
            "This citizen service number is not right. Check the 9 digits.",
        ),
    },
)

"""Reading of numbers as people write them: with dots, commas, spaces and a euro sign."""

from __future__ import annotations

from decimal import Decimal

import regex

from regelruimte.engine.values import Value
from regelruimte.forms.cleaning import clean_line
from regelruimte.forms.formats import format_amount, format_number
from regelruimte.forms.kind import Question, Raw

MOST_DIGITS = 18
"""More digits than any amount or count a public body handles."""

_AROUND = regex.compile(r"[\s\u00a0'’]|€|\bEUR(?:O)?\b", flags=regex.IGNORECASE)
_DUTCH = regex.compile(r"[+-]?(?:\d{1,3}(?:\.\d{3})+|\d+)?(?:,(?:\d+|-{1,2}|=))?")
_ENGLISH = regex.compile(r"[+-]?(?:\d{1,3}(?:,\d{3})+|\d+)?(?:\.(?:\d+|-{1,2}|=))?")
_DASHES = str.maketrans({"−": "-", "–": "-", "—": "-"})


def read_decimal(raw: Raw, decimals: int) -> Decimal | None:
    """Return the number a text means, or None when it means none or has more decimals than allowed.

    A single dot with three digits behind it separates thousands (`1.234`), as Dutch people write it;
    with another count of digits it separates decimals (`1234.5`).
    """
    text = _AROUND.sub("", clean_line(raw)).translate(_DASHES)
    if not any(mark.isdigit() for mark in text) or not text.isascii() or len(text) > 2 * MOST_DIGITS:
        return None
    if _DUTCH.fullmatch(text):
        normal = text.replace(".", "").replace(",", ".")
    elif _ENGLISH.fullmatch(text):
        normal = text.replace(",", "")
    else:
        return None
    return _exact(normal.rstrip("-=").rstrip("."), decimals)


def refuse_outside(number: Decimal, question: Question, *, is_amount: bool = False) -> Value:
    """Return the number when it lies within the question's limits.

    Raises:
        Refused: it does not; the message names the limits.
    """
    least, most = question.field.limits.smallest, question.field.limits.largest
    write = format_amount if is_amount else format_number
    facts = {
        "least": "" if least is None else write(least, question.asking.locale),
        "most": "" if most is None else write(most, question.asking.locale),
    }
    below, above = least is not None and number < least, most is not None and number > most
    if (below or above) and least is not None and most is not None:
        raise question.refuse("outside", **facts)
    if below:
        raise question.refuse("too_small", **facts)
    if above:
        raise question.refuse("too_large", **facts)
    return number


def _exact(text: str, decimals: int) -> Decimal | None:
    whole, _, behind = text.partition(".")
    if len(behind.rstrip("0")) > decimals or len(whole.lstrip("+-")) > MOST_DIGITS:
        return None
    number = Decimal(
        f"{whole if whole.strip('+-') else whole + '0'}.{behind[:decimals].ljust(decimals, '0')}"
    )
    return abs(number) if number == 0 else number

"""Cells and values of a decision table in words: what a designer wrote in FEEL, as people read it.

Only the plain tests that tables are made of are put in words; any other expression stays as it was written.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import regex

from regelruimte.app.language import current_language
from regelruimte.app.wording import gettext as _
from regelruimte.engine.dmn.plain_cell import ANYTHING, PlainCell, plain_cell
from regelruimte.engine.values import Value
from regelruimte.forms.formats import format_amount, format_date, format_number

_TIMEOUT_SECONDS = 0.5
_NOT = regex.compile(r"\s*not\s*\((.*)\)\s*", regex.DOTALL)
_CODE = regex.compile(r"[a-z0-9]+(?:_[a-z0-9]+)+")
_UNITS = r"(?P<unit>euro|€|meter|m|m2|m²|jaar|maanden|dagen|uur|%)"
_UNIT = regex.compile(rf"(?P<label>.+?)(?:\s*\((?:in )?{_UNITS}\)|\s+in {_UNITS})")
_EURO = frozenset({"euro", "€"})


def check_in_words(source: str) -> str:
    """Return the test of an input cell in words; one that always holds is told as such."""
    if source.strip() in ANYTHING:
        return _("maakt niet uit")
    negated = _NOT.fullmatch(source, timeout=_TIMEOUT_SECONDS)
    if negated is None:
        return cell_in_words(source)
    plain = plain_cell(negated[1])
    if plain is None:
        return source
    return _("bekend") if plain.values == (None,) else _("niet %(values)s", values=_in_words(plain, ""))


def output_in_words(source: str) -> str:
    """Return the value of an output cell in words."""
    if source.strip() in {*ANYTHING, "null"}:
        return _("niets")
    plain = plain_cell(source)
    is_value = plain is not None and not plain.sign and len(plain.values) == 1
    return cell_in_words(source) if is_value else source


def code_in_words(text: str) -> str:
    """Return a key such as `iemand_anders` as words; any other text as it is."""
    return text.replace("_", " ") if _CODE.fullmatch(text, timeout=_TIMEOUT_SECONDS) else text


def cell_in_words(cell: str, unit: str = "") -> str:
    """Write a cell of a table for people; one that has no plain words as it stands."""
    if cell.strip() in ANYTHING:
        return "–"
    plain = plain_cell(cell.strip().removeprefix("="))
    return cell if plain is None else _in_words(plain, unit)


def value_in_words(value: Value, unit: str = "") -> str:
    """Write a value of a table for people: never with quotes, and never as null."""
    locale = current_language()
    if value is None or value in ("", [], {}):
        return _("niet bekend")
    if isinstance(value, bool):
        return _("ja") if value else _("nee")
    if isinstance(value, Decimal):
        return _number(value, unit, locale)
    if isinstance(value, date):
        return format_date(value, locale)
    if isinstance(value, list):
        return ", ".join(value_in_words(one, unit) for one in value)
    return str(value)


def split_label(label: str) -> tuple[str, str]:
    """Return a label and its unit: `Inkomen (euro)` gives `Inkomen` and `euro`."""
    found = _UNIT.fullmatch(label.strip(), timeout=_TIMEOUT_SECONDS)
    return (found["label"], next(filter(None, found.captures("unit")))) if found else (label.strip(), "")


def _in_words(plain: PlainCell, unit: str) -> str:
    told = [value_in_words(_plain(value), unit) for value in plain.values]
    if plain.sign == "..":
        return _("van %(low)s tot en met %(high)s", low=told[0], high=told[1])
    if not plain.sign:
        return _either(told)
    words = {
        "<=": _("hoogstens %(limit)s", limit=told[0]),
        "<": _("minder dan %(limit)s", limit=told[0]),
        ">=": _("minstens %(limit)s", limit=told[0]),
        ">": _("meer dan %(limit)s", limit=told[0]),
    }
    before = {"<": _("vóór %(limit)s", limit=told[0]), ">": _("na %(limit)s", limit=told[0])}
    is_day = isinstance(plain.values[0], date)
    return before[plain.sign] if is_day and plain.sign in before else words[plain.sign]


def _plain(value: Value) -> Value:
    return code_in_words(value) if isinstance(value, str) else value


def _either(told: list[str]) -> str:
    if len(told) == 1:
        return told[0]
    return _("%(first)s of %(last)s", first=", ".join(told[:-1]), last=told[-1])


def _number(value: Decimal, unit: str, locale: str) -> str:
    if unit in _EURO:
        # As people say it: whole amounts without cents, others with two.
        whole = value == value.to_integral_value()
        exact = value == value.quantize(Decimal("0.01")) if abs(value) < 10**20 else False
        told = format_number(value, locale) if whole or not exact else format_amount(value, locale)
        return _("%(number)s euro", number=told.replace("€", "").strip())
    told = format_number(value, locale)
    return f"{told} {unit}" if unit else told

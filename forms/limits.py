"""Reading of what an answer has to stay within."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any, Protocol

import regex

from regelruimte.forms.numerals import MOST_DIGITS
from regelruimte.forms.spec import Limits

_TODAY_WORDS = ("today", "vandaag", "=today()")
_MOST_DECIMALS = 10


class Notes(Protocol):
    """Takes note of what is the matter with a form."""

    def refuse(self, code: str, element: str | None, message: str, suggestion: str = "") -> None:
        """Note an error."""
        ...


def read_limits(notes: Notes, one: Mapping[str, Any]) -> Limits:
    """Return the limits of a question, noting those that cannot be kept."""
    validation, own = _dict(one.get("validate")), _dict(one.get("regelruimte"))
    date_limits = one.get("type") == "datetime" or own.get("kind") in ("datum", "date")
    numbers = validation if not date_limits else {}
    limits = Limits(
        smallest=_number(notes, one, numbers.get("min")),
        largest=_number(notes, one, numbers.get("max")),
        shortest=_count(notes, one, validation.get("minLength")),
        longest=_count(notes, one, validation.get("maxLength")),
        decimals=min(_count(notes, one, one.get("decimalDigits")) or 0, _MOST_DECIMALS),
        earliest=_day(notes, one, own.get("min")) or ("today" if one.get("disallowPassedDates") else ""),
        latest=_day(notes, one, own.get("max")),
        pattern=_pattern(notes, one, validation.get("pattern")),
    )
    if _crossed(limits):
        _refuse(notes, one, "De kleinste waarde is groter dan de grootste.", "Draai ze om.")
    return limits


def _crossed(limits: Limits) -> bool:
    numbers = limits.smallest is not None and limits.largest is not None and limits.smallest > limits.largest
    lengths = limits.shortest is not None and limits.longest is not None and limits.shortest > limits.longest
    days = limits.earliest[:1].isdigit() and limits.latest[:1].isdigit() and limits.earliest > limits.latest
    return numbers or lengths or days


def _number(notes: Notes, one: Mapping[str, Any], given: object) -> Decimal | None:
    if given in (None, ""):
        return None
    try:
        number = Decimal(str(given))
    except InvalidOperation:
        number = Decimal("NaN")
    if isinstance(given, bool) or not number.is_finite() or abs(number.adjusted()) > MOST_DIGITS:
        _refuse(notes, one, f"De grens ‘{given}’ is geen getal.", "Schrijf een getal, bijvoorbeeld 20.")
        return None
    return number


def _count(notes: Notes, one: Mapping[str, Any], given: object) -> int | None:
    number = _number(notes, one, given)
    if number is None:
        return None
    if number < 0 or number != number.to_integral_value():
        _refuse(
            notes, one, f"Het aantal ‘{given}’ is geen heel getal van 0 of hoger.", "Schrijf een heel getal."
        )
        return None
    return int(number)


def _day(notes: Notes, one: Mapping[str, Any], given: object) -> str:
    text = str(given or "").strip()
    if not text:
        return ""
    if text.replace(" ", "").casefold() in _TODAY_WORDS:
        return "today"
    try:
        return date.fromisoformat(text).isoformat()
    except ValueError:
        _refuse(notes, one, f"De grens ‘{text}’ is geen datum.", "Schrijf bijvoorbeeld 2027-01-04, of today.")
        return ""


def _pattern(notes: Notes, one: Mapping[str, Any], given: object) -> str:
    text = str(given or "")
    try:
        regex.compile(text)
    except regex.error:
        _refuse(notes, one, f"Het patroon ‘{text}’ kan niet worden gelezen.", "Pas het patroon aan.")
        return ""
    return text


def _refuse(notes: Notes, one: Mapping[str, Any], message: str, suggestion: str) -> None:
    name = str(one.get("label") or one.get("key") or "")
    element = str(one.get("id") or one.get("key") or "") or None
    notes.refuse("limit-impossible", element, f"Bij de vraag ‘{name}’: {message}", suggestion)


def _dict(found: object) -> Mapping[str, Any]:
    return found if isinstance(found, dict) else {}

"""Built-ins that compare ranges and points, and read a range from text (DMN 1.5, 10.3.4.10, 10.3.4.11)."""

from __future__ import annotations

from collections.abc import Callable

import regex

from regelruimte.engine.feel.builtins.registry import Registry, Unfit
from regelruimte.engine.feel.kinds import NUMBERS, Range
from regelruimte.engine.feel.logic import compared
from regelruimte.engine.feel.temporal import (
    read_date,
    read_datetime,
    read_duration,
    read_temporal,
    read_time,
)
from regelruimte.engine.values import Value

FUNCTIONS = Registry()
_RANGE = regex.compile(r"\s*([\[(\]])(.*?)\.\.(.*?)([\])\[])\s*", regex.DOTALL)
_NUMBER = regex.compile(r"-?(?:\d+(?:\.\d+)?|\.\d+)")
_TEXT = regex.compile(r'"([^"\\]*)"')
_AT = regex.compile(r'@"([^"\\]*)"')
_CALL = regex.compile(r'(date and time|date|time|duration)\s*\(\s*"([^"\\]*)"\s*\)')
_READERS: dict[str, Callable[[str], Value]] = {
    "date and time": read_datetime,
    "date": read_date,
    "time": read_time,
    "duration": read_duration,
}


@FUNCTIONS.add("range", "from:string")
def _range(text: str) -> Range | None:
    match = _RANGE.fullmatch(text)
    if not match:
        return None
    low, high = _endpoint(match[2].strip()), _endpoint(match[3].strip())
    low_included, high_included = match[1] == "[", match[4] == "]"
    if (low is None and (low_included or high is None)) or (high is None and high_included):
        return None
    if low is not None and high is not None:
        order = compared(low, high)
        if order is None or order > 0:
            return None
    return Range(low, high, low_included=low_included, high_included=high_included)


def _endpoint(text: str) -> Value:
    if not text:
        return None
    if _NUMBER.fullmatch(text):
        return NUMBERS.create_decimal(text)
    plain, at, call = _TEXT.fullmatch(text), _AT.fullmatch(text), _CALL.fullmatch(text)
    value = (
        plain[1] if plain else read_temporal(at[1]) if at else _READERS[call[1]](call[2]) if call else None
    )
    if value is None:
        raise Unfit
    return value


def _as_range(value: Value) -> Range:
    return value if isinstance(value, Range) else Range(value, value, low_included=True, high_included=True)


def _order(left: Value, right: Value) -> int:
    order = compared(left, right)
    if order is None:
        raise Unfit
    return order


def _is_before(left: Range, right: Range) -> bool:
    order = _order(left.high, right.low)
    return order < 0 or (order == 0 and not (left.high_included and right.low_included))


def _starts_earlier(left: Range, right: Range) -> bool:
    order = _order(left.low, right.low)
    return order < 0 or (order == 0 and left.low_included and not right.low_included)


def _ends_later(left: Range, right: Range) -> bool:
    order = _order(left.high, right.high)
    return order > 0 or (order == 0 and left.high_included and not right.high_included)


def _same_start(left: Range, right: Range) -> bool:
    return _order(left.low, right.low) == 0 and left.low_included == right.low_included


def _same_end(left: Range, right: Range) -> bool:
    return _order(left.high, right.high) == 0 and left.high_included == right.high_included


def _meets(left: Range, right: Range) -> bool:
    return left.high_included and right.low_included and _order(left.high, right.low) == 0


def _overlaps(left: Range, right: Range) -> bool:
    return not _is_before(left, right) and not _is_before(right, left)


def _overlaps_before(left: Range, right: Range) -> bool:
    return _starts_earlier(left, right) and _overlaps(left, right) and _ends_later(right, left)


def _finishes(left: Range, right: Range) -> bool:
    return _same_end(left, right) and not _starts_earlier(left, right)


def _starts(left: Range, right: Range) -> bool:
    return _same_start(left, right) and not _ends_later(left, right)


def _includes(left: Range, right: Range) -> bool:
    return not _starts_earlier(right, left) and not _ends_later(right, left)


def _coincides(left: Range, right: Range) -> bool:
    return _same_start(left, right) and _same_end(left, right)


_BOTH = ("range", "range")
_Relation = Callable[[Range, Range], bool]


def _add(name: str, relation: _Relation, kinds: tuple[str, str] = ("any", "any")) -> None:
    first, second = _parameter_names(kinds)

    # Every relation also takes two ranges, by these names.
    @FUNCTIONS.add(
        name,
        f"{first}:{kinds[0]}",
        f"{second}:{kinds[1]}",
        aliases={} if kinds == _BOTH else {"range1": first, "range2": second},
    )
    def _related(left: Value, right: Value) -> bool:
        return relation(_as_range(left), _as_range(right))


def _parameter_names(kinds: tuple[str, str]) -> tuple[str, str]:
    if kinds == ("range", "range"):
        return "range1", "range2"
    if kinds == ("any", "range"):
        return "point", "range"
    return ("range", "point") if kinds == ("range", "any") else ("point1", "point2")


def _turned(relation: _Relation) -> _Relation:
    return lambda left, right: relation(right, left)


_add("before", _is_before)
_add("after", _turned(_is_before))
_add("meets", _meets, _BOTH)
_add("met by", _turned(_meets), _BOTH)
_add("overlaps", _overlaps, _BOTH)
_add("overlaps before", _overlaps_before, _BOTH)
_add("overlaps after", _turned(_overlaps_before), _BOTH)
_add("finishes", _finishes, ("any", "range"))
_add("finished by", _turned(_finishes), ("range", "any"))
_add("starts", _starts, ("any", "range"))
_add("started by", _turned(_starts), ("range", "any"))
_add("includes", _includes, ("range", "any"))
_add("during", _turned(_includes), ("any", "range"))
_add("coincides", _coincides)

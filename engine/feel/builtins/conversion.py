"""Built-ins that make one kind of value from another (DMN 1.5, 10.3.4.1, 10.3.4.2)."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta, timezone
from decimal import Decimal

import regex

from regelruimte.engine.feel.builtins.registry import Registry, Unfit
from regelruimte.engine.feel.kinds import NUMBERS, is_number
from regelruimte.engine.feel.logic import equal
from regelruimte.engine.feel.render import text_of
from regelruimte.engine.feel.temporal import read_date, read_datetime, read_duration, read_time, zone_text
from regelruimte.engine.values import Value, YearsMonths

FUNCTIONS = Registry()
_NUMBER = regex.compile(r"-?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?")


def _text(value: Value) -> str:
    if not isinstance(value, str):
        raise Unfit
    return value


@FUNCTIONS.add("string", "from:any")
def _string(value: Value) -> str:
    return text_of(value)


@FUNCTIONS.add("number", "from:any", "grouping separator:string?~", "decimal separator:string?~")
def _number(value: Value, grouping: str | None, decimal: str | None) -> Decimal | None:
    if grouping not in {None, " ", ",", "."} or decimal not in {None, ",", "."}:
        return None
    if grouping is not None and grouping == decimal:
        return None
    if is_number(value):
        return value
    text = _text(value).replace(grouping, "") if grouping else _text(value)
    text = text.replace(decimal, ".") if decimal else text
    return NUMBERS.create_decimal(text) if _NUMBER.fullmatch(text) else None


@FUNCTIONS.add("boolean", "from:any")
def _boolean(value: Value) -> bool | None:
    if isinstance(value, bool):
        return value
    return {"true": True, "false": False}.get(value) if isinstance(value, str) else None


@FUNCTIONS.add("date", "from:any", "month:number?", "day:number?", aliases={"year": "from"})
def _date(value: Value, month: Decimal | None, day: Decimal | None) -> date | None:
    if month is not None and day is not None and is_number(value):
        return date(int(value), int(month), int(day))
    if month is not None or day is not None:
        return None
    if isinstance(value, datetime):
        return value.date()
    return value if isinstance(value, date) else read_date(_text(value))


@FUNCTIONS.add(
    "time", "from:any", "minute:number?", "second:number?", "offset:any?~", aliases={"hour": "from"}
)
def _time(value: Value, minute: Decimal | None, second: Decimal | None, offset: Value) -> time | None:
    if minute is not None and second is not None and is_number(value):
        if offset is not None and not isinstance(offset, timedelta):
            return None
        zone = timezone(offset) if offset is not None else None
        return time(int(value), int(minute), int(second), int(second % 1 * 1_000_000), tzinfo=zone)
    if minute is not None:
        return None
    if isinstance(value, datetime):
        return value.timetz()
    if isinstance(value, date):
        return time(tzinfo=UTC)
    return value if isinstance(value, time) else read_time(_text(value))


@FUNCTIONS.add("date and time", "from:any", "time:any?", aliases={"date": "from"})
def _date_and_time(value: Value, clock: Value) -> datetime | None:
    if clock is not None:
        if not isinstance(value, date) or not isinstance(clock, time):
            return None
        return datetime.combine(value.date() if isinstance(value, datetime) else value, clock)
    if isinstance(value, datetime):
        return value
    if isinstance(value, date):
        return datetime.combine(value, time(), tzinfo=UTC)
    return read_datetime(_text(value))


@FUNCTIONS.add("duration", "from:any")
def _duration(value: Value) -> Value:
    return value if isinstance(value, timedelta | YearsMonths) else read_duration(_text(value))


@FUNCTIONS.add("years and months duration", "from:date", "to:date")
def _months_between(start: date, end: date) -> YearsMonths:
    one, other = _fields(start), _fields(end)
    sign = 1
    if one > other:
        one, other, sign = other, one, -1
    months = (other[0] - one[0]) * 12 + other[1] - one[1]
    return YearsMonths(sign * (months - 1 if other[2:] < one[2:] else months))


def _fields(value: date) -> tuple[int, int, int, time]:
    clock = value.time() if isinstance(value, datetime) else time()
    return value.year, value.month, value.day, clock


@FUNCTIONS.add("not", "negand:any")
def _not(value: Value) -> bool | None:
    return not value if isinstance(value, bool) else None


@FUNCTIONS.add("is", "value1:any?~", "value2:any?~")
def _is(left: Value, right: Value) -> bool:
    if type(left) is not type(right):
        return False
    if isinstance(left, datetime | time):
        same_clock = left.replace(tzinfo=None) == right.replace(tzinfo=None)
        return same_clock and zone_text(left.tzinfo) == zone_text(right.tzinfo)
    return equal(left, right) is True


@FUNCTIONS.add("is defined", "value:any~")
def _is_defined(value: Value) -> bool:
    return value is not None


@FUNCTIONS.add("get or else", "value:any~", "default:any~")
def _get_or_else(value: Value, default: Value) -> Value:
    return default if value is None else value

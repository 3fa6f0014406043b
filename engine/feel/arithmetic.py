"""Adding, subtracting, multiplying, dividing, raising (DMN 1.5, 10.3.2.9.4); a misfit gives null."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

from regelruimte.engine.feel.kinds import NUMBERS, is_number
from regelruimte.engine.feel.logic import SOME_DAY, moment_of
from regelruimte.engine.feel.temporal import duration_of, seconds_of
from regelruimte.engine.values import Value, YearsMonths

_MAX_MONTHS = 12 * 10**9


def calculate(operator: str, left: Value, right: Value) -> Value:
    """Return `left operator right`; null when the operands do not fit or the result cannot be held."""
    try:
        return OPERATIONS[operator](left, right)
    except (ArithmeticError, ValueError, TypeError):
        return None


def minus(value: Value) -> Value:
    """Return the opposite of a number or duration; null for anything else."""
    if is_number(value):
        return NUMBERS.minus(value)
    if isinstance(value, timedelta):
        return -value
    return YearsMonths(-value.months) if isinstance(value, YearsMonths) else None


def _months(months: int) -> YearsMonths:
    if abs(months) > _MAX_MONTHS:
        raise OverflowError(_MAX_MONTHS)
    return YearsMonths(months)


def add(left: Value, right: Value) -> Value:
    """Add numbers, texts, durations, or a duration to a date or time."""
    if is_number(left) and is_number(right):
        return NUMBERS.add(left, right)
    if isinstance(left, str) and isinstance(right, str):
        return left + right
    if isinstance(left, YearsMonths) and isinstance(right, YearsMonths):
        return _months(left.months + right.months)
    if isinstance(left, timedelta) and isinstance(right, timedelta):
        return left + right
    if isinstance(left, timedelta | YearsMonths):
        left, right = right, left
    return _shifted(left, right)


def subtract(left: Value, right: Value) -> Value:
    """Subtract numbers or durations, a duration from a date or time, or two dates or times."""
    if is_number(left) and is_number(right):
        return NUMBERS.subtract(left, right)
    if isinstance(left, YearsMonths) and isinstance(right, YearsMonths):
        return _months(left.months - right.months)
    if isinstance(left, timedelta) and isinstance(right, timedelta):
        return left - right
    if isinstance(right, timedelta | YearsMonths):
        return _shifted(left, minus(right))
    return _between(left, right)


def _between(left: Value, right: Value) -> Value:
    if isinstance(left, time) and isinstance(right, time):
        return moment_of(left) - moment_of(right)
    if isinstance(left, date) and isinstance(right, date):
        return _apart(left, right)
    return None


def _apart(left: date, right: date) -> timedelta | None:
    mixed = isinstance(left, datetime) != isinstance(right, datetime)
    if mixed and (left if isinstance(left, datetime) else right).tzinfo is None:  # type: ignore[attr-defined]
        return None
    apart: timedelta = moment_of(_at_midnight(left)) - moment_of(_at_midnight(right))
    # Two dates are days apart; a date counts as its midnight in UTC beside a date and time.
    return apart


def _at_midnight(value: date) -> datetime:
    return value if isinstance(value, datetime) else datetime.combine(value, time(), tzinfo=UTC)


def _shifted(value: Value, by: Value) -> Value:
    if isinstance(by, YearsMonths):
        return _shifted_months(value, by.months) if isinstance(value, date) else None
    if not isinstance(by, timedelta):
        return None
    if isinstance(value, datetime):
        return _later(value, by)
    if isinstance(value, date):
        return (datetime.combine(value, time()) + by).date()
    if isinstance(value, time):
        shifted = datetime.combine(SOME_DAY, value.replace(tzinfo=None)) + timedelta(seconds=by.seconds)
        return (shifted + timedelta(microseconds=by.microseconds)).time().replace(tzinfo=value.tzinfo)
    return None


def _later(moment: datetime, by: timedelta) -> datetime:
    if isinstance(moment.tzinfo, ZoneInfo):  # over a change of the clock, count real hours
        return (moment.astimezone(UTC) + by).astimezone(moment.tzinfo)
    return moment + by


def _shifted_months(value: date, months: int) -> date:
    year, month = divmod(value.year * 12 + value.month - 1 + months, 12)
    last = monthrange(year, month + 1)[1]
    return value.replace(year=year, month=month + 1, day=min(value.day, last))


def multiply(left: Value, right: Value) -> Value:
    """Multiply numbers, or a duration by a number."""
    if is_number(left) and is_number(right):
        return NUMBERS.multiply(left, right)
    if is_number(left):
        left, right = right, left
    if not is_number(right):
        return None
    if isinstance(left, YearsMonths):
        return _months(int(left.months * right))
    return duration_of(seconds_of(left) * right) if isinstance(left, timedelta) else None


def divide(left: Value, right: Value) -> Value:
    """Divide numbers, a duration by a number, or durations of one kind."""
    if is_number(right):
        if is_number(left):
            return NUMBERS.divide(left, right)
        if isinstance(left, YearsMonths):
            return _months(int(left.months / right))
        return duration_of(seconds_of(left) / right) if isinstance(left, timedelta) else None
    if isinstance(left, YearsMonths) and isinstance(right, YearsMonths):
        return NUMBERS.divide(Decimal(left.months), Decimal(right.months))
    if isinstance(left, timedelta) and isinstance(right, timedelta):
        return NUMBERS.divide(seconds_of(left), seconds_of(right))
    return None


def raise_to(left: Value, right: Value) -> Value:
    """Raise a number to a power."""
    return NUMBERS.power(left, right) if is_number(left) and is_number(right) else None


OPERATIONS: dict[str, Callable[[Value, Value], Value]] = {
    "+": add,
    "-": subtract,
    "*": multiply,
    "/": divide,
    "**": raise_to,
}

"""Truth of three values, equality, order and membership (DMN 1.5, 10.3.2.5, 10.3.2.9)."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import UTC, date, datetime, time
from typing import Any, cast

from regelruimte.engine.feel.kinds import ORDERED, Range, kind_of
from regelruimte.engine.values import Value

SOME_DAY = date(2000, 1, 1)
"""The day a time of day is read on when its zone must be turned into an offset."""


def all_of(values: Iterable[Value]) -> bool | None:
    """Return false when any is false, true when all are true, else null."""
    seen_other = False
    for value in values:
        if value is False:
            return False
        seen_other = seen_other or value is not True
    return None if seen_other else True


def any_of(values: Iterable[Value]) -> bool | None:
    """Return true when any is true, false when all are false, else null."""
    seen_other = False
    for value in values:
        if value is True:
            return True
        seen_other = seen_other or value is not False
    return None if seen_other else False


def negated(value: bool | None) -> bool | None:  # noqa: FBT001  # a truth value is what it is about
    """Return the opposite of a truth value; null stays null."""
    return None if value is None else not value


def moment_of(value: Value) -> Value:
    """Return what to compare of a value: times and date-times as moments in UTC where they have a zone.

    Moments are compared by their whole seconds, in equality and order alike: the standard counts them so.
    """
    if isinstance(value, time):
        value = datetime.combine(SOME_DAY, value)
    if not isinstance(value, datetime):
        return value
    if value.microsecond:
        value = value.replace(microsecond=0)
    return value if value.tzinfo is None else value.astimezone(UTC)


def compared(left: Value, right: Value) -> int | None:
    """Return -1, 0 or 1 for the order of two values; null when they cannot be put in order."""
    kind = kind_of(left)
    if kind not in ORDERED or kind != kind_of(right):
        return None
    left, right = moment_of(left), moment_of(right)
    try:
        return int(left > right) - int(left < right)
    except TypeError:  # one has a zone and the other has none
        return None


def equal(left: Value, right: Value) -> bool | None:
    """Return whether two values are equal; null when they are of different types."""
    if left is None or right is None:
        return left is right
    kind = kind_of(left)
    if kind != kind_of(right):
        return None
    same = _SAME.get(kind)
    return same(left, right) if same else cast("bool", left == right)


def _same_lists(left: list[Value], right: list[Value]) -> bool:
    return len(left) == len(right) and all(
        equal(one, other) is True for one, other in zip(left, right, strict=True)
    )


def _same_contexts(left: dict[str, Value], right: dict[str, Value]) -> bool:
    return left.keys() == right.keys() and all(equal(left[key], right[key]) is True for key in left)


def _same_ranges(left: Range, right: Range) -> bool:
    return _ends(left) == _ends(right)


def _same_moments(left: datetime | time, right: datetime | time) -> bool:
    if (left.tzinfo is None) != (right.tzinfo is None):
        return False
    return cast("bool", moment_of(left) == moment_of(right))


_SAME: dict[str, Callable[[Any, Any], bool]] = {
    "list": _same_lists,
    "context": _same_contexts,
    "range": _same_ranges,
    "time": _same_moments,
    "date and time": _same_moments,
}


def _ends(value: Range) -> tuple[Value, ...]:
    return (value.low, value.high, value.low_included, value.high_included, value.operator)


def compare_by(operator: str, left: Value, right: Value) -> bool | None:
    """Return `left operator right` for `= != < <= > >=`."""
    if operator == "=":
        return equal(left, right)
    if operator == "!=":
        return negated(equal(left, right))
    order = compared(left, right)
    if order is None:
        return None
    if order == 0:
        return operator in {"<=", ">="}
    return operator[0] == ("<" if order < 0 else ">")


def range_holds(value: Value, within: Range) -> bool | None:
    """Return whether a value lies within a range; null when that cannot be said."""
    if within.operator in {"=", "!="}:
        return compare_by(within.operator, value, within.low)
    if value is None or not _has_needed_ends(within):
        return None
    above = within.low is None or compare_by(">=" if within.low_included else ">", value, within.low)
    below = within.high is None or compare_by("<=" if within.high_included else "<", value, within.high)
    return None if above is None or below is None else above and below


def _has_needed_ends(within: Range) -> bool:
    if within.low is None and within.high is None:
        return False
    return within.operator is not None or (within.low is not None and within.high is not None)


def passes(value: Value, test: Value) -> bool | None:
    """Return whether a value passes one test: a range it lies in, a list it is in, or a value it equals."""
    if isinstance(test, Range):
        return range_holds(value, test)
    if isinstance(test, list):
        if isinstance(value, list) and equal(value, test) is True:
            return True
        return any_of(
            range_holds(value, item) if isinstance(item, Range) else equal(value, item) is True
            for item in test
        )
    return equal(value, test) is True


def is_in(value: Value, tests: list[Value]) -> bool | None:
    """Return whether a value passes any of the tests."""
    if len(tests) == 1 and tests[0] is None and value is not None:
        return None
    return any_of(passes(value, test) for test in tests)


def operator_range(operator: str, operand: Value) -> Range:
    """Return the range that a test such as `< 18` stands for."""
    if operator in {"=", "!="}:
        included = operator == "="
        return Range(operand, operand, low_included=included, high_included=included, operator=operator)
    included = operator.endswith("=")
    if operator[0] == ">":
        return Range(operand, None, low_included=included, high_included=False, operator=operator)
    return Range(None, operand, low_included=False, high_included=included, operator=operator)

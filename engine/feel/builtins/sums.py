"""Built-ins that make one value of many: counting, adding, averaging, and all or any (DMN 1.5, 10.3.4.4)."""

from __future__ import annotations

from collections import Counter
from decimal import Decimal
from functools import reduce

from regelruimte.engine.feel.arithmetic import add
from regelruimte.engine.feel.builtins.registry import Registry, Unfit
from regelruimte.engine.feel.kinds import NUMBERS, ORDERED, is_number, kind_of
from regelruimte.engine.feel.logic import all_of, any_of, moment_of
from regelruimte.engine.values import Value, YearsMonths

FUNCTIONS = Registry()


def of_one_kind(items: list[Value]) -> list[Value]:
    """Return items that can be put in order together.

    Raises:
        Unfit: they are of several kinds, or of a kind without order.
    """
    kinds = {kind_of(item) for item in items}
    if len(kinds) != 1 or not kinds <= ORDERED:
        raise Unfit
    return items


def _numbers(items: list[Value]) -> list[Decimal]:
    if not items or not all(is_number(item) for item in items):
        raise Unfit
    return items


@FUNCTIONS.add("count", "list:list")
def _count(items: list[Value]) -> Decimal:
    return Decimal(len(items))


@FUNCTIONS.add("min", "list:list", spread="items")
def _min(items: list[Value]) -> Value:
    return min(of_one_kind(items), key=moment_of) if items else None


@FUNCTIONS.add("max", "list:list", spread="items")
def _max(items: list[Value]) -> Value:
    return max(of_one_kind(items), key=moment_of) if items else None


@FUNCTIONS.add("sum", "list:list", spread="items")
def _sum(items: list[Value]) -> Value:
    if not items or not (is_number(items[0]) or isinstance(items[0], YearsMonths) or _is_duration(items[0])):
        return None
    return reduce(add, of_one_kind(items))


def _is_duration(value: Value) -> bool:
    return kind_of(value) == "days and time duration"


@FUNCTIONS.add("mean", "list:list", spread="items")
def _mean(items: list[Value]) -> Decimal:
    return _mean_of(_numbers(items))


def _mean_of(numbers: list[Decimal]) -> Decimal:
    return NUMBERS.divide(reduce(NUMBERS.add, numbers), Decimal(len(numbers)))


@FUNCTIONS.add("product", "list:list", spread="items")
def _product(items: list[Value]) -> Decimal:
    return reduce(NUMBERS.multiply, _numbers(items))


@FUNCTIONS.add("median", "list:list", spread="items")
def _median(items: list[Value]) -> Decimal:
    ordered = sorted(_numbers(items))
    middle = len(ordered) // 2
    return ordered[middle] if len(ordered) % 2 else _mean_of(ordered[middle - 1 : middle + 1])


@FUNCTIONS.add("stddev", "list:list", spread="items")
def _stddev(items: list[Value]) -> Decimal | None:
    numbers = _numbers(items)
    if len(numbers) == 1:
        return None
    mean = _mean_of(numbers)
    squares = [NUMBERS.power(NUMBERS.subtract(number, mean), Decimal(2)) for number in numbers]
    return NUMBERS.sqrt(NUMBERS.divide(reduce(NUMBERS.add, squares), Decimal(len(numbers) - 1)))


@FUNCTIONS.add("mode", "list:list", spread="items")
def _mode(items: list[Value]) -> list[Value]:
    if not items:
        return []
    times = Counter(_numbers(items))
    most = max(times.values())
    return sorted(number for number, count in times.items() if count == most)


@FUNCTIONS.add("all", "list:list", spread="items")
def _all(items: list[Value]) -> bool | None:
    return all_of(items)


@FUNCTIONS.add("any", "list:list", spread="items")
def _any(items: list[Value]) -> bool | None:
    return any_of(items)

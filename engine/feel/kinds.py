"""The kinds of values FEEL knows beyond `engine.values`: ranges and functions; and the budget of a run."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from decimal import Context, Decimal
from typing import TypeGuard

from regelruimte.engine.feel.errors import FeelBudgetExceeded
from regelruimte.engine.values import Value, YearsMonths

MAX_STEPS = 200_000
MAX_SIZE = 200_000

NUMBERS = Context(prec=34, Emin=-6143, Emax=6144)
"""Arithmetic of FEEL numbers: 34 digits, half even (DMN 1.5, 10.3.2.3.1)."""


def _no_types(_name: str, _value: Value) -> bool:
    return False


class MissingArgument:
    """The type of MISSING."""


MISSING = MissingArgument()
"""An argument that was not given; null is a value."""


class Run:
    """One evaluation: the steps it has left, the moment it takes as now, and types declared around it."""

    __slots__ = ("left", "now", "types")

    def __init__(
        self,
        now: datetime | None = None,
        *,
        types: Callable[[str, Value], bool] | None = None,
        steps: int = MAX_STEPS,
    ) -> None:
        self.left = steps
        self.now = now
        self.types = types or _no_types

    def spend(self, steps: int = 1) -> None:
        """Take steps off the budget.

        Raises:
            FeelBudgetExceeded: none are left.
        """
        self.left -= steps
        if self.left < 0:
            raise FeelBudgetExceeded("De berekening vraagt te veel stappen. Maak de expressie eenvoudiger.")

    def weigh(self, value: Value) -> Value:
        """Charge a text, list or context by its whole size and return it.

        Raises:
            FeelBudgetExceeded: it is longer than 200,000 characters or items.
        """
        kind = type(value)
        if kind is str:
            if len(value) >= _LIGHT:
                self.spend(_within(len(value)) >> 6)
        elif kind is list or kind is dict:
            self.spend(_size_of(value) >> 6)
        return value


def _size_of(value: Value) -> int:
    # Lists may share their items, so what is small in memory can be endless to walk through.
    size = 0
    waiting: list[Collection[Value]] = [(value,)]
    while waiting:
        for item in waiting.pop():
            kind = type(item)
            if kind is Decimal:
                continue
            if kind is str:
                size += len(item) >> 4
            elif kind is list:
                size += len(item)
                waiting.append(item)
            elif kind is dict:
                size += len(item)
                waiting.append(item.values())
            elif kind is Range:
                size += 2
                waiting.append((item.low, item.high))
        _within(size)
    return size


def _within(size: int) -> int:
    if size > MAX_SIZE:
        raise FeelBudgetExceeded(f"De uitkomst is te groot: meer dan {MAX_SIZE} tekens of onderdelen.")
    return size


@dataclass(frozen=True, slots=True)
class Range:
    """All values between two ends; an end that is None is open without bound.

    Attributes:
        operator: `=`, `!=`, `<`, `<=`, `>` or `>=` when it was written as a test such as `< 18`.
    """

    low: Value
    high: Value
    low_included: bool
    high_included: bool
    operator: str | None = None


@dataclass(frozen=True, slots=True)
class Function:
    """A function that can be called.

    Attributes:
        parameters: names of the parameters, in order.
        apply: called with the run and one argument per parameter (MISSING where none was given).
        spread: how arguments by place become the one list parameter: `items` (one list or several items),
            `all` (every argument is an item), `rest` (the first by itself, then the others); else empty.
        aliases: other names for parameters.
    """

    parameters: tuple[str, ...]
    apply: Callable[[Run, list[Value]], Value]
    spread: str = ""
    aliases: Mapping[str, str] = field(default_factory=dict)

    def call(self, run: Run, arguments: list[Value]) -> Value:
        """Call with arguments by place; null when they do not fit."""
        if self.spread:
            if not arguments:
                return None
            arguments = _spread(self.spread, arguments)
        missing = len(self.parameters) - len(arguments)
        if missing < 0:
            return None
        return self.apply(run, arguments + [MISSING] * missing if missing else arguments)

    def call_by_name(self, run: Run, arguments: Mapping[str, Value]) -> Value:
        """Call with arguments by name; null when a name is unknown."""
        given = {self.aliases.get(name, name): value for name, value in arguments.items()}
        if not given.keys() <= set(self.parameters):
            return None
        return self.apply(run, [given.get(name, MISSING) for name in self.parameters])


def _spread(how: str, arguments: list[Value]) -> list[Value]:
    if how == "rest":
        return [arguments[0], arguments[1:]]
    if how == "items" and len(arguments) == 1 and isinstance(arguments[0], list):
        return arguments
    return [arguments]


_LIGHT = 64
"""A text shorter than this takes no step."""
_KINDS: tuple[tuple[type, str], ...] = (
    (bool, "boolean"),
    (Decimal, "number"),
    (str, "string"),
    (datetime, "date and time"),
    (date, "date"),
    (time, "time"),
    (timedelta, "days and time duration"),
    (YearsMonths, "years and months duration"),
    (list, "list"),
    (dict, "context"),
    (Range, "range"),
    (Function, "function"),
)
_EXACT = dict(_KINDS)

ORDERED = frozenset(
    {
        "number",
        "string",
        "date",
        "time",
        "date and time",
        "years and months duration",
        "days and time duration",
    }
)
"""Kinds whose values can be put in order."""


def kind_of(value: Value) -> str:
    """Return the FEEL name of a value's type."""
    if value is None:
        return "null"
    kind = _EXACT.get(type(value))
    if kind is not None:
        return kind
    return next((name for known, name in _KINDS if isinstance(value, known)), "any")


def is_number(value: Value) -> TypeGuard[Decimal]:
    """Tell whether a value is a number."""
    return isinstance(value, Decimal)

"""Evaluates the FEEL in a model's cells within one budget; text that cannot be read gives null and a note."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from regelruimte.engine.feel import FeelSyntaxError, compile_expression, compile_unary_tests
from regelruimte.engine.feel.kinds import Run
from regelruimte.engine.values import Value


class Cells:
    """The expressions of one evaluation of a model.

    Attributes:
        on: the reference date, which chooses the rows in force; None where dates do not count.
        problems: what could not be read, in Dutch.
    """

    def __init__(self, names: frozenset[str], run: Run, on: date | None = None) -> None:
        self._names = names
        self.on = on
        self.run = run
        self.problems: list[str] = []

    def value(self, text: str, context: Mapping[str, Value]) -> Value:
        """Return the value of an expression."""
        try:
            return compile_expression(text, self._names).compute(context, self.run)
        except FeelSyntaxError as error:
            self.problems.append(f"{text}: {error}")
            return None

    def matches(self, text: str, value: Value, context: Mapping[str, Value]) -> bool:
        """Tell whether a value meets unary tests."""
        self.run.spend()
        try:
            return compile_unary_tests(text, self._names).test(value, context, self.run) is True
        except FeelSyntaxError as error:
            self.problems.append(f"{text}: {error}")
            return False

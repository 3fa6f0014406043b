"""Compiled expressions and unary tests, and the cache they are kept in."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Generic, TypeVar

from regelruimte.engine.feel.builtins import BUILTINS
from regelruimte.engine.feel.compiler import RUN, Closure, Variables, compile_node
from regelruimte.engine.feel.errors import FeelBudgetExceeded, FeelSyntaxError
from regelruimte.engine.feel.kinds import MAX_STEPS, Function, Range, Run
from regelruimte.engine.feel.logic import any_of, negated, passes
from regelruimte.engine.feel.parser import Parser
from regelruimte.engine.feel.syntax import Node
from regelruimte.engine.feel.written import conditions_in, names_in, written
from regelruimte.engine.values import Value, to_value

_MAX_TEXT = 20_000
_MAX_CACHED = 5_000
_READY = frozenset({str, Decimal, bool, type(None)})
_UNSTORABLE = (Range, Function)
_FUNCTION_NAMES = frozenset(BUILTINS)


@dataclass(frozen=True, slots=True)
class ExplainedPart:
    """One condition of an expression: as written, what it answered, and the values it looked at."""

    text: str
    result: Value
    inputs: Mapping[str, Value]


@dataclass(frozen=True, slots=True)
class Explanation:
    """What an expression answered, the values it was based on, and each of its conditions by itself."""

    result: Value
    inputs: Mapping[str, Value]
    parts: tuple[ExplainedPart, ...] = ()


@dataclass(frozen=True, slots=True)
class Expression:
    """A compiled expression; holds no state, so threads may share it.

    Attributes:
        text: as written, without a leading `=`.
        names: the variables it reads.
    """

    text: str
    names: frozenset[str]
    _closure: Closure = field(repr=False, compare=False)

    def evaluate(
        self, context: Mapping[str, Value], *, now: datetime | None = None, steps: int = MAX_STEPS
    ) -> Value:
        """Return the value of the expression; only variables it names are looked up, a missing one is null.

        Args:
            context: the variables.
            now: aware moment that `now()` and `today()` answer; without it they give null.
            steps: how many steps it may take.

        Raises:
            FeelBudgetExceeded: it asks for more than one evaluation may use.
        """
        run = Run(now, steps=steps)
        return guarded(lambda variables: storable(self.compute(context, variables[RUN])), {RUN: run})

    def compute(self, context: Mapping[str, Value], run: Run) -> Value:
        """Return the value, which may also be a range or a function, within the budget of a run."""
        return run.weigh(guarded(self._closure, variables_of(self.names, context, run)))

    def explain(self, context: Mapping[str, Value], now: datetime | None = None) -> Explanation:
        """Return the value with the variables it was based on, and which of its conditions were true.

        Raises:
            FeelBudgetExceeded: it asks for more than one evaluation may use.
        """
        inputs = {name: _taken(context, name) for name in sorted(self.names)}
        tree, _ = parsed(self.text, self.names)
        run = Run(now)
        variables = variables_of(self.names, context, run)
        parts = tuple(
            ExplainedPart(
                written(node),
                storable(guarded(compile_node(node), variables)),
                {name: inputs[name] for name in sorted(set(names_in(node)) & inputs.keys())},
            )
            for node in conditions_in(tree)
        )
        return Explanation(self.evaluate(context, now=now), inputs, parts)


@dataclass(frozen=True, slots=True)
class UnaryTests:
    """Compiled unary tests: the condition in a cell of a decision table."""

    text: str
    names: frozenset[str]
    _closure: Closure = field(repr=False, compare=False)

    def matches(self, value: Value, context: Mapping[str, Value], now: datetime | None = None) -> bool:
        """Tell whether a value meets the tests; null counts as no.

        Raises:
            FeelBudgetExceeded: they ask for more than one evaluation may use.
        """
        return self.test(to_value(value), context, Run(now)) is True

    def test(self, value: Value, context: Mapping[str, Value], run: Run) -> bool | None:
        """Return the three-valued answer for a value that may also be a range or function."""
        variables = variables_of(self.names, context, run)
        variables["?"] = value
        answer: bool | None = guarded(self._closure, variables)
        return answer


def variables_of(names: frozenset[str], context: Mapping[str, Value], run: Run) -> Variables:
    """Return the variables of a run: of the context only what is named."""
    variables: Variables = {RUN: run}
    for name in names:
        if name in context:
            variables[name] = _taken(context, name)
    return variables


def _taken(context: Mapping[str, Value], name: str) -> Value:
    return _checked(context.get(name))


def _checked(value: Value) -> Value:
    kind = type(value)
    if kind in _READY:
        return value
    if kind is list or kind is tuple:
        return [item if type(item) in _READY else _checked(item) for item in value]
    if kind is dict:
        return {str(key): item if type(item) in _READY else _checked(item) for key, item in value.items()}
    if isinstance(value, Mapping):
        return {str(key): _checked(item) for key, item in value.items()}
    return value if isinstance(value, _UNSTORABLE) else to_value(value)


def storable(value: Value) -> Value:
    """Return a value that variables can hold: ranges and functions become null."""
    kind = type(value)
    if kind in _READY:
        return value
    if kind is list:
        return [item if type(item) in _READY else storable(item) for item in value]
    if kind is dict:
        return {key: item if type(item) in _READY else storable(item) for key, item in value.items()}
    return None if isinstance(value, _UNSTORABLE) else value


def guarded(closure: Closure, variables: Variables) -> Value:
    """Run a closure; endless recursion counts as too much.

    Raises:
        FeelBudgetExceeded: it asks for more than one evaluation may use.
    """
    try:
        return closure(variables)
    except RecursionError:
        raise FeelBudgetExceeded("De berekening is te diep genest. Maak de expressie eenvoudiger.") from None


Compiled = TypeVar("Compiled")


class _Cache(Generic[Compiled]):
    """What was compiled last, by text and names; bounded, shared by threads."""

    def __init__(self, compile_text: Callable[[str, frozenset[str]], Compiled]) -> None:
        self._compile = compile_text
        self._kept: OrderedDict[tuple[str, frozenset[str]], Compiled] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, text: str, names: frozenset[str]) -> Compiled:
        key = (text, names)
        with self._lock:
            if key in self._kept:
                self._kept.move_to_end(key)
                return self._kept[key]
        compiled = self._compile(text, names)
        with self._lock:
            self._kept[key] = compiled
            if len(self._kept) > _MAX_CACHED:
                self._kept.popitem(last=False)
        return compiled


def compile_expression(text: str, names: frozenset[str] = frozenset()) -> Expression:
    """Compile an expression, or return the one compiled before.

    Args:
        text: the expression; a leading `=` is accepted.
        names: known variables; only needed for names with spaces or signs in them.

    Raises:
        FeelSyntaxError: it cannot be read.
    """
    return _EXPRESSIONS.get(text, names)


def compile_unary_tests(text: str, names: frozenset[str] = frozenset()) -> UnaryTests:
    """Compile unary tests, or return those compiled before; an empty text and `-` accept everything.

    Raises:
        FeelSyntaxError: they cannot be read.
    """
    return _TESTS.get(text, names)


def _parser(text: str, names: frozenset[str]) -> Parser:
    if len(text) > _MAX_TEXT:
        raise FeelSyntaxError(f"De expressie is langer dan {_MAX_TEXT} tekens", _MAX_TEXT)
    return Parser(text, names, _FUNCTION_NAMES)


def parsed(text: str, names: frozenset[str] = frozenset()) -> tuple[Node, frozenset[str]]:
    """Return the nodes of an expression and the variables it reads, without compiling it.

    Raises:
        FeelSyntaxError: it cannot be read.
    """
    parser = _parser(text.strip().removeprefix("="), names)
    try:
        return parser.whole_expression(), frozenset(parser.free)
    except RecursionError:
        raise _too_deep(parser) from None


def _expression(text: str, names: frozenset[str]) -> Expression:
    stripped = text.strip().removeprefix("=")
    parser = _parser(stripped, names)
    try:
        closure = compile_node(parser.whole_expression())
    except RecursionError:
        raise _too_deep(parser) from None
    return Expression(stripped, frozenset(parser.free), closure)


def _unary_tests(text: str, names: frozenset[str]) -> UnaryTests:
    if text.strip() in {"", "-"}:
        return UnaryTests(text, frozenset(), lambda _: True)
    parser = _parser(text, names)
    try:
        is_negated, nodes = parser.whole_tests()
        tests = [_cell_test(compile_node(node), asks="?" in parser.free) for node in nodes]
    except RecursionError:
        raise _too_deep(parser) from None

    def closure(variables: Variables) -> Value:
        answer = any_of(test(variables) for test in tests)
        return negated(answer) if is_negated else answer

    return UnaryTests(text, frozenset(parser.free - {"?"}), closure)


def _cell_test(closure: Closure, *, asks: bool) -> Closure:
    def test(variables: Variables) -> Value:
        found, value = closure(variables), variables["?"]
        if asks and (found is None or isinstance(found, bool)):
            # What is not known does not hold: `? > 18` is not met by null.
            return found
        return value is None if found is None else passes(value, found)

    return test


def _too_deep(parser: Parser) -> FeelSyntaxError:
    return FeelSyntaxError("De expressie is te diep genest", parser.at)


_EXPRESSIONS = _Cache(_expression)
_TESTS = _Cache(_unary_tests)

"""What a cell says of its value, as far as that is known without a run (DMN 1.5, 7.3.3, 10.3.2.8)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, fields, is_dataclass
from decimal import Decimal

import regex

from regelruimte.engine.feel import FeelError
from regelruimte.engine.feel import syntax as s
from regelruimte.engine.feel.builtins import BUILTINS
from regelruimte.engine.feel.compiler import RUN, compile_node
from regelruimte.engine.feel.kinds import Function, Range, Run
from regelruimte.engine.feel.parser import Parser
from regelruimte.engine.values import Value

_CLOCKS = frozenset({"now", "today"})
_FUNCTIONS = frozenset(BUILTINS)
_VALUE = s.Name("?")
_MIRRORED = {"=": "=", "!=": "!=", "<": ">", "<=": ">=", ">": "<", ">=": "<="}
_STEPS = 2_000
_NUMBER = regex.compile(r"\d{1,30}(?:\.\d{1,4})?")


class NotConstant(Exception):
    """What an expression gives depends on something outside it."""


@dataclass(frozen=True, slots=True)
class Atom:
    """The value compared with a constant; operator `==` is membership, which knows no null answer."""

    operator: str
    value: Value


@dataclass(frozen=True, slots=True)
class AllOf:
    """All parts hold."""

    parts: tuple[Condition, ...]


@dataclass(frozen=True, slots=True)
class AnyOf:
    """At least one part holds."""

    parts: tuple[Condition, ...]


@dataclass(frozen=True, slots=True)
class Not:
    """The part does not hold."""

    part: Condition


@dataclass(frozen=True, slots=True)
class Never:
    """Gives null whatever the value."""


@dataclass(frozen=True, slots=True)
class Unknown:
    """May hold for anything."""


Condition = Atom | AllOf | AnyOf | Not | Never | Unknown

ANYTHING = AllOf(())
"""The condition of `-` and of an empty cell."""


def condition_of(text: str, names: frozenset[str]) -> Condition:
    """Return what unary tests say of their value.

    Raises:
        FeelSyntaxError: they cannot be read.
    """
    if text.strip() in {"", "-"}:
        return ANYTHING
    parser = Parser(text, names, _FUNCTIONS)
    is_negated, nodes = parser.whole_tests()
    asks = "?" in parser.free
    either = AnyOf(tuple(_test(node, asks=asks) for node in nodes))
    return Not(either) if is_negated else either


def constant_of(text: str, names: frozenset[str]) -> Value:
    """Return the value of an expression that names nothing from outside.

    Raises:
        NotConstant: it does.
        FeelSyntaxError: it cannot be read.
    """
    if _NUMBER.fullmatch(text):
        return Decimal(text)
    parser = Parser(text.strip().removeprefix("="), names, _FUNCTIONS)
    return _constant(parser.whole_expression())


def atoms_of(condition: Condition) -> Iterator[Atom]:
    """Yield every comparison within a condition."""
    if isinstance(condition, Atom):
        yield condition
    elif isinstance(condition, AllOf | AnyOf):
        for part in condition.parts:
            yield from atoms_of(part)
    elif isinstance(condition, Not):
        yield from atoms_of(condition.part)


def is_known(condition: Condition) -> bool:
    """Tell whether everything a condition says could be read off."""
    if isinstance(condition, AllOf | AnyOf):
        return all(map(is_known, condition.parts))
    if isinstance(condition, Not):
        return is_known(condition.part)
    return not isinstance(condition, Unknown)


def _test(node: s.Node, *, asks: bool) -> Condition:
    try:
        if isinstance(node, s.OperatorTest):
            return Atom(node.operator, _constant(node.operand))
        if asks:
            return _asked(node)
        return _member(_constant(node))
    except NotConstant:
        return Unknown()


def _member(value: Value) -> Condition:
    """Return what it is to pass a test that gives this value."""
    if isinstance(value, Range):
        return _within(value)
    if isinstance(value, list):
        return AnyOf(tuple(Unknown() if isinstance(one, list) else _member(one) for one in value))
    return Unknown() if isinstance(value, dict | Function) else Atom("==", value)


def _within(span: Range) -> Condition:
    if span.operator:
        return Atom(span.operator, span.high if span.operator[0] == "<" else span.low)
    if span.low is None or span.high is None:
        return Never()
    low, high = ">=" if span.low_included else ">", "<=" if span.high_included else "<"
    return AllOf((Atom(low, span.low), Atom(high, span.high)))


def _asked(node: s.Node) -> Condition:
    """Return what a test that names the value by `?` says of it."""
    if isinstance(node, s.Junction):
        parts = tuple(map(_asked, node.items))
        return AllOf(parts) if node.operator == "and" else AnyOf(parts)
    if isinstance(node, s.Comparison):
        return _compared(node)
    if isinstance(node, s.Between) and node.value == _VALUE:
        return AllOf((Atom(">=", _constant(node.low)), Atom("<=", _constant(node.high))))
    if isinstance(node, s.In) and node.value == _VALUE:
        return AnyOf(tuple(_test(test, asks=False) for test in node.tests))
    if isinstance(node, s.Call) and node.function == s.Name("not") and len(node.positional) == 1:
        return Not(_asked(node.positional[0]))
    return Unknown()


def _compared(node: s.Comparison) -> Condition:
    if node.left == _VALUE:
        return Atom(node.operator, _constant(node.right))
    if node.right == _VALUE:
        return Atom(_MIRRORED[node.operator], _constant(node.left))
    return Unknown()


def _constant(node: s.Node) -> Value:
    if isinstance(node, s.Literal):
        return node.value
    if not all(name in _FUNCTIONS and name not in _CLOCKS for name in _names(node)):
        raise NotConstant
    try:
        return compile_node(node)({RUN: Run(steps=_STEPS)})
    except (FeelError, RecursionError):
        raise NotConstant from None


def _names(part: object) -> Iterator[str]:
    ahead = [part]
    while ahead:
        one = ahead.pop()
        if isinstance(one, s.Name):
            yield one.name
        elif isinstance(one, s.FunctionLiteral | s.For | s.Quantified | s.InstanceOf | s.Filter):
            # Names of their own, or types the model declares: not worth telling apart.
            yield "?"
        elif isinstance(one, tuple):
            ahead.extend(one)
        elif is_dataclass(one) and not isinstance(one, type):
            ahead.extend(getattr(one, field.name) for field in fields(one))

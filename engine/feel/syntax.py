"""The nodes an expression is read into; frozen, without behaviour (DMN 1.5, 10.3.1.2)."""

from __future__ import annotations

from dataclasses import dataclass, fields, is_dataclass

from regelruimte.engine.values import Value


@dataclass(frozen=True, slots=True)
class Node:
    """Any part of an expression."""


@dataclass(frozen=True, slots=True)
class TypeRef:
    """A type as written after `instance of` or a parameter; `fields` for `context<...>`."""

    name: str
    arguments: tuple[TypeRef, ...] = ()
    fields: tuple[tuple[str, TypeRef], ...] = ()


@dataclass(frozen=True, slots=True)
class Literal(Node):
    """A value written down."""

    value: Value


@dataclass(frozen=True, slots=True)
class Name(Node):
    """A variable, parameter or built-in function."""

    name: str


@dataclass(frozen=True, slots=True)
class Path(Node):
    """`source.name`."""

    source: Node
    name: str


@dataclass(frozen=True, slots=True)
class Filter(Node):
    """`source[condition]`, also the choice of an item by its place."""

    source: Node
    condition: Node


@dataclass(frozen=True, slots=True)
class Call(Node):
    """A function with its arguments, all by place or all by name."""

    function: Node
    positional: tuple[Node, ...]
    named: tuple[tuple[str, Node], ...]


@dataclass(frozen=True, slots=True)
class Negate(Node):
    """`-operand`."""

    operand: Node


@dataclass(frozen=True, slots=True)
class Arithmetic(Node):
    """`left operator right` with `+ - * / **`."""

    operator: str
    left: Node
    right: Node


@dataclass(frozen=True, slots=True)
class Comparison(Node):
    """`left operator right` with `= != < <= > >=`."""

    operator: str
    left: Node
    right: Node


@dataclass(frozen=True, slots=True)
class Between(Node):
    """`value between low and high`."""

    value: Node
    low: Node
    high: Node


@dataclass(frozen=True, slots=True)
class In(Node):
    """`value in tests`."""

    value: Node
    tests: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class InstanceOf(Node):
    """`value instance of type`."""

    value: Node
    type: TypeRef


@dataclass(frozen=True, slots=True)
class Junction(Node):
    """`a and b and ...` or `a or b or ...`."""

    operator: str
    items: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class If(Node):
    """`if condition then consequence else alternative`."""

    condition: Node
    consequence: Node
    alternative: Node


@dataclass(frozen=True, slots=True)
class Iteration:
    """`name in source`, or `name in source..end`."""

    name: str
    source: Node
    end: Node | None


@dataclass(frozen=True, slots=True)
class For(Node):
    """`for iterations return body`."""

    iterations: tuple[Iteration, ...]
    body: Node


@dataclass(frozen=True, slots=True)
class Quantified(Node):
    """`some` or `every` iterations `satisfies` condition."""

    quantifier: str
    iterations: tuple[Iteration, ...]
    condition: Node


@dataclass(frozen=True, slots=True)
class FunctionLiteral(Node):
    """`function(parameters) body`; without a body when it is external, which we do not run."""

    parameters: tuple[str, ...]
    types: tuple[TypeRef | None, ...]
    body: Node | None


@dataclass(frozen=True, slots=True)
class ListLiteral(Node):
    """`[item, ...]`."""

    items: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class ContextLiteral(Node):
    """`{key: value, ...}`."""

    entries: tuple[tuple[str, Node], ...]


@dataclass(frozen=True, slots=True)
class Interval(Node):
    """`[low..high]`, open at a side where the bracket says so."""

    low: Node
    high: Node
    low_included: bool
    high_included: bool


@dataclass(frozen=True, slots=True)
class OperatorTest(Node):
    """A unary test such as `< 18`."""

    operator: str
    operand: Node


def mentions(part: object, name: str) -> bool:
    """Tell whether a name is read anywhere in a node."""
    if isinstance(part, Name):
        return part.name == name
    if isinstance(part, tuple):
        return any(mentions(one, name) for one in part)
    return is_dataclass(part) and any(mentions(getattr(part, one.name), name) for one in fields(part))

"""Nodes written as text again, with single spaces, and an expression cut into its conditions."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from regelruimte.engine.feel import syntax as s
from regelruimte.engine.feel.kinds import kind_of
from regelruimte.engine.feel.render import literal_of

_TEMPORAL = frozenset(
    {"date", "time", "date and time", "days and time duration", "years and months duration"}
)


def conditions_in(node: s.Node) -> Iterator[s.Node]:
    """Yield the conditions an expression is put together of by `and`, `or`, `not` and `if`."""
    if isinstance(node, s.Junction):
        for item in node.items:
            yield from conditions_in(item)
    elif isinstance(node, s.If):
        yield from conditions_in(node.condition)
    elif isinstance(node, s.Call) and node.function == s.Name("not") and len(node.positional) == 1:
        yield from conditions_in(node.positional[0])
    else:
        yield node


def names_in(part: object) -> Iterator[str]:
    """Yield the names read anywhere in a node."""
    if isinstance(part, s.Name):
        yield part.name
    elif isinstance(part, tuple):
        for one in part:
            yield from names_in(one)
    elif isinstance(part, s.Node):
        for field in part.__dataclass_fields__:
            yield from names_in(getattr(part, field))


def written(node: s.Node) -> str:
    """Write a node as FEEL; what is seldom part of a condition is written `…`."""
    write = _WRITERS.get(type(node))
    return write(node) if write else "…"


def _literal(node: s.Literal) -> str:
    text = literal_of(node.value)
    return f'@"{text}"' if kind_of(node.value) in _TEMPORAL else text


def _call(node: s.Call) -> str:
    by_name = [f"{name}: {written(one)}" for name, one in node.named]
    return f"{written(node.function)}({', '.join([*map(written, node.positional), *by_name])})"


def _in(node: s.In) -> str:
    tests = ", ".join(map(written, node.tests))
    return f"{written(node.value)} in {tests if len(node.tests) == 1 else f'({tests})'}"


def _interval(node: s.Interval) -> str:
    opening, closing = "[" if node.low_included else "(", "]" if node.high_included else ")"
    return f"{opening}{written(node.low)}..{written(node.high)}{closing}"


def _operand(node: s.Node) -> str:
    return f"({written(node)})" if isinstance(node, s.Arithmetic | s.Junction | s.If) else written(node)


_WRITERS: dict[type[s.Node], Callable[[Any], str]] = {
    s.Literal: _literal,
    s.Name: lambda node: str(node.name),
    s.Path: lambda node: f"{_operand(node.source)}.{node.name}",
    s.Filter: lambda node: f"{_operand(node.source)}[{written(node.condition)}]",
    s.Call: _call,
    s.Negate: lambda node: f"-{_operand(node.operand)}",
    s.Arithmetic: lambda node: f"{_operand(node.left)} {node.operator} {_operand(node.right)}",
    s.Comparison: lambda node: f"{written(node.left)} {node.operator} {written(node.right)}",
    s.Between: lambda node: f"{written(node.value)} between {written(node.low)} and {written(node.high)}",
    s.In: _in,
    s.InstanceOf: lambda node: f"{written(node.value)} instance of {node.type.name}",
    s.Junction: lambda node: f" {node.operator} ".join(map(_operand, node.items)),
    s.ListLiteral: lambda node: f"[{', '.join(map(written, node.items))}]",
    s.Interval: _interval,
    s.OperatorTest: lambda node: f"{node.operator} {written(node.operand)}",
}

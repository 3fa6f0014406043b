"""Whether a value is of a type as an expression names it (DMN 1.5, 10.3.2.9)."""

from __future__ import annotations

from collections.abc import Callable

from regelruimte.engine.feel.kinds import Range, kind_of
from regelruimte.engine.feel.syntax import TypeRef
from regelruimte.engine.values import Value

NamedTypes = Callable[[str, Value], bool]
"""Answers whether a value is of a type that is declared outside the expression."""

_OTHER_NAMES = {
    "day time duration": "days and time duration",
    "year month duration": "years and months duration",
    "Null": "null",
}
_KNOWN = frozenset(
    {
        "number",
        "string",
        "boolean",
        "date",
        "time",
        "date and time",
        "days and time duration",
        "years and months duration",
        "null",
        "list",
        "range",
        "context",
        "function",
    }
)


def is_of_type(value: Value, wanted: TypeRef, named: NamedTypes) -> bool:
    """Tell whether a value is of a type; items of lists and contexts may be null."""
    name = _OTHER_NAMES.get(wanted.name, wanted.name)
    if name == "Any":
        return value is not None
    if name not in _KNOWN:
        return named(name, value)
    if kind_of(value) != name:
        return False
    return all(
        item is None or is_of_type(item, inner, named) for item, inner in _parts(value, wanted)
    ) and all(field in value for field, _ in wanted.fields)


def _parts(value: Value, wanted: TypeRef) -> list[tuple[Value, TypeRef]]:
    if wanted.fields:
        return [(value.get(field), inner) for field, inner in wanted.fields]
    if not wanted.arguments:
        return []
    if isinstance(value, Range):
        return [(value.low, wanted.arguments[0]), (value.high, wanted.arguments[0])]
    return [(item, wanted.arguments[0]) for item in value] if isinstance(value, list) else []

"""Cells that can be told in plain words: a value, a few values, a limit or a span of constants."""

from __future__ import annotations

from dataclasses import dataclass

import regex

from regelruimte.engine.feel import FeelError, compile_expression
from regelruimte.engine.values import Value

ANYTHING = frozenset({"", "-"})
"""What stands in a cell that does not look at its value."""

_TIMEOUT_SECONDS = 0.5
_TEXT = r'"(?:[^"\\]|\\.)*"'
_CONSTANT = rf"(?:{_TEXT}|-?\d+(?:\.\d+)?|true|false|null|date\({_TEXT}\))"
_ONE = regex.compile(_CONSTANT)
_LIST = regex.compile(rf"({_CONSTANT})(?:\s*,\s*({_CONSTANT}))*")
_LIMIT = regex.compile(rf"(<=|>=|<|>)\s*({_CONSTANT})")
_SPAN = regex.compile(rf"([\[(\]])\s*({_CONSTANT})\s*\.\.\s*({_CONSTANT})\s*([\])\[])")


@dataclass(frozen=True, slots=True)
class PlainCell:
    """What a cell asks of its value.

    Attributes:
        sign: `<=`, `<`, `>=` or `>` for a limit, `..` for a span that holds both its ends, else empty.
        values: the limit, both ends of the span, or the values of which one must be met.
    """

    sign: str
    values: tuple[Value, ...]


def plain_cell(text: str) -> PlainCell | None:
    """Read a cell; None when it asks something that has no plain words."""
    try:
        return _read(text.strip())
    except (FeelError, TimeoutError):
        return None


def _read(text: str) -> PlainCell | None:
    if limit := _LIMIT.fullmatch(text, timeout=_TIMEOUT_SECONDS):
        return PlainCell(limit[1], (_value(limit[2]),))
    if span := _SPAN.fullmatch(text, timeout=_TIMEOUT_SECONDS):
        is_closed = (span[1], span[4]) == ("[", "]")
        return PlainCell("..", (_value(span[2]), _value(span[3]))) if is_closed else None
    if _LIST.fullmatch(text, timeout=_TIMEOUT_SECONDS):
        found = _ONE.findall(text, timeout=_TIMEOUT_SECONDS)
        return PlainCell("", tuple(_value(one) for one in found))
    return None


def _value(constant: str) -> Value:
    return compile_expression(constant).evaluate({})

"""A value as FEEL writes it (the built-in `string`, DMN 1.5, 10.3.4.1)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import regex

from regelruimte.engine.feel.kinds import Range, kind_of
from regelruimte.engine.feel.temporal import datetime_text, duration_text, months_text, time_text
from regelruimte.engine.values import Value

_PLAIN_KEY = regex.compile(r"[\w ]+")


def text_of(value: Value) -> str:
    """Write a value; a text comes out as it is, also without quotes."""
    if type(value) is Decimal:
        return number_text(value)
    return value if isinstance(value, str) else literal_of(value)


def number_text(number: Decimal) -> str:
    """Write a number without exponent and without zeros at its end."""
    text = format(number, "f")
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return "0" if text in {"-0", ""} else text


def literal_of(value: Value) -> str:
    """Write a value as it stands within a list or context; texts get quotes."""
    write = _WRITERS.get(kind_of(value))
    return write(value) if write else ""


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def _context_text(context: dict[str, Value]) -> str:
    entries = (
        f"{key if _PLAIN_KEY.fullmatch(key) else _quoted(key)}: {literal_of(item)}"
        for key, item in context.items()
    )
    return "{" + ", ".join(entries) + "}"


def _range_text(span: Range) -> str:
    if span.operator:
        return f"({span.operator} {literal_of(span.low if span.low is not None else span.high)})"
    opening, closing = "[" if span.low_included else "(", "]" if span.high_included else ")"
    return f"{opening}{literal_of(span.low)}..{literal_of(span.high)}{closing}"


def _list_text(items: list[Value]) -> str:
    return "[" + ", ".join(literal_of(item) for item in items) + "]"


_WRITERS: dict[str, Callable[[Any], str]] = {
    "null": lambda _: "null",
    "boolean": lambda truth: "true" if truth else "false",
    "number": number_text,
    "string": _quoted,
    "date and time": datetime_text,
    "date": date.isoformat,
    "time": time_text,
    "days and time duration": duration_text,
    "years and months duration": months_text,
    "list": _list_text,
    "context": _context_text,
    "range": _range_text,
    "function": lambda _: "function",
}

"""Conditions of forms: what is hidden, and which question follows from which answer.

A form says when something is hidden (form-js `conditional.hide`), in FEEL.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime

import regex

from regelruimte.engine.feel import FeelError, compile_expression
from regelruimte.engine.values import Value

_UNLESS_EQUAL = (
    regex.compile(r'\s*=?\s*(?P<key>\w+)\s*!=\s*"(?P<value>[^"\\]*)"\s*'),
    regex.compile(r'\s*=?\s*not\s*\(\s*(?P<key>\w+)\s*=\s*"(?P<value>[^"\\]*)"\s*\)\s*'),
)


def is_hidden(hides: Iterable[str], context: Mapping[str, Value], now: datetime | None = None) -> bool:
    """Tell whether one of the conditions is true.

    A condition that cannot be worked out hides nothing: asking once too often beats never asking.
    """
    return any(evaluate(text, context, now) is True for text in hides)


def evaluate(text: str, context: Mapping[str, Value], now: datetime | None = None) -> Value:
    """Return what a FEEL expression gives, null when it cannot be worked out."""
    try:
        return compile_expression(text).evaluate(context, now=now)
    except FeelError:
        return None


def answer_that_shows(hide: str) -> tuple[str, str] | None:
    """Return (key, value) of the one answer that shows what `hide` hides, or None when not so simple."""
    for shape in _UNLESS_EQUAL:
        found = shape.fullmatch(hide)
        if found:
            return found["key"], found["value"]
    return None

"""Function calls in an expression that can mean nothing: variables of a process never hold functions."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields, is_dataclass

from regelruimte.engine.feel.builtins import BUILTINS
from regelruimte.engine.feel.parser import Parser
from regelruimte.engine.feel.syntax import Call, Filter, Name, Path

_FUNCTIONS = frozenset(BUILTINS)


def unknown_calls(text: str, known: frozenset[str] = frozenset()) -> tuple[str, ...]:
    """Return the names an expression calls that are neither built in nor its own functions.

    Args:
        text: the expression; a leading `=` is accepted.
        known: names that may hold functions, such as the knowledge models of a decision file.

    Raises:
        FeelSyntaxError: the expression cannot be read.
    """
    parser = Parser(text.strip().removeprefix("="), known, _FUNCTIONS)
    tree = parser.whole_expression()
    found = (_called(call, parser.free - known) for call in _calls(tree))
    return tuple(dict.fromkeys(name for name in found if name))


def _calls(node: object) -> Iterator[Call]:
    ahead = [node]
    while ahead:
        part = ahead.pop()
        if isinstance(part, Call):
            yield part
        if isinstance(part, tuple):
            ahead.extend(part)
        elif is_dataclass(part) and not isinstance(part, type):
            ahead.extend(getattr(part, one.name) for one in fields(part))


def _called(call: Call, free: set[str]) -> str:
    """Return the name called when it comes from a variable, empty when the expression defines it itself."""
    function, path = call.function, ""
    while isinstance(function, Path | Filter):
        path = path or (function.name if isinstance(function, Path) else "")
        function = function.source
    if isinstance(function, Name) and function.name in free:
        return path or function.name
    return ""

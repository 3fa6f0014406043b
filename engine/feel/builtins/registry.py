"""How a built-in function is declared: its name, and per parameter what it accepts."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date, time
from decimal import Decimal

from regelruimte.engine.feel.kinds import MISSING, Function, Range, Run
from regelruimte.engine.values import Value

_TYPES: dict[str, type | tuple[type, ...]] = {
    "number": Decimal,
    "string": str,
    "boolean": bool,
    "context": dict,
    "function": Function,
    "date": date,
    "range": Range,
    "temporal": (date, time),
}


class Unfit(Exception):
    """An argument does not fit its parameter, so the call gives null."""


class Parameter:
    """One parameter, declared as `name:kind`, with `?` when it may be left out and `~` when it may be null.

    Kinds: any, list (a single value counts as a list of one), number, string, boolean, context, function,
    date (also a date and time), range, temporal (date, date and time, time).
    """

    def __init__(self, declared: str) -> None:
        self.name, _, kind = declared.partition(":")
        self.kind = kind.rstrip("?~")
        self.may_miss = "?" in kind
        self.may_be_null = "~" in kind

    def fitted(self, value: Value) -> Value:
        """Return the argument as the function takes it.

        Raises:
            Unfit: it does not fit.
        """
        if value is MISSING or value is None:
            if (value is MISSING and self.may_miss) or (value is None and self.may_be_null):
                return None
            raise Unfit
        if self.kind == "any":
            return value
        if self.kind == "list":
            return value if isinstance(value, list) else [value]
        if isinstance(value, list) and len(value) == 1:
            value = value[0]
        if not isinstance(value, _TYPES[self.kind]) or (isinstance(value, bool) and self.kind != "boolean"):
            raise Unfit
        return value


class Registry:
    """The functions of one module of built-ins."""

    def __init__(self) -> None:
        self.functions: dict[str, Function] = {}

    def add(
        self,
        name: str,
        *parameters: str,
        spread: str = "",
        aliases: Mapping[str, str] | None = None,
    ) -> Callable[[Callable[..., Value]], Callable[..., Value]]:
        """Declare the decorated function as built-in; it is called with its arguments fitted."""

        def declare(body: Callable[..., Value]) -> Callable[..., Value]:
            def without_run(_run: Run, *arguments: Value) -> Value:
                return body(*arguments)

            self.add_with_run(name, *parameters, spread=spread, aliases=aliases)(without_run)
            return body

        return declare

    def add_with_run(
        self,
        name: str,
        *parameters: str,
        spread: str = "",
        aliases: Mapping[str, str] | None = None,
    ) -> Callable[[Callable[..., Value]], Callable[..., Value]]:
        """Declare as `add` does a function that gets the run before its arguments."""
        declared = [Parameter(parameter) for parameter in parameters]

        def declare(body: Callable[..., Value]) -> Callable[..., Value]:
            def apply(run: Run, arguments: list[Value]) -> Value:
                try:
                    return body(run, *_fitted(declared, arguments))
                except (Unfit, TypeError, ValueError, ArithmeticError, LookupError):
                    return None

            names = tuple(parameter.name for parameter in declared)
            self.functions[name] = Function(names, apply, spread, aliases or {})
            return body

        return declare


def _fitted(parameters: Iterable[Parameter], arguments: list[Value]) -> list[Value]:
    return [parameter.fitted(value) for parameter, value in zip(parameters, arguments, strict=True)]

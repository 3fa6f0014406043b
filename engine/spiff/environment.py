"""What a token may see and do during one step: variables, expressions, and what must be recorded."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from regelruimte.engine.feel import Expression, FeelError
from regelruimte.engine.limits import size_of
from regelruimte.engine.spiff.step import (
    MISSING,
    ClosedStep,
    DecisionMade,
    MissingType,
    OpenedScope,
    OpenedStep,
    Passage,
    Setting,
    Thrown,
    Trouble,
    WaitKind,
)
from regelruimte.engine.spiff.trouble import Failing
from regelruimte.engine.values import Value, to_value

MAIN = "main"
"""Id of the scope of the process instance itself."""


class Record:
    """Everything that happened in one step, in order; can be taken back to an earlier mark."""

    def __init__(self) -> None:
        self.opened: list[OpenedStep] = []
        self.closed: list[ClosedStep] = []
        self.scopes: list[OpenedScope] = []
        self.passages: list[Passage] = []
        self.decisions: list[DecisionMade] = []
        self.troubles: list[Trouble] = []
        self.thrown: list[Thrown] = []
        self.outcome: str | None = None

    def mark(self) -> tuple[int, ...]:
        """Remember how far every list is."""
        return tuple(map(len, self._lists()))

    def back_to(self, mark: tuple[int, ...]) -> None:
        """Forget what was recorded since `mark`."""
        for each, length in zip(self._lists(), mark, strict=True):
            del each[length:]

    def _lists(self) -> tuple[list[Any], ...]:
        return self.opened, self.closed, self.scopes, self.passages, self.decisions, self.thrown


class Variables:
    """The variables of one process instance during a step: writes are visible at once."""

    def __init__(self, setting: Setting) -> None:
        self._before, self._setting, self._grown = setting.scopes, setting, 0
        self.written: dict[tuple[str, str], Value] = {}
        self.undo: list[tuple[tuple[str, str], Value | MissingType]] = []

    def get(self, scope: str, name: str) -> Value | MissingType:
        """Return the variable of exactly this scope, or MISSING."""
        value = self.written.get((scope, name), MISSING)
        return self._before.get(scope, name) if value is MISSING else value

    def write(self, scope: str, name: str, value: Value) -> None:
        """Write into exactly this scope.

        Raises:
            Failing: the variables become too large together.
        """
        key = (scope, name)
        self._weigh(value)
        self.undo.append((key, self.written.pop(key, MISSING)))
        self.written[key] = to_value(value)

    def _weigh(self, value: Value) -> None:
        # What was there is counted only when much is added, so that most steps ask nothing.
        self._grown += size_of(value)
        limits = self._setting.limits
        if self._grown <= limits.small_bytes:
            return
        if self._grown + self._setting.kept_bytes() > limits.data_bytes:
            raise Failing("too-much-data", "De gegevens van deze zaak worden samen te groot.")

    def write_outward(self, chain: tuple[str, ...], name: str, value: Value) -> None:
        """Write into the nearest scope that has the name, else into the outermost."""
        # The outermost is not asked: the value goes there anyhow, and asking would read it.
        inner = (each for each in chain[:-1] if self.get(each, name) is not MISSING)
        self.write(next(inner, chain[-1]), name, value)

    def back_to(self, length: int) -> None:
        """Take back the writes after the first `length`."""
        while len(self.undo) > length:
            key, old = self.undo.pop()
            self.written.pop(key, None)
            if old is not MISSING:
                self.written[key] = old

    def names(self, scope: str) -> frozenset[str]:
        """Return the names in exactly this scope."""
        return self._before.names(scope) | {name for place, name in self.written if place == scope}


class View(Mapping[str, Value]):
    """The variables a token sees: its own scope first, then outward. Looks up only what is asked."""

    def __init__(self, variables: Variables, chain: tuple[str, ...], extra: Mapping[str, Value]) -> None:
        self._variables, self._chain, self._extra = variables, chain, extra

    def __getitem__(self, name: str) -> Value:
        if name in self._extra:
            return self._extra[name]
        for scope in self._chain:
            value = self._variables.get(scope, name)
            if value is not MISSING:
                return value
        raise KeyError(name)

    def __iter__(self) -> Iterator[str]:
        names = set(self._extra)
        for scope in self._chain:
            names |= self._variables.names(scope)
        return iter(sorted(names))

    def __len__(self) -> int:
        return sum(1 for _ in self)


@dataclass(slots=True)
class Room:
    """What tokens share during one step: the world around it, the variables and the record."""

    setting: Setting
    variables: Variables
    record: Record = field(default_factory=Record)

    def evaluate(
        self, expression: Expression, chain: tuple[str, ...], extra: Mapping[str, Value] | None = None
    ) -> Value:
        """Return what an expression says in a chain of scopes.

        Raises:
            Failing: it cannot be evaluated.
        """
        try:
            seen, setting = View(self.variables, chain, extra or {}), self.setting
            return expression.evaluate(seen, now=setting.at, steps=setting.limits.expression_steps)
        except FeelError as error:
            raise Failing(
                "expression-failed", f"De uitdrukking kan niet worden uitgerekend: {error}"
            ) from error

    def passage(self, element: str, event: str) -> None:
        """Add a line of history."""
        self.record.passages.append(Passage(element, event))

    def close(self, step: str, element: str, kind: WaitKind, *, cancelled: bool) -> None:
        """Record that a step waits no longer."""
        self.record.closed.append(ClosedStep(step, element, kind, cancelled))

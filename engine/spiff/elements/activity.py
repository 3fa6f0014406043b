"""What all activities share: mappings, boundary events, repetition, and leaving an ad-hoc sub-process."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from regelruimte.engine.feel import Expression
from regelruimte.engine.spiff.elements.compensation import remember
from regelruimte.engine.spiff.elements.node import Node
from regelruimte.engine.spiff.elements.repeat import Repeat
from regelruimte.engine.spiff.state import BODY, HOST, KIND, LOCAL, PARENT, RACE, Tokens
from regelruimte.engine.spiff.step import OpenedScope, OpenedStep, WaitKind
from regelruimte.engine.values import Value


@dataclass(frozen=True, slots=True)
class MappedTo:
    """One line of an input or output mapping."""

    source: Expression
    target: str


class Activity(Node):
    """Something to be done.

    Attributes:
        takes: input mapping; with one the activity has a scope of its own.
        gives: output mapping; with one only what it names is written.
        boundaries: names of the boundary events that wait.
        catches: names of those that catch what is thrown inside.
        repeat: how it is repeated, None when it is done once.
        compensator: name of the compensation event at its boundary; is_handler: it undoes another activity.
    """

    is_activity = True
    local_scope = True

    def __init__(self, spec: Any, element: str, label: str, *, prefix: str = "") -> None:
        super().__init__(spec, element, label, prefix=prefix)
        self.takes: tuple[MappedTo, ...] = ()
        self.gives: tuple[MappedTo, ...] = ()
        self.boundaries: tuple[str, ...] = ()
        self.catches: tuple[str, ...] = ()
        self.repeat: Repeat | None = None
        self.compensator: str | None = None
        self.is_handler = False

    def arrive(self, tokens: Tokens, token: Any) -> bool | None:
        """Begin the work, once or for every item."""
        is_item = BODY in token.internal_data
        if not is_item and RACE not in token.internal_data:
            tokens.room.passage(self.element, "entered")
        if self.repeat and not is_item:
            waits = self.repeat.begin(tokens, token)
        else:
            self._open_scope(tokens, token)
            waits = self.work(tokens, token)
        if not waits:
            self.depart(tokens, token)
            return True
        for name in () if is_item else self.boundaries:
            tokens.spec.task_specs[name].arm(tokens, token)
        return None

    def work(self, tokens: Tokens, token: Any) -> bool:
        """Do the work, or announce that it waits to be done; True when it waits.

        Raises:
            Failing: it cannot be done.
        """
        raise NotImplementedError(self.element)

    def depart(self, tokens: Tokens, token: Any) -> None:
        """Leave, or tell the repetition that one item is done."""
        if BODY in token.internal_data and self.repeat:
            self.repeat.item_done(tokens, token)
            return
        around = self._adhoc(tokens, token)
        if around is not None:
            around[0].collect(tokens, around[1], token)
        closes = around is not None and around[0].judge(tokens, around[1], token)
        flows = self.choose(tokens, token)
        for other in tokens.hanging_on(token.id):
            if HOST in other.internal_data:
                tokens.cancel(other)
        tokens.room.passage(self.element, "left")
        if self.compensator:
            remember(tokens, token, self.compensator)
        tokens.take(token, flows)
        if around:
            around[0].after_one(tokens, around[1], token, closes=closes)

    def happen(self, tokens: Tokens, token: Any, values: Mapping[str, Value]) -> None:
        """Take the answers in and leave."""
        self.give(tokens, token, values)
        kind = WaitKind(token.internal_data.pop(KIND))
        tokens.room.close(token.id, self.element, kind, cancelled=False)
        tokens.leave(token)

    def give(self, tokens: Tokens, token: Any, values: Mapping[str, Value]) -> None:
        """Write answers: through the output mapping when there is one, else each to where its name lives."""
        room, chain = tokens.room, tokens.chain(token)
        if not self.gives:
            for name, value in values.items():
                room.variables.write_outward(chain, name, value)
            return
        outward = chain[1:] if LOCAL in token.internal_data else chain
        given = [(line.target, room.evaluate(line.source, chain, values)) for line in self.gives]
        for target, value in given:
            room.variables.write_outward(outward, target, value)

    def announce(self, tokens: Tokens, token: Any, opened: OpenedStep) -> bool:
        """Record that a token waits for something outside."""
        token.internal_data[KIND] = opened.kind.value
        tokens.room.record.opened.append(opened)
        return True

    def result(self, tokens: Tokens, token: Any, name: str, value: Value) -> None:
        """Write the result of automatic work."""
        if self.gives:
            self.give(tokens, token, {name: value})
            return
        chain = tokens.chain(token)
        outward = chain[1:] if LOCAL in token.internal_data else chain
        tokens.room.variables.write_outward(outward, name, value)

    def taken(self, tokens: Tokens, token: Any) -> dict[str, Value]:
        """Return what the input mapping gives."""
        chain = tokens.chain(token)
        return {line.target: tokens.room.evaluate(line.source, chain) for line in self.takes}

    def adhoc_step(self, tokens: Tokens, token: Any) -> str | None:
        """Return the id of the ad-hoc sub-process a token is directly in."""
        around = self._adhoc(tokens, token)
        return around[1].id if around else None

    def _open_scope(self, tokens: Tokens, token: Any) -> None:
        if not self.takes or not self.local_scope:
            return
        outer, values = tokens.chain(token)[0], self.taken(tokens, token)
        token.internal_data[LOCAL] = 1
        tokens.room.record.scopes.append(OpenedScope(token.id, outer, self.element))
        for name, value in values.items():
            tokens.room.variables.write(token.id, name, value)

    def _adhoc(self, tokens: Tokens, token: Any) -> tuple[Any, Any] | None:
        data = token.internal_data
        around = tokens.tasks.get(data.get(PARENT, ""))
        if around is None or not around.task_spec.is_adhoc or self.is_handler:
            return None
        return around.task_spec, around

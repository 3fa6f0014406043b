"""Events: start, catch, throw, boundary and end."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from regelruimte.engine.feel import Expression
from regelruimte.engine.spiff.elements.activity import Activity, MappedTo
from regelruimte.engine.spiff.elements.node import Node, evaluated, text_of
from regelruimte.engine.spiff.state import (
    DONE_IN,
    HOST,
    KIND,
    LISTENS,
    NAMED,
    PARENT,
    PHASE,
    RACE,
    RACE_FLOW,
    Tokens,
    with_parent,
)
from regelruimte.engine.spiff.step import OpenedStep, WaitKind
from regelruimte.engine.spiff.timers import Due, Timing
from regelruimte.engine.spiff.trouble import Failing
from regelruimte.engine.values import Value

DUE, LEFT, WAS = "due", "n", "was"


_WAITS = {
    "timer": WaitKind.TIMER,
    "message": WaitKind.MESSAGE,
    "signal": WaitKind.SIGNAL,
    "conditional": WaitKind.CONDITION,
}


@dataclass(frozen=True, slots=True)
class Trigger:
    """What an event waits for or throws.

    Attributes:
        kind: timer, message, signal, conditional, error, escalation, cancel, compensate, terminate, link
            or none.
        name: name of the message, signal or link; code of the error or escalation, None for any; node of the
            activity to compensate, None for all.
        is_awaited: whether a compensation is waited for.
        keeps: variable that gets the code of the error or escalation that is caught, None for none.
        is_local: whether a signal is heard in the own process instance only.
        ends_all: whether a terminate event ends the whole process instance, wherever it stands.
        naming: works out the name of the message or signal, None when it is plain.
    """

    kind: str = "none"
    name: str | None = None
    timing: Timing | None = None
    correlation: Expression | None = None
    condition: Expression | None = None
    is_awaited: bool = True
    keeps: str | None = None
    is_local: bool = False
    ends_all: bool = False
    naming: Expression | None = None

    @property
    def waits(self) -> WaitKind | None:
        """The kind of step it opens, None when nothing outside is waited for."""
        return _WAITS.get(self.kind)

    def name_in(self, tokens: Tokens, chain: tuple[str, ...]) -> str | None:
        """Return the name of the message or signal as it is in a chain of scopes.

        Raises:
            Failing: it cannot be worked out.
        """
        if self.naming is None:
            return self.name
        name = text_of(tokens.room.evaluate(self.naming, chain))
        if not name:
            raise Failing("name-missing", "Het bericht of signaal heeft hier geen naam.")
        return name


class StartEvent(Node):
    """Where a process or sub-process begins."""


class CatchEvent(Node):
    """Waits for a timer, message, signal or condition.

    Attributes:
        trigger: what is waited for.
        gives: output mapping of a message.
    """

    def __init__(self, spec: Any, element: str, label: str, *, prefix: str = "") -> None:
        super().__init__(spec, element, label, prefix=prefix)
        self.trigger = Trigger()
        self.gives: tuple[MappedTo, ...] = ()

    @property
    def repeats(self) -> bool:
        """Tell whether a cycle goes on after it fired once."""
        return not getattr(self, "cancels", True)

    def arrive(self, tokens: Tokens, token: Any) -> bool | None:
        """Wait, or pass when there is nothing to wait for."""
        if RACE not in token.internal_data:
            tokens.room.passage(self.element, "entered")
        if self.trigger.kind in {"none", "link"}:
            self.depart(tokens, token)
            return True
        self.listen(tokens, token)
        return None

    def listen(self, tokens: Tokens, token: Any, due: Due | None = None) -> None:
        """Announce what a token waits for; `due` when a cycle goes on."""
        kind, chain = self.trigger.waits, tokens.chain(token)
        if kind is None:
            return
        if kind is WaitKind.TIMER and due is None:
            due = self._due(tokens, chain, tokens.room.setting.at)
        if due is not None and not self.repeats:
            due = Due(due.at)
        if due is not None and due.repeats:
            token.internal_data[DUE], token.internal_data[LEFT] = due.at.isoformat(), due.repeats
        name = self.trigger.name_in(tokens, chain)
        if self.trigger.naming is not None:
            token.internal_data[NAMED] = name
        opened = OpenedStep(
            step=token.id,
            element=self.element,
            kind=kind,
            name=self.label,
            scope=chain[0],
            due_at=due.at if due else None,
            repeats=due.repeats if due else 0,
            message=None if self.trigger.is_local else name,
            correlation=text_of(evaluated(tokens, self.trigger.correlation, chain)),
        )
        token.internal_data[KIND] = kind.value
        tokens.room.record.opened.append(opened)

    def happen(self, tokens: Tokens, token: Any, values: Mapping[str, Value]) -> None:
        """Take the values in, take the other events of a race away, and leave."""
        if not self.may_happen(tokens, token):
            return
        self.told(tokens, token, values)
        end_race(tokens, token)
        tokens.leave(token)

    def may_happen(self, tokens: Tokens, token: Any) -> bool:
        """Tell whether a report from outside fits: a condition must hold, whatever it was before."""
        condition = self.trigger.condition
        if condition is None:
            return True
        holds = tokens.room.evaluate(condition, tokens.chain(token)) is True
        if holds:
            token.internal_data[WAS] = 1
        return holds

    def told(self, tokens: Tokens, token: Any, values: Mapping[str, Value]) -> None:
        """Write what came with the event and close the step."""
        chain, room = tokens.chain(token), tokens.room
        given = [(line.target, room.evaluate(line.source, chain, values)) for line in self.gives]
        for name, value in given if self.gives else values.items():
            room.variables.write_outward(chain, name, value)
        kind = token.internal_data.pop(KIND, None)
        if kind:
            room.close(token.id, self.element, WaitKind(kind), cancelled=False)

    def stir(self, tokens: Tokens, token: Any) -> bool:
        """See whether a condition became true."""
        if self.trigger.condition is None or token.internal_data.get(PHASE):
            return False
        holds = tokens.room.evaluate(self.trigger.condition, tokens.chain(token)) is True
        was = token.internal_data.pop(WAS, 0)
        if holds:
            token.internal_data[WAS] = 1
        if not holds or was:
            return False
        self.happen(tokens, token, {})
        return True

    def next_due(self, tokens: Tokens, token: Any) -> Due | None:
        """Return when a cycle fires again, None when it is over."""
        left = token.internal_data.get(LEFT, 0)
        if not left:
            return None
        last = datetime.fromisoformat(token.internal_data[DUE])
        due = self._due(tokens, tokens.chain(token), last)
        if due.every is None:
            return None
        return Due(due.every.after(last), left - 1 if left > 0 else left, due.every)

    def _due(self, tokens: Tokens, chain: tuple[str, ...], at: datetime) -> Due:
        timing = self.trigger.timing or Timing("")
        return timing.due(evaluated(tokens, timing.expression, chain), at)

    def rearm(self, tokens: Tokens, token: Any) -> None:
        """Wait again in the place of a token whose event has happened, unless a timer is over."""
        del tokens.tasks[token.id]
        due = self.next_due(tokens, token)
        if self.trigger.kind == "timer" and due is None:
            return
        kept = {key: token.internal_data[key] for key in _STAYS if key in token.internal_data}
        self.listen(tokens, tokens.place_waiting(self, kept), due)


class ReceiveTask(Activity):
    """A task that waits for a message."""

    trigger: Trigger

    def work(self, tokens: Tokens, token: Any) -> bool:
        """Announce the message it waits for."""
        chain = tokens.chain(token)
        opened = OpenedStep(
            step=token.id,
            element=self.element,
            kind=WaitKind.MESSAGE,
            name=self.label,
            scope=chain[0],
            message=self.trigger.name_in(tokens, chain),
            correlation=text_of(evaluated(tokens, self.trigger.correlation, chain)),
            adhoc=self.adhoc_step(tokens, token),
        )
        return self.announce(tokens, token, opened)

    def happen(self, tokens: Tokens, token: Any, values: Mapping[str, Value]) -> None:
        """Take the message in and take the other events of a race away."""
        super().happen(tokens, token, values)
        end_race(tokens, token)


class BoundaryEvent(CatchEvent):
    """Watches an activity. Source: BPMN 2.0.2, 10.5.4 (boundary events).

    Attributes:
        cancels: whether it interrupts the activity.
        undoes: name of the activity it is at, and handler: name of the activity that undoes it, both of a
            compensation event.
    """

    cancels = True
    undoes = handler = ""

    def arm(self, tokens: Tokens, host: Any) -> None:
        """Begin to watch an activity."""
        parent = host.internal_data.get(PARENT, "")
        self.listen(tokens, tokens.place_waiting(self, with_parent(parent, {HOST: host.id})))

    def happen(self, tokens: Tokens, token: Any, values: Mapping[str, Value]) -> None:
        """Interrupt the activity, or start a path beside it."""
        if not self.may_happen(tokens, token):
            return
        self.told(tokens, token, values)
        host = tokens.tasks[token.internal_data[HOST]]
        if not self.cancels:
            self.rearm(tokens, token)
        else:
            del tokens.tasks[token.id]
        self.catch(tokens, host)

    def catch(self, tokens: Tokens, host: Any) -> None:
        """Go on from the boundary of an activity."""
        parent = host.internal_data.get(PARENT, "")
        if self.cancels:
            tokens.cancel(host)
        tokens.place(self, with_parent(parent, {PHASE: "out"}))

    def place_handler(self, tokens: Tokens, data: dict[str, Any]) -> Any:
        """Start the activity that undoes the one this event is at."""
        tokens.room.passage(self.element, "entered")
        tokens.room.passage(self.element, "left")
        return tokens.place(tokens.spec.task_specs[self.handler], data)

    def depart(self, tokens: Tokens, token: Any) -> None:
        """Leave along the flows."""
        tokens.room.passage(self.element, "entered")
        super().depart(tokens, token)


class EventSubProcessStart(CatchEvent):
    """The start event of an event sub-process. Source: BPMN 2.0.2, 13.5.4.

    Attributes:
        within: name of the event sub-process; cancels: whether it interrupts what is around it.
        undoes: name of the sub-process around it.
    """

    within: str
    undoes = ""
    cancels = True

    def arm(self, tokens: Tokens, parent: str) -> None:
        """Begin to listen in a container."""
        self.listen(tokens, tokens.place_waiting(self, with_parent(parent, {LISTENS: 1})))

    def happen(self, tokens: Tokens, token: Any, values: Mapping[str, Value]) -> None:
        """Start the event sub-process."""
        if not self.may_happen(tokens, token):
            return
        self.told(tokens, token, values)
        if not self.cancels:
            self.rearm(tokens, token)
        else:
            del tokens.tasks[token.id]
        self.catch(tokens, token.internal_data.get(PARENT, ""))

    def catch(self, tokens: Tokens, parent: str) -> None:
        """Start the event sub-process in a container."""
        if self.cancels:
            for other in tokens.inside(parent):
                if DONE_IN not in other.internal_data:  # what is completed may still be undone
                    tokens.cancel(other)
            if parent in tokens.tasks:
                tokens.tasks[parent].task_spec.interrupted(tokens, tokens.tasks[parent])
        tokens.place(tokens.spec.task_specs[self.within], with_parent(parent, {"start": self.name}))

    def place_handler(self, tokens: Tokens, data: dict[str, Any]) -> Any:
        """Start the event sub-process that undoes the sub-process around it."""
        return tokens.place(tokens.spec.task_specs[self.within], {**data, "start": self.name})

    def depart(self, tokens: Tokens, token: Any) -> None:
        """Leave along the flows."""
        tokens.room.passage(self.element, "entered")
        super().depart(tokens, token)


def end_race(tokens: Tokens, token: Any) -> None:
    """Take away the other events an event-based gateway waits for, and record the way taken."""
    race = token.internal_data.pop(RACE, None)
    if race is None:
        return
    for other in [t for t in tokens.tasks.values() if t.internal_data.get(RACE) == race]:
        other.internal_data.pop(RACE)
        kind = other.internal_data.get(KIND)
        del tokens.tasks[other.id]
        if kind:
            tokens.room.close(other.id, other.task_spec.element, WaitKind(kind), cancelled=True)
    tokens.room.passage(token.internal_data.pop(RACE_FLOW), "taken")
    tokens.room.passage(token.task_spec.element, "entered")


_STAYS = (PARENT, HOST, LISTENS, WAS)

"""Events that throw, ends of paths, and who catches what is thrown."""

from __future__ import annotations

from typing import Any

from regelruimte.engine.spiff.elements import compensation
from regelruimte.engine.spiff.elements.activity import Activity, MappedTo
from regelruimte.engine.spiff.elements.events import Trigger
from regelruimte.engine.spiff.elements.node import Node, evaluated, text_of
from regelruimte.engine.spiff.state import DONE_IN, PARENT, PHASE, Tokens, with_parent
from regelruimte.engine.spiff.step import Thrown, WaitKind
from regelruimte.engine.spiff.trouble import Failing


class SendTask(Activity):
    """A task that sends a message and goes on."""

    trigger: Trigger

    def work(self, tokens: Tokens, token: Any) -> bool:
        """Send the message."""
        chain = tokens.chain(token)
        key = text_of(evaluated(tokens, self.trigger.correlation, chain))
        name = self.trigger.name_in(tokens, chain) or ""
        sent = Thrown(self.element, WaitKind.MESSAGE, name, key, self.taken(tokens, token))
        tokens.room.record.thrown.append(sent)
        return False


class ThrowEvent(Node):
    """Sends a message, signal or escalation, or jumps to a link, and goes on."""

    def __init__(self, spec: Any, element: str, label: str, *, prefix: str = "") -> None:
        super().__init__(spec, element, label, prefix=prefix)
        self.trigger = Trigger()
        self.takes: tuple[MappedTo, ...] = ()
        self.link: str | None = None

    def arrive(self, tokens: Tokens, token: Any) -> bool | None:
        """Throw and go on; a compensation is waited for."""
        tokens.room.passage(self.element, "entered")
        if self.compensates(tokens, token):
            return None
        self.throw(tokens, token)
        if token.id in tokens.tasks:
            self.depart(tokens, token)
        return True

    def compensates(self, tokens: Tokens, token: Any) -> bool:
        """Start compensation when that is what the event throws; True when it is to be waited for."""
        if self.trigger.kind != "compensate":
            return False
        return compensation.begin(tokens, token, of=self.trigger.name, waits=self.trigger.is_awaited)

    def stir(self, tokens: Tokens, token: Any) -> bool:
        """Go on with a compensation."""
        return not token.internal_data.get(PHASE) and compensation.go_on(tokens, token)

    def throw(self, tokens: Tokens, token: Any) -> None:
        """Throw what the event throws."""
        kind = self.trigger.waits
        if self.trigger.kind in {"error", "escalation"}:
            caught = raise_outward(tokens, token, self.trigger)
            if not caught and self.trigger.kind == "error":
                raise Failing(
                    "error-uncaught",
                    f"De fout '{self.trigger.name or self.label}' wordt nergens opgevangen.",
                )
        elif kind is not None:
            self._send(tokens, token, kind)

    def depart(self, tokens: Tokens, token: Any) -> None:
        """Leave along the flows, or to the catching link."""
        if self.link is None:
            super().depart(tokens, token)
            return
        tokens.room.passage(self.element, "left")
        parent = token.internal_data.get(PARENT, "")
        tokens.place(tokens.spec.task_specs[self.link], with_parent(parent, {}))

    def _send(self, tokens: Tokens, token: Any, kind: WaitKind) -> None:
        chain, room = tokens.chain(token), tokens.room
        name = self.trigger.name_in(tokens, chain)
        if name is None:
            return
        values = {line.target: room.evaluate(line.source, chain) for line in self.takes}
        key = text_of(evaluated(tokens, self.trigger.correlation, chain))
        if not self.trigger.is_local:
            room.record.thrown.append(Thrown(self.element, kind, name, key, values))
        if kind is WaitKind.SIGNAL:
            tokens.signals.append((name, values))


class EndEvent(ThrowEvent):
    """Where a path ends; may throw, or end all that goes on around it."""

    def compensates(self, tokens: Tokens, token: Any) -> bool:
        """Start compensation, also when a transaction is cancelled: what still goes on there stops first.

        Source: BPMN 2.0.2, 10.3.5 and 13.3.4 (transaction).
        """
        if self.trigger.kind != "cancel":
            return super().compensates(tokens, token)
        compensation.go_out(tokens, token)
        for other in tokens.inside(token.internal_data.get(PARENT, "")):
            if other.id != token.id and DONE_IN not in other.internal_data:
                tokens.cancel(other)
        return compensation.begin(tokens, token, of=None, waits=True)

    def depart(self, tokens: Tokens, token: Any) -> None:
        """End the path; its name is the outcome when it is the last of the process."""
        if self.trigger.kind == "cancel" and raise_outward(tokens, token, self.trigger):
            return
        if self.trigger.ends_all:
            token.internal_data.pop(PARENT, None)
        parent = token.internal_data.get(PARENT, "")
        tokens.room.passage(self.element, "left")
        if self.trigger.kind == "terminate":
            for other in tokens.inside(parent):
                if other.id != token.id:
                    tokens.cancel(other)
        if not parent:
            tokens.room.record.outcome = self.label
        tokens.take(token, ())


def raise_outward(tokens: Tokens, token: Any, thrown: Trigger) -> bool:
    """Give an error, escalation or cancellation to the nearest that catches it; False when nobody does."""
    at: Any | None = token
    while at is not None:
        parent = at.internal_data.get(PARENT, "")
        # What an event sub-process throws is not for the event sub-processes beside it.
        handlers = () if at.task_spec.is_event_driven else tokens.container(parent).handlers
        handler = _handler(tokens, handlers, thrown)
        if handler is not None:
            _keep_code(tokens, handler, parent, thrown)
            handler.catch(tokens, parent)
            return True
        at = tokens.tasks.get(parent)
        if at is not None and catch_at(tokens, at, thrown):
            return True
    return False


def catch_at(tokens: Tokens, token: Any, thrown: Trigger) -> bool:
    """Give what is thrown to a boundary event of an activity, when one catches it."""
    boundary = _handler(tokens, token.task_spec.catches, thrown)
    if boundary is None:
        return False
    host = tokens.tasks.get(token.internal_data.get("b", ""), token)
    _keep_code(tokens, boundary, host.internal_data.get(PARENT, ""), thrown)
    boundary.catch(tokens, host)
    return True


def _keep_code(tokens: Tokens, handler: Any, parent: str, thrown: Trigger) -> None:
    if handler.trigger.keeps:
        chain = tokens.chain(tokens.tasks.get(parent))
        tokens.room.variables.write_outward(chain, handler.trigger.keeps, thrown.name)


def _handler(tokens: Tokens, names: tuple[str, ...], thrown: Trigger) -> Any | None:
    nodes = [tokens.spec.task_specs[name] for name in names]
    fitting = [n for n in nodes if n.trigger.kind == thrown.kind and n.trigger.name in {None, thrown.name}]
    return next((n for n in fitting if n.trigger.name is not None), fitting[0] if fitting else None)

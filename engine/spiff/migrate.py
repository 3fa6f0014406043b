"""Rewriting a state for another version of its model: tokens keep their ids, and what they wait for.

A live activity goes to the element the mapping names, by default to the one with the same id, which must be
of the same kind and in the same part of the process. Events that watch an activity or a part of the process
follow the new model: what it no longer has stops waiting, what it has more begins to wait now.
"""

from __future__ import annotations

from collections.abc import Mapping
from copy import deepcopy
from dataclasses import dataclass
from typing import Any

from SpiffWorkflow.util.task import TaskState

from regelruimte.engine.spiff.elements.events import BoundaryEvent, EventSubProcessStart
from regelruimte.engine.spiff.elements.gateways import ARRIVED, InclusiveGateway, ParallelGateway
from regelruimte.engine.spiff.live_token import Token
from regelruimte.engine.spiff.model import CompiledModel
from regelruimte.engine.spiff.reopening import reopened
from regelruimte.engine.spiff.state import (
    BODY,
    DONE_IN,
    HOST,
    KIND,
    LISTENS,
    PARENT,
    Tokens,
    decode,
    with_parent,
)
from regelruimte.engine.spiff.step import Advance, OpenedStep, Setting, WaitKind
from regelruimte.engine.spiff.stepping import advance_of, begin_step
from regelruimte.engine.spiff.targets import Blocker, Targets

__all__ = ["Blocker", "Changed", "Moved", "blockers", "live_elements", "move_state"]


@dataclass(frozen=True, slots=True)
class Changed:
    """A step that goes on waiting, as the old and as the new model announce it.

    Attributes:
        step: id of the token.
        before: as the old model would announce it now, None when it cannot.
        after: as the new model announces it.
    """

    step: str
    before: OpenedStep | None
    after: OpenedStep


@dataclass(frozen=True, slots=True)
class Moved:
    """What moving a state to another model did: what must be recorded, and the steps that go on."""

    advance: Advance
    changed: tuple[Changed, ...]


def live_elements(model: CompiledModel, state: bytes) -> tuple[str, ...]:
    """Return the ids of the elements at which something is live, watching events left out.

    Raises:
        StateUnreadable: the state cannot be read.
    """
    live = [token for token in decode(model, state).tasks.values() if not _watches(token)]
    return tuple(dict.fromkeys(token.task_spec.element for token in live))


def blockers(
    source: CompiledModel,
    state: bytes,
    setting: Setting,
    *,
    target: CompiledModel,
    mapping: Mapping[str, str],
) -> tuple[Blocker, ...]:
    """Return why a state cannot go to another model, nothing when it can.

    Raises:
        StateUnreadable: the state cannot be read.
    """
    moved = move_state(source, state, setting, target=target, mapping=mapping)
    return () if isinstance(moved, Moved) else moved


def move_state(
    source: CompiledModel,
    state: bytes,
    setting: Setting,
    *,
    target: CompiledModel,
    mapping: Mapping[str, str],
) -> Moved | tuple[Blocker, ...]:
    """Rewrite a state for another model, or return why that cannot be done.

    Args:
        source: the model the state was made with.
        state: the state.
        setting: the world around the step, with the decisions of the new version.
        target: the model to go to.
        mapping: element of the old model to element of the new one, where the ids differ.

    Raises:
        StateUnreadable: the state cannot be read.
    """
    move = _Move(source, state, target, mapping)
    found = move.blockers()
    if found:
        return found
    moved = move.run(setting)
    return tuple(move.failing) or moved


def _watches(token: Any) -> bool:
    data = token.internal_data
    return HOST in data or (LISTENS in data and DONE_IN not in data)


class _Move:
    """One state on its way from one model to another."""

    def __init__(
        self, source: CompiledModel, state: bytes, target: CompiledModel, mapping: Mapping[str, str]
    ) -> None:
        self.old = decode(source, state)
        self.targets = Targets(self.old, target, mapping)
        self.new = Tokens(target, self.targets.process or self.old.process)
        self.kept = [token for token in self.old.tasks.values() if self._stays(token)]
        self.failing: list[Blocker] = []

    def blockers(self) -> tuple[Blocker, ...]:
        """Return what stands in the way of the tokens that must go along."""
        if self.targets.process is None:
            return (Blocker("", self.old.process, "process-gone", "Dit proces is er niet meer."),)
        found = (self.targets.blocker(token) for token in self.old.tasks.values() if not _watches(token))
        return tuple(each for each in found if each is not None)

    def run(self, setting: Setting) -> Moved:
        """Move everything and let what can go on go on."""
        begin_step(self.old, setting)
        begin_step(self.new, setting)
        for token in self.kept:
            self._carry(token)
        changed = self._changed()
        self._stop_watching()
        self._watch_anew()
        self._release_joins()
        return Moved(advance_of(self.new), changed)

    def _stays(self, token: Any) -> bool:
        if not _watches(token):
            return True
        node = self.targets.node_of(token)
        if node is None or type(node) is not type(token.task_spec):
            return False
        if node.trigger.kind != token.task_spec.trigger.kind:
            return False
        return node.name in self._watchers_of(token)

    def _watchers_of(self, token: Any) -> tuple[str, ...]:
        """Return the events the new model has where a token watches now."""
        host = token.internal_data.get(HOST)
        if host is not None:
            at = self.targets.node_of(self.old.tasks[host])
            return () if at is None else at.boundaries
        around = self.targets.container_of(token.internal_data.get(PARENT, ""))
        return () if around is None else around.listeners

    def _carry(self, token: Any) -> None:
        node = self.targets.node_of(token)
        moved = Token(self.new, node, state=token.state, id=token.id)
        moved.internal_data = self.targets.data_of(token, node, deepcopy(token.internal_data))

    def _changed(self) -> tuple[Changed, ...]:
        changed = []
        for token in [each for each in self.new.tasks.values() if KIND in each.internal_data]:
            after = reopened(self.new, token)
            if isinstance(after, OpenedStep):
                before = reopened(self.old, self.old.tasks[token.id])
                changed.append(Changed(token.id, before if isinstance(before, OpenedStep) else None, after))
            else:
                self.failing.append(Blocker(token.id, token.task_spec.element, after.code, after.message))
        return tuple(changed)

    def _stop_watching(self) -> None:
        for token in self.old.tasks.values():
            if token.id not in self.new.tasks and KIND in token.internal_data:
                kind = WaitKind(token.internal_data[KIND])
                self.new.room.close(token.id, token.task_spec.element, kind, cancelled=True)

    def _watch_anew(self) -> None:
        """Let the events begin to wait that the old model did not have here."""
        for token in [t for t in self.new.tasks.values() if t.task_spec.is_activity]:
            is_body = token.task_spec.repeat is not None and BODY not in token.internal_data
            if token.state != TaskState.STARTED or token.internal_data.get(DONE_IN) is not None:
                continue
            if BODY not in token.internal_data:
                self._arm(self.old.tasks[token.id].task_spec.boundaries, token.task_spec.boundaries, token)
            if not is_body and self.targets.is_container(token.task_spec):
                self._listen(token.id)
        self._listen("")

    def _listen(self, parent: str) -> None:
        before = self.old.container(parent).listeners
        self._arm(before, self.new.container(parent).listeners, parent)

    def _arm(self, before: tuple[str, ...], after: tuple[str, ...], where: Any) -> None:
        known = {self.targets.name_of(self.old.spec.task_specs[name]) for name in before}
        for name in after:
            node: BoundaryEvent | EventSubProcessStart = self.new.spec.task_specs[name]
            if name not in known:
                node.arm(self.new, where)

    def _release_joins(self) -> None:
        """Let a join go on that waits for nothing any more because the new model has fewer ways to it."""
        for token in list(self.new.tasks.values()):
            node, came = token.task_spec, token.internal_data.get(ARRIVED)
            if came is None or not isinstance(node, ParallelGateway) or isinstance(node, InclusiveGateway):
                continue
            if set(node.arrives) - set(came) or token.state != TaskState.STARTED:
                continue
            rest = list(came)
            for flow in node.arrives:
                rest.remove(flow)
            if rest:
                parent = token.internal_data.get(PARENT, "")
                again = self.new.place_waiting(node, with_parent(parent, {ARRIVED: rest}))
                again.internal_data[ARRIVED] = rest
            del token.internal_data[ARRIVED]
            self.new.leave(token)

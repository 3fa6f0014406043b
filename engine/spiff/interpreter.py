"""The pure step: a compiled model, a state and what happened go in; an `Advance` comes out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from SpiffWorkflow.util.task import TaskState

from regelruimte.engine.errors import NotStartable, NotWaiting, ScopeNotOpen
from regelruimte.engine.spiff.elements.adhoc import AdHoc
from regelruimte.engine.spiff.elements.containers import CallActivity, begin, begin_at
from regelruimte.engine.spiff.elements.events import Trigger
from regelruimte.engine.spiff.elements.tasks import ServiceTask
from regelruimte.engine.spiff.elements.throwing import catch_at, raise_outward
from regelruimte.engine.spiff.environment import MAIN
from regelruimte.engine.spiff.info import ElementInfo, ProcessInfo
from regelruimte.engine.spiff.model import CompiledModel
from regelruimte.engine.spiff.parser import ModelRefused, compile_model
from regelruimte.engine.spiff.state import KIND, Tokens, decode
from regelruimte.engine.spiff.step import (
    Advance,
    RoomOffered,
    Setting,
    Startable,
    StartOffered,
    Trouble,
    WaitKind,
)
from regelruimte.engine.spiff.stepping import advance_of, begin_step, live_tokens
from regelruimte.engine.spiff.trouble import Failing
from regelruimte.engine.values import Value

__all__ = [
    "CompiledModel",
    "ModelRefused",
    "activate",
    "cancel",
    "close_scope",
    "compile_model",
    "complete",
    "deliver",
    "elements",
    "fail",
    "fire",
    "look_again",
    "process_ids",
    "process_info",
    "retry",
    "rooms",
    "running_processes",
    "start",
    "start_events",
    "startable",
]

_DELIVERED = frozenset({WaitKind.MESSAGE.value, WaitKind.SIGNAL.value, WaitKind.CONDITION.value})
_COMPLETED = frozenset({WaitKind.USER.value, WaitKind.SERVICE.value})


def process_ids(model: CompiledModel) -> tuple[str, ...]:
    """Return the ids of the processes of a model, those that may be started first."""
    return tuple(info.id for info in model.processes)


def process_info(model: CompiledModel, process: str | None = None) -> ProcessInfo:
    """Return what a process says about itself; without an id the first one."""
    wanted = process or model.processes[0].id
    return next(info for info in model.processes if info.id == wanted)


def elements(model: CompiledModel) -> Mapping[str, ElementInfo]:
    """Return what is to be known of every flow node, by id."""
    return model.elements


def rooms(model: CompiledModel, element: str) -> tuple[RoomOffered, ...]:
    """Return the room the model gives at an element."""
    return model.rooms.get(element, ())


def start_events(model: CompiledModel) -> tuple[StartOffered, ...]:
    """Return the events that make a process of the model begin: `start` takes their element."""
    return model.begins


def start(
    model: CompiledModel,
    setting: Setting,
    *,
    values: Mapping[str, Value],
    process: str | None = None,
    event: str | None = None,
) -> Advance:
    """Start a process; the values are written to scope `main`.

    Args:
        model: the compiled model.
        setting: the world around the step.
        values: what the process knows when it begins.
        process: id of the process, without it the first one.
        event: id of the event of `start_events` that happened, None when somebody starts it by hand.

    Raises:
        NotStartable: the model has no such process, or no such event, or the values are too large.
    """
    offered = next((begin for begin in model.begins if begin.element == event), None)
    chosen = offered.process if offered else process or model.processes[0].id
    container = model.containers.get(chosen)
    if container is None or not container.is_process or (event and not offered):
        raise NotStartable(process=chosen, event=event)
    tokens = Tokens(model, chosen)
    room = begin_step(tokens, setting)
    try:
        for name, value in values.items():
            room.variables.write(MAIN, name, value)
    except Failing as failing:
        raise NotStartable(process=chosen, why=failing.code) from failing
    if event:
        begin_at(tokens, container, event)
    else:
        begin(tokens, "", container)
    return advance_of(tokens)


def complete(
    model: CompiledModel,
    state: bytes,
    setting: Setting,
    *,
    step: str,
    values: Mapping[str, Value],
    live: object | None = None,
) -> Advance:
    """Complete a user or service step with its answers.

    Raises:
        NotWaiting: the step does not wait for a person or a connector.
        StateUnreadable: the state cannot be read.
    """
    return _happen(live_tokens(model, state, live), setting, step, _COMPLETED, values)


def fire(
    model: CompiledModel, state: bytes, setting: Setting, *, step: str, live: object | None = None
) -> Advance:
    """Let a timer go off.

    Raises:
        NotWaiting: the step does not wait for a timer.
        StateUnreadable: the state cannot be read.
    """
    return _happen(live_tokens(model, state, live), setting, step, frozenset({WaitKind.TIMER.value}), {})


def deliver(
    model: CompiledModel,
    state: bytes,
    setting: Setting,
    *,
    step: str,
    values: Mapping[str, Value],
    live: object | None = None,
) -> Advance:
    """Deliver a message or signal to one waiting step, or report that what a condition waits for is so.

    A step that waits for a condition goes on when the condition holds, also when it held before.

    Raises:
        NotWaiting: the step does not wait for a message, signal or condition.
        StateUnreadable: the state cannot be read.
    """
    return _happen(live_tokens(model, state, live), setting, step, _DELIVERED, values)


def fail(
    model: CompiledModel,
    state: bytes,
    setting: Setting,
    *,
    step: str,
    code: str,
    live: object | None = None,
) -> Advance:
    """Raise a BPMN error at a user or service step; what catches it goes on.

    Raises:
        NotWaiting: the step does not wait for a person or a connector, or nothing catches this error.
        StateUnreadable: the state cannot be read.
    """
    tokens = live_tokens(model, state, live)
    token = _waiting(tokens, step, _COMPLETED)
    begin_step(tokens, setting)
    thrown = Trigger(kind="error", name=code)
    if not catch_at(tokens, token, thrown) and not raise_outward(tokens, token, thrown):
        raise NotWaiting(step=step, error=code)
    return advance_of(tokens)


def activate(
    model: CompiledModel,
    state: bytes,
    setting: Setting,
    *,
    scope_step: str,
    elements: Sequence[str],
    live: object | None = None,
) -> Advance:
    """Start activities of an open ad-hoc sub-process: all or none.

    Raises:
        ScopeNotOpen: the step is no open ad-hoc sub-process.
        NotStartable: one of the activities may not be started now.
        StateUnreadable: the state cannot be read.
    """
    tokens = live_tokens(model, state, live)
    node, token = _scope(tokens, scope_step)
    encoded = tokens.encoded
    begin_step(tokens, setting)
    try:
        node.activate(tokens, token, elements)
    except NotStartable:
        tokens.encoded = encoded
        raise
    return advance_of(tokens)


def close_scope(
    model: CompiledModel, state: bytes, setting: Setting, *, scope_step: str, live: object | None = None
) -> Advance:
    """Close an ad-hoc sub-process by hand.

    Raises:
        ScopeNotOpen: the step is no open ad-hoc sub-process.
        ScopeStillActive: something is active inside, which the model says is not to be cancelled.
        StateUnreadable: the state cannot be read.
    """
    tokens = live_tokens(model, state, live)
    node, token = _scope(tokens, scope_step)
    node.refuse_to_close(tokens, token)
    begin_step(tokens, setting)
    node.close_by_hand(tokens, token)
    return advance_of(tokens)


def startable(model: CompiledModel, state: bytes, setting: Setting) -> tuple[Startable, ...]:
    """List the activities of all open ad-hoc sub-processes, and whether they may be started now."""
    tokens = decode(model, state)
    begin_step(tokens, setting)
    offers: list[Startable] = []
    for token in tokens.tasks.values():
        if isinstance(token.task_spec, AdHoc) and KIND in token.internal_data:
            offers.extend(token.task_spec.startable(tokens, token))
    return tuple(offers)


def running_processes(model: CompiledModel, state: bytes) -> tuple[str, ...]:
    """Return the ids of the processes that run in a state: the process itself and those it has called.

    Raises:
        StateUnreadable: the state cannot be read.
    """
    tokens = decode(model, state)
    calls = [
        t for t in tokens.tasks.values() if isinstance(t.task_spec, CallActivity) and tokens.inside(t.id)
    ]
    return (tokens.process, *(token.task_spec.called_by(token) for token in calls))


def retry(
    model: CompiledModel, state: bytes, setting: Setting, *, step: str, live: object | None = None
) -> Advance:
    """Try an automatic step again after trouble; a waiting connector step is announced again.

    Raises:
        NotWaiting: there is no such step, or it has no trouble.
        StateUnreadable: the state cannot be read.
    """
    tokens = live_tokens(model, state, live)
    token = tokens.tasks.get(step)
    if token is None:
        raise NotWaiting(step=step)
    if token.state == TaskState.ERROR:
        begin_step(tokens, setting)
        tokens.wake(token)
    elif isinstance(token.task_spec, ServiceTask):
        before = tokens.encoded
        begin_step(tokens, setting)
        try:
            token.task_spec.work(tokens, token)
        except Failing as failing:
            return _as_before(tokens, token, failing, before)
    else:
        raise NotWaiting(step=step)
    return advance_of(tokens)


def look_again(
    model: CompiledModel, state: bytes, setting: Setting, *, live: object | None = None
) -> Advance:
    """See whether conditions became true, after variables changed from outside."""
    tokens = live_tokens(model, state, live)
    begin_step(tokens, setting)
    return advance_of(tokens)


def cancel(model: CompiledModel, state: bytes, setting: Setting) -> Advance:
    """End the process instance: everything that waits is cancelled."""
    tokens = decode(model, state)
    begin_step(tokens, setting)
    for token in tokens.inside(""):
        tokens.cancel(token)
    return advance_of(tokens)


def _waiting(tokens: Tokens, step: str, kinds: frozenset[str]) -> Any:
    token = tokens.tasks.get(step)
    if token is None or token.state != TaskState.STARTED or token.internal_data.get(KIND) not in kinds:
        raise NotWaiting(step=step)
    return token


def _scope(tokens: Tokens, step: str) -> tuple[AdHoc, Any]:
    token = tokens.tasks.get(step)
    if token is None or not isinstance(token.task_spec, AdHoc) or KIND not in token.internal_data:
        raise ScopeNotOpen(step=step)
    return token.task_spec, token


def _happen(
    tokens: Tokens, setting: Setting, step: str, kinds: frozenset[str], values: Mapping[str, Value]
) -> Advance:
    token, before = _waiting(tokens, step, kinds), tokens.encoded
    begin_step(tokens, setting)
    try:
        token.task_spec.happen(tokens, token, values)
    except Failing as failing:
        return _as_before(tokens, token, failing, before)
    return advance_of(tokens)


def _as_before(tokens: Tokens, token: Any, failing: Failing, before: bytes | None) -> Advance:
    """Tell the trouble; the step waits as it did."""
    trouble = Trouble(token.id, token.task_spec.element, failing.code, failing.message)
    return Advance(state=before or tokens.encode(), troubles=(trouble,))

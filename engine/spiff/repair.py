"""What an administrator may do to a running process instance: put, move and take away live activities."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from regelruimte.engine.errors import NoSuchElement, NotRepairable, NotWaiting
from regelruimte.engine.spiff.elements.adhoc import TIMES, AdHoc
from regelruimte.engine.spiff.elements.containers import EventSubProcess, SubProcess, listen
from regelruimte.engine.spiff.elements.events import BoundaryEvent, EventSubProcessStart
from regelruimte.engine.spiff.elements.gateways import ParallelGateway
from regelruimte.engine.spiff.environment import MAIN
from regelruimte.engine.spiff.model import CompiledModel
from regelruimte.engine.spiff.state import (
    BODY,
    DONE_IN,
    HOST,
    LISTENS,
    PARENT,
    RACE,
    Tokens,
    decode,
    with_parent,
)
from regelruimte.engine.spiff.step import Advance, Setting
from regelruimte.engine.spiff.stepping import advance_of, begin_step
from regelruimte.engine.spiff.trouble import Failing
from regelruimte.engine.values import Value


@dataclass(frozen=True, slots=True)
class LiveStep:
    """Something live in a process instance, as an administrator meets it.

    Attributes:
        step: id of its token; element, name: where it is.
        inside: name of the part of the process it is in, empty in the process itself.
        is_part: True for a part with live activities of its own inside.
        why_not: why it cannot be moved by itself, None when it can.
    """

    step: str
    element: str
    name: str
    inside: str
    is_part: bool
    why_not: str | None


def live_steps(model: CompiledModel, state: bytes) -> tuple[LiveStep, ...]:
    """Return what is live, without what only watches.

    Raises:
        StateUnreadable: the state cannot be read.
    """
    tokens = decode(model, state)
    hidden = {HOST, LISTENS, DONE_IN}
    return tuple(
        _live_step(tokens, token)
        for token in tokens.tasks.values()
        if not hidden & token.internal_data.keys()
    )


def places(model: CompiledModel, state: bytes, *, step: str | None = None) -> tuple[str, ...]:
    """Return the elements that can begin now, beside what is live or in the place of a step.

    Raises:
        StateUnreadable: the state cannot be read.
    """
    tokens = decode(model, state)
    near = None if step is None else tokens.tasks.get(step)
    found = []
    for element in _elements(tokens):
        with suppress(NoSuchElement, NotRepairable):
            _open_part(tokens, _placeable(tokens, element), near=near)
            found.append(element)
    return tuple(found)


def beginnings(model: CompiledModel, process: str) -> tuple[str, ...]:
    """Return the elements of the main line of a process where a new run can begin."""
    tokens = Tokens(model, process)
    found = []
    for element in _elements(tokens):
        with suppress(NoSuchElement):
            if _placeable(tokens, element).around == process:
                found.append(element)
    return tuple(found)


def add_activity(model: CompiledModel, state: bytes, setting: Setting, *, element: str) -> Advance:
    """Start an element beside what is live already, in the open part of the process it is drawn in.

    Raises:
        NoSuchElement: the model has none where one can begin; NotRepairable: its part is not open just once.
        StateUnreadable: the state cannot be read.
    """
    tokens = decode(model, state)
    node = _placeable(tokens, element)
    parent = _open_part(tokens, node)
    begin_step(tokens, setting)
    _place(tokens, node, parent)
    return advance_of(tokens)


def move_activity(
    model: CompiledModel, state: bytes, setting: Setting, *, step: str, element: str
) -> Advance:
    """Take a live activity away and start another element instead.

    A part of the process that has nothing live left after it is taken away too, without going on from it.

    Raises:
        NotWaiting: no such step; NotRepairable: the step is not one that can be moved by itself.
        NoSuchElement: the model has none where one can begin.
        StateUnreadable: the state cannot be read.
    """
    tokens = decode(model, state)
    token, node = _movable(tokens, step), _placeable(tokens, element)
    parent = _open_part(tokens, node, near=token)
    begin_step(tokens, setting)
    at = token.internal_data.get(PARENT, "")
    tokens.cancel(token)
    while at != parent and at in tokens.tasks and not _live_inside(tokens, at):
        empty = tokens.tasks[at]
        at = empty.internal_data.get(PARENT, "")
        tokens.cancel(empty)
    _place(tokens, node, parent)
    return advance_of(tokens)


def cancel_activity(model: CompiledModel, state: bytes, setting: Setting, *, step: str) -> Advance:
    """Take a live activity away; a part of the process with nothing live left ends and goes on.

    Raises:
        NotWaiting: no such step.
        NotRepairable: it cannot be taken away by itself, or it is the last one of the process.
        StateUnreadable: the state cannot be read.
    """
    tokens = decode(model, state)
    token = _movable(tokens, step)
    parent = token.internal_data.get(PARENT, "")
    if not parent and [each.id for each in _live_inside(tokens, "")] == [step]:
        raise NotRepairable(step=step, why="last-activity")
    begin_step(tokens, setting)
    tokens.cancel(token)
    tokens.dead_ends.append(parent)
    return advance_of(tokens)


def start_at(
    model: CompiledModel, setting: Setting, *, process: str, element: str, values: dict[str, Value]
) -> Advance:
    """Start a process at an element of its main line, as if what comes before it was done.

    Raises:
        NoSuchElement: the process has none where one can begin.
    """
    container = model.containers.get(process)
    if container is None:
        raise NoSuchElement(element=element, process=process)
    tokens = Tokens(model, process)
    node = _placeable(tokens, element)
    if node.around != process:
        raise NoSuchElement(element=element, process=process)
    room = begin_step(tokens, setting)
    for name, value in values.items():
        room.variables.write(MAIN, name, value)
    listen(tokens, "", container)
    _place(tokens, node, "")
    return advance_of(tokens)


def _elements(tokens: Tokens) -> tuple[str, ...]:
    found = (getattr(node, "element", None) for node in tokens.spec.task_specs.values())
    return tuple(dict.fromkeys(element for element in found if element))


def _live_step(tokens: Tokens, token: Any) -> LiveStep:
    around = tokens.tasks.get(token.internal_data.get(PARENT, ""))
    node = token.task_spec
    return LiveStep(
        step=token.id,
        element=node.element,
        name=node.label,
        inside="" if around is None else around.task_spec.label,
        is_part=bool(_live_inside(tokens, token.id)),
        why_not=_why_bound(token),
    )


def _why_bound(token: Any) -> str | None:
    return next((why for key, why in _BOUND.items() if key in token.internal_data), None)


def _movable(tokens: Tokens, step: str) -> Any:
    token = tokens.tasks.get(step)
    if token is None:
        raise NotWaiting(step=step)
    why = _why_bound(token)
    if why is not None:
        raise NotRepairable(step=step, element=token.task_spec.element, why=why)
    return token


_BOUND = {
    BODY: "one-of-many",
    HOST: "watches",
    LISTENS: "watches",
    DONE_IN: "completed",
    RACE: "one-of-several-events",
}


def _placeable(tokens: Tokens, element: str) -> Any:
    nodes = [node for node in tokens.spec.task_specs.values() if getattr(node, "element", None) == element]
    main = [node for node in nodes if not node.prefix] or nodes
    if len(main) != 1 or isinstance(main[0], BoundaryEvent | EventSubProcessStart | EventSubProcess):
        raise NoSuchElement(element=element)
    node = main[0]
    is_join = isinstance(node, ParallelGateway) and len(node.arrives) > 1
    if is_join or getattr(node, "is_handler", False):
        raise NoSuchElement(element=element)
    return node


def _open_part(tokens: Tokens, node: Any, *, near: Any | None = None) -> str:
    """Return the token of the part an element is drawn in: around `near` first, else the only one open."""
    while near is not None:
        parent = near.internal_data.get(PARENT, "")
        if _is_run_of(tokens, parent, node.around):
            return str(parent)
        near = tokens.tasks.get(parent)
    found = ["", *(each.id for each in tokens.tasks.values() if isinstance(each.task_spec, SubProcess))]
    parts = [each for each in found if _is_run_of(tokens, each, node.around)]
    if len(parts) != 1:
        why = "part-open-more-than-once" if parts else "part-not-open"
        raise NotRepairable(element=node.element, why=why)
    return str(parts[0])


def _is_run_of(tokens: Tokens, parent: str, name: str) -> bool:
    if parent and tokens.tasks[parent].task_spec.repeat and BODY not in tokens.tasks[parent].internal_data:
        return False  # the run is that of its items
    try:
        return tokens.container(parent).name == name
    except Failing:
        return False


def _live_inside(tokens: Tokens, parent: str) -> list[Any]:
    return [token for token in tokens.inside(parent) if not {LISTENS, HOST} & token.internal_data.keys()]


def _place(tokens: Tokens, node: Any, parent: str) -> None:
    around = tokens.tasks.get(parent)
    if around is not None and isinstance(around.task_spec, AdHoc):
        times = around.internal_data[TIMES]
        times[node.element] = times.get(node.element, 0) + 1
    tokens.place(node, with_parent(parent, {}))

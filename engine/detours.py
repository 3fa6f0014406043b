"""Detours: free steps, detours the model offers, and own steps that one case gets."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from regelruimte.engine.actors import Act, require
from regelruimte.engine.advance import (
    SUSPENDED,
    Running,
    close_when_done,
    lock_running,
    read_running,
    record_advance,
    release_hold,
    require_open,
    setting_of,
    take_live,
)
from regelruimte.engine.errors import (
    CaseClosed,
    InvalidValue,
    MandateMissing,
    NotStartable,
    ReasonMissing,
    TaskNotOpen,
)
from regelruimte.engine.reach import find_visible_case
from regelruimte.engine.roles import ANY_CASE_WORKER
from regelruimte.engine.spiff import interpreter
from regelruimte.engine.spiff.step import Advance, RoomOffered, Startable, WaitKind
from regelruimte.engine.store import step_rows, task_rows
from regelruimte.engine.store.audit import case_chain
from regelruimte.engine.store.unit_of_work import UnitOfWork, View
from regelruimte.engine.vocabulary import (
    CaseStatus,
    Detour,
    DetourKind,
    DetourStatus,
    Task,
    TaskStatus,
)


@dataclass(frozen=True, slots=True)
class Offer:
    """A step the model offers in an open tailored-work block of a case.

    Attributes:
        startable: what may be started, and whether now.
        scope_name: name of the block as drawn.
        rooms: the rooms the model gives at it; when not empty, starting it is a detour.
        may_use: the rooms of those that this actor has the mandate for.
    """

    startable: Startable
    scope_name: str
    rooms: tuple[RoomOffered, ...]
    may_use: tuple[RoomOffered, ...]

    @property
    def is_detour(self) -> bool:
        """True when starting it asks for a reason and a ground."""
        return bool(self.rooms)


@dataclass(frozen=True, slots=True)
class OfferedDetour:
    """A detour the model offers, with why it is taken.

    Attributes:
        scope_step: id of the open block; element: the activity to start.
        reason: why; ground: id of the room that is used.
    """

    scope_step: str
    element: str
    reason: str
    ground: str


@dataclass(frozen=True, slots=True)
class OwnStep:
    """A step this one case gets, which the model never had.

    Attributes:
        title: what to do; reason: why; ground: article or agreement, may be empty.
        group: key of the group whose work it is; None means any case worker.
        assignee: id of one person, None for anyone of the group; assignee_name: as they are called.
        due_at: by when, None when it does not matter.
        note: what whoever does it should know.
        holds: True when the usual path waits for it, False when it goes beside it.
    """

    title: str
    reason: str
    ground: str = ""
    group: str | None = None
    assignee: str | None = None
    assignee_name: str = ""
    due_at: datetime | None = None
    note: str = ""
    holds: bool = False


def list_offers(view: View, number: str) -> tuple[Offer, ...]:
    """Return what may be started now in the open tailored-work blocks of a case, and what may not and why.

    Raises:
        NotFound: no such case for this actor.
        NotAllowed: this actor takes no detours.
    """
    require(view.actor, Act.TAKE_DETOURS)
    case = find_visible_case(view, number)
    running = read_running(view, case)
    if case.status is not CaseStatus.OPEN or running.instance.state is None:
        return ()
    waits = {wait.step: wait.name for wait in step_rows.list_waits(view, case.id)}
    found = interpreter.startable(running.version.model, running.instance.state, setting_of(view, running))
    return tuple(_offer(view, running, startable, waits) for startable in found)


def _offer(view: View, running: Running, startable: Startable, names: dict[str, str]) -> Offer:
    rooms = interpreter.rooms(running.version.model, startable.element)
    groups = view.actor.all_groups
    may_use = tuple(room for room in rooms if room.group is None or room.group in groups)
    return Offer(startable, names.get(startable.scope_step, ""), rooms, may_use)


def start_free_step(work: UnitOfWork, number: str, *, scope_step: str, element: str) -> None:
    """Start a step of the model in an open block: one click, no reason asked.

    Raises:
        NotFound: no such case for this actor; CaseClosed: it has ended.
        NotStartable: not now, or it is a detour that asks for a reason.
    """
    running = _lock(work, number)
    if interpreter.rooms(running.version.model, element):
        raise NotStartable(element=element, why="asks-reason")
    _activate(work, running, scope_step, element)
    facts = {"element": element, "name": running.version.elements[element].name}
    work.note(case_chain(running.case.id), "step:started", facts=facts)


def start_free_steps(work: UnitOfWork, number: str, *, scope_step: str, elements: Sequence[str]) -> None:
    """Start several steps of the model in one open block: all or none, each as often as it is named.

    Raises:
        NotFound: no such case for this actor; CaseClosed: it has ended; ScopeNotOpen: the block is closed.
        NotStartable: one of them not now, or it is a detour that asks for a reason; nothing is started.
    """
    running = _lock(work, number)
    asking = [each for each in elements if interpreter.rooms(running.version.model, each)]
    if asking or not elements:
        raise NotStartable(elements=asking, why="asks-reason" if asking else "nothing-asked")
    _activate(work, running, scope_step, *elements)
    for element in elements:
        facts = {"element": element, "name": running.version.elements[element].name}
        work.note(case_chain(running.case.id), "step:started", facts=facts)


def take_offered_detour(work: UnitOfWork, number: str, request: OfferedDetour) -> Detour:
    """Start a step the model offers as a detour, with its reason and ground.

    Raises:
        ReasonMissing: no reason; MandateMissing: the actor may not use this room.
        NotFound: no such case for this actor; CaseClosed: it has ended; NotStartable: not now.
    """
    _require_reason(request.reason)
    running = _lock(work, number)
    rooms = interpreter.rooms(running.version.model, request.element)
    room = next((r for r in rooms if r.id == request.ground), None)
    if room is None or (room.group is not None and room.group not in work.actor.all_groups):
        raise MandateMissing(room=request.ground)
    advance = _activate(work, running, request.scope_step, request.element)
    opened = [o for o in advance.opened if o.adhoc == request.scope_step]
    detour = _new_detour(
        work,
        running,
        kind=DetourKind.OFFERED,
        title=running.version.elements[request.element].name,
        reason=request.reason,
        ground=room.article or room.text,
    )
    detour = replace(detour, element=request.element)
    if not opened:
        detour = replace(detour, status=DetourStatus.COMPLETED, closed_at=work.now)
    step = opened[0].step if opened else None
    task_rows.insert_detour(work, detour, step=step)
    _tie_task(work, running, step, detour)
    _note(work, detour, "detour:taken")
    return detour


def add_own_step(work: UnitOfWork, number: str, request: OwnStep) -> Detour:
    """Give one case a step of its own, with a reason; the usual path waits for it or goes on beside it.

    Raises:
        ReasonMissing: no reason; InvalidValue: no title.
        NotFound: no such case for this actor; CaseClosed: it has ended.
    """
    _require_reason(request.reason)
    if not request.title.strip():
        raise InvalidValue(name="title")
    running = _lock(work, number)
    detour = _new_detour(
        work,
        running,
        kind=DetourKind.OWN_STEP,
        title=request.title.strip(),
        reason=request.reason,
        ground=request.ground,
    )
    detour = replace(detour, holds=request.holds)
    task_rows.insert_detour(work, detour, step=None)
    _open_own_task(work, running, detour, request)
    if request.holds and running.instance.held_by != SUSPENDED:
        step_rows.update_instance(work, running.instance.id, {"held_by": detour.id})
        task_rows.hold_open_tasks(work, running.instance.id, detour.id)
    _note(work, detour, "detour:added")
    return detour


def cancel_own_step(work: UnitOfWork, number: str, *, detour_id: str, reason: str) -> None:
    """Cancel an own step that is no longer needed; the usual path goes on.

    Raises:
        ReasonMissing: no reason; NotFound: no such case or detour; TaskNotOpen: it is over.
    """
    _require_reason(reason)
    running = _lock(work, number)
    detour = task_rows.read_detour(work, detour_id)
    if detour.case_id != running.case.id or detour.status is not DetourStatus.OPEN:
        raise TaskNotOpen(detour=detour_id)
    if detour.kind is not DetourKind.OWN_STEP:
        raise NotStartable(detour=detour_id, why="offered-by-model")
    for task in task_rows.list_tasks_of_case(work, running.case.id):
        if task.detour == detour_id and task.status is TaskStatus.OPEN:
            changes = {
                "status": TaskStatus.CANCELLED.value, "closed_at": work.now, "closed_by": work.actor.name,
            }  # fmt: skip
            task_rows.update_task(work, task.id, changes)
    task_rows.close_detour(work, detour_id, DetourStatus.CANCELLED)
    work.note(case_chain(running.case.id), "detour:cancelled", reason=reason, facts={"detour": detour_id})
    release_hold(work, running, detour_id)
    close_when_done(work, running.case.id)


def close_block(work: UnitOfWork, number: str, *, scope_step: str) -> None:
    """Close an open tailored-work block by hand: the usual path goes on after it.

    Raises:
        NotFound: no such case for this actor; CaseClosed: it has ended; ScopeNotOpen: it is closed.
    """
    running = _lock(work, number)
    advance = interpreter.close_scope(
        running.version.model,
        require_open(running),
        setting_of(work, running),
        scope_step=scope_step,
        live=take_live(work, running),
    )
    closed = [c.element for c in advance.closed if c.kind is WaitKind.ADHOC]
    record_advance(work, running, advance)
    work.note(case_chain(running.case.id), "block:closed", facts={"elements": closed})


def _lock(work: UnitOfWork, number: str) -> Running:
    require(work.actor, Act.TAKE_DETOURS)
    case = find_visible_case(work, number)
    running = lock_running(work, case.id)
    if running.case.status is not CaseStatus.OPEN:
        raise CaseClosed(case=number)
    return running


def _require_reason(reason: str) -> None:
    if not reason.strip():
        raise ReasonMissing


def _activate(work: UnitOfWork, running: Running, scope_step: str, *elements: str) -> Advance:
    advance = interpreter.activate(
        running.version.model,
        require_open(running),
        setting_of(work, running),
        scope_step=scope_step,
        elements=elements,
        live=take_live(work, running),
    )
    record_advance(work, running, advance)
    return advance


def _new_detour(
    work: UnitOfWork, running: Running, *, kind: DetourKind, title: str, reason: str, ground: str
) -> Detour:
    return Detour(
        id=work.ids.new(), case_id=running.case.id, kind=kind, title=title, reason=reason.strip(),
        ground=ground, element=None, holds=False, status=DetourStatus.OPEN, by=work.actor.id,
        by_name=work.actor.name, opened_at=work.now, closed_at=None,
    )  # fmt: skip


def _open_own_task(work: UnitOfWork, running: Running, detour: Detour, request: OwnStep) -> None:
    task = Task(
        id=work.ids.new(), case_id=running.case.id, case_number=running.case.number,
        instance=running.instance.id, step=None, element=None, name=detour.title, note=request.note,
        group=request.group or ANY_CASE_WORKER, assignee=request.assignee,
        assignee_name=request.assignee_name, form=None, status=TaskStatus.OPEN, source="detour",
        detour=detour.id, due_at=request.due_at, opened_at=work.now, closed_at=None, closed_by="",
        scope="main", scope_revision=running.instance.revision, held_by=None,
    )  # fmt: skip
    task_rows.insert_task(work, task)


def _tie_task(work: UnitOfWork, running: Running, step: str | None, detour: Detour) -> None:
    if step is None:
        return
    task = task_rows.find_task_of_step(work, running.instance.id, step)
    if task is not None:
        task_rows.update_task(work, task.id, {"detour": detour.id})


def _note(work: UnitOfWork, detour: Detour, tag: str) -> None:
    facts = {
        "detour": detour.id, "title": detour.title, "ground": detour.ground,
        "element": detour.element, "holds": detour.holds,
    }  # fmt: skip
    work.note(case_chain(detour.case_id), tag, reason=detour.reason, facts=facts)

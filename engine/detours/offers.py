"""Free steps and detours that the model offers in an open tailored-work block."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from regelruimte.engine.actors import Act, has_mandate, require
from regelruimte.engine.advance import (
    Running,
    read_running,
    record_advance,
    require_open,
    setting_of,
    take_live,
)
from regelruimte.engine.detours.taking import (
    Agreed,
    Motive,
    Taken,
    ask_second_eyes,
    lock_case,
    new_detour,
    require_reason,
    write_note,
)
from regelruimte.engine.errors import MandateMissing, NotStartable
from regelruimte.engine.reach import find_visible_case
from regelruimte.engine.spiff import interpreter
from regelruimte.engine.spiff.step import Advance, RoomOffered, Startable, WaitKind
from regelruimte.engine.store import step_rows, task_rows
from regelruimte.engine.store.audit import case_chain
from regelruimte.engine.store.unit_of_work import UnitOfWork, View
from regelruimte.engine.vocabulary import CaseStatus, Detour, DetourKind, DetourStatus


@dataclass(frozen=True, slots=True)
class Offer:
    """A step the model offers in an open tailored-work block of a case.

    Attributes:
        startable: what may be started, and whether now.
        scope_name: name of the block as drawn.
        rooms: the rooms the model gives at it; when not empty, starting it is a detour.
        may_use: the rooms of those that this actor has the mandate for.
        mandate: groups that may start it, empty when every case worker may.
        has_mandate: True when this actor may start it.
    """

    startable: Startable
    scope_name: str
    rooms: tuple[RoomOffered, ...]
    may_use: tuple[RoomOffered, ...]
    mandate: tuple[str, ...] = ()
    has_mandate: bool = True

    @property
    def why_not(self) -> str | None:
        """Why this actor may not start it now: a code of `Startable`, or `mandate`; None when they may."""
        if not self.startable.allowed:
            return self.startable.why_not
        return None if self.has_mandate and (self.may_use or not self.rooms) else "mandate"

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
        citizen_text: what the person the case is about reads of it.
        agreed: the detour as it was asked for before; only `second_eyes` sets it.
    """

    scope_step: str
    element: str
    reason: str
    ground: str
    citizen_text: str = ""
    agreed: Agreed | None = None


def list_offers(view: View, number: str) -> tuple[Offer, ...]:
    """Return what may be started now in the open tailored-work blocks of a case, and what may not and why.

    Raises:
        NotFound: no such case for this actor.
        NotAllowed: this actor takes no detours.
    """
    require(view.actor, Act.TAKE_DETOURS)
    case = find_visible_case(view, number)
    if case.status is not CaseStatus.OPEN:
        return ()
    subs = [each.id for each in step_rows.list_sub_instances(view, case.id)]
    waits = {wait.step: wait.name for wait in step_rows.list_waits(view, case.id)}
    runs = [read_running(view, case, instance) for instance in (None, *subs)]
    return tuple(offer for running in runs for offer in _offers_of(view, running, waits))


def _offers_of(view: View, running: Running, names: dict[str, str]) -> Iterator[Offer]:
    if running.instance.state is None:
        return
    model, setting = running.version.model, setting_of(view, running)
    for startable in interpreter.startable(model, running.instance.state, setting):
        rooms = interpreter.rooms(model, startable.element)
        may_use = tuple(r for r in rooms if r.group is None or has_mandate(view.actor, (r.group,)))
        info = running.version.elements.get(startable.element)
        mandate = info.mandate if info is not None else ()
        yield Offer(
            startable, names.get(startable.scope_step, ""), rooms, may_use, mandate,
            not mandate or has_mandate(view.actor, mandate),
        )  # fmt: skip


def start_free_step(work: UnitOfWork, number: str, *, scope_step: str, element: str) -> None:
    """Start a step of the model in an open block: one click, no reason asked.

    Raises: as `start_free_steps`.
    """
    start_free_steps(work, number, scope_step=scope_step, elements=(element,))


def start_free_steps(work: UnitOfWork, number: str, *, scope_step: str, elements: Sequence[str]) -> None:
    """Start steps of the model in an open block, all or none; in a sequential one the rest wait their turn.

    Raises:
        NotFound: no such case for this actor; CaseClosed: it has ended.
        NotStartable: one of them not now, or it is a detour that asks for a reason; or none is asked for.
        MandateMissing: the actor may not start one of them.
    """
    if not elements:
        raise NotStartable(elements=[], why="nothing-asked")
    running = _lock(work, number, scope_step)
    if not elements:
        raise NotStartable(why="nothing-asked")
    for element in elements:
        if interpreter.rooms(running.version.model, element):
            raise NotStartable(element=element, why="asks-reason")
        _require_mandate(work, running, element)
    _activate(work, running, scope_step, elements)
    for element in elements:
        facts = {"element": element, "name": running.version.elements[element].name}
        work.note(case_chain(running.case.id), "step:started", facts=facts)


def take_offered_detour(work: UnitOfWork, number: str, request: OfferedDetour) -> Detour:
    """Start a step the model offers as a detour, with its reason and ground.

    Raises:
        ReasonMissing: no reason; MandateMissing: the actor may not use this room.
        NotFound: no such case for this actor; CaseClosed: it has ended; NotStartable: not now.
    """
    require_reason(request.reason)
    running = _lock(work, number, request.scope_step)
    rooms = interpreter.rooms(running.version.model, request.element)
    room = next((r for r in rooms if r.id == request.ground), None)
    is_agreed = request.agreed is not None
    if room is None or not (is_agreed or room.group is None or has_mandate(work.actor, (room.group,))):
        raise MandateMissing(room=request.ground)
    if not is_agreed:
        _require_mandate(work, running, request.element)
    if asked := _ask(work, running, request, room):
        return asked
    advance = _activate(work, running, request.scope_step, (request.element,))
    opened = [o for o in advance.opened if o.adhoc == request.scope_step]
    step = opened[0].step if opened else None
    name = running.version.elements[request.element].name
    taken = Taken(DetourKind.OFFERED, name, request.element, step)
    detour = new_detour(work, running, taken, _motive(request, room))
    if step is None:
        detour = replace(detour, status=DetourStatus.COMPLETED, closed_at=work.now)
    task_rows.insert_detour(work, detour)
    _tie_task(work, running, step, detour)
    write_note(work, detour, "detour:taken")
    return detour


def _motive(request: OfferedDetour, room: RoomOffered) -> Motive:
    ground = room.article or room.text
    return Motive(request.reason, room.id, ground, request.citizen_text, request.agreed)


def _ask(work: UnitOfWork, running: Running, request: OfferedDetour, room: RoomOffered) -> Detour | None:
    """Ask a second pair of eyes where the room wants one, for what can be started now."""
    if room.second_eyes is None or request.agreed is not None:
        return None
    found = interpreter.startable(running.version.model, require_open(running), setting_of(work, running))
    place = (request.scope_step, request.element)
    if not any(each.allowed and (each.scope_step, each.element) == place for each in found):
        raise NotStartable(element=request.element)
    name, motive = running.version.elements[request.element].name, _motive(request, room)
    detour = new_detour(work, running, Taken(DetourKind.OFFERED, name, request.element), motive)
    payload = {"scope_step": request.scope_step, "element": request.element}
    return ask_second_eyes(work, running, detour, motive=motive, request=payload)


def close_block(work: UnitOfWork, number: str, *, scope_step: str) -> None:
    """Close an open tailored-work block by hand: the usual path goes on after it.

    Raises:
        NotFound: no such case for this actor; CaseClosed: it has ended; ScopeNotOpen: it is closed.
    """
    running = _lock(work, number, scope_step)
    advance = interpreter.close_scope(
        running.version.model,
        require_open(running),
        setting_of(work, running),
        scope_step=scope_step,
        live=take_live(work, running),
    )
    closed = [c.element for c in advance.closed if c.kind is WaitKind.ADHOC]
    work.note(case_chain(running.case.id), "block:closed", facts={"elements": closed})
    record_advance(work, running, advance)


def _lock(work: UnitOfWork, number: str, scope_step: str) -> Running:
    case = find_visible_case(work, number)
    waits = {wait.step: wait.instance for wait in step_rows.list_waits(work, case.id)}
    return lock_case(work, number, waits.get(scope_step))


def _require_mandate(work: UnitOfWork, running: Running, element: str) -> None:
    groups = running.version.elements[element].mandate if element in running.version.elements else ()
    if groups and not has_mandate(work.actor, groups):
        raise MandateMissing(element=element, groups=groups)


def _activate(work: UnitOfWork, running: Running, scope_step: str, elements: Sequence[str]) -> Advance:
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


def _tie_task(work: UnitOfWork, running: Running, step: str | None, detour: Detour) -> None:
    if step is None:
        return
    task = task_rows.find_task_of_step(work, running.instance.id, step)
    if task is not None:
        task_rows.update_task(work, task.id, {"detour": detour.id})

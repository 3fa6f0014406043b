"""What every way of leaving the usual path shares: reason, ground, mandate, the rows and the holding."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

from regelruimte.engine.actors import Act, Actor, has_mandate, require
from regelruimte.engine.advance import SUSPENDED, Running, lock_running
from regelruimte.engine.errors import CaseClosed, GroundMissing, MandateMissing, ReasonMissing
from regelruimte.engine.reach import find_visible_case
from regelruimte.engine.roles import ANY_CASE_WORKER, CITIZEN_GROUP, SYSTEM_GROUP
from regelruimte.engine.spiff import interpreter
from regelruimte.engine.spiff.step import RoomOffered
from regelruimte.engine.store import step_rows, task_rows
from regelruimte.engine.store.audit import case_chain
from regelruimte.engine.store.unit_of_work import UnitOfWork
from regelruimte.engine.values import Value
from regelruimte.engine.vocabulary import (
    CaseStatus,
    Detour,
    DetourKind,
    DetourStatus,
    Task,
    TaskStatus,
)

_ANYONE_HERE = frozenset({ANY_CASE_WORKER, CITIZEN_GROUP, SYSTEM_GROUP})


@dataclass(frozen=True, slots=True)
class Agreed:
    """A detour that was asked for, and that a second pair of eyes has agreed to."""

    detour: Detour
    by_name: str


@dataclass(frozen=True, slots=True)
class Motive:
    """Why somebody leaves the usual path, and on what ground.

    Attributes:
        reason: why, so written that the person the case is about may read it.
        room: id of the room that is used, empty when none of the model's is.
        article: article or agreement it rests on, when no room is used.
        citizen_text: what the person reads of it on their page, may be empty.
        agreed: the detour as it was asked for before; only `second_eyes` sets it.
    """

    reason: str
    room: str = ""
    article: str = ""
    citizen_text: str = ""
    agreed: Agreed | None = None


@dataclass(frozen=True, slots=True)
class Doer:
    """Who does an added task, and by when.

    Attributes:
        group: key of the group whose work it is; None means any case worker.
        assignee: id of one person, None for anyone of the group; assignee_name: as they are called.
        due_at: by when, None when it does not matter; note: what whoever does it should know.
    """

    group: str | None = None
    assignee: str | None = None
    assignee_name: str = ""
    due_at: datetime | None = None
    note: str = ""


def doer_values(doer: Doer | None) -> dict[str, Value] | None:
    """Return who does it as values that can be kept."""
    return None if doer is None else {name: getattr(doer, name) for name in Doer.__slots__}


@dataclass(frozen=True, slots=True)
class Standing:
    """What an actor may use to depart from a step.

    Attributes:
        rooms: the rooms the model gives there; may_use: those this actor has the mandate for.
        groups: groups that may depart from it without using a room; has_mandate: True for this actor.
    """

    rooms: tuple[RoomOffered, ...]
    may_use: tuple[RoomOffered, ...]
    groups: tuple[str, ...]
    has_mandate: bool

    @property
    def is_allowed(self) -> bool:
        """True when this actor may depart from it one way or the other."""
        return self.has_mandate or bool(self.may_use)


def lock_case(work: UnitOfWork, number: str, instance: str | None = None) -> Running:
    """Lock an open case for a detour.

    Raises:
        NotAllowed: this actor takes no detours; NotFound: no such case; CaseClosed: it has ended.
    """
    require(work.actor, Act.TAKE_DETOURS)
    running = lock_running(work, find_visible_case(work, number).id, instance)
    if running.case.status is not CaseStatus.OPEN:
        raise CaseClosed(case=number)
    return running


def require_reason(reason: str) -> None:
    """Refuse without a reason.

    Raises:
        ReasonMissing: there is none.
    """
    if not reason.strip():
        raise ReasonMissing


def standing_at(actor: Actor, running: Running, element: str, group: str | None = None) -> Standing:
    """Return what an actor may use to depart from an element; `group` is whose work it is."""
    model, info = running.version.model, running.version.elements.get(element)
    process = running.version.process.id if info is None else info.process
    # A room drawn at the process itself may be used at each of its steps.
    rooms = (*interpreter.rooms(model, element), *interpreter.rooms(model, process))
    may_use = tuple(room for room in rooms if room.group is None or has_mandate(actor, (room.group,)))
    return Standing(rooms, may_use, *_mandate(actor, info.mandate if info else (), group))


def _mandate(actor: Actor, named: tuple[str, ...], group: str | None) -> tuple[tuple[str, ...], bool]:
    if named:
        return named, has_mandate(actor, named)
    # Who may do it may also leave it; what is the person's own or goes by itself is everybody's here.
    groups = (ANY_CASE_WORKER,) if group is None or group in _ANYONE_HERE else (group,)
    return groups, has_mandate(actor, groups)


def settle_ground(standing: Standing, motive: Motive) -> tuple[str | None, str]:
    """Return the room that is used, if one is, and the ground as text.

    Raises:
        MandateMissing: the actor may not use this room, or not depart from this step without one.
        GroundMissing: neither a room nor an article is given.
    """
    if motive.room:
        room = next((one for one in standing.may_use if one.id == motive.room), None)
        if room is None:
            raise MandateMissing(room=motive.room)
        return room.id, room.article or room.text
    if not standing.has_mandate:
        raise MandateMissing(groups=standing.groups)
    if not motive.article.strip():
        raise GroundMissing
    return None, motive.article.strip()


@dataclass(frozen=True, slots=True)
class Taken:
    """What a new detour row says, apart from who, when and why."""

    kind: DetourKind
    title: str
    element: str | None = None
    step: str | None = None
    holds: bool = False
    instance: str | None = None
    facts: Mapping[str, Value] = field(default_factory=dict)


def new_detour(work: UnitOfWork, running: Running, taken: Taken, motive: Motive) -> Detour:
    """Return a detour that begins now; its ground is the motive's article."""
    asked = None if motive.agreed is None else motive.agreed.detour
    agreed = {} if motive.agreed is None else {"agreed_by": motive.agreed.by_name}
    return Detour(
        id=asked.id if asked else work.ids.new(), case_id=running.case.id, kind=taken.kind,
        title=taken.title, reason=motive.reason.strip(), ground=motive.article, element=taken.element,
        holds=taken.holds, status=DetourStatus.OPEN, by=asked.by if asked else work.actor.id,
        by_name=asked.by_name if asked else work.actor.name, opened_at=work.now, closed_at=None,
        step=taken.step, room=motive.room or None, citizen_text=motive.citizen_text.strip(),
        instance=taken.instance, facts={**taken.facts, **agreed},
    )  # fmt: skip


def grounded(motive: Motive, standing: Standing) -> Motive:
    """Return a motive whose article says on what it rests.

    Raises:
        ReasonMissing; GroundMissing; MandateMissing.
    """
    require_reason(motive.reason)
    if motive.agreed is not None:
        # Who asked had the mandate, and who agreed looked at the same ground.
        return replace(motive, article=motive.agreed.detour.ground)
    room, ground = settle_ground(standing, motive)
    return replace(motive, room=room or "", article=ground)


def done_at_once(work: UnitOfWork, detour: Detour) -> Detour:
    """Return a detour that is over as soon as it is taken."""
    return replace(detour, status=DetourStatus.COMPLETED, closed_at=work.now)


def open_added_task(
    work: UnitOfWork, running: Running, detour: Detour, doer: Doer, *, form: str | None = None
) -> None:
    """Open the task of a detour: work the model did not ask for at this moment."""
    stands_in = detour.kind is DetourKind.REPLACE
    task = Task(
        id=work.ids.new(), case_id=running.case.id, case_number=running.case.number,
        instance=running.instance.id, step=None, element=detour.element, name=detour.title,
        note=doer.note, group=doer.group or ANY_CASE_WORKER, assignee=doer.assignee,
        assignee_name=doer.assignee_name, form=form, status=TaskStatus.OPEN, source="detour",
        detour=detour.id, due_at=doer.due_at, opened_at=work.now, closed_at=None, closed_by="",
        scope="main", scope_revision=running.instance.revision,
        held_by=running.instance.held_by if stands_in else None,
    )  # fmt: skip
    task_rows.insert_task(work, task)


def hold_path(work: UnitOfWork, running: Running, detour: Detour) -> None:
    """Let the usual path wait for a detour that holds it, unless an administrator suspended it."""
    if detour.holds and running.instance.held_by != SUSPENDED:
        step_rows.update_instance(work, running.instance.id, {"held_by": detour.id})
        task_rows.hold_open_tasks(work, running.instance.id, detour.id)


def write_note(work: UnitOfWork, detour: Detour, tag: str, **more: Value) -> None:
    """Write a detour into the log of its case."""
    facts: dict[str, Value] = {
        "detour": detour.id, "title": detour.title, "ground": detour.ground, "room": detour.room,
        "element": detour.element, "holds": detour.holds, **more,
    }  # fmt: skip
    work.note(case_chain(detour.case_id), tag, reason=detour.reason, facts=facts)


def ask_second_eyes(
    work: UnitOfWork, running: Running, detour: Detour, *, motive: Motive, request: Mapping[str, Value]
) -> Detour | None:
    """Ask a second pair of eyes where the room that is used wants one; None when nobody needs to agree.

    Args:
        work: the unit of work.
        running: the case.
        detour: the detour as it would be taken.
        motive: why; one that was agreed to is not asked again.
        request: all that is needed to take it later, as values.
    """
    elements = (detour.element or "", running.version.process.id)
    rooms = [room for element in elements for room in interpreter.rooms(running.version.model, element)]
    room = next((one for one in rooms if one.id == detour.room), None)
    if room is None or room.second_eyes is None or motive.agreed is not None:
        return None
    asked = replace(
        detour, status=DetourStatus.ASKED, closed_at=None, step=None,
        facts={**detour.facts, "request": dict(request), "asks": room.second_eyes},
    )  # fmt: skip
    task_rows.insert_detour(work, asked)
    open_added_task(work, running, asked, Doer(group=room.second_eyes))
    write_note(work, asked, "detour:asked")
    return asked

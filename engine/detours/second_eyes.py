"""A second pair of eyes: a colleague agrees to a detour that was asked for, or sends it back with reasons."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import Any

from regelruimte.engine.actors import has_mandate
from regelruimte.engine.advance import Running, cancel_task, close_task
from regelruimte.engine.detours.offers import OfferedDetour, take_offered_detour
from regelruimte.engine.detours.overriding import Override, override_decision
from regelruimte.engine.detours.repeating import Repeat, repeat_step
from regelruimte.engine.detours.replacing import Replacement, replace_step
from regelruimte.engine.detours.skipping import Skip, skip_step
from regelruimte.engine.detours.taking import Agreed, Doer, Motive, lock_case, require_reason
from regelruimte.engine.errors import MandateMissing, TaskNotOpen
from regelruimte.engine.store import task_rows
from regelruimte.engine.store.audit import case_chain
from regelruimte.engine.store.unit_of_work import UnitOfWork
from regelruimte.engine.vocabulary import Detour, DetourKind, DetourStatus, TaskStatus


def agree(work: UnitOfWork, number: str, *, detour_id: str) -> Detour:
    """Agree to a detour that a colleague asked for: it is taken now, on the case as it stands now.

    Raises:
        NotFound: no such case or detour; CaseClosed: the case has ended; TaskNotOpen: it was answered before.
        MandateMissing: it is not this actor's to agree to, or they asked for it themselves.
        NotStartable; NotWaiting; TaskHeld; TaskClaimedByAnother; ValuesMissing: the case changed since.
    """
    running, asked = _lock_asked(work, number, detour_id)
    for task in task_rows.list_open_tasks_of_detour(work, asked.id):
        close_task(work, task, TaskStatus.COMPLETED)
    facts = {"detour": asked.id, "title": asked.title, "ground": asked.ground}
    work.note(case_chain(running.case.id), "detour:agreed", facts=facts)
    task_rows.delete_detour(work, asked.id)
    motive = Motive(
        asked.reason, asked.room or "", asked.ground, asked.citizen_text, Agreed(asked, work.actor.name)
    )
    return _TAKE[asked.kind](work, number, asked.facts["request"], motive)


def send_back(work: UnitOfWork, number: str, *, detour_id: str, reason: str) -> None:
    """Send a detour that a colleague asked for back with reasons: it is not taken.

    Raises:
        ReasonMissing; NotFound: no such case or detour; CaseClosed: the case has ended.
        TaskNotOpen: it was answered before; MandateMissing: it is not this actor's to answer.
    """
    require_reason(reason)
    running, asked = _lock_asked(work, number, detour_id)
    for task in task_rows.list_open_tasks_of_detour(work, asked.id):
        cancel_task(work, task)
    task_rows.close_detour(work, asked.id, DetourStatus.CANCELLED)
    facts = {"detour": asked.id, "title": asked.title}
    work.note(case_chain(running.case.id), "detour:sent-back", reason=reason, facts=facts)


def _lock_asked(work: UnitOfWork, number: str, detour_id: str) -> tuple[Running, Detour]:
    running = lock_case(work, number)
    asked = task_rows.read_detour(work, detour_id)
    if asked.case_id != running.case.id or asked.status is not DetourStatus.ASKED:
        raise TaskNotOpen(detour=detour_id)
    group = str(asked.facts["asks"])
    if asked.by == work.actor.id or not has_mandate(work.actor, (group,)):
        raise MandateMissing(groups=[group])
    return running, asked


def _skip(work: UnitOfWork, number: str, told: Mapping[str, Any], motive: Motive) -> Detour:
    return skip_step(work, number, Skip(told["step"], told["instance"], motive, told["values"]))


def _repeat(work: UnitOfWork, number: str, told: Mapping[str, Any], motive: Motive) -> Detour:
    doer = None if told["doer"] is None else Doer(**told["doer"])
    return repeat_step(work, number, Repeat(told["element"], motive, told["holds"], doer))


def _replace(work: UnitOfWork, number: str, told: Mapping[str, Any], motive: Motive) -> Detour:
    request = Replacement(
        told["step"], told["instance"], motive, told["title"], told["element"], told["form"],
        Doer(**told["doer"]), told["values"],
    )  # fmt: skip
    return replace_step(work, number, request)


def _override(work: UnitOfWork, number: str, told: Mapping[str, Any], motive: Motive) -> Detour:
    return override_decision(work, number, Override(int(told["decision"]), told["result"], motive))


def _offered(work: UnitOfWork, number: str, told: Mapping[str, Any], motive: Motive) -> Detour:
    request = OfferedDetour(told["scope_step"], told["element"], motive.reason, motive.room)
    request = replace(request, citizen_text=motive.citizen_text, agreed=motive.agreed)
    return take_offered_detour(work, number, request)


_Take = Callable[[UnitOfWork, str, Any, Motive], Detour]
_TAKE: Mapping[DetourKind, _Take] = MappingProxyType(
    {
        DetourKind.SKIP: _skip,
        DetourKind.REPEAT: _repeat,
        DetourKind.REPLACE: _replace,
        DetourKind.OVERRIDE: _override,
        DetourKind.OFFERED: _offered,
    }
)

"""Cancelling a detour that is under way: the usual path goes on as if it had not been taken."""

from __future__ import annotations

from regelruimte.engine.advance import (
    Running,
    cancel_sub_instance,
    cancel_task,
    lock_running,
    release_hold,
)
from regelruimte.engine.closing import close_when_done
from regelruimte.engine.detours.taking import lock_case, require_reason
from regelruimte.engine.errors import NotStartable, TaskNotOpen
from regelruimte.engine.store import task_rows
from regelruimte.engine.store.audit import case_chain
from regelruimte.engine.store.unit_of_work import UnitOfWork
from regelruimte.engine.vocabulary import Detour, DetourKind, DetourStatus, TaskStatus


def cancel_detour(work: UnitOfWork, number: str, *, detour_id: str, reason: str) -> None:
    """Cancel an own step, a repetition, a replacement or a sub-case that is no longer needed.

    A step that was replaced is open again; a path that waited goes on.

    Raises:
        ReasonMissing: no reason; NotFound: no such case or detour; TaskNotOpen: it is over.
        NotStartable: the model offered it, so it ends as the model says.
    """
    require_reason(reason)
    running = lock_case(work, number)
    detour = task_rows.read_detour(work, detour_id)
    if detour.case_id != running.case.id or detour.status not in {DetourStatus.OPEN, DetourStatus.ASKED}:
        raise TaskNotOpen(detour=detour_id)
    if detour.kind is DetourKind.OFFERED and detour.status is DetourStatus.OPEN:
        raise NotStartable(detour=detour_id, why="offered-by-model")
    facts = {"detour": detour_id, "title": detour.title}
    work.note(case_chain(running.case.id), "detour:cancelled", reason=reason, facts=facts)
    _call_off(work, running, detour)
    release_hold(work, running, detour_id)
    close_when_done(work, running.case.id)


def _call_off(work: UnitOfWork, running: Running, detour: Detour) -> None:
    instance = running.instance.id
    for task in task_rows.list_open_tasks_of_detour(work, detour.id):
        cancel_task(work, task)
        instance = task.instance
    task_rows.close_detour(work, detour.id, DetourStatus.CANCELLED)
    if detour.kind is DetourKind.REPLACE and detour.step is not None:
        _open_again(work, instance, detour.step)
    if detour.instance is not None:
        cancel_sub_instance(work, lock_running(work, running.case.id, detour.instance))


def _open_again(work: UnitOfWork, instance: str, step: str) -> None:
    task = task_rows.find_task_of_step(work, instance, step)
    if task is not None and task.status is TaskStatus.REPLACED:
        changes = {"status": TaskStatus.OPEN.value, "closed_at": None, "closed_by": ""}
        task_rows.update_task(work, task.id, changes)

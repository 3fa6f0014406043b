"""Tasks: opening, claiming, saving and completing work that waits for a person."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from regelruimte.engine import submissions
from regelruimte.engine.added_work import finish_added_task
from regelruimte.engine.advance import (
    SUSPENDED,
    Running,
    read_running,
    record_advance,
    require_open,
    require_room_for,
    running_of,
    setting_of,
    take_live,
)
from regelruimte.engine.by_hand import BY_HAND, Asked, find_asked, go_on_by_hand
from regelruimte.engine.errors import CaseSuspended, NotAllowed, TaskClaimedByAnother, TaskHeld, TaskNotOpen
from regelruimte.engine.free_steps import open_for_unfit
from regelruimte.engine.reach import require_task
from regelruimte.engine.roles import CITIZEN_GROUP, Role
from regelruimte.engine.spiff import interpreter
from regelruimte.engine.spiff.step import RoomOffered
from regelruimte.engine.store import case_rows, running_rows, step_rows, task_rows
from regelruimte.engine.store.audit import case_chain
from regelruimte.engine.store.running_rows import TaskAtHand
from regelruimte.engine.store.unit_of_work import UnitOfWork, View
from regelruimte.engine.submissions import Sent
from regelruimte.engine.values import Value
from regelruimte.engine.versions import RunnableVersion
from regelruimte.engine.vocabulary import (
    Case,
    Detour,
    Receipt,
    Task,
    TaskStatus,
)


@dataclass(frozen=True, slots=True)
class OpenedTask:
    """A task with all a page needs to show its form.

    Attributes:
        form: the form's file, None when the task has none.
        known: values of the case by name, for prefilling, conditions and texts.
        saved: the actor's unsent answers; page: where they left.
        rooms: what may be decided otherwise at this step.
        detour: the detour it belongs to, if any.
        asked: what it does in the place of a connector, None for any other task.
    """

    task: Task
    case: Case
    version: RunnableVersion
    form: bytes | None
    known: Mapping[str, Value]
    saved: Mapping[str, Value]
    page: str | None
    rooms: tuple[RoomOffered, ...]
    detour: Detour | None
    asked: Asked | None = None


def open_task(view: View, task_id: str) -> OpenedTask:
    """Return a task with its form, the values known so far and what the actor had typed.

    Raises:
        NotFound: no such task for this actor.
        NotAllowed: it is another group's work.
    """
    task = task_rows.read_task(view, task_id)
    require_task(view, task)
    running = read_running(view, case_rows.read_case(view, task.case_id), task.instance)
    saved, page = task_rows.read_saved_answers(view, task_id)
    return OpenedTask(
        task=task,
        case=running.case,
        version=running.version,
        form=running.version.find_form(task.form),
        known=_known(view, running, task),
        saved=saved,
        page=page,
        rooms=interpreter.rooms(running.version.model, task.element) if task.element else (),
        detour=None if task.detour is None else task_rows.read_detour(view, task.detour),
        asked=find_asked(view, running, task),
    )


def _known(view: View, running: Running, task: Task) -> dict[str, Value]:
    variables = step_rows.list_variables(view, running.instance.id)
    # The outermost scope comes first, so a nearer one of the same name wins.
    return {v.name: v.value for v in variables if v.scope in {"main", task.scope}}


def claim_task(work: UnitOfWork, task_id: str) -> Task:
    """Take a task, so that colleagues leave it alone.

    Raises:
        TaskNotOpen: it was completed or cancelled.
        TaskClaimedByAnother: a colleague was first.
    """
    task = _lock_open_task(work, task_id)
    _require_free(work, task)
    task_rows.update_task(work, task_id, {"assignee": work.actor.id, "assignee_name": work.actor.name})
    facts = {"task": task.id, "name": task.name}
    work.note(case_chain(task.case_id), "task:claimed", facts=facts)
    return task_rows.read_task(work, task_id)


def release_task(work: UnitOfWork, task_id: str) -> Task:
    """Put a task back for the group.

    Raises:
        TaskNotOpen: it was completed or cancelled.
        TaskClaimedByAnother: it is a colleague's.
    """
    task = _lock_open_task(work, task_id)
    _require_free(work, task)
    task_rows.update_task(work, task_id, {"assignee": None, "assignee_name": ""})
    facts = {"task": task.id, "name": task.name}
    work.note(case_chain(task.case_id), "task:released", facts=facts)
    return task_rows.read_task(work, task_id)


def save_answers(work: UnitOfWork, task_id: str, *, answers: Mapping[str, Value], page: str | None) -> None:
    """Keep the actor's unsent answers for a task, valid or not.

    Raises:
        TaskNotOpen: it was completed or cancelled.
    """
    task = _lock_open_task(work, task_id)
    task_rows.put_saved_answers(work, task.id, answers=answers, page=page)


def find_receipt(view: View, task_id: str, sent: Sent) -> Receipt | None:
    """Return the receipt of answers that were accepted before for a task, or None.

    Raises:
        NotFound: no such task for this actor; NotAllowed: another group's work.
        SubmissionAlreadyMade: other values were accepted under the same key.
    """
    task = task_rows.read_task(view, task_id)
    require_task(view, task)
    return submissions.find_receipt(view, sent, case_id=task.case_id, task=task.id)


def complete_task(work: UnitOfWork, task_id: str, sent: Sent) -> Receipt:
    """Complete a task with typed values; the case goes on in the same transaction.

    Sending the same values again under the same submission key gives the same receipt.

    Raises:
        NotFound: no such task for this actor; NotAllowed: another group's work.
        SubmissionAlreadyMade: other values were accepted under the same key.
        TaskNotOpen: it was completed or cancelled; TaskHeld: a detour holds it.
        TaskClaimedByAnother: a colleague has it.
    """
    case = case_rows.lock_case_of_task(work, task_id)
    found = running_rows.read_task_at_hand(work, task_id)
    task = found.task
    require_task(work, task, case=case)
    if task.status is not TaskStatus.OPEN:
        made = submissions.find_receipt(work, sent, case_id=task.case_id, task=task.id)
        if made is not None:
            return made
    running = running_of(work, case, found.run)
    _require_open(task)
    _require_free(work, task)
    require_room_for(work, running.instance.id, sent.values)
    receipt = submissions.accept(work, sent, case=running.case, task=task.id, element=task.element)
    _mark_completed(work, found)
    open_for_unfit(work, running, sent.unfit, group=task.group)
    if task.step is None:
        finish_added_task(work, running, task, sent.values)
    else:
        _complete_step(
            work, Running(case, running.instance, running.version, found.run.has_detours), task, sent
        )
    return receipt


def _complete_step(work: UnitOfWork, running: Running, task: Task, sent: Sent) -> None:
    assert task.step is not None  # noqa: S101  # the caller chose by it
    if task.source == BY_HAND:
        record_advance(work, running, go_on_by_hand(work, running, task, sent.values), task=task)
        return
    advance = interpreter.complete(
        running.version.model,
        require_open(running),
        setting_of(work, running),
        step=task.step,
        values=sent.values,
        live=take_live(work, running),
    )
    record_advance(work, running, advance, task=task)


def _mark_completed(work: UnitOfWork, found: TaskAtHand) -> None:
    task = found.task
    changes = {
        "status": TaskStatus.COMPLETED.value, "closed_at": work.now, "closed_by": work.actor.name,
    }  # fmt: skip
    task_rows.update_task(work, task.id, changes)
    if found.has_answers:
        task_rows.delete_saved_answers(work, task.id)
    facts = {"task": task.id, "element": task.element, "name": task.name, "detour": task.detour}
    work.note(case_chain(task.case_id), "task:completed", facts=facts)


def _lock_task(work: UnitOfWork, task_id: str) -> tuple[Task, Case]:
    """Return a task this actor may work on, read after its case was locked, with the case."""
    case = case_rows.lock_case_of_task(work, task_id)
    task = task_rows.read_task(work, task_id)
    require_task(work, task, case=case)
    return task, case


def _lock_open_task(work: UnitOfWork, task_id: str) -> Task:
    task, _ = _lock_task(work, task_id)
    _require_open(task)
    return task


def _require_open(task: Task) -> None:
    if task.status is not TaskStatus.OPEN:
        raise TaskNotOpen(task=task.id, status=task.status.value)
    if task.held_by == SUSPENDED:
        raise CaseSuspended(task=task.id)
    if task.held_by is not None:
        raise TaskHeld(task=task.id, detour=task.held_by)


def _require_free(work: UnitOfWork, task: Task) -> None:
    actor = work.actor
    if task.assignee in {None, actor.id} or Role.SYSTEM in actor.roles:
        return
    if task.group == CITIZEN_GROUP and Role.CITIZEN in actor.roles:
        # A citizen's own task is never out of their reach because a colleague opened it at the desk.
        return
    if Role.CITIZEN in actor.roles:
        raise NotAllowed(act="work-on-task")
    raise TaskClaimedByAnother(task=task.id, by=task.assignee_name)

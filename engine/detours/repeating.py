"""Repeating a finished step: it opens once more, as an extra task with the same form."""

from __future__ import annotations

from dataclasses import dataclass

from regelruimte.engine.actors import Act, require
from regelruimte.engine.advance import Running, read_running
from regelruimte.engine.detours.taking import (
    Doer,
    Motive,
    Standing,
    Taken,
    ask_second_eyes,
    doer_values,
    grounded,
    hold_path,
    lock_case,
    new_detour,
    open_added_task,
    standing_at,
    write_note,
)
from regelruimte.engine.errors import NotStartable
from regelruimte.engine.reach import find_visible_case
from regelruimte.engine.store import task_rows
from regelruimte.engine.store.unit_of_work import UnitOfWork, View
from regelruimte.engine.vocabulary import CaseStatus, Detour, DetourKind, Task, TaskStatus

_DONE = frozenset({TaskStatus.COMPLETED, TaskStatus.SKIPPED, TaskStatus.REPLACED})


@dataclass(frozen=True, slots=True)
class DoneStep:
    """A step of the usual path that a person did, and that may be done again.

    Attributes:
        element, name: as drawn; last: the task as it was done last.
        times: how often it was done, in its turn or again.
        standing: what this actor may use to let it be done again.
        why_not: why it may not be repeated now: `open` (it is open now) or `mandate`; None when it may.
    """

    element: str
    name: str
    last: Task
    times: int
    standing: Standing
    why_not: str | None


@dataclass(frozen=True, slots=True)
class Repeat:
    """A step that is done once more.

    Attributes:
        element: the activity; motive: why, and on what ground.
        holds: True when the usual path waits for it, False when it goes beside it.
        doer: who does it; None leaves it to whose work it was.
    """

    element: str
    motive: Motive
    holds: bool = False
    doer: Doer | None = None


def list_done_steps(view: View, number: str) -> tuple[DoneStep, ...]:
    """Return the steps people did in the usual path of a case, with whether, and why, each may be repeated.

    Raises:
        NotFound: no such case for this actor; NotAllowed: this actor takes no detours.
    """
    require(view.actor, Act.TAKE_DETOURS)
    case = find_visible_case(view, number)
    if case.status is not CaseStatus.OPEN:
        return ()
    return _done_steps(view, read_running(view, case))


def repeat_step(work: UnitOfWork, number: str, request: Repeat) -> Detour:
    """Let a finished step be done once more; what comes out of it is written over what was.

    The usual path is not taken back: where it is now it stays.

    Raises:
        ReasonMissing; GroundMissing; MandateMissing: the actor may not decide this.
        NotFound: no such case for this actor; CaseClosed: it has ended.
        NotStartable: the step was not done yet, or is open now, with why.
    """
    running = lock_case(work, number)
    done = next((each for each in _done_steps(work, running) if each.element == request.element), None)
    if done is None or done.why_not == "open":
        raise NotStartable(element=request.element, why="not-done" if done is None else "open")
    motive = grounded(request.motive, done.standing)
    taken = Taken(DetourKind.REPEAT, done.name, done.element, holds=request.holds)
    detour = new_detour(work, running, taken, motive)
    payload = {"element": request.element, "holds": request.holds, "doer": doer_values(request.doer)}
    if asked := ask_second_eyes(work, running, detour, motive=motive, request=payload):
        return asked
    task_rows.insert_detour(work, detour)
    doer = request.doer or Doer(group=done.last.group)
    open_added_task(work, running, detour, doer, form=done.last.form)
    hold_path(work, running, detour)
    write_note(work, detour, "detour:repeated")
    return detour


def _done_steps(view: View, running: Running) -> tuple[DoneStep, ...]:
    known, found = running.version.elements, dict[str, list[Task]]()
    tasks = task_rows.list_tasks_of_case(view, running.case.id)
    for task in tasks:
        is_ours = task.instance == running.instance.id and task.element in known
        if is_ours and task.status in _DONE and task.element is not None:
            found.setdefault(task.element, []).append(task)
    is_open = {task.element for task in tasks if task.status is TaskStatus.OPEN}
    return tuple(
        _done_step(view, running, done, is_open=done[-1].element in is_open) for done in found.values()
    )


def _done_step(view: View, running: Running, done: list[Task], *, is_open: bool) -> DoneStep:
    last = done[-1]
    element = last.element or ""
    standing = standing_at(view.actor, running, element, last.group)
    why_not = "open" if is_open else None if standing.is_allowed else "mandate"
    times = sum(task.status is TaskStatus.COMPLETED for task in done)
    return DoneStep(element, running.version.elements[element].name, last, times, standing, why_not)

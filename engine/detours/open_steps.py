"""The open steps of a case: which may be skipped or replaced, on what ground, and why the rest may not."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass

from regelruimte.engine.actors import Act, Actor, require
from regelruimte.engine.advance import Running, read_running
from regelruimte.engine.detours.needs import needed_names
from regelruimte.engine.detours.taking import Standing, standing_at
from regelruimte.engine.errors import NotStartable, TaskClaimedByAnother, TaskHeld, ValuesMissing
from regelruimte.engine.reach import find_visible_case
from regelruimte.engine.spiff.step import WaitKind
from regelruimte.engine.store import case_rows, step_rows, task_rows
from regelruimte.engine.store.unit_of_work import View
from regelruimte.engine.vocabulary import CaseStatus, Task, TaskStatus

_PASSABLE = frozenset(
    {"intermediateCatchEvent", "receiveTask", "serviceTask", "sendTask", "userTask", "manualTask"}
)
_AUTOMATIC = frozenset({"serviceTask", "sendTask", "businessRuleTask", "scriptTask"})


@dataclass(frozen=True, slots=True)
class OpenStep:
    """A step of the usual path, or of a sub-case, that waits now.

    Attributes:
        step: id of the step; instance: its process instance; element, name: as drawn.
        kind: what it waits for; task: the task of a person, None for the rest.
        standing: what this actor may use to depart from it.
        needs: names of values the path needs that nothing else has given yet.
        form: id of the step's form, None without one.
        why_not: why it may not be skipped or replaced now, None when it may: `demanded`, `mandate`,
            `held` or `taken` (by a colleague).
        demanded_by: the law or rule that demands it.
    """

    step: str
    instance: str
    element: str
    name: str
    kind: WaitKind
    task: Task | None
    standing: Standing
    needs: tuple[str, ...]
    form: str | None
    why_not: str | None
    demanded_by: str | None = None

    def require_values(self, given: Collection[str]) -> None:
        """Refuse when values the path needs are not given.

        Raises:
            ValuesMissing: with their names.
        """
        missing = [name for name in self.needs if name not in given]
        if missing:
            raise ValuesMissing(element=self.element, names=missing)


def list_open_steps(view: View, number: str) -> tuple[OpenStep, ...]:
    """Return the open steps of a case with whether, and why, each may be skipped or replaced.

    Raises:
        NotFound: no such case for this actor; NotAllowed: this actor takes no detours.
    """
    require(view.actor, Act.TAKE_DETOURS)
    case = find_visible_case(view, number)
    if case.status is not CaseStatus.OPEN:
        return ()
    subs = [each.id for each in step_rows.list_sub_instances(view, case.id) if each.state is not None]
    runs = [read_running(view, case, instance) for instance in (None, *subs)]
    return tuple(step for running in runs for step in _steps_of(view, running))


def require_departure(view: View, running: Running, step: str) -> OpenStep:
    """Return an open step that may be skipped or replaced now, mandate aside.

    Raises:
        NotStartable: it is not open, or may not, with why.
        TaskHeld: the path waits for a detour; TaskClaimedByAnother: a colleague is at it.
    """
    found = next((each for each in _steps_of(view, running) if each.step == step), None)
    if found is None:
        raise NotStartable(step=step, why="not-open")
    if found.why_not == "held":
        raise TaskHeld(step=step, detour=running.instance.held_by)
    if found.why_not == "taken":
        raise TaskClaimedByAnother(step=step, by=found.task.assignee_name if found.task else "")
    # Without a mandate the ground is refused, which tells more.
    if found.why_not not in {None, "mandate"}:
        raise NotStartable(step=step, why=found.why_not, ground=found.demanded_by)
    return found


def _steps_of(view: View, running: Running) -> Iterator[OpenStep]:
    if running.instance.state is None:
        return
    known = _known(view, running)
    tasks = [t for t in task_rows.list_tasks_of_case(view, running.case.id) if _waits(t, running)]
    for task in tasks:
        assert task.step is not None  # noqa: S101  # only tasks of the model wait
        assert task.element is not None  # noqa: S101
        yield _step(view.actor, running, known, (task.step, task.element, task.name, WaitKind.USER), task)
    waits = [w for w in step_rows.list_waits(view, running.case.id) if w.instance == running.instance.id]
    for wait in waits:
        info = running.version.elements.get(wait.element)
        if info is not None and info.type in _PASSABLE:
            told = (wait.step, wait.element, wait.name, WaitKind(wait.kind))
            yield _step(view.actor, running, known, told, None)
    waiting = {wait.step for wait in waits}
    for incident in case_rows.list_incidents(view, running.case.id):
        info = running.version.elements.get(incident.element)
        is_here = incident.instance == running.instance.id and incident.step not in waiting
        if is_here and info is not None and info.type in _AUTOMATIC:
            told = (incident.step, incident.element, info.name, WaitKind.SERVICE)
            yield _step(view.actor, running, known, told, None)


def _waits(task: Task, running: Running) -> bool:
    is_open = task.status is TaskStatus.OPEN and task.step is not None and task.element is not None
    return is_open and task.instance == running.instance.id


def _known(view: View, running: Running) -> frozenset[str]:
    variables = step_rows.list_variables(view, running.instance.id)
    return frozenset(v.name for v in variables if v.value is not None)


def _step(
    actor: Actor,
    running: Running,
    known: frozenset[str],
    told: tuple[str, str, str, WaitKind],
    task: Task | None,
) -> OpenStep:
    step, element, name, kind = told
    info = running.version.elements.get(element)
    group = task.group if task is not None else None if info is None else info.group
    standing = standing_at(actor, running, element, group)
    demanded = None if info is None else info.demanded_by
    return OpenStep(
        step=step, instance=running.instance.id, element=element, name=name, kind=kind, task=task,
        standing=standing,
        needs=tuple(sorted(needed_names(running.version, element) - known)),
        form=task.form if task is not None else None,
        why_not=_why_not(
            actor, running, task, {"demanded": bool(demanded), "mandate": not standing.is_allowed}
        ),
        demanded_by=demanded,
    )  # fmt: skip


def _why_not(actor: Actor, running: Running, task: Task | None, refused: Mapping[str, bool]) -> str | None:
    if running.instance.held_by is not None:
        return "held"
    if task is not None and task.assignee not in {None, actor.id} and not _is_persons_own(task):
        return "taken"
    return next((why for why, is_so in refused.items() if is_so), None)


def _is_persons_own(task: Task) -> bool:
    # What the person the case is about has opened is still ours to leave out.
    return task.group == "citizen"

"""The dossier: the reading view of all that is kept of a case."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from regelruimte.engine.actors import Act, require
from regelruimte.engine.advance import read_running
from regelruimte.engine.outcomes import find_end
from regelruimte.engine.reach import find_visible_case
from regelruimte.engine.roles import CITIZEN_GROUP
from regelruimte.engine.spiff import interpreter
from regelruimte.engine.spiff.info import OutcomeKind
from regelruimte.engine.spiff.step import RoomOffered
from regelruimte.engine.store import case_rows, step_rows, task_rows
from regelruimte.engine.store.reads import history
from regelruimte.engine.store.reads.history import KeptDecision, KeptPassage
from regelruimte.engine.store.step_rows import StoredVariable, Wait
from regelruimte.engine.store.unit_of_work import View
from regelruimte.engine.versions import RunnableVersion
from regelruimte.engine.vocabulary import (
    AuditEntry,
    Case,
    Detour,
    Document,
    Incident,
    Submission,
    Task,
    TaskStatus,
)

_GOES_BY_ITSELF = frozenset({"serviceTask", "businessRuleTask", "scriptTask"})


@dataclass(frozen=True, slots=True)
class PathSoFar:
    """Where a case has been and is, by ids of the drawing.

    Attributes:
        done: elements left and never entered again; now: elements with open work of a person.
        waiting: elements that wait for a moment, a message or another system.
        detour: elements that were started as a detour; flows: sequence flows taken.
    """

    done: tuple[str, ...]
    now: tuple[str, ...]
    waiting: tuple[str, ...]
    detour: tuple[str, ...]
    flows: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Dossier:
    """Everything staff see of a case. `rooms` are those at the steps where the case is now."""

    case: Case
    version: RunnableVersion
    tasks: tuple[Task, ...]
    detours: tuple[Detour, ...]
    variables: tuple[StoredVariable, ...]
    submissions: tuple[Submission, ...]
    documents: tuple[Document, ...]
    incidents: tuple[Incident, ...]
    waits: tuple[Wait, ...]
    passages: tuple[KeptPassage, ...]
    decisions: tuple[KeptDecision, ...]
    log: tuple[AuditEntry, ...]
    path: PathSoFar
    rooms: tuple[RoomOffered, ...]
    path_has_ended: bool

    @property
    def open_tasks(self) -> tuple[Task, ...]:
        """The tasks that wait for a person now."""
        return tuple(task for task in self.tasks if task.status is TaskStatus.OPEN)


@dataclass(frozen=True, slots=True)
class MyCase:
    """What the person a case is about sees of it.

    Attributes:
        status: where the case is now, in plain words; the outcome's sentence when it has ended.
        turn: open tasks that wait for this person.
        steps: plain words of what was done, in order, without repeats. What goes by itself in a moment is
            left out: it tells a person nothing once it is done.
        extra: titles of open extra steps (detours).
        outcome: what the outcome means; None while there is none, or where the model does not say.
        decided_at: when the usual path ended; open extra steps may keep the case open longer. None before
            that, and where a person ended the case.
        submissions: what the person sent, or somebody for them; not what colleagues filled in.
        by_staff: what colleagues filled in. Of it a person reads only what its form says is meant for them.
    """

    case: Case
    version: RunnableVersion
    status: str
    outcome: OutcomeKind | None
    decided_at: datetime | None
    turn: tuple[Task, ...]
    steps: tuple[str, ...]
    extra: tuple[str, ...]
    submissions: tuple[Submission, ...]
    by_staff: tuple[Submission, ...]
    documents: tuple[Document, ...]
    decisions: tuple[KeptDecision, ...]


def get_dossier(view: View, number: str) -> Dossier:
    """Return the dossier of a case.

    Raises:
        NotFound: no such case for this actor; NotAllowed: not staff that handles cases.
    """
    require(view.actor, Act.SOLVE_INCIDENTS)
    case = find_visible_case(view, number)
    running = read_running(view, case)
    tasks = task_rows.list_tasks_of_case(view, case.id)
    detours = task_rows.list_detours(view, case.id)
    waits = step_rows.list_waits(view, case.id)
    passages = history.list_passages(view, case.id)
    path = _path(tasks, detours, waits, passages)
    rooms = [room for e in path.now for room in interpreter.rooms(running.version.model, e)]
    return Dossier(
        case=case, version=running.version, tasks=tasks, detours=detours,
        variables=step_rows.list_variables(view, running.instance.id),
        submissions=case_rows.list_submissions(view, case.id),
        documents=case_rows.list_documents(view, case_id=case.id),
        incidents=case_rows.list_incidents(view, case.id),
        waits=waits, passages=passages, decisions=history.list_decisions(view, case.id),
        log=history.list_log(view, case.id), path=path, rooms=tuple(rooms),
        path_has_ended=running.instance.state is None,
    )  # fmt: skip


def get_my_case(view: View, number: str) -> MyCase:
    """Return a case as the person it is about sees it.

    Raises:
        NotFound: no such case of this person.
    """
    require(view.actor, Act.READ_CASES)
    case = find_visible_case(view, number)
    running = read_running(view, case)
    tasks = task_rows.list_tasks_of_case(view, case.id)
    waits = step_rows.list_waits(view, case.id)
    passages = history.list_passages(view, case.id)
    open_tasks = tuple(task for task in tasks if task.status is TaskStatus.OPEN)
    steps = _plain_steps(running.version, passages)
    own, by_staff = _submissions(view, case, tasks)
    end = find_end(running.version.elements, passages, case.outcome)
    return MyCase(
        case=case, version=running.version,
        status=_plain_status(case, running.version, open_tasks, waits, steps),
        outcome=None if end is None else end.outcome,
        decided_at=None if end is None else _left_at(passages, end.id),
        turn=tuple(t for t in open_tasks if t.group == CITIZEN_GROUP and t.held_by is None),
        steps=_plain_steps(running.version, passages, without=_GOES_BY_ITSELF),
        extra=tuple(t.name for t in open_tasks if t.detour is not None),
        submissions=own,
        by_staff=by_staff,
        documents=case_rows.list_documents(view, case_id=case.id),
        decisions=history.list_decisions(view, case.id),
    )  # fmt: skip


def _submissions(
    view: View, case: Case, tasks: tuple[Task, ...]
) -> tuple[tuple[Submission, ...], tuple[Submission, ...]]:
    """Return what was sent by or for the person (the application, and their tasks), and what by staff."""
    theirs = {None, *(task.id for task in tasks if task.group == CITIZEN_GROUP)}
    made = case_rows.list_submissions(view, case.id)
    own = tuple(one for one in made if one.task in theirs)
    return own, tuple(one for one in made if one.task not in theirs)


def _path(
    tasks: tuple[Task, ...],
    detours: tuple[Detour, ...],
    waits: tuple[Wait, ...],
    passages: tuple[KeptPassage, ...],
) -> PathSoFar:
    now = dict.fromkeys(t.element for t in tasks if t.status is TaskStatus.OPEN and t.element)
    waiting = dict.fromkeys(w.element for w in waits if w.element not in now)
    left = dict.fromkeys(p.element for p in passages if p.event == "left")
    flows = dict.fromkeys(p.element for p in passages if p.event == "taken")
    return PathSoFar(
        done=tuple(e for e in left if e not in now and e not in waiting),
        now=tuple(now),
        waiting=tuple(waiting),
        detour=tuple(dict.fromkeys(d.element for d in detours if d.element)),
        flows=tuple(flows),
    )


def _left_at(passages: tuple[KeptPassage, ...], element: str) -> datetime:
    return max(one.at for one in passages if one.element == element and one.event == "left")


def _plain_steps(
    version: RunnableVersion, passages: tuple[KeptPassage, ...], *, without: frozenset[str] = frozenset()
) -> tuple[str, ...]:
    # What was called off before it was done never happened for the person.
    called_off = {p.element for p in passages if p.event == "cancelled"}
    called_off -= {p.element for p in passages if p.event == "left"}
    entered = (p.element for p in passages if p.event == "entered" and p.element not in called_off)
    infos = (version.elements.get(element) for element in entered)
    # Where the case came from is told by its receipt: the start event is no step of ours.
    left_out = {"startEvent", *without}
    texts = (info.citizen_text for info in infos if info is not None and info.type not in left_out)
    return tuple(dict.fromkeys(text for text in texts if text))


def _plain_status(
    case: Case,
    version: RunnableVersion,
    open_tasks: tuple[Task, ...],
    waits: tuple[Wait, ...],
    steps: tuple[str, ...],
) -> str:
    if case.outcome is not None:
        return case.outcome_text or case.outcome
    here = [t.element for t in open_tasks if t.element] + [w.element for w in waits]
    texts = [version.elements[e].citizen_text or "" for e in here if e in version.elements]
    return next((text for text in texts if text), steps[-1] if steps else "")

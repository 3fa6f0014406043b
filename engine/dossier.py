"""The dossier: the reading view of all that is kept of a case."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from regelruimte.engine.actors import Act, require
from regelruimte.engine.advance import SUSPENDED, Running, read_running
from regelruimte.engine.earlier_versions import as_now, earlier_elements, moves_of
from regelruimte.engine.errors import NotFound
from regelruimte.engine.outcomes import find_end
from regelruimte.engine.reach import find_visible_case
from regelruimte.engine.roles import CITIZEN_GROUP
from regelruimte.engine.spiff import interpreter
from regelruimte.engine.spiff.info import ElementInfo, OutcomeKind
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
    CaseStatus,
    Detour,
    DetourKind,
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
    """Everything staff see of a case.

    Attributes:
        passages: what it passed, with the ids the elements have in its version of now.
        earlier: elements of versions it ran on before, by id.
        rooms: those at the steps where the case is now.
        is_suspended: True while an administrator lets it wait.
    """

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
    earlier: Mapping[str, ElementInfo]
    is_suspended: bool
    is_sub_case: bool = False

    def find_element(self, element: str) -> ElementInfo | None:
        """Return an element of the version the case runs on, else of one it ran on before, or None."""
        return self.version.elements.get(element) or self.earlier.get(element)

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
        extra: titles of open extra steps (detours); extra_texts: what was written about each for the person.
        overruled: where a person gave another outcome than the rules did, with the reason.
        outcome: what the outcome means; None while there is none, or where the model does not say.
        decided_at: when the usual path ended; open extra steps may keep the case open longer. None before
            that, and where a person ended the case.
        submissions: what the person sent, or somebody for them; not what colleagues filled in.
        by_staff: what colleagues filled in. Of it a person reads only what its form says is meant for them.
        is_suspended: True while the case waits for somebody to look into it.
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
    is_suspended: bool
    extra_texts: Mapping[str, str] = field(default_factory=dict)
    overruled: tuple[Detour, ...] = ()


def get_dossier(view: View, number: str, *, sub_case: str | None = None) -> Dossier:
    """Return the dossier of a case; its path and variables are those of the usual path, or of one sub-case.

    Args:
        view: the view.
        number: number of the case.
        sub_case: id of the detour that is the sub-case, None for the usual path.

    Raises:
        NotFound: no such case for this actor, or no such sub-case; NotAllowed: not staff that handles cases.
    """
    require(view.actor, Act.SOLVE_INCIDENTS)
    case = find_visible_case(view, number)
    detours = task_rows.list_detours(view, case.id)
    running = read_running(view, case, _instance_of(detours, sub_case))
    tasks = task_rows.list_tasks_of_case(view, case.id)
    waits = step_rows.list_waits(view, case.id)
    log = history.list_log(view, case.id)
    moves = moves_of(log)
    passages = as_now(_own_passages(view, running), moves)
    path = _path_of(running, tasks, detours, waits, passages)
    rooms = [room for e in path.now for room in interpreter.rooms(running.version.model, e)]
    return Dossier(
        case=case, version=running.version, tasks=tasks, detours=detours,
        variables=step_rows.list_variables(view, running.instance.id),
        submissions=case_rows.list_submissions(view, case.id),
        documents=case_rows.list_documents(view, case_id=case.id),
        incidents=case_rows.list_incidents(view, case.id),
        waits=waits, passages=passages, decisions=history.list_decisions(view, case.id),
        log=log, path=path, rooms=tuple(rooms),
        path_has_ended=running.instance.state is None,
        earlier=earlier_elements(view, case, moves),
        is_suspended=running.instance.held_by == SUSPENDED and case.status is CaseStatus.OPEN,
        is_sub_case=running.instance.kind == "sub",
    )  # fmt: skip


def _instance_of(detours: tuple[Detour, ...], sub_case: str | None) -> str | None:
    if sub_case is None:
        return None
    found = next((each.instance for each in detours if each.id == sub_case), None)
    if found is None:
        raise NotFound(sub_case=sub_case)
    return found


def _own_passages(view: View, running: Running) -> tuple[KeptPassage, ...]:
    """Return the history of one path: that of a sub-case, or of the usual path and what it was before."""
    passages = history.list_passages(view, running.case.id)
    if running.instance.kind == "sub":
        return tuple(p for p in passages if p.instance == running.instance.id)
    subs = {each.id for each in step_rows.list_sub_instances(view, running.case.id)}
    return tuple(p for p in passages if p.instance not in subs)


def get_my_case(view: View, number: str) -> MyCase:
    """Return a case as the person it is about sees it.

    Raises:
        NotFound: no such case of this person.
    """
    require(view.actor, Act.READ_CASES)
    case = find_visible_case(view, number)
    running = read_running(view, case)
    tasks = task_rows.list_tasks_of_case(view, case.id)
    waits = tuple(w for w in step_rows.list_waits(view, case.id) if w.instance == running.instance.id)
    passages = as_now(_own_passages(view, running), moves_of(history.list_moves(view, case.id)))
    open_tasks = tuple(task for task in tasks if task.status is TaskStatus.OPEN)
    detours = task_rows.list_detours(view, case.id)
    steps = _plain_steps(running.version, passages)
    own, by_staff = _submissions(view, case, tasks)
    end = find_end(running.version.elements, passages, case.outcome)
    return MyCase(
        case=case, version=running.version,
        status=_plain_status(
            case, running.version, [t for t in open_tasks if t.instance == running.instance.id], waits, steps
        ),
        outcome=None if end is None else end.outcome,
        decided_at=None if end is None else _left_at(passages, end.id),
        turn=tuple(t for t in open_tasks if t.group == CITIZEN_GROUP and t.held_by is None),
        steps=_plain_steps(running.version, passages, without=_GOES_BY_ITSELF),
        extra=tuple(t.name for t in open_tasks if t.detour is not None),
        extra_texts={t.name: _told(detours, t.detour) for t in open_tasks if t.detour is not None},
        overruled=tuple(d for d in detours if d.kind is DetourKind.OVERRIDE and d.is_taken),
        submissions=own,
        by_staff=by_staff,
        documents=case_rows.list_documents(view, case_id=case.id),
        decisions=history.list_decisions(view, case.id),
        is_suspended=running.instance.held_by == SUSPENDED and case.status is CaseStatus.OPEN,
    )  # fmt: skip


def _submissions(
    view: View, case: Case, tasks: tuple[Task, ...]
) -> tuple[tuple[Submission, ...], tuple[Submission, ...]]:
    """Return what was sent by or for the person (the application, and their tasks), and what by staff."""
    theirs = {None, *(task.id for task in tasks if task.group == CITIZEN_GROUP)}
    made = case_rows.list_submissions(view, case.id)
    own = tuple(one for one in made if one.task in theirs)
    return own, tuple(one for one in made if one.task not in theirs)


def _told(detours: tuple[Detour, ...], detour: str | None) -> str:
    return next((each.citizen_text for each in detours if each.id == detour), "")


def _path_of(
    running: Running,
    tasks: tuple[Task, ...],
    detours: tuple[Detour, ...],
    waits: tuple[Wait, ...],
    passages: tuple[KeptPassage, ...],
) -> PathSoFar:
    here = running.instance.id
    is_main = running.instance.kind != "sub"
    return _path(
        tuple(t for t in tasks if t.instance == here),
        tuple(d for d in detours if is_main and d.kind is not DetourKind.OVERRIDE and d.is_taken),
        tuple(w for w in waits if w.instance == here),
        passages,
    )


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
    open_tasks: Sequence[Task],
    waits: tuple[Wait, ...],
    steps: tuple[str, ...],
) -> str:
    if case.outcome is not None:
        return case.outcome_text or case.outcome
    here = [t.element for t in open_tasks if t.element] + [w.element for w in waits]
    texts = [version.elements[e].citizen_text or "" for e in here if e in version.elements]
    return next((text for text in texts if text), steps[-1] if steps else "")

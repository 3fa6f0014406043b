"""Recording a step: the only code that turns an Advance into rows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from regelruimte.engine.closing import close_when_done, end_path
from regelruimte.engine.errors import CaseClosed, NotFound, TooMuch
from regelruimte.engine.limits import size_of
from regelruimte.engine.outcomes import find_end
from regelruimte.engine.priority import priority_of_call
from regelruimte.engine.reference_date import Moment
from regelruimte.engine.roles import ANY_CASE_WORKER
from regelruimte.engine.spiff import interpreter
from regelruimte.engine.spiff.step import (
    Advance,
    ClosedStep,
    OpenedStep,
    Setting,
    Thrown,
    Trouble,
    WaitKind,
    Write,
)
from regelruimte.engine.store import case_rows, job_rows, passage_rows, running_rows, step_rows, task_rows
from regelruimte.engine.store.audit import case_chain
from regelruimte.engine.store.running_rows import Run
from regelruimte.engine.store.step_rows import Instance, StoredScopes
from regelruimte.engine.store.unit_of_work import UnitOfWork, View
from regelruimte.engine.terms import day_of
from regelruimte.engine.values import Value
from regelruimte.engine.versions import RunnableVersion, runnable_of
from regelruimte.engine.vocabulary import Case, CaseStatus, DetourStatus, Incident, Task, TaskStatus

CHAIN_TOO_LONG = "chain-too-long"
"""Code of the incident of a message or BPMN signal that was kept back; its step is the job that sends it."""

SUSPENDED = "suspended"
"""What holds a case that an administrator suspended, in the place of a detour's id."""


@dataclass(frozen=True, slots=True)
class Running:
    """A case with one of its process instances, mostly that of the usual path, and the version it runs.

    Attributes:
        may_have_detours: False when it is sure that no detour of the case is open, or will be in this step.
    """

    case: Case
    instance: Instance
    version: RunnableVersion
    may_have_detours: bool = True


def lock_running(work: UnitOfWork, case_id: str, instance: str | None = None) -> Running:
    """Lock a case and return it with what is needed to take a step in one of its process instances.

    Args:
        work: the unit of work.
        case_id: id of the case.
        instance: id of the process instance, None for that of the usual path.

    Raises:
        NotFound: no such case, or it has no such process instance.
    """
    return read_running(work, case_rows.lock_case(work, case_id), instance)


def read_running(view: View, case: Case, instance: str | None = None) -> Running:
    """Return a case with what is needed to look ahead in a process instance, without locking it.

    Raises:
        NotFound: the case has no such process instance.
    """
    return running_of(view, case, running_rows.read_run(view, case.id, instance))


def running_of(view: View, case: Case, run: Run) -> Running:
    """Return a case with a process instance of it that was read already.

    Raises:
        NotFound: it is the process instance of another case, or its version is not there.
    """
    instance = run.instance
    if instance.case_id != case.id:
        raise NotFound(instance=instance.id)
    return Running(case, instance, runnable_of(view, run.definition, instance.version, digest=run.digest))


def require_open(running: Running) -> bytes:
    """Return the state of a running usual path.

    Raises:
        CaseClosed: the case, or its usual path, has ended.
    """
    if running.case.status is not CaseStatus.OPEN or running.instance.state is None:
        raise CaseClosed(case=running.case.number)
    return running.instance.state


def setting_of(view: View, running: Running) -> Setting:
    """Return what the interpreter may see of the world around a step."""
    version, moment = running.version, Moment(view.now, day_of(running.case.opened_at))
    return Setting(
        scopes=StoredScopes(view, running.instance.id),
        decide=lambda decision, context: version.decide(decision, context, moment),
        at=view.now,
        new_id=view.ids.new,
        limits=view.parts.limits,
        kept_bytes=lambda: step_rows.count_bytes(view, running.instance.id),
    )


def require_room_for(view: View, instance: str, values: Mapping[str, Value]) -> None:
    """Refuse answers that would make the variables of a case too large together.

    Raises:
        TooMuch: they would.
    """
    limits, added = view.parts.limits, size_of(values)
    if added > limits.small_bytes and added + step_rows.count_bytes(view, instance) > limits.data_bytes:
        raise TooMuch(limit="data_bytes", most=limits.data_bytes)


def take_live(work: UnitOfWork, running: Running) -> object | None:
    """Take the live object of a process instance out of the cache, or None."""
    return work.parts.live.take((running.instance.id, running.instance.revision))


def record_advance(work: UnitOfWork, running: Running, advance: Advance, *, task: Task | None = None) -> None:
    """Write everything a step did, in the transaction that locked the case.

    Args:
        work: the unit of work that locked the case.
        running: the case as it was before the step.
        advance: what the interpreter answered.
        task: the task whose completion was the step, None for other steps.
    """
    case, instance = running.case, running.instance
    revision = instance.revision + 1
    if task is not None:
        _note_conflicts(work, running, advance, task)
    step_rows.insert_scopes(
        work,
        [
            {"instance": instance.id, "scope": s.scope, "parent": s.parent, "element": s.element}
            for s in advance.scopes
        ],
    )
    writer = None if task is None else task.id
    step_rows.write_variables(work, instance.id, advance.writes, revision=revision, task=writer)
    for closed in advance.closed:
        _close(work, running, closed, task)
    for opened in advance.opened:
        _open(work, running, opened, revision)
    passage_rows.insert_passages(work, case.id, instance.id, advance.passages, work.now)
    _record_decisions(work, running, advance)
    _record_troubles(work, running, advance)
    _record_thrown(work, running, advance)
    changes = {"state": advance.state, "revision": revision, "outcome": advance.outcome}
    step_rows.update_instance(work, instance.id, changes)
    work.parts.observers.step_recorded(running.version.version.key, running.version.version.number)
    if advance.live is not None:
        live = advance.live
        work.after_commit(lambda: work.parts.live.put((instance.id, revision), live))
    if advance.has_ended and instance.kind == "sub":
        _end_sub_case(work, running, advance)
    elif advance.has_ended:
        _end_usual_path(work, running, advance)


def release_hold(work: UnitOfWork, running: Running, detour: str) -> None:
    """Let the usual path go on when a detour that held it is over; another that holds it takes its place."""
    main = step_rows.read_main_instance(work, running.case.id)
    if main.held_by == detour:
        _hold_by_next(work, main, over=detour)


def release_suspension(work: UnitOfWork, running: Running) -> None:
    """Let a suspended case go on; a detour that holds its usual path takes the place of the suspension."""
    for sub in step_rows.list_sub_instances(work, running.case.id):
        if sub.held_by == SUSPENDED:
            step_rows.update_instance(work, sub.id, {"held_by": None, "released_at": work.now})
            task_rows.hold_open_tasks(work, sub.id, None)
    _hold_by_next(work, running.instance, over=SUSPENDED)


def _hold_by_next(work: UnitOfWork, main: Instance, *, over: str) -> None:
    others = [
        d.id
        for d in task_rows.list_detours(work, main.case_id)
        if d.holds and d.status is DetourStatus.OPEN and d.id != over
    ]
    holder = others[0] if others else None
    step_rows.update_instance(work, main.id, {"held_by": holder, "released_at": work.now})
    task_rows.hold_open_tasks(work, main.id, holder)
    # Jobs of what still waits are put aside again when their turn comes.
    job_rows.release_held_jobs(work, main.case_id)


def cancel_sub_instance(work: UnitOfWork, running: Running) -> None:
    """End a sub-case before its time: what waits in it is called off."""
    if running.instance.state is None:
        return
    setting = setting_of(work, running)
    advance = interpreter.cancel(running.version.model, running.instance.state, setting)
    record_advance(work, running, advance)
    case_rows.resolve_all_incidents(work, running.instance.id, work.now)


def _open(work: UnitOfWork, running: Running, opened: OpenedStep, revision: int) -> None:
    case, instance = running.case, running.instance
    if opened.kind is WaitKind.USER:
        _open_task(work, running, opened, revision)
        return
    drawn = running.version.elements.get(opened.element)
    group = None if drawn is None else drawn.group
    step_rows.insert_wait(work, case.id, instance.id, opened, group=group)
    if opened.kind is WaitKind.SERVICE:
        payload = {"instance": instance.id, "step": opened.step, "depth": work.depth}
        priority = priority_of_call(work.parts.connectors, opened.connector or "")
        work.enqueue("call_connector", payload, case=case.id, priority=priority)


def _open_task(work: UnitOfWork, running: Running, opened: OpenedStep, revision: int) -> None:
    case, instance = running.case, running.instance
    task = Task(
        id=work.ids.new(), case_id=case.id, case_number=case.number, instance=instance.id,
        step=opened.step, element=opened.element, name=opened.name, note="",
        group=opened.group or ANY_CASE_WORKER, assignee=opened.assignee, assignee_name="",
        form=opened.form, status=TaskStatus.OPEN, source="model", detour=None, due_at=opened.due_at,
        opened_at=work.now, closed_at=None, closed_by="", scope=opened.scope,
        scope_revision=revision, held_by=instance.held_by,
    )  # fmt: skip
    task_rows.insert_task(work, task)
    work.note(
        case_chain(case.id),
        "task:opened",
        facts={"task": task.id, "element": opened.element, "name": opened.name, "group": task.group},
    )


def _close(work: UnitOfWork, running: Running, closed: ClosedStep, done: Task | None) -> None:
    is_practice = running.case.is_practice
    has_task = closed.kind is WaitKind.USER or is_practice or running.version.falls_back(closed.element)
    if closed.kind is not WaitKind.USER:
        step_rows.delete_wait(work, running.instance.id, closed.step)
    if has_task and (done is None or done.step != closed.step):
        _cancel_task_of(work, running, closed)
    if running.may_have_detours:
        _close_detour_of(work, running, closed)


def _close_detour_of(work: UnitOfWork, running: Running, closed: ClosedStep) -> None:
    detour = task_rows.find_open_detour_of_step(work, running.case.id, closed.step)
    if detour is not None:
        status = DetourStatus.CANCELLED if closed.cancelled else DetourStatus.COMPLETED
        task_rows.close_detour(work, detour, status)
        for task in task_rows.list_open_tasks_of_detour(work, detour):
            # What stood in the place of this step is not needed any more.
            cancel_task(work, task)


def _cancel_task_of(work: UnitOfWork, running: Running, closed: ClosedStep) -> None:
    task = task_rows.find_task_of_step(work, running.instance.id, closed.step)
    if task is not None and task.status is TaskStatus.OPEN:
        cancel_task(work, task)


def cancel_task(work: UnitOfWork, task: Task) -> None:
    """Take an open task away: nobody needs it any more."""
    close_task(work, task, TaskStatus.CANCELLED)
    facts = {"task": task.id, "element": task.element, "name": task.name}
    work.note(case_chain(task.case_id), "task:cancelled", facts=facts)


def close_task(work: UnitOfWork, task: Task, status: TaskStatus) -> None:
    """Mark a task as over, and forget what was typed and not sent."""
    changes = {"status": status.value, "closed_at": work.now, "closed_by": work.actor.name}
    task_rows.update_task(work, task.id, changes)
    task_rows.delete_saved_answers(work, task.id)


def _note_conflicts(work: UnitOfWork, running: Running, advance: Advance, task: Task) -> None:
    # Only when something was written since the task was opened can anything have been overtaken.
    if running.instance.revision <= task.scope_revision:
        return
    new = {(write.scope, write.name): write.value for write in advance.writes}
    for kept in step_rows.list_variables(work, running.instance.id, since=task.scope_revision):
        key = (kept.scope, kept.name)
        overtaken = kept.task not in {None, task.id}
        if key in new and overtaken and kept.value != new[key]:
            facts = {"name": kept.name, "earlier_task": kept.task, "later_task": task.id}
            work.note(case_chain(running.case.id), "variable:conflict", facts=facts)


def _record_decisions(work: UnitOfWork, running: Running, advance: Advance) -> None:
    case_id = running.case.id
    step_rows.insert_decisions(work, case_id, running.instance.id, advance.decisions, work.now)
    for made in advance.decisions:
        facts = {"element": made.element, "decision": made.decision}
        work.note(case_chain(case_id), "decision:made", facts=facts)


def _record_troubles(work: UnitOfWork, running: Running, advance: Advance) -> None:
    for trouble in advance.troubles:
        _open_incident(work, running, trouble)


def _open_incident(work: UnitOfWork, running: Running, trouble: Trouble) -> None:
    incident = Incident(
        id=work.ids.new(),
        case_id=running.case.id,
        instance=running.instance.id,
        step=trouble.step,
        element=trouble.element,
        code=trouble.code,
        message=trouble.message,
        opened_at=work.now,
        resolved_at=None,
    )
    case_rows.insert_incident(work, incident)
    facts = {"incident": incident.id, "element": trouble.element, "code": trouble.code}
    work.note(case_chain(running.case.id), "incident:opened", facts=facts)


def _record_thrown(work: UnitOfWork, running: Running, advance: Advance) -> None:
    # What concerns another case goes there as a job: one transaction locks one case.
    case = running.case
    for thrown in advance.thrown:
        payload: dict[str, Value] = {
            "element": thrown.element, "kind": thrown.kind.value, "name": thrown.name,
            "correlation": thrown.correlation, "values": dict(thrown.values),
            "is_practice": case.is_practice, "person": case.person, "person_name": case.person_name,
        }  # fmt: skip
        if work.depth >= work.parts.limits.chain:
            _stop_chain(work, running, thrown, payload)
            continue
        work.enqueue("throw", {**payload, "depth": work.depth + 1}, case=None)
        facts = {"element": thrown.element, "message": thrown.name}
        work.note(case_chain(case.id), "message:sent", facts=facts)


def _stop_chain(work: UnitOfWork, running: Running, thrown: Thrown, payload: Mapping[str, Value]) -> None:
    """Keep back what would go on and on by itself; retrying the incident lets it go."""
    job = job_rows.insert_stopped(work, "throw", payload)
    message = (
        f"‘{thrown.name}’ is niet verstuurd: er zijn al {work.depth} berichten en signalen vanzelf op elkaar "
        "gevolgd. Kijk of het proces zichzelf telkens opnieuw laat beginnen."
    )
    _open_incident(work, running, Trouble(job, thrown.element, CHAIN_TOO_LONG, message))


def _end_usual_path(work: UnitOfWork, running: Running, advance: Advance) -> None:
    outcome = advance.outcome or ""
    end = find_end(running.version.elements, advance.passages, outcome)
    text = (end.citizen_text or "") if end is not None else ""
    end_path(work, running.case.id, outcome=outcome, text=text)


def result_name(definition: str) -> str:
    """Return the variable of a case that keeps what came out of a sub-case of a definition."""
    return f"deelzaak_{definition.replace('-', '_')}"


def _end_sub_case(work: UnitOfWork, running: Running, advance: Advance) -> None:
    """Bring the outcome of a sub-case back to its case, and let go of what waited for it."""
    detours = task_rows.list_detours(work, running.case.id)
    detour = next((d for d in detours if d.instance == running.instance.id), None)
    if detour is None or detour.status is not DetourStatus.OPEN:
        return
    outcome = advance.outcome or ""
    task_rows.close_detour(work, detour.id, DetourStatus.COMPLETED)
    task_rows.keep_facts(work, detour.id, {**detour.facts, "outcome": outcome})
    facts = {"detour": detour.id, "title": detour.title, "outcome": outcome}
    work.note(case_chain(running.case.id), "sub-case:ended", facts=facts)
    release_hold(work, running, detour.id)
    _bring_back(work, running, outcome)
    close_when_done(work, running.case.id)


def _bring_back(work: UnitOfWork, running: Running, outcome: str) -> None:
    main = read_running(work, running.case)
    kept = {v.name: v.value for v in step_rows.list_variables(work, running.instance.id) if v.scope == "main"}
    name = result_name(running.instance.definition or running.case.definition)
    write = Write("main", name, {"uitkomst": outcome, "gegevens": kept})
    revision = main.instance.revision + 1
    step_rows.write_variables(work, main.instance.id, [write], revision=revision, task=None)
    step_rows.update_instance(work, main.instance.id, {"revision": revision})
    if main.instance.state is None or main.instance.held_by is not None:
        return
    again = read_running(work, running.case)
    setting = setting_of(work, again)
    record_advance(work, again, interpreter.look_again(again.version.model, main.instance.state, setting))

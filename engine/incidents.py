"""Incidents: what automatic steps could not do, and a person resolving them."""

from __future__ import annotations

from regelruimte.engine.actors import Act, require
from regelruimte.engine.advance import (
    CHAIN_TOO_LONG,
    Running,
    lock_running,
    record_advance,
    require_open,
    setting_of,
    take_live,
)
from regelruimte.engine.by_hand import open_by_hand
from regelruimte.engine.errors import NotFound, NotRepairable
from regelruimte.engine.reach import find_visible_case
from regelruimte.engine.spiff import interpreter
from regelruimte.engine.spiff.step import Advance
from regelruimte.engine.store import case_rows, job_rows, step_rows, task_rows
from regelruimte.engine.store.audit import case_chain
from regelruimte.engine.store.unit_of_work import UnitOfWork
from regelruimte.engine.vocabulary import Incident, Task


def retry_incident(work: UnitOfWork, number: str, *, incident_id: str) -> None:
    """Try again what failed: a call goes into the queue, an expression is evaluated anew.

    Raises:
        NotFound: no such case or incident for this actor; CaseClosed: the case has ended.
    """
    require(work.actor, Act.SOLVE_INCIDENTS)
    case = find_visible_case(work, number)
    case_rows.lock_case(work, case.id)
    incident = case_rows.find_incident(work, incident_id)
    if incident is None or incident.case_id != case.id or incident.resolved_at is not None:
        raise NotFound(incident=incident_id)
    if incident.code == CHAIN_TOO_LONG:
        _let_go(work, incident)
        return
    running = lock_running(work, case.id, incident.instance)
    state = require_open(running)
    case_rows.resolve_incidents(work, incident.instance, incident.step, work.now)
    work.note(case_chain(case.id), "incident:retried", facts={"incident": incident_id})
    stopped = job_rows.find_stopped(work, case.id, incident.step)
    if stopped is not None:
        job_rows.let_run(work, stopped)
        return
    wait = step_rows.find_wait(work, incident.instance, incident.step)
    if wait is not None and wait.connector is not None:
        payload = {"instance": incident.instance, "step": incident.step}
        work.enqueue("call_connector", payload, case=case.id)
        return
    task = task_rows.find_task_of_step(work, incident.instance, incident.step)
    advance = _try_again(work, running, state, incident.step, task)
    record_advance(work, running, advance, task=task)


def do_by_hand(work: UnitOfWork, number: str, *, incident_id: str) -> Task:
    """Open the task by which a person does what a connector could not, where the model allows it.

    Raises:
        NotFound: no such case or incident for this actor; CaseClosed: the case has ended.
        NotRepairable: the model does not allow it, or the step waits for no connector.
    """
    require(work.actor, Act.SOLVE_INCIDENTS)
    case = find_visible_case(work, number)
    case_rows.lock_case(work, case.id)
    incident = case_rows.find_incident(work, incident_id)
    if incident is None or incident.case_id != case.id or incident.resolved_at is not None:
        raise NotFound(incident=incident_id)
    running = lock_running(work, case.id, incident.instance)
    require_open(running)
    wait = step_rows.find_wait(work, incident.instance, incident.step)
    if wait is None or wait.connector is None or not running.version.falls_back(wait.element):
        raise NotRepairable(incident=incident_id, why="not-by-hand")
    case_rows.resolve_incidents(work, incident.instance, incident.step, work.now)
    return open_by_hand(work, running, wait, why=incident.message, code=incident.code)


def _let_go(work: UnitOfWork, incident: Incident) -> None:
    case_rows.resolve_incidents(work, incident.instance, incident.step, work.now)
    work.note(case_chain(incident.case_id), "incident:retried", facts={"incident": incident.id})
    job_rows.let_run(work, incident.step)


def _try_again(work: UnitOfWork, running: Running, state: bytes, step: str, task: Task | None) -> Advance:
    model, setting, live = running.version.model, setting_of(work, running), take_live(work, running)
    if task is None:
        return interpreter.retry(model, state, setting, step=step, live=live)
    # What a person sent was accepted, and only working with it failed: it is taken again, never asked again.
    sent = [s for s in case_rows.list_submissions(work, task.case_id) if s.task == task.id]
    return interpreter.complete(model, state, setting, step=step, values=sent[-1].values, live=live)

"""What each kind of job does: fire a timer, deliver a message; calls of connectors are in `calling`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from regelruimte.engine import migration
from regelruimte.engine.advance import Running, setting_of
from regelruimte.engine.errors import DatabaseUnavailable, EngineError
from regelruimte.engine.jobs.waiting import lock_waiting, open_incident, take_step
from regelruimte.engine.messages import About, Message, begin_by_message, pass_on
from regelruimte.engine.observer import JobOutcome
from regelruimte.engine.spiff import interpreter
from regelruimte.engine.spiff.step import Advance, Thrown, WaitKind
from regelruimte.engine.store import case_rows, job_rows, step_rows
from regelruimte.engine.store.audit import SYSTEM_CHAIN, case_chain
from regelruimte.engine.store.job_rows import Job
from regelruimte.engine.store.step_rows import Wait
from regelruimte.engine.store.unit_of_work import UnitOfWork
from regelruimte.engine.values import Value

MAX_ATTEMPTS = 5
"""After so many failed tries a job becomes an incident that a person solves."""


@dataclass(frozen=True, slots=True)
class Mishap:
    """Why a job could not be done: a stable code, and what a person reads."""

    code: str
    message: str


def put_off(work: UnitOfWork, job: Job, mishap: Mishap) -> JobOutcome:
    """Try a job again later that could not be done; in the end it is kept, and runs when a person says so."""
    if job.attempts < MAX_ATTEMPTS:
        job_rows.retry_job(work, job, mishap.message)
        return JobOutcome.RETRY
    job_rows.stop_job(work, job, mishap.message)
    if job.case_id is None:
        work.note(SYSTEM_CHAIN, "job:stopped", facts={"kind": job.kind, "code": mishap.code})
        return JobOutcome.STOPPED
    wait, _ = lock_waiting(work, job)
    if wait is not None:
        open_incident(work, wait, code=mishap.code, message=mishap.message)
    return JobOutcome.INCIDENT


def fire_timer(work: UnitOfWork, job: Job) -> JobOutcome:
    """Let a timer fire whose moment has come."""
    wait, running = lock_waiting(work, job)
    if running is not None and running.instance.held_by is not None:
        job_rows.hold_job(work, job)
        return JobOutcome.HELD
    if not job_rows.finish_job(work, job) or wait is None or running is None:
        return JobOutcome.DONE
    work.note(case_chain(running.case.id), "timer:fired", facts={"element": wait.element})
    take_step(work, running, lambda live: _fire(work, running, wait, live))
    return JobOutcome.DONE


def deliver(work: UnitOfWork, job: Job) -> JobOutcome:
    """Let a message or BPMN signal reach the step that waited for it."""
    wait, running = lock_waiting(work, job)
    if running is not None and running.instance.held_by is not None:
        job_rows.hold_job(work, job)
        return JobOutcome.HELD
    if not job_rows.finish_job(work, job) or wait is None or running is None:
        return JobOutcome.DONE
    facts = {"element": wait.element, "message": wait.message}
    work.note(case_chain(running.case.id), "message:received", facts=facts)
    take_step(work, running, lambda live: _deliver(work, running, wait, job.payload["values"], live))
    return JobOutcome.DONE


def throw(work: UnitOfWork, job: Job) -> None:
    """Find who waits for what a case threw, and let each go on in a job of its own."""
    if not job_rows.finish_job(work, job):
        return
    told = job.payload
    thrown = Thrown(
        element=told["element"],
        kind=WaitKind(told["kind"]),
        name=told["name"],
        correlation=told["correlation"],
        values=told["values"],
    )
    about = About(told.get("person"), told.get("person_name") or "", bool(told.get("is_practice")))
    pass_on(work, thrown, key=job.id, about=about)


def begin(work: UnitOfWork, job: Job) -> None:
    """Begin a case of a definition that starts on a message or BPMN signal."""
    if not job_rows.finish_job(work, job):
        return
    told = job.payload
    message = Message(
        name=told["name"],
        values=told["values"],
        key=told["key"],
        is_practice=told["is_practice"],
        person=told.get("person"),
        person_name=told.get("person_name") or "",
    )
    begin_by_message(work, told["definition"], message, kind=WaitKind(told["kind"]))


def migrate_case(work: UnitOfWork, job: Job) -> None:
    """Move a case to another version; a refusal is kept with the plan and leaves the other cases alone."""
    if not job_rows.finish_job(work, job):
        return
    plan, case = str(job.payload["plan"]), str(job.payload["case"])
    try:
        with work.part() as part:
            migration.move_planned(part, plan, case)
    except DatabaseUnavailable:
        raise
    except EngineError as refusal:
        migration.note_failed(work, plan, case, refusal)


def forget_expired_applications(work: UnitOfWork, limit: int = 100) -> int:
    """Delete applications that were not sent in the time they are kept; return how many."""
    count = case_rows.delete_expired_applications(work, limit)
    if count:
        work.note(SYSTEM_CHAIN, "application:forgotten", facts={"applications": count})
    return count


def queue_due_timers(work: UnitOfWork, limit: int = 100) -> int:
    """Put a job in the queue for each timer whose moment has come; return how many."""
    due = step_rows.take_due_timers(work, limit)
    for wait, due_at in due:
        payload = {"instance": wait.instance, "step": wait.step}
        # With the moment it might fire from: how late it began is told by it.
        work.enqueue("fire_timer", payload, case=wait.case_id, run_at=due_at)
    return len(due)


def _fire(work: UnitOfWork, running: Running, wait: Wait, live: object | None) -> Advance:
    return interpreter.fire(
        running.version.model,
        running.instance.state or b"",
        setting_of(work, running),
        step=wait.step,
        live=live,
    )


def _deliver(
    work: UnitOfWork, running: Running, wait: Wait, values: Mapping[str, Value], live: object | None
) -> Advance:
    return interpreter.deliver(
        running.version.model,
        running.instance.state or b"",
        setting_of(work, running),
        step=wait.step,
        values=values,
        live=live,
    )

"""Running jobs: take one, do it, until nothing is due. Every transaction is short; none spans a call."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from functools import partial
from time import perf_counter

from regelruimte.engine import migration
from regelruimte.engine.attempts import attempt
from regelruimte.engine.connect.registry import ConnectorFailed
from regelruimte.engine.errors import DatabaseUnavailable, EngineError
from regelruimte.engine.jobs import handlers
from regelruimte.engine.observer import JobOutcome, JobRun, Observers, PartKind
from regelruimte.engine.store import clock_rows, job_rows
from regelruimte.engine.store.job_rows import Job
from regelruimte.engine.store.unit_of_work import UnitOfWork
from regelruimte.engine.trail import leaving
from regelruimte.engine.values import Value

_HANDLERS: Mapping[str, Callable[[UnitOfWork, Job], JobOutcome | None]] = {
    "begin": handlers.begin,
    "deliver": handlers.deliver,
    "fire_timer": handlers.fire_timer,
    "throw": handlers.throw,
}

OpenWork = Callable[[], AbstractContextManager[UnitOfWork]]


def run_due(open_work: OpenWork, *, limit: int = 1_000) -> int:
    """Fire the timers that are due and run the jobs that may run; return how many jobs ran.

    Applications that were not sent in the time they are kept are deleted first.

    Args:
        open_work: opens a unit of work of the system.
        limit: most jobs to run in this call.
    """
    done = 0
    with open_work() as work:
        handlers.forget_expired_applications(work)
        clock_rows.shorten_waits(work, lease=job_rows.LEASE)
    while done < limit:
        with open_work() as work:
            handlers.queue_due_timers(work)
            job = job_rows.take_job(work)
            observers = work.parts.observers
        if job is None:
            return done
        _run_watched(open_work, job, observers)
        done += 1
    return done


def _run_watched(open_work: OpenWork, job: Job, observers: Observers) -> None:
    outcome, began = JobOutcome.CRASHED, perf_counter()
    observers.job_carries(job.trail)
    observers.job_began(job.id)
    try:
        outcome = _run(open_work, job)
    finally:
        seconds = perf_counter() - began
        observers.job_ended(JobRun(job.id, job.kind, job.attempts, outcome, seconds))


def _run(open_work: OpenWork, job: Job) -> JobOutcome:
    if job.kind == "call_connector":
        return _call_connector(open_work, job)
    if job.kind == "migrate_case":
        _migrate_case(open_work, job)
        return JobOutcome.DONE
    try:
        return attempt(open_work, partial(_handle, job)) or JobOutcome.DONE
    except DatabaseUnavailable:
        raise
    except EngineError as refusal:
        # One job that cannot be done must not keep all others from being done.
        with open_work() as work:
            return handlers.put_off(work, job, refusal)


def _call_connector(open_work: OpenWork, job: Job) -> JobOutcome:
    with open_work() as work:
        if handlers.put_aside(work, job):
            return JobOutcome.HELD
        call = handlers.plan_call(work, job)
        connectors, observers, now = work.parts.connectors, work.parts.observers, work.now
    if call is None:
        with open_work() as work:
            job_rows.finish_job(work, job)
        return JobOutcome.DONE
    try:
        with observers.part(PartKind.CALL, call.connector), leaving(observers.trail()):
            answer = connectors.call(call.connector, call.inputs, key=call.key, at=now)
    except ConnectorFailed as failure:
        with open_work() as work:
            return handlers.record_failure(work, job, failure)
    attempt(open_work, partial(_record_answer, job, answer))
    return JobOutcome.DONE


def _handle(job: Job, work: UnitOfWork) -> JobOutcome | None:
    work.depth = job.depth
    return _HANDLERS[job.kind](work, job)


def _record_answer(job: Job, answer: Mapping[str, Value], work: UnitOfWork) -> None:
    work.depth = job.depth
    handlers.record_answer(work, job, answer)


def _migrate_case(open_work: OpenWork, job: Job) -> None:
    """Move a case to another version; a refusal is kept with the plan and leaves the other cases alone."""
    plan, case = str(job.payload["plan"]), str(job.payload["case"])
    try:
        with open_work() as work:
            if job_rows.finish_job(work, job):
                migration.move_planned(work, plan, case)
    except DatabaseUnavailable:
        raise
    except EngineError as refusal:
        with open_work() as work:
            if job_rows.finish_job(work, job):
                migration.note_failed(work, plan, case, refusal)

"""Running jobs: take one, do it, until nothing is due. Every transaction is short; none spans a call."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager

from regelruimte.engine import migration
from regelruimte.engine.connect.registry import ConnectorFailed
from regelruimte.engine.errors import DatabaseBusy, EngineError
from regelruimte.engine.jobs import handlers
from regelruimte.engine.store import job_rows
from regelruimte.engine.store.job_rows import Job
from regelruimte.engine.store.unit_of_work import UnitOfWork

_HANDLERS = {
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
    while done < limit:
        with open_work() as work:
            handlers.queue_due_timers(work)
            job = job_rows.take_job(work)
        if job is None:
            return done
        _run(open_work, job)
        done += 1
    return done


def _run(open_work: OpenWork, job: Job) -> None:
    if job.kind == "call_connector":
        _call_connector(open_work, job)
        return
    if job.kind == "migrate_case":
        _migrate_case(open_work, job)
        return
    with open_work() as work:
        work.depth = job.depth
        _HANDLERS[job.kind](work, job)


def _call_connector(open_work: OpenWork, job: Job) -> None:
    with open_work() as work:
        if handlers.put_aside(work, job):
            return
        call = handlers.plan_call(work, job)
        connectors, now = work.parts.connectors, work.now
    if call is None:
        with open_work() as work:
            job_rows.finish_job(work, job)
        return
    try:
        answer = connectors.call(call.connector, call.inputs, key=call.key, at=now)
    except ConnectorFailed as failure:
        with open_work() as work:
            handlers.record_failure(work, job, failure)
        return
    with open_work() as work:
        work.depth = job.depth
        handlers.record_answer(work, job, answer)


def _migrate_case(open_work: OpenWork, job: Job) -> None:
    """Move a case to another version; a refusal is kept with the plan and leaves the other cases alone."""
    plan, case = str(job.payload["plan"]), str(job.payload["case"])
    try:
        with open_work() as work:
            if job_rows.finish_job(work, job):
                migration.move_planned(work, plan, case)
    except DatabaseBusy:
        raise
    except EngineError as refusal:
        with open_work() as work:
            if job_rows.finish_job(work, job):
                migration.note_failed(work, plan, case, refusal)

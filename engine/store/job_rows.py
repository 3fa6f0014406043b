"""Rows of jobs: the queue as a table."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa

from regelruimte.engine.store import tables as t
from regelruimte.engine.store.prepared import Prepared
from regelruimte.engine.store.unit_of_work import UnitOfWork, View, retry_moment
from regelruimte.engine.values import Value

LEASE = timedelta(minutes=5)
"""How long a job is the worker's that took it."""


@dataclass(frozen=True, slots=True)
class Job:
    """A job a worker took; it is this worker's until its lease ends."""

    id: str
    kind: str
    payload: Mapping[str, Value]
    case_id: str | None
    attempts: int

    @property
    def depth(self) -> int:
        """How many messages and BPMN signals followed from each other to get here."""
        return int(self.payload.get("depth", 0))

    @property
    def trail(self) -> str:
        """What was at hand when the job was put in the queue, as `Observer.trail` told it."""
        return str(self.payload.get("trail", ""))


STOPPED = "stopped"
"""A job that runs only when a person says so."""


def insert_stopped(work: UnitOfWork, kind: str, payload: Mapping[str, Value]) -> str:
    """Keep a job that waits for a person to let it run; return its id."""
    job_id = work.ids.new()
    row = {
        "id": job_id, "kind": kind, "payload": dict(payload), "case_id": None, "run_at": work.now,
        "priority": 0, "attempts": 0, "status": STOPPED, "locked_until": None, "last_error": "",
    }  # fmt: skip
    work.connection.execute(sa.insert(t.job), row)
    return job_id


def let_run(work: UnitOfWork, job_id: str) -> bool:
    """Let a stopped job run; False when there is none."""
    stopped = (t.job.c.id == job_id) & (t.job.c.status == STOPPED)
    changed = work.connection.execute(sa.update(t.job).where(stopped).values(status="ready", run_at=work.now))
    return changed.rowcount == 1


def take_job(work: UnitOfWork) -> Job | None:
    """Take the next job that may run now, or None; a job whose worker vanished is taken again."""
    ready = (t.job.c.status == "ready") & (t.job.c.run_at <= work.now)
    abandoned = (t.job.c.status == "running") & (t.job.c.locked_until <= work.now)
    row = (
        work.connection.execute(
            sa.select(t.job.c.id, t.job.c.kind, t.job.c.payload, t.job.c.case_id, t.job.c.attempts)
            .where(ready | abandoned)
            .order_by(t.job.c.priority.desc(), t.job.c.run_at, t.job.c.id)
            .limit(1)
            .with_for_update(skip_locked=True)
        )
        .mappings()
        .first()
    )
    if row is None:
        return None
    job = Job(**{**row, "attempts": row["attempts"] + 1})
    work.connection.execute(
        sa.update(t.job)
        .where(t.job.c.id == job.id)
        .values(status="running", attempts=job.attempts, locked_until=work.now + LEASE)
    )
    return job


def finish_job(work: UnitOfWork, job: Job) -> bool:
    """Remove a job in the transaction of its effect; False when it is not this worker's any more.

    This is the fence: of two workers that did the same job, only one commits its effect.
    """
    mine = (t.job.c.id == job.id) & (t.job.c.attempts == job.attempts)
    return work.connection.execute(sa.delete(t.job).where(mine)).rowcount == 1


def retry_job(work: UnitOfWork, job: Job, error: str) -> None:
    """Put a job back, to be tried again later."""
    _release(work, job, status="ready", run_at=retry_moment(work.now, job.attempts), error=error)


def stop_job(work: UnitOfWork, job: Job, error: str) -> None:
    """Keep a job that cannot be done; it runs no more."""
    _release(work, job, status=STOPPED, run_at=work.now, error=error)


def hold_job(work: UnitOfWork, job: Job) -> None:
    """Put a job aside until a detour no longer holds its case."""
    _release(work, job, status="held", run_at=work.now, error="")


def _release(work: UnitOfWork, job: Job, *, status: str, run_at: datetime, error: str) -> None:
    # Only its own worker may: one that froze and thaws must not let run what another is doing.
    mine = (t.job.c.id == job.id) & (t.job.c.attempts == job.attempts)
    work.connection.execute(
        sa.update(t.job).where(mine).values(status=status, run_at=run_at, locked_until=None, last_error=error)
    )


def release_held_jobs(work: UnitOfWork, case_id: str) -> None:
    """Let the held jobs of a case run again."""
    work.connection.execute(
        sa.update(t.job).where(t.job.c.case_id == case_id, t.job.c.status == "held").values(status="ready")
    )


def cancel_jobs(work: UnitOfWork, case_id: str) -> None:
    """Remove the jobs of a case that has ended."""
    _CANCEL.run(work.connection, {"b_case": case_id})


_CANCEL = Prepared(
    sa.delete(t.job).where(
        t.job.c.case_id == sa.bindparam("b_case"),
        sa.or_(t.job.c.status == "ready", t.job.c.status == "held"),
    )
)


def count_jobs(view: View) -> int:
    """Return how many jobs wait or run."""
    return int(view.connection.scalar(sa.select(sa.func.count()).select_from(t.job)) or 0)

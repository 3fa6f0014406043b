"""Rows of jobs: who takes which, and the fence that lets each be done once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

import sqlalchemy as sa

from regelruimte.engine.priority import Priority
from regelruimte.engine.store import dispatch
from regelruimte.engine.store import tables as t
from regelruimte.engine.store.columns import Moment
from regelruimte.engine.store.dispatch import Dispatch
from regelruimte.engine.store.job_queue import HELD, READY, RUNNING, STOPPED, NewJob, enqueue_stopped
from regelruimte.engine.store.prepared import Prepared
from regelruimte.engine.store.unit_of_work import UnitOfWork, View, retry_moment
from regelruimte.engine.values import Value


@dataclass(frozen=True, slots=True)
class Job:
    """A job somebody took.

    Attributes:
        attempts: how often it was tried, this time included.
        fence: the number of tries that its row tells while it is still the taker's.
        run_at: the moment it might run from.
    """

    id: str
    kind: str
    payload: Mapping[str, Value]
    case_id: str | None
    attempts: int
    fence: int
    run_at: datetime
    priority: Priority

    @property
    def depth(self) -> int:
        """How many messages and BPMN signals followed from each other to get here."""
        return int(self.payload.get("depth", 0))

    @property
    def trail(self) -> str:
        """What was at hand when the job was put in the queue, as `Observer.trail` told it."""
        return str(self.payload.get("trail", ""))


def insert_stopped(work: UnitOfWork, kind: str, payload: Mapping[str, Value]) -> str:
    """Keep a job that waits for a person to let it run; return its id."""
    job_id = work.ids.new()
    job = NewJob(id=job_id, kind=kind, payload=payload, case=None, run_at=work.now, priority=Priority.NORMAL)
    enqueue_stopped(work.connection, job)
    return job_id


def let_run(work: UnitOfWork, job_id: str) -> bool:
    """Let a stopped job run; False when there is none."""
    rows = _LET_RUN.rows(work.connection, {"b_id": job_id, "b_now": work.now})
    dispatch.announce(work.connection, [_dispatch(row) for row in rows])
    return bool(rows)


def find_stopped(work: UnitOfWork, case_id: str, step: str) -> str | None:
    """Return the id of the stopped job of a step that waits, or None."""
    for row in _STOPPED_OF_CASE.rows(work.connection, {"b_case": case_id}):
        if row["payload"].get("step") == step:
            return str(row["id"])
    return None


@dataclass(frozen=True, slots=True)
class StoppedJob:
    """A job that waits for a person: what it is, since when, and what went wrong."""

    id: str
    kind: str
    stopped_at: datetime
    last_error: str


def list_stopped(view: View, limit: int) -> tuple[StoppedJob, ...]:
    """Return the stopped jobs of no case, the oldest first."""
    rows = _STOPPED_OF_NONE.rows(view.connection, {"b_limit": limit})
    return tuple(StoppedJob(row["id"], row["kind"], row["run_at"], row["last_error"]) for row in rows)


def take_jobs(work: UnitOfWork, limit: int) -> tuple[Job, ...]:
    """Lock the jobs that may run now, the most urgent first; they are this transaction's until it ends."""
    rows = _DUE.rows(work.connection, {"b_now": work.now, "b_limit": limit})
    return tuple(_job(row) for row in rows)


def find_due(work: UnitOfWork, job_id: str) -> Job | None:
    """Lock one job if it may run now; None when it is gone, held, not due or somebody else's."""
    row = _DUE_ONE.first(work.connection, {"b_now": work.now, "b_id": job_id})
    return None if row is None else _job(row)


def claim_job(work: UnitOfWork, job: Job, until: datetime) -> Job:
    """Keep a locked job beyond this transaction: others leave it alone until the moment told."""
    _CLAIM.run(work.connection, {"b_id": job.id, "attempts": job.attempts, "locked_until": until})
    dispatch.withdraw(work.connection, job.id)
    return replace(job, fence=job.attempts)


def renew_claims(work: UnitOfWork, jobs: Sequence[Job], until: datetime) -> None:
    """Keep jobs longer that are being done; those that another took in the meantime stay the other's."""
    rows = [{"b_id": job.id, "b_fence": job.fence, "locked_until": until} for job in jobs]
    _RENEW.run_all(work.connection, rows)


def take_back_abandoned(work: UnitOfWork) -> int:
    """Let the jobs run again whose worker let its time go by; return how many."""
    return len(_TAKE_BACK.rows(work.connection, {"b_now": work.now}))


def finish_job(work: UnitOfWork, job: Job) -> bool:
    """Remove a job in the transaction of its effect; False when it is not this worker's any more.

    This is the fence: of two workers that did the same job, only one commits its effect.
    """
    if dispatch.is_dispatched(work.connection):
        return dispatch.finish(work.connection, job.id, job.fence)
    return bool(_FINISH.rows(work.connection, {"b_id": job.id, "b_fence": job.fence}))


def retry_job(work: UnitOfWork, job: Job, error: str) -> bool:
    """Put a job back, to be tried again later; False when it is not this worker's any more."""
    run_at = retry_moment(work.now, job.attempts, work.ids)
    changes = {"status": READY, "run_at": run_at, "attempts": job.attempts, "last_error": error}
    return _release(work, job, changes)


def put_back(work: UnitOfWork, job: Job, run_at: datetime, *, error: str = "") -> None:
    """Put a job back until a moment without counting another try: it is not to be done now."""
    _release(work, job, {"status": READY, "run_at": run_at, "attempts": job.fence, "last_error": error})


def stop_job(work: UnitOfWork, job: Job, error: str) -> bool:
    """Keep a job that waits for a person to let it run; False when it is not this worker's any more."""
    changes = {"status": STOPPED, "run_at": work.now, "attempts": 0, "last_error": error}
    return _release(work, job, changes)


def hold_job(work: UnitOfWork, job: Job) -> None:
    """Put a job aside until a detour no longer holds its case."""
    _release(work, job, {"status": HELD, "run_at": work.now, "attempts": job.fence, "last_error": ""})


def _release(work: UnitOfWork, job: Job, changes: Mapping[str, object]) -> bool:
    mine = {"b_id": job.id, "b_fence": job.fence, "locked_until": None, **changes}
    return bool(_RELEASE.rows(work.connection, mine))


def release_held_jobs(work: UnitOfWork, case_id: str) -> None:
    """Let the held jobs of a case run again."""
    rows = _LET_GO.rows(work.connection, {"b_case": case_id, "b_now": work.now})
    dispatch.announce(work.connection, [_dispatch(row) for row in rows])


def cancel_jobs(work: UnitOfWork, case_id: str) -> None:
    """Remove the jobs of a case that has ended."""
    _CANCEL.run(work.connection, {"b_case": case_id})


def count_jobs(view: View) -> int:
    """Return how many jobs wait or run."""
    return int(view.connection.scalar(sa.select(sa.func.count()).select_from(t.job)) or 0)


def _job(row: Mapping[str, object]) -> Job:
    told = dict(row)
    fence = int(str(told.pop("attempts")))
    told["priority"] = Priority(int(str(told["priority"])))
    return Job(**told, attempts=fence + 1, fence=fence)  # type: ignore[arg-type]  # columns are the fields


def _dispatch(row: Mapping[str, object]) -> Dispatch:
    case = row["case_id"]
    return Dispatch(str(row["id"]), int(str(row["priority"])), None if case is None else str(case))


_j = t.job.c
_NOW: sa.BindParameter[datetime] = sa.bindparam("b_now", type_=Moment())
_ID: sa.BindParameter[str] = sa.bindparam("b_id", type_=sa.String)
_CASE: sa.BindParameter[str] = sa.bindparam("b_case", type_=sa.String)
_MINE = (_j.id == _ID) & (_j.attempts == sa.bindparam("b_fence", type_=sa.Integer))
_IS_DUE = (_j.status == READY) & (_j.run_at <= _NOW)
_TAKEN = sa.select(_j.id, _j.kind, _j.payload, _j.case_id, _j.attempts, _j.run_at, _j.priority)
_TOLD = (_j.id, _j.priority, _j.case_id)

_DUE = Prepared(
    _TAKEN.where(_IS_DUE)
    .order_by(_j.priority, _j.run_at, _j.id)
    .limit(sa.bindparam("b_limit", type_=sa.Integer))
    .with_for_update(skip_locked=True)
)
_DUE_ONE = Prepared(_TAKEN.where(_IS_DUE, _j.id == _ID).with_for_update(skip_locked=True))
_CLAIM = Prepared(sa.update(t.job).where(_j.id == _ID).values(status=RUNNING))
_RENEW = Prepared(sa.update(t.job).where(_MINE, _j.status == RUNNING))
_TAKE_BACK = Prepared(
    sa.update(t.job)
    .where(_j.status == RUNNING, _j.locked_until <= _NOW)
    .values(status=READY, locked_until=None, run_at=_NOW)
    .returning(*_TOLD)
)
_FINISH = Prepared(sa.delete(t.job).where(_MINE).returning(_j.id))
_RELEASE = Prepared(sa.update(t.job).where(_MINE).returning(_j.id))
_LET_RUN = Prepared(
    sa.update(t.job)
    .where(_j.id == _ID, _j.status == STOPPED)
    .values(status=READY, run_at=_NOW)
    .returning(*_TOLD)
)
_LET_GO = Prepared(
    sa.update(t.job)
    .where(_j.case_id == _CASE, _j.status == HELD)
    .values(status=READY, run_at=_NOW)
    .returning(*_TOLD)
)
_STOPPED_OF_NONE = Prepared(
    sa.select(_j.id, _j.kind, _j.run_at, _j.last_error)
    .where(_j.status == STOPPED, _j.case_id.is_(None))
    .order_by(_j.run_at, _j.id)
    .limit(sa.bindparam("b_limit", type_=sa.Integer))
)
_STOPPED_OF_CASE = Prepared(
    sa.select(_j.id, _j.payload).where(_j.case_id == _CASE, _j.status == STOPPED).order_by(_j.id)
)
# One that another transaction has locked waits for the case we hold: it finds the case closed, and goes then.
_WAITING = sa.select(_j.id).where(_j.case_id == _CASE, _j.status != RUNNING).with_for_update(skip_locked=True)
_CANCEL = Prepared(sa.delete(t.job).where(_j.id.in_(_WAITING)))

"""The port of the job queue: a job is put in, and called off, in the transaction that asks for it.

The row is the truth on both databases: what is to be done, how often it was tried, whether it is held. On
PostgreSQL a job of procrastinate goes along that tells any machine of it (`engine.store.dispatch`).

Source: docs/decisions/0018-jobs-for-many-machines.md
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from regelruimte.engine.priority import Priority
from regelruimte.engine.store import dispatch
from regelruimte.engine.store import tables as t
from regelruimte.engine.store.dispatch import Dispatch
from regelruimte.engine.store.prepared import Prepared
from regelruimte.engine.values import Value

READY, RUNNING, HELD, STOPPED = "ready", "running", "held", "stopped"
"""May run when its moment has come; a worker is at it; waits for its case; waits for a person."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NewJob:
    """A job to put in the queue; `run_at` is the moment it may run from."""

    id: str
    kind: str
    payload: Mapping[str, Value]
    case: str | None
    run_at: datetime
    priority: Priority


def enqueue(connection: sa.Connection, job: NewJob) -> None:
    """Put a job in the queue: it exists when the transaction of the connection commits."""
    _INSERT.run(connection, _row(job, READY))


def tell(connection: sa.Connection, job: NewJob) -> None:
    """Tell machines of a job that was put in the queue in this transaction and may run now."""
    dispatch.announce(connection, [Dispatch(job.id, int(job.priority), job.case)])


def enqueue_stopped(connection: sa.Connection, job: NewJob) -> None:
    """Keep a job that waits for a person to let it run."""
    _INSERT.run(connection, _row(job, STOPPED))


def cancel(connection: sa.Connection, job_id: str) -> None:
    """Call a job off that nobody has begun; does nothing when there is none."""
    _CANCEL.run(connection, {"b_id": job_id, "b_running": RUNNING})


_INSERT = Prepared(sa.insert(t.job))
_CANCEL = Prepared(
    sa.delete(t.job).where(
        t.job.c.id == sa.bindparam("b_id"), t.job.c.status != sa.bindparam("b_running", type_=sa.String)
    )
)


def _row(job: NewJob, status: str) -> dict[str, object]:
    return {
        "id": job.id,
        "kind": job.kind,
        "payload": dict(job.payload),
        "case_id": job.case,
        "run_at": job.run_at,
        "priority": int(job.priority),
        "attempts": 0,
        "status": status,
        "locked_until": None,
        "last_error": "",
    }

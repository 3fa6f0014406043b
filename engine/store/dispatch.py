"""Telling machines of jobs on PostgreSQL: a job of procrastinate for each job that may run, with its id only.

Deferring goes by procrastinate's own function in the database, in the transaction of the row, through our
prepared statements. Nothing happens on SQLite, where whoever works looks into the table.

Source: docs/decisions/0018-jobs-for-many-machines.md
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa

from regelruimte.engine.store.prepared import Prepared

QUEUE = "regelruimte"
TASK = "run_job"
LOOK = "look"
"""Begin of what stands in the place of an id: whoever hears this looks for whatever may run."""


@dataclass(frozen=True, slots=True)
class Dispatch:
    """A job that may run now, as machines are told of it; two of one case are never begun at once.

    Our priorities go up from the most urgent, procrastinate's down.
    """

    job: str
    priority: int
    case: str | None


def is_dispatched(connection: sa.Connection) -> bool:
    """Tell whether machines are told of jobs on this database."""
    return connection.dialect.name == "postgresql"


def announce(connection: sa.Connection, told: Sequence[Dispatch]) -> None:
    """Tell the machines of jobs, each once; the caller wrote or locked their rows."""
    if is_dispatched(connection):
        rows = [{"job": one.job, "priority": -one.priority, "lock": one.case} for one in told]
        _DEFER.run_all(connection, rows)


def withdraw(connection: sa.Connection, job_id: str) -> None:
    """Take back what machines were told of a job that somebody has begun, unless one has heard it."""
    if is_dispatched(connection):
        _WITHDRAW.run(connection, {"job": job_id})


def finish(connection: sa.Connection, job_id: str, fence: int) -> bool:
    """Remove a job and what machines were told of it in one statement; False when it is another's by now."""
    return bool(_FINISH.rows(connection, {"job": job_id, "fence": fence}))


# One that waits is enough, and a second would break the unique index: the queueing lock is the job's id.
_DEFER = Prepared(
    sa.text(
        "SELECT procrastinate_defer_jobs_v1(ARRAY[ROW("
        ":queue, :task, :priority, :lock, :job, jsonb_build_object('job_id', CAST(:job AS text)), NULL"
        ")]::procrastinate_job_to_defer_v1[]) AS told WHERE NOT EXISTS "
        "(SELECT 1 FROM procrastinate_jobs WHERE queueing_lock = :job AND status = 'todo')"
    )
    .bindparams(queue=QUEUE, task=TASK)
    .columns(sa.column("told"))
)
_WITHDRAW = Prepared(
    sa.text(
        "DELETE FROM procrastinate_jobs WHERE queueing_lock = :job AND status = 'todo' RETURNING id"
    ).columns(sa.column("id"))
)
_FINISH = Prepared(
    sa.text(
        "WITH gone AS (DELETE FROM job WHERE id = :job AND attempts = :fence RETURNING id), "
        "told AS (DELETE FROM procrastinate_jobs USING gone "
        "WHERE queueing_lock = gone.id AND status = 'todo') "
        "SELECT id FROM gone"
    ).columns(sa.column("id"))
)

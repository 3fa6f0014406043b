"""Figures of a whole installation: how many there are of each, and how late what runs by itself is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa

from regelruimte.engine.store import tables as t
from regelruimte.engine.store import worker_rows
from regelruimte.engine.store.columns import Moment
from regelruimte.engine.store.partial import OPEN_TASK, WAITING_TIMER
from regelruimte.engine.store.unit_of_work import View

AT_WORK = timedelta(minutes=1)
"""A worker that told of itself within this time is at work: it does so four times as often."""


@dataclass(frozen=True, slots=True)
class Figures:
    """What an installation has in hand.

    Attributes:
        jobs: number by status.
        open_tasks: tasks that wait for a person; open_incidents: incidents nobody resolved.
        abandoned_jobs: jobs whose worker vanished and that nobody took over yet.
        job_lateness_seconds: how long the oldest job that may run has waited, 0 when none does.
        timer_lateness_seconds: the same of the oldest timer whose moment has come.
        workers: how many told of themselves in the last minute.
        stopped_jobs: jobs of no case that were given up, and run again when a person says so.
        late_seconds: how long after its moment a job or timer of theirs began, at most, in ten minutes.
    """

    jobs: Mapping[str, int]
    open_tasks: int
    open_incidents: int
    abandoned_jobs: int
    job_lateness_seconds: float
    timer_lateness_seconds: float
    workers: int = 0
    late_seconds: float = 0.0
    stopped_jobs: int = 0


def read_figures(view: View) -> Figures:
    """Count what is in hand, by indexes: as cheap on a large database as on a small one."""
    connection, now = view.connection, {"now": view.now}
    first_job, first_timer = connection.scalar(_FIRST_JOB, now), connection.scalar(_FIRST_TIMER, now)
    workers = [each for each in worker_rows.list_workers(view) if view.now - each.seen_at < AT_WORK]
    return Figures(
        jobs=_by_status(connection, _JOBS),
        open_tasks=int(connection.scalar(_TASKS) or 0),
        open_incidents=int(connection.scalar(_INCIDENTS) or 0),
        abandoned_jobs=int(connection.scalar(_ABANDONED, now) or 0),
        job_lateness_seconds=_lateness(first_job, view.now),
        timer_lateness_seconds=_lateness(first_timer, view.now),
        workers=len(workers),
        stopped_jobs=int(connection.scalar(_STOPPED) or 0),
        late_seconds=max((worker.late_seconds for worker in workers), default=0.0),
    )


def count_cases(view: View) -> Mapping[str, int]:
    """Return the number of cases by status, practice left out; reads every case, about a second a million."""
    return _by_status(view.connection, _CASES)


_NOW: sa.BindParameter[datetime] = sa.bindparam("now", type_=Moment())
_NUMBER = sa.func.count()
_CASES = sa.select(t.case_.c.status, _NUMBER).where(~t.case_.c.is_practice).group_by(t.case_.c.status)
_JOBS = sa.select(t.job.c.status, _NUMBER).group_by(t.job.c.status)
_TASKS = sa.select(_NUMBER).select_from(t.task).where(OPEN_TASK)
_INCIDENTS = sa.select(_NUMBER).select_from(t.incident).where(t.incident.c.resolved_at.is_(None))
_STOPPED = sa.select(_NUMBER).select_from(t.job).where(t.job.c.status == "stopped", t.job.c.case_id.is_(None))
_ABANDONED = (
    sa.select(_NUMBER).select_from(t.job).where(t.job.c.status == "running", t.job.c.locked_until <= _NOW)
)
_FIRST_JOB = sa.select(sa.func.min(t.job.c.run_at)).where(t.job.c.status == "ready", t.job.c.run_at <= _NOW)
# Timers that are due and have no job yet: what no worker has looked at. Those of a held path rightly wait.
_FIRST_TIMER = (
    sa.select(sa.func.min(t.wait.c.due_at))
    .join(t.process_instance, t.process_instance.c.id == t.wait.c.instance)
    .where(
        WAITING_TIMER,
        t.wait.c.due_at <= _NOW,
        t.process_instance.c.held_by.is_(None),
    )
)


def _by_status(connection: sa.Connection, counted: sa.Select[str, int]) -> Mapping[str, int]:
    return {row[0]: row[1] for row in connection.execute(counted)}


def _lateness(first: datetime | None, now: datetime) -> float:
    return 0.0 if first is None else (now - first).total_seconds()

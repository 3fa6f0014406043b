"""What a worker looks after beside the jobs themselves, and running all of it at once for embedders."""

from __future__ import annotations

from datetime import datetime, timedelta

from regelruimte.engine.jobs import handlers
from regelruimte.engine.jobs.lane import LEASE, Lane, OpenWork
from regelruimte.engine.store import clock_rows, job_rows, worker_rows
from regelruimte.engine.store.unit_of_work import UnitOfWork
from regelruimte.engine.store.worker_rows import Agenda

_FORGET = "forget-applications"
_FORGET_EVERY = timedelta(hours=1)
_SILENT = "silent-workers"
_SILENT_EVERY = timedelta(minutes=5)
_SILENT_AFTER = timedelta(hours=1)
_LANES_AT_ONCE = 8
RECURRING = {_FORGET: _FORGET_EVERY, _SILENT: _SILENT_EVERY}
"""What is done once in a period, over all workers together."""


def run_due(open_work: OpenWork, *, limit: int = 1_000) -> int:
    """Fire the timers that are due and run the jobs that may run; return how many jobs ran.

    What recurs, such as deleting applications that were not sent in the time they are kept, is done first.

    Args:
        open_work: opens a unit of work of the system.
        limit: most jobs to run in this call.
    """
    done, lane = 0, Lane(open_work)
    with open_work() as work:
        clock_rows.shorten_waits(work, lease=LEASE)
    while done < limit:
        with open_work() as work:
            prepare(work)
        ran = lane.run(limit=limit - done)
        if ran == 0:
            break
        done += ran
    return done


def prepare(work: UnitOfWork, agenda: Agenda | None = None) -> int:
    """Make jobs of what is due and is none yet; return how many there are more that may run.

    That is: timers, calls whose worker vanished, and what recurs.

    Args:
        work: a unit of work of the system.
        agenda: what waits, to leave out what does not; without it all is looked at.
    """
    now, made = work.now, 0
    # One word for all of it: see `wake`.
    work.tells = False
    if agenda is None or is_due(agenda.timer, now):
        made += handlers.queue_due_timers(work)
    if agenda is None or is_due(agenda.claim, now):
        made += job_rows.take_back_abandoned(work)
    if agenda is None or agenda.recurring is None or is_due(agenda.recurring, now):
        _do_recurring(work)
    if made:
        worker_rows.wake(work, min(made, _LANES_AT_ONCE))
    return made


def is_due(moment: datetime | None, now: datetime) -> bool:
    """Tell whether there is a moment and it has come."""
    return moment is not None and moment <= now


def _do_recurring(work: UnitOfWork) -> None:
    if worker_rows.turn_of(work, _FORGET, _FORGET_EVERY):
        handlers.forget_expired_applications(work)
    if worker_rows.turn_of(work, _SILENT, _SILENT_EVERY):
        worker_rows.forget_silent_workers(work, since=_SILENT_AFTER)

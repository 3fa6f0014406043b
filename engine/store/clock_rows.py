"""Waits that only a clock which was put back can explain.

Moments are compared with the clock, so after it is put back an hour what waits ten seconds would wait an hour
and ten seconds. Where the longest wait there can be is known, one that is longer is over.
"""

from __future__ import annotations

from datetime import timedelta

import sqlalchemy as sa

from regelruimte.engine.store import tables as t
from regelruimte.engine.store import worker_tables as w
from regelruimte.engine.store.columns import Moment
from regelruimte.engine.store.prepared import Prepared
from regelruimte.engine.store.unit_of_work import LONGEST_RETRY, UnitOfWork

_LONGEST_PERIOD = timedelta(hours=1)
"""Between two turns of what recurs."""

_DIFFERENCE = timedelta(minutes=1)
"""How much the clocks of two machines may differ before one shortens what the other made wait."""


def shorten_waits(work: UnitOfWork, *, lease: timedelta) -> None:
    """Let jobs, and what recurs, go on whose lease or wait ends later than any that begins now.

    Args:
        work: the unit of work.
        lease: how long a job is its worker's.
    """
    now = work.now
    _FREE.run(work.connection, {"b_now": now, "b_latest": now + lease + _DIFFERENCE})
    _LET_RUN.run(
        work.connection, {"b_now": now, "b_soon": now + _DIFFERENCE, "b_latest": now + LONGEST_RETRY}
    )
    _RECUR.run(work.connection, {"b_now": now, "b_latest": now + _LONGEST_PERIOD + _DIFFERENCE})


_FREE = Prepared(
    sa.update(t.job)
    .where(t.job.c.status == "running", t.job.c.locked_until > sa.bindparam("b_latest"))
    .values(locked_until=sa.bindparam("b_now"))
)

_LET_RUN = Prepared(
    sa.update(t.job)
    .where(
        t.job.c.status == "ready",
        # What was never tried may run from the moment it was made.
        sa.or_(
            t.job.c.run_at > sa.bindparam("b_latest", type_=Moment()),
            (t.job.c.attempts == 0) & (t.job.c.run_at > sa.bindparam("b_soon", type_=Moment())),
        ),
    )
    .values(run_at=sa.bindparam("b_now"))
)

_RECUR = Prepared(
    sa.update(w.recurring)
    .where(w.recurring.c.due_at > sa.bindparam("b_latest"))
    .values(due_at=sa.bindparam("b_now"))
)

"""Rows of workers: who is at work, what recurs whoever does it, and what waits for a worker."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa

from regelruimte.engine.priority import Priority
from regelruimte.engine.store import dispatch
from regelruimte.engine.store import tables as t
from regelruimte.engine.store import worker_tables as w
from regelruimte.engine.store.columns import Moment
from regelruimte.engine.store.dispatch import LOOK, Dispatch
from regelruimte.engine.store.job_queue import READY, RUNNING
from regelruimte.engine.store.partial import WAITING_TIMER
from regelruimte.engine.store.prepared import Prepared
from regelruimte.engine.store.unit_of_work import UnitOfWork, View


@dataclass(frozen=True, slots=True, kw_only=True)
class AtWork:
    """A worker as it last told of itself.

    Attributes:
        name: machine and number of its process; concurrency: jobs it does at once.
        late_seconds: how long after its moment a job or timer began, at most, in the last ten minutes.
    """

    id: str
    name: str
    began_at: datetime
    seen_at: datetime
    concurrency: int
    jobs_done: int
    late_seconds: float


@dataclass(frozen=True, slots=True)
class Agenda:
    """The first moments something is to be done for; None where nothing of the kind waits."""

    timer: datetime | None
    job: datetime | None
    claim: datetime | None
    recurring: datetime | None

    def first(self) -> datetime | None:
        """Return the first moment of all."""
        return min(filter(None, (self.timer, self.job, self.claim, self.recurring)), default=None)


def read_agenda(view: View) -> Agenda:
    """Return what waits for a worker, in one statement on indexes."""
    row = _AGENDA.first(view.connection, {}) or {}
    return Agenda(row["timer"], row["job"], row["claim"], row["recurring"])


def tell_of_worker(work: UnitOfWork, worker: AtWork) -> None:
    """Write that a worker is at work."""
    row = {
        "name": worker.name, "began_at": worker.began_at, "seen_at": worker.seen_at,
        "concurrency": worker.concurrency, "jobs_done": worker.jobs_done,
        "late_ms": round(worker.late_seconds * 1000),
    }  # fmt: skip
    if not _SEEN.rows(work.connection, {"b_id": worker.id, **row}):
        _BEGAN.run(work.connection, {"id": worker.id, **row})


def forget_worker(work: UnitOfWork, worker_id: str) -> None:
    """Remove a worker that stopped."""
    work.connection.execute(sa.delete(w.worker).where(w.worker.c.id == worker_id))


def forget_silent_workers(work: UnitOfWork, *, since: timedelta) -> None:
    """Remove the workers that have not told of themselves for so long: they vanished."""
    work.connection.execute(sa.delete(w.worker).where(w.worker.c.seen_at < work.now - since))


def list_workers(view: View) -> tuple[AtWork, ...]:
    """Return the workers, the longest at work first."""
    rows = view.connection.execute(
        sa.select(w.worker).order_by(w.worker.c.began_at, w.worker.c.id)
    ).mappings()
    return tuple(
        AtWork(**{name: row[name] for name in row if name != "late_ms"}, late_seconds=row["late_ms"] / 1000)
        for row in rows
    )


def turn_of(work: UnitOfWork, name: str, every: timedelta) -> bool:
    """Tell whether what recurs is to be done now, by us: once in a period, over all workers together."""
    due = _TURN.rows(work.connection, {"b_name": name, "b_now": work.now, "due_at": work.now + every})
    if due:
        return True
    first = {"name": name, "due_at": work.now + every}
    return bool(_FIRST_TURN.rows(work.connection, first))


def wake(work: UnitOfWork, lanes: int = 1) -> None:
    """Let as many lanes look for what may run, wherever they are; only where machines are told of jobs."""
    if dispatch.is_dispatched(work.connection) and _LOCKED.first(work.connection, {}):
        told = [Dispatch(f"{LOOK}-{n}", int(Priority.WAITED_FOR), None) for n in range(lanes)]
        dispatch.announce(work.connection, told)


_worker, _recurring = w.worker.c, w.recurring.c
_NOW: sa.BindParameter[datetime] = sa.bindparam("b_now", type_=Moment())
_SEEN = Prepared(
    sa.update(w.worker).where(_worker.id == sa.bindparam("b_id", type_=sa.String)).returning(_worker.id)
)
_BEGAN = Prepared(sa.insert(w.worker))
_TURN = Prepared(
    sa.update(w.recurring)
    .where(_recurring.name == sa.bindparam("b_name", type_=sa.String), _recurring.due_at <= _NOW)
    .returning(_recurring.name)
)
# Both databases know this form; whoever comes second inserts nothing, and gets nothing back.
_FIRST_TURN = Prepared(
    sa.text(
        "INSERT INTO recurring (name, due_at) VALUES (:name, :due_at) ON CONFLICT DO NOTHING RETURNING name"
    )
    .bindparams(sa.bindparam("due_at", type_=Moment()))
    .columns(sa.column("name"))
)
# Two that look at the same moment must not both tell: it would break the unique index of the second.
_LOCKED = Prepared(
    sa.text("SELECT 1 AS got WHERE pg_try_advisory_xact_lock(1869771365)").columns(sa.column("got"))
)
_TIMER = (
    sa.select(t.wait.c.due_at)
    .join(t.process_instance, t.process_instance.c.id == t.wait.c.instance)
    .where(WAITING_TIMER, t.process_instance.c.held_by.is_(None))
    .where(t.wait.c.due_at.is_not(None))
    .order_by(t.wait.c.due_at)
    .limit(1)
)
_AGENDA = Prepared(
    sa.select(
        _TIMER.scalar_subquery().label("timer"),
        sa.select(sa.func.min(t.job.c.run_at)).where(t.job.c.status == READY).scalar_subquery().label("job"),
        sa.select(sa.func.min(t.job.c.locked_until))
        .where(t.job.c.status == RUNNING)
        .scalar_subquery()
        .label("claim"),
        sa.select(sa.func.min(w.recurring.c.due_at)).scalar_subquery().label("recurring"),
    )
)

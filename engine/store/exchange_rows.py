"""Rows of calls to the outside world, and of targets that failed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite

from regelruimte.engine.store.exchange_tables import broken_target, exchange
from regelruimte.engine.store.prepared import Prepared
from regelruimte.engine.store.unit_of_work import UnitOfWork, View

ANSWERED, FAILED = "answered", "failed"
"""Outcomes of a call."""


@dataclass(frozen=True, slots=True)
class Exchange:
    """One call to the outside world: who was asked, when and how it went; never what was said.

    Attributes:
        job: the job that made it; call_key: its idempotency key.
        at: when it began, aware UTC; milliseconds: how long it took.
        outcome: `answered` or `failed`; code: why it failed, empty when it did not.
    """

    id: str
    case_id: str
    instance: str
    step: str
    element: str
    job: str
    connector: str
    call_key: str
    at: datetime
    host: str
    method: str
    status: str
    milliseconds: int
    sent_bytes: int
    received_bytes: int
    outcome: str
    code: str


@dataclass(frozen=True, slots=True)
class BrokenTarget:
    """A target that failed: how often in a row, and until when nothing is sent there (None: still is)."""

    target: str
    failures: int
    closed_until: datetime | None


_INSERT = Prepared(sa.insert(exchange))
_TARGET = Prepared(
    sa.select(broken_target.c.target, broken_target.c.failures, broken_target.c.closed_until).where(
        broken_target.c.target == sa.bindparam("target")
    )
)


def insert_exchange(work: UnitOfWork, made: Exchange) -> None:
    """Keep that a call was made."""
    _INSERT.run(work.connection, {name: getattr(made, name) for name in Exchange.__slots__})


def count_failures(view: View, job: str) -> int:
    """Return how many calls of a job failed."""
    failed = (exchange.c.job == job) & (exchange.c.outcome == FAILED)
    return int(view.connection.scalar(sa.select(sa.func.count()).where(failed)) or 0)


def list_exchanges(view: View, case_id: str, *, limit: int = 50) -> tuple[Exchange, ...]:
    """Return the last calls of a case, newest first."""
    rows = view.connection.execute(
        sa.select(exchange)
        .where(exchange.c.case_id == case_id)
        .order_by(exchange.c.at.desc(), exchange.c.id)
        .limit(limit)
    ).mappings()
    return tuple(Exchange(**row) for row in rows)


def find_broken(view: View, target: str) -> BrokenTarget | None:
    """Return what is known of a target that failed, None of one that is well."""
    row = _TARGET.first(view.connection, {"target": target})
    return None if row is None else BrokenTarget(**row)


def list_broken(view: View) -> tuple[BrokenTarget, ...]:
    """Return the targets that nothing, or one call to see, is sent to."""
    chosen = broken_target.c
    rows = view.connection.execute(
        sa.select(chosen.target, chosen.failures, chosen.closed_until)
        .where(chosen.closed_until.is_not(None))
        .order_by(chosen.target)
    ).mappings()
    return tuple(BrokenTarget(**row) for row in rows)


def count_failure(work: UnitOfWork, target: str) -> int:
    """Count one more failure in a row of a target; return how many there are."""
    row = {"target": target, "failures": 1, "closed_until": None, "failed_at": work.now}
    return int(_COUNT[work.connection.dialect.name].scalar(work.connection, row))


def close_until(work: UnitOfWork, target: str, until: datetime) -> None:
    """Send nothing to a target until a moment."""
    mine = broken_target.c.target == target
    work.connection.execute(sa.update(broken_target).where(mine).values(closed_until=until))


def claim_probe(work: UnitOfWork, broken: BrokenTarget, until: datetime) -> bool:
    """Let one call go first to see; False when another does. Until a moment nobody else does."""
    mine = (broken_target.c.target == broken.target) & (broken_target.c.closed_until == broken.closed_until)
    changed = work.connection.execute(sa.update(broken_target).where(mine).values(closed_until=until))
    return changed.rowcount == 1


def forget_failures(work: UnitOfWork, target: str) -> None:
    """Forget that a target failed: it answered."""
    work.connection.execute(sa.delete(broken_target).where(broken_target.c.target == target))


def _count(insert: Any) -> Prepared:
    more = {"failures": broken_target.c.failures + 1, "failed_at": insert.excluded.failed_at}
    put = insert.on_conflict_do_update(index_elements=["target"], set_=more)
    return Prepared(put.returning(broken_target.c.failures))


_COUNT = {
    "sqlite": _count(sqlite.insert(broken_target)),
    "postgresql": _count(postgresql.insert(broken_target)),
}

"""The numbers of a trial's two groups."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from regelruimte.engine.store import tables as t
from regelruimte.engine.store.unit_of_work import View


@dataclass(frozen=True, slots=True)
class CaseFacts:
    """What a trial counts of one case."""

    arm: str
    opened_at: datetime
    closed_at: datetime | None
    outcome: str | None
    detours: int
    is_practice: bool


def list_case_facts(view: View, trial: str) -> tuple[CaseFacts, ...]:
    """Return what a trial counts, a row a case, both groups."""
    detours = (
        sa.select(sa.func.count())
        .where(t.detour.c.case_id == t.case_.c.id)
        .correlate(t.case_)
        .scalar_subquery()
        .label("detours")
    )
    columns = t.case_.c
    rows = view.connection.execute(
        sa.select(
            columns.arm, columns.opened_at, columns.closed_at, columns.outcome, detours, columns.is_practice
        ).where(columns.trial == trial, columns.arm.is_not(None))
    ).mappings()
    return tuple(CaseFacts(**row) for row in rows)


def count_open_applications(view: View, trial: str) -> int:
    """Return how many applications were drawn into a trial and are not sent yet."""
    return int(
        view.connection.scalar(
            sa.select(sa.func.count())
            .select_from(t.application)
            .where(t.application.c.trial == trial, t.application.c.status == "open")
        )
        or 0
    )

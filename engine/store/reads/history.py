"""The history of a case: passages, decisions, log."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from regelruimte.engine.store import tables as t
from regelruimte.engine.store.audit import case_chain, list_entries
from regelruimte.engine.store.unit_of_work import View
from regelruimte.engine.values import Value
from regelruimte.engine.vocabulary import AuditEntry


@dataclass(frozen=True, slots=True)
class KeptDecision:
    """A decision that was evaluated in a case, with its trace; `id` tells it from the others."""

    element: str
    decision: str
    trace: Mapping[str, Value]
    at: datetime
    id: int = 0
    instance: str | None = None


@dataclass(frozen=True, slots=True)
class KeptPassage:
    """A line of history: an element entered, left, cancelled or skipped, or a flow taken."""

    element: str
    event: str
    at: datetime
    instance: str = ""


def list_passages(view: View, case_id: str) -> tuple[KeptPassage, ...]:
    """Return the passages of a case in order."""
    rows = view.connection.execute(
        sa.select(t.passage.c.element, t.passage.c.event, t.passage.c.at, t.passage.c.instance)
        .where(t.passage.c.case_id == case_id)
        .order_by(t.passage.c.id)
    )
    # By place: the lines of an old case are many.
    return tuple(KeptPassage(*row) for row in rows.all())


def list_decisions(view: View, case_id: str) -> tuple[KeptDecision, ...]:
    """Return the decisions of a case in order."""
    columns = t.decision_made.c
    rows = view.connection.execute(
        sa.select(columns.element, columns.decision, columns.trace, columns.at, columns.id, columns.instance)
        .where(columns.case_id == case_id)
        .order_by(columns.id)
    ).mappings()
    return tuple(KeptDecision(**row) for row in rows)


def list_log(view: View, case_id: str) -> tuple[AuditEntry, ...]:
    """Return the log of a case, oldest first."""
    return list_entries(view.connection, case_chain(case_id))


def list_moves(view: View, case_id: str) -> tuple[AuditEntry, ...]:
    """Return the lines of the log of a case about changing version, oldest first."""
    audit = t.audit.c
    rows = view.connection.execute(
        sa.select(t.audit)
        .where(audit.chain == case_chain(case_id), audit.tag.in_(("case:migrated", "case:migration-undone")))
        .order_by(audit.sequence)
    )
    return tuple(AuditEntry(**row) for row in rows.mappings())

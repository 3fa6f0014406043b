"""Conditions of partial indexes, as the indexes and the queries that use them both say them.

SQLite uses a partial index only where a query says its condition word for word, never by a parameter.
"""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

OPEN_TASK = sa.literal_column("task.status") == sa.literal_column("'open'")
"""Tasks that wait for a person."""

WAITING_TIMER = sa.and_(
    sa.literal_column("wait.kind") == sa.literal_column("'timer'"), sa.literal_column("not wait.queued")
)
"""Timers that have no job yet."""

OPEN_BLOCK = sa.literal_column("wait.kind") == sa.literal_column("'adhoc'")
"""Blocks of tailored work that are open."""


def only(condition: str) -> dict[str, Any]:
    """Return what makes an index hold only the rows of a condition, on both databases."""
    return {"sqlite_where": sa.text(condition), "postgresql_where": sa.text(condition)}

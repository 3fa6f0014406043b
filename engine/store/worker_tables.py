"""Tables of the workers that are at work, and of what recurs whoever does it."""

from __future__ import annotations

import sqlalchemy as sa

from regelruimte.engine.store.columns import Moment, id_column, metadata

worker = sa.Table(
    "worker",
    metadata,
    id_column(),
    sa.Column("name", sa.String(200), nullable=False),
    sa.Column("began_at", Moment, nullable=False),
    sa.Column("seen_at", Moment, nullable=False),
    sa.Column("concurrency", sa.Integer, nullable=False),
    sa.Column("jobs_done", sa.BigInteger, nullable=False),
    sa.Column("late_ms", sa.BigInteger, nullable=False),
)

recurring = sa.Table(
    "recurring",
    metadata,
    sa.Column("name", sa.String(40), primary_key=True),
    sa.Column("due_at", Moment, nullable=False),
)

"""Tables of plans that move running cases to another version, and of what became of each case."""

from __future__ import annotations

import sqlalchemy as sa

from regelruimte.engine.store.columns import Json, Moment, id_column, metadata

migration_plan = sa.Table(
    "migration_plan",
    metadata,
    id_column(),
    sa.Column("definition", sa.ForeignKey("definition.key"), nullable=False, index=True),
    sa.Column("from_version", sa.Integer, nullable=False),
    sa.Column("to_version", sa.Integer, nullable=False),
    sa.Column("mapping", Json, nullable=False),
    sa.Column("made_at", Moment, nullable=False),
    sa.Column("made_by", sa.Text, nullable=False),
    sa.Column("undo_until", Moment, nullable=False),
)

migration_case = sa.Table(
    "migration_case",
    metadata,
    sa.Column("plan", sa.ForeignKey("migration_plan.id", ondelete="CASCADE"), primary_key=True),
    sa.Column("case_id", sa.ForeignKey("case_.id", ondelete="CASCADE"), primary_key=True),
    sa.Column("status", sa.String(20), nullable=False),
    sa.Column("code", sa.String(80), nullable=False),
    sa.Column("message", sa.Text, nullable=False),
    sa.Column("at", Moment, nullable=False),
    sa.Column("revision", sa.Integer),
    sa.Column("before", Json, nullable=False),
    sa.Column("state", sa.LargeBinary),
    sa.Index("ix_migration_case_case", "case_id"),
)

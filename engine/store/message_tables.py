"""The tables of what makes a case begin without a person, and of what was handled already."""

from __future__ import annotations

import sqlalchemy as sa

from regelruimte.engine.store.columns import Moment, metadata

message_start = sa.Table(
    "message_start",
    metadata,
    sa.Column("definition", sa.String(80), primary_key=True),
    sa.Column("version", sa.Integer, primary_key=True),
    sa.Column("element", sa.String(200), primary_key=True),
    sa.Column("kind", sa.String(20), nullable=False),
    sa.Column("name", sa.String(200), nullable=False),
    sa.ForeignKeyConstraint(
        ["definition", "version"],
        ["definition_version.key", "definition_version.number"],
        ondelete="CASCADE",
    ),
    sa.Index("ix_message_start_name", "kind", "name"),
)

handled_message = sa.Table(
    "handled_message",
    metadata,
    sa.Column("key", sa.String(64), primary_key=True),
    sa.Column("fingerprint", sa.String(64), nullable=False),
    sa.Column("case_id", sa.String(32)),
    sa.Column("receivers", sa.Integer, nullable=False),
    sa.Column("handled_at", Moment, nullable=False),
    sa.Index("ix_handled_message_at", "handled_at"),
)

"""The tables of what versions may be called for, and of the versions they call themselves."""

from __future__ import annotations

import sqlalchemy as sa

from regelruimte.engine.store.columns import metadata


def _of_version(*columns: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        columns, ["definition_version.key", "definition_version.number"], ondelete="CASCADE"
    )


version_process = sa.Table(
    "version_process",
    metadata,
    sa.Column("definition", sa.String(80), primary_key=True),
    sa.Column("version", sa.Integer, primary_key=True),
    sa.Column("process", sa.String(200), primary_key=True),
    _of_version("definition", "version"),
    sa.Index("ix_version_process_process", "process"),
)

version_pin = sa.Table(
    "version_pin",
    metadata,
    sa.Column("definition", sa.String(80), primary_key=True),
    sa.Column("version", sa.Integer, primary_key=True),
    sa.Column("called", sa.String(80), primary_key=True),
    sa.Column("called_version", sa.Integer, nullable=False),
    _of_version("definition", "version"),
)

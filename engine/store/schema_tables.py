"""Table of the schema's own steps: which releases may go on working with it."""

from __future__ import annotations

import sqlalchemy as sa

from regelruimte.engine.store.columns import metadata

schema_revision = sa.Table(
    "schema_revision",
    metadata,
    sa.Column("revision", sa.String(32), primary_key=True),
    sa.Column("runs_beside", sa.String(32), nullable=False),
)

"""What tells a release whether it may go on working with the schema of a newer one."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table; `schema.migrate` writes a row for each revision it brings a database to."""
    op.create_table(
        "schema_revision",
        sa.Column("revision", sa.String(length=32), nullable=False),
        sa.Column("runs_beside", sa.String(length=32), nullable=False),
        sa.PrimaryKeyConstraint("revision", name=op.f("pk_schema_revision")),
    )

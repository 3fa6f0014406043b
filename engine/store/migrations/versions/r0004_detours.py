"""What detours of every kind keep, and whose process a process instance runs."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from regelruimte.engine.store import columns

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add what is empty for all that is there already."""
    op.add_column("process_instance", sa.Column("definition", sa.String(length=80), nullable=True))
    op.add_column("decision_made", sa.Column("instance", sa.String(length=32), nullable=True))
    op.add_column("detour", sa.Column("room", sa.String(length=200), nullable=True))
    op.add_column("detour", sa.Column("citizen_text", sa.Text(), nullable=True))
    op.add_column("detour", sa.Column("instance", sa.String(length=32), nullable=True))
    op.add_column("detour", sa.Column("facts", columns.Json(), nullable=True))

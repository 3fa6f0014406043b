"""Which messages and BPMN signals from outside were handled, so that each is handled once."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from regelruimte.engine.store import columns

revision = "0007"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table of the keys under which messages were handled."""
    op.create_table(
        "handled_message",
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("fingerprint", sa.String(length=64), nullable=False),
        sa.Column("case_id", sa.String(length=32), nullable=True),
        sa.Column("receivers", sa.Integer(), nullable=False),
        sa.Column("handled_at", columns.Moment(), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_handled_message")),
    )
    op.create_index("ix_handled_message_at", "handled_message", ["handled_at"], unique=False)

"""What makes a case begin without a person."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table of the messages and BPMN signals that versions start on.

    It knows the versions published from now on; one published before is known when it is published anew.
    """
    op.create_table(
        "message_start",
        sa.Column("definition", sa.String(length=80), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("element", sa.String(length=200), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.ForeignKeyConstraint(
            ["definition", "version"],
            ["definition_version.key", "definition_version.number"],
            name=op.f("fk_message_start_definition_version"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("definition", "version", "element", name=op.f("pk_message_start")),
    )
    op.create_index("ix_message_start_name", "message_start", ["kind", "name"], unique=False)

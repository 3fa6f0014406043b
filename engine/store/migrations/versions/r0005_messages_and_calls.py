"""What was handled of what came from outside, and which versions call which."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from regelruimte.engine.store import columns

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables of handled messages, of the processes of versions and of the versions they call.

    They know the versions published from now on; one published before is known when it is published anew.
    """
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
    op.create_table(
        "version_process",
        sa.Column("definition", sa.String(length=80), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("process", sa.String(length=200), nullable=False),
        sa.ForeignKeyConstraint(
            ["definition", "version"],
            ["definition_version.key", "definition_version.number"],
            name=op.f("fk_version_process_definition_version"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("definition", "version", "process", name=op.f("pk_version_process")),
    )
    op.create_index("ix_version_process_process", "version_process", ["process"], unique=False)
    op.create_table(
        "version_pin",
        sa.Column("definition", sa.String(length=80), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("called", sa.String(length=80), nullable=False),
        sa.Column("called_version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["definition", "version"],
            ["definition_version.key", "definition_version.number"],
            name=op.f("fk_version_pin_definition_version"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("definition", "version", "called", name=op.f("pk_version_pin")),
    )

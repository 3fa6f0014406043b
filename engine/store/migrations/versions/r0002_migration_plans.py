"""Plans that move running cases to another version."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from regelruimte.engine.store import columns

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables of plans and of what became of each case."""
    op.create_table(
        "migration_plan",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("definition", sa.String(length=80), nullable=False),
        sa.Column("from_version", sa.Integer(), nullable=False),
        sa.Column("to_version", sa.Integer(), nullable=False),
        sa.Column("mapping", columns.Json(), nullable=False),
        sa.Column("made_at", columns.Moment(), nullable=False),
        sa.Column("made_by", sa.Text(), nullable=False),
        sa.Column("undo_until", columns.Moment(), nullable=False),
        sa.ForeignKeyConstraint(
            ["definition"], ["definition.key"], name=op.f("fk_migration_plan_definition")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_migration_plan")),
    )
    op.create_index(op.f("ix_migration_plan_definition"), "migration_plan", ["definition"], unique=False)
    op.create_table(
        "migration_case",
        sa.Column("plan", sa.String(length=32), nullable=False),
        sa.Column("case_id", sa.String(length=32), nullable=False),
        sa.Column("status", sa.String(length=20), nullable=False),
        sa.Column("code", sa.String(length=80), nullable=False),
        sa.Column("message", sa.Text(), nullable=False),
        sa.Column("at", columns.Moment(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=True),
        sa.Column("before", columns.Json(), nullable=False),
        sa.Column("state", sa.LargeBinary(), nullable=True),
        sa.ForeignKeyConstraint(
            ["case_id"], ["case_.id"], name=op.f("fk_migration_case_case_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["plan"], ["migration_plan.id"], name=op.f("fk_migration_case_plan"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("plan", "case_id", name=op.f("pk_migration_case")),
    )
    op.create_index("ix_migration_case_case", "migration_case", ["case_id"], unique=False)

"""Jobs for many machines: workers that are at work, what recurs, the order of jobs, and procrastinate."""

from __future__ import annotations

from importlib.resources import files

import sqlalchemy as sa
from alembic import op

from regelruimte.engine.store import columns

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

LAST_FILE = "03.04.00_50_post_add_retry_failed_job_procedure.sql"
"""The last of procrastinate's migration files this revision brings; a later one comes in a later revision."""


def upgrade() -> None:
    """Make tables of workers and of what recurs, the index jobs are taken by, and procrastinate's schema."""
    op.create_table(
        "worker",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("began_at", columns.Moment(), nullable=False),
        sa.Column("seen_at", columns.Moment(), nullable=False),
        sa.Column("concurrency", sa.Integer(), nullable=False),
        sa.Column("jobs_done", sa.BigInteger(), nullable=False),
        sa.Column("late_ms", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_worker")),
    )
    op.create_table(
        "recurring",
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column("due_at", columns.Moment(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_recurring")),
    )
    op.add_column("process_instance", sa.Column("released_at", columns.Moment(), nullable=True))
    op.create_index("ix_job_turn", "job", ["status", "priority", "run_at", "id"], unique=False)
    if op.get_context().dialect.name == "postgresql":
        _bring_procrastinate()


def _bring_procrastinate() -> None:
    """Run procrastinate's own migration files, which never change once released; running one twice raises."""
    # The driver's cursor: the files hold several statements each, and percent signs that are theirs.
    cursor = op.get_bind().connection.cursor()
    folder = files("procrastinate.sql.migrations")
    for file in sorted(file.name for file in folder.iterdir() if file.name.endswith(".sql")):
        if file <= LAST_FILE:
            cursor.execute(folder.joinpath(file).read_text(encoding="utf-8"))
    cursor.close()

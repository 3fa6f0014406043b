"""Indexes in the order of the lists that are read by them."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

_OPEN = sa.text("status = 'open'")
_RECEIVES = sa.text("message IS NOT NULL")
_IS_BLOCK = sa.text("kind = 'adhoc'")
_UNSOLVED = sa.text("resolved_at IS NULL")


def upgrade() -> None:
    """Order open tasks by date and then by age, cases by age, and keep the unsolved incidents together.

    The index of open tasks takes the place of one that lacked their age. A wait stands only in the indexes
    that are about its kind: a timer in two less than before, and SQLite finds the due ones by their own.
    """
    op.create_index(
        "ix_task_queue",
        "task",
        ["group_key", "due_at", "opened_at", "id"],
        sqlite_where=_OPEN,
        postgresql_where=_OPEN,
    )
    op.drop_index("ix_task_inbox", table_name="task")
    op.create_index("ix_case_opened", "case_", ["opened_at", "id"])
    op.create_index(
        "ix_incident_open", "incident", ["opened_at"], sqlite_where=_UNSOLVED, postgresql_where=_UNSOLVED
    )
    op.create_index(
        "ix_wait_receiver",
        "wait",
        ["kind", "message", "correlation"],
        sqlite_where=_RECEIVES,
        postgresql_where=_RECEIVES,
    )
    op.drop_index("ix_wait_message", table_name="wait")
    op.create_index(
        "ix_wait_block", "wait", ["group_key"], sqlite_where=_IS_BLOCK, postgresql_where=_IS_BLOCK
    )
    op.drop_index("ix_wait_group", table_name="wait")

"""Calls to the outside world, targets that failed, and mail that came in."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from regelruimte.engine.store import columns

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables; a release that does not know them leaves them alone."""
    _make_exchange()
    op.create_table(
        "broken_target",
        sa.Column("target", sa.String(length=300), nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("closed_until", columns.Moment(), nullable=True),
        sa.Column("failed_at", columns.Moment(), nullable=False),
        sa.PrimaryKeyConstraint("target", name=op.f("pk_broken_target")),
    )
    _make_mail_in()


def _make_exchange() -> None:
    op.create_table(
        "exchange",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("case_id", sa.String(length=32), nullable=False),
        sa.Column("instance", sa.String(length=32), nullable=False),
        sa.Column("step", sa.String(length=64), nullable=False),
        sa.Column("element", sa.String(length=200), nullable=False),
        sa.Column("job", sa.String(length=32), nullable=False),
        sa.Column("connector", sa.String(length=200), nullable=False),
        sa.Column("call_key", sa.String(length=100), nullable=False),
        sa.Column("at", columns.Moment(), nullable=False),
        sa.Column("host", sa.String(length=253), nullable=False),
        sa.Column("method", sa.String(length=20), nullable=False),
        sa.Column("status", sa.String(length=20), nullable=False),
        sa.Column("milliseconds", sa.Integer(), nullable=False),
        sa.Column("sent_bytes", sa.Integer(), nullable=False),
        sa.Column("received_bytes", sa.Integer(), nullable=False),
        sa.Column("outcome", sa.String(length=20), nullable=False),
        sa.Column("code", sa.String(length=80), nullable=False),
        sa.ForeignKeyConstraint(
            ["case_id"], ["case_.id"], name=op.f("fk_exchange_case_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_exchange")),
    )
    op.create_index("ix_exchange_case", "exchange", ["case_id", "at"], unique=False)
    op.create_index("ix_exchange_job", "exchange", ["job"], unique=False)


def _make_mail_in() -> None:
    op.create_table(
        "mail_in",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("message_key", sa.String(length=64), nullable=False),
        sa.Column("case_id", sa.String(length=32), nullable=True),
        sa.Column("status", sa.String(length=20), nullable=False),
        sa.Column("why", sa.String(length=40), nullable=False),
        sa.Column("sender", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("attachments", columns.Json(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("received_at", columns.Moment(), nullable=False),
        sa.Column("handled_at", columns.Moment(), nullable=True),
        sa.Column("handled_by", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["case_id"], ["case_.id"], name=op.f("fk_mail_in_case_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mail_in")),
        sa.UniqueConstraint("message_key", name=op.f("uq_mail_in_message_key")),
    )
    op.create_index("ix_mail_in_case_id", "mail_in", ["case_id"], unique=False)
    op.create_index("ix_mail_in_status", "mail_in", ["status", "received_at"], unique=False)

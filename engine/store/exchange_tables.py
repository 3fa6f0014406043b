"""The tables of calls to the outside world, of targets that failed, and of mail that came in."""

from __future__ import annotations

import sqlalchemy as sa

from regelruimte.engine.store.columns import Json, Moment, case_column, id_column, metadata

exchange = sa.Table(
    "exchange",
    metadata,
    id_column(),
    case_column(),
    sa.Column("instance", sa.String(32), nullable=False),
    sa.Column("step", sa.String(64), nullable=False),
    sa.Column("element", sa.String(200), nullable=False),
    sa.Column("job", sa.String(32), nullable=False),
    sa.Column("connector", sa.String(200), nullable=False),
    sa.Column("call_key", sa.String(100), nullable=False),
    sa.Column("at", Moment, nullable=False),
    sa.Column("host", sa.String(253), nullable=False),
    sa.Column("method", sa.String(20), nullable=False),
    sa.Column("status", sa.String(20), nullable=False),
    sa.Column("milliseconds", sa.Integer, nullable=False),
    sa.Column("sent_bytes", sa.Integer, nullable=False),
    sa.Column("received_bytes", sa.Integer, nullable=False),
    sa.Column("outcome", sa.String(20), nullable=False),
    sa.Column("code", sa.String(80), nullable=False),
    sa.Index("ix_exchange_case", "case_id", "at"),
    sa.Index("ix_exchange_job", "job"),
)

broken_target = sa.Table(
    "broken_target",
    metadata,
    sa.Column("target", sa.String(300), primary_key=True),
    sa.Column("failures", sa.Integer, nullable=False),
    sa.Column("closed_until", Moment),
    sa.Column("failed_at", Moment, nullable=False),
)

mail_in = sa.Table(
    "mail_in",
    metadata,
    id_column(),
    sa.Column("message_key", sa.String(64), nullable=False, unique=True),
    sa.Column("case_id", sa.String(32), sa.ForeignKey("case_.id", ondelete="CASCADE"), index=True),
    sa.Column("status", sa.String(20), nullable=False),
    sa.Column("why", sa.String(40), nullable=False),
    sa.Column("sender", sa.Text, nullable=False),
    sa.Column("subject", sa.Text, nullable=False),
    sa.Column("text", sa.Text, nullable=False),
    sa.Column("attachments", Json, nullable=False),
    sa.Column("content", sa.LargeBinary, nullable=False),
    sa.Column("received_at", Moment, nullable=False),
    sa.Column("handled_at", Moment),
    sa.Column("handled_by", sa.Text, nullable=False),
    sa.Index("ix_mail_in_status", "status", "received_at"),
)

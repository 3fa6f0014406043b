"""Tables of accounts and signing in."""

from __future__ import annotations

import sqlalchemy as sa

from regelruimte.engine.store.columns import Json, Moment, id_column, metadata

account = sa.Table(
    "account",
    metadata,
    id_column(),
    sa.Column("name", sa.String(200), nullable=False, unique=True),
    sa.Column("display_name", sa.Text, nullable=False),
    sa.Column("password_hash", sa.Text),
    sa.Column("roles", Json, nullable=False),
    sa.Column("groups", Json, nullable=False),
    sa.Column("person", sa.String(64)),
    sa.Column("facts", Json, nullable=False),
    sa.Column("is_demo", sa.Boolean, nullable=False),
    sa.Column("created_at", Moment, nullable=False),
)

sign_in_try = sa.Table(
    "sign_in_try",
    metadata,
    sa.Column("subject", sa.String(200), primary_key=True),
    sa.Column("failures", sa.Integer, nullable=False),
    sa.Column("retry_at", Moment, nullable=False),
)

"""What tables are made of: kinds of columns, and how constraints are named."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.types import TypeDecorator

from regelruimte.engine.values import Value, dump, load

metadata = sa.MetaData(
    naming_convention={
        "ix": "ix_%(column_0_label)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)


class Moment(TypeDecorator[datetime]):
    """An aware UTC datetime; SQLite, which knows no zones, keeps it as naive UTC."""

    impl = sa.DateTime(timezone=True)
    cache_ok = True

    def bind_processor(self, dialect: Any) -> Callable[[Any], Any] | None:
        """Write the text SQLite keeps at once: a step writes dozens of moments."""
        return _moment_text if dialect.name == "sqlite" else super().bind_processor(dialect)

    def process_bind_param(self, value: datetime | None, dialect: Any) -> datetime | None:  # noqa: ARG002  # the library's signature
        """Refuse naive datetimes and write the others in UTC."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(_NAIVE)
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Any) -> datetime | None:  # noqa: ARG002  # same
        """Give back an aware UTC datetime."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


def _loaded(text: str | None) -> Value:
    return None if text is None else load(text)


def _moment_text(value: datetime | None) -> str | None:
    if value is None:
        return None
    if value.tzinfo is None:
        raise ValueError(_NAIVE)
    return value.astimezone(UTC).isoformat(" ", "microseconds")[:_ZONE]


_NAIVE = "Expected an aware datetime, but got a naive one."
_ZONE = len("2026-11-22 10:00:00.000000")
"""Where the offset begins in what `isoformat` writes; SQLite's text has none."""


class Json(TypeDecorator[Value]):
    """A value as its lossless JSON text (`engine.values`)."""

    impl = sa.Text
    cache_ok = True

    def bind_processor(self, dialect: Any) -> Callable[[Any], Any]:  # noqa: ARG002  # the library's signature
        """Write a value as text."""
        return dump

    def result_processor(self, dialect: Any, coltype: Any) -> Callable[[Any], Any]:  # noqa: ARG002  # same
        """Read a value back."""
        return _loaded


def id_column() -> sa.Column[str]:
    """Return a primary key of a fresh id."""
    return sa.Column("id", sa.String(32), primary_key=True)


def case_column() -> sa.Column[str]:
    """Return the reference of a row that goes when its case goes."""
    return sa.Column("case_id", sa.String(32), sa.ForeignKey("case_.id", ondelete="CASCADE"), nullable=False)

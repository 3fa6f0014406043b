"""Connections that stay open between writing transactions.

Taking a connection from SQLAlchemy's pool, beginning and committing there, and giving it back costs as much
processor time as five statements. A step is one transaction, so a few connections are kept at hand instead.

Source: docs/decisions/0021-cost-of-a-step.md
"""

from __future__ import annotations

from time import monotonic

import sqlalchemy as sa

from regelruimte.engine.store.prepared import named, tell

_MOST_KEPT = 2
"""More are not kept: they would be missing from the pool, which readers use."""
_SURE_SECONDS = 1.0
"""A connection that was used so shortly ago is taken to work; after a longer pause it is asked."""


class KeptConnections:
    """A few connections of an engine, each in nobody's hands; may be shared between threads."""

    def __init__(self, engine: sa.Engine) -> None:
        self._engine = engine
        self._kept: list[tuple[sa.Connection, float]] = []

    def take(self) -> sa.Connection:
        """Return a connection that works, kept or from the pool."""
        while self._kept:
            try:
                connection, left_at = self._kept.pop()
            except IndexError:  # another thread was first
                break
            if monotonic() - left_at < _SURE_SECONDS or self._works(connection):
                return connection
            connection.invalidate()
            connection.close()
        return self._engine.connect()

    def put(self, connection: sa.Connection) -> None:
        """Keep a connection whose transaction was committed."""
        if len(self._kept) < _MOST_KEPT:
            self._kept.append((connection, monotonic()))
        else:
            connection.close()

    def close(self) -> None:
        """Give the kept connections back to the pool."""
        while self._kept:
            self._kept.pop()[0].close()

    def _works(self, connection: sa.Connection) -> bool:
        dialect = self._engine.dialect
        try:
            return bool(dialect.do_ping(connection.connection.dbapi_connection))  # type: ignore[arg-type]
        except dialect.loaded_dbapi.Error:
            return False


def begin_writing(connection: sa.Connection) -> None:
    """Begin a transaction that will write; PostgreSQL's driver does so at the first statement."""
    if connection.dialect.name == "sqlite":
        tell(connection, "BEGIN IMMEDIATE")


def commit(connection: sa.Connection) -> None:
    """Commit what was written, whether SQLAlchemy took notice of the transaction or not.

    Raises:
        DBAPIError: what the driver raised, named as SQLAlchemy names it.
    """
    if connection.in_transaction():
        connection.commit()
        return
    try:
        connection.connection.commit()
    except connection.dialect.loaded_dbapi.Error as error:
        raise named(connection, "COMMIT", error) from error


def give_up(connection: sa.Connection) -> None:
    """Roll back what was not committed and give the connection back to the pool."""
    try:
        if not connection.closed and not connection.invalidated:
            # By the driver: SQLAlchemy takes a transaction of which the commit failed to be over.
            connection.connection.rollback()
    except connection.dialect.loaded_dbapi.Error:
        connection.invalidate()
    finally:
        connection.close()

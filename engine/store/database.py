"""Connections: one for writing, one for reading, on SQLite and PostgreSQL alike."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy.pool import StaticPool

from regelruimte.engine.errors import DatabaseBusy
from regelruimte.engine.store.kept import KeptConnections, begin_writing, commit, give_up
from regelruimte.engine.store.prepared import tell

Connection = sa.Connection
"""An open connection, for those who join their own transaction."""

_BUSY_MILLISECONDS = 10_000


class Database:
    """A database by address, with the transaction habits of this engine.

    On SQLite a writing transaction begins with BEGIN IMMEDIATE, so it never has to be upgraded half-way;
    a reading one takes no lock. Errors never tell the values of a statement: those are answers of people.
    """

    def __init__(self, url: str) -> None:
        self.url = _with_driver(sa.engine.make_url(url))
        self._engine = sa.create_engine(self.url, hide_parameters=True, **_arguments(self.url))
        if self.url.get_backend_name() == "sqlite":
            sa.event.listen(self._engine, "connect", _prepare_sqlite)
            sa.event.listen(self._engine, "begin", _begin_sqlite)
        self._writers = KeptConnections(self._engine)

    @contextmanager
    def write(self) -> Iterator[sa.Connection]:
        """Give a connection in a writing transaction; commits at the end, rolls back on an exception.

        Raises:
            DatabaseBusy: another writer held the database too long.
        """
        connection = self._writers.take()
        try:
            begin_writing(connection)
            yield connection
            commit(connection)
        except BaseException as error:
            give_up(connection)
            if isinstance(error, sa.exc.OperationalError) and _is_locked(error):
                raise DatabaseBusy from error
            raise
        self._writers.put(connection)

    @contextmanager
    def read(self) -> Iterator[sa.Connection]:
        """Give a connection in a reading transaction."""
        with self._engine.connect() as connection, connection.begin():
            yield connection

    def close(self) -> None:
        """Close all connections."""
        self._writers.close()
        self._engine.dispose()


def file_of(url: str) -> Path | None:
    """Return the file an address names; None for a server, and for a database in memory.

    Raises:
        ValueError: it is no address; the message does not tell it, for it may hold a password.
    """
    try:
        told = sa.engine.make_url(url)
    except sa.exc.ArgumentError as error:
        raise ValueError(
            "This is no address of a database; expected sqlite:///… or postgresql://…"
        ) from error
    if told.get_backend_name() != "sqlite" or told.database in {None, "", ":memory:"}:
        return None
    return Path(str(told.database))


def require_write_lock(connection: sa.Connection) -> None:
    """Refuse a caller's SQLite connection that has not begun for writing.

    Raises:
        DatabaseBusy: no transaction was begun, or another writer holds the database.
    """
    if connection.dialect.name != "sqlite":
        return
    if not connection.connection.dbapi_connection.in_transaction:  # type: ignore[union-attr]
        raise DatabaseBusy
    try:
        # A write that touches nothing takes the lock when the transaction had not taken it yet.
        connection.exec_driver_sql("UPDATE counter SET value = value WHERE name = ''")
    except sa.exc.OperationalError as error:
        if _is_locked(error):
            raise DatabaseBusy from error
        raise


def join(connection: sa.Connection) -> None:
    """Begin a caller's transaction when Core has not yet: prepared statements do not do so themselves."""
    if not connection.in_transaction():
        connection.begin()


def _with_driver(url: sa.engine.URL) -> sa.engine.URL:
    # An address that names no driver gets the one we install, whatever SQLAlchemy's own choice is.
    return url.set(drivername="postgresql+psycopg") if url.drivername == "postgresql" else url


def _arguments(url: sa.engine.URL) -> dict[str, Any]:
    if url.get_backend_name() != "sqlite":
        return {"pool_pre_ping": True}
    if url.database in {None, "", ":memory:"}:
        return {"poolclass": StaticPool, "connect_args": {"check_same_thread": False}}
    Path(str(url.database)).parent.mkdir(parents=True, exist_ok=True)
    return {"connect_args": {"timeout": _BUSY_MILLISECONDS / 1000}}


def _prepare_sqlite(connection: Any, _record: Any) -> None:
    # The driver must not begin transactions by itself: _begin_sqlite does.
    connection.isolation_level = None
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON"):
        connection.execute(f"PRAGMA {pragma}")
    connection.execute(f"PRAGMA busy_timeout={_BUSY_MILLISECONDS}")


def _begin_sqlite(connection: sa.Connection) -> None:
    if not connection.connection.dbapi_connection.in_transaction:  # type: ignore[union-attr]  # sqlite3's own
        tell(connection, "BEGIN")


def _is_locked(error: sa.exc.OperationalError) -> bool:
    return "locked" in str(error.orig) or "lock timeout" in str(error.orig)

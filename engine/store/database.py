"""Connections: one for writing, one for reading, on SQLite and PostgreSQL alike."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import quote

import sqlalchemy as sa
from sqlalchemy.pool import StaticPool

from regelruimte.engine.errors import DatabaseBusy, DatabaseFull, DatabaseUnavailable
from regelruimte.engine.patience import STANDARD, Patience
from regelruimte.engine.store.kept import KeptConnections, begin_writing, commit, give_up
from regelruimte.engine.store.prepared import tell
from regelruimte.engine.store.troubles import refusal_of

Connection = sa.Connection
"""An open connection, for those who join their own transaction."""

_MOST_OVERFLOW = 64
_SILENCE_SECONDS = 30
"""A connection over which nothing came for so long is tried, so that a network that broke is noticed."""


class Database:
    """A database by address, with the transaction habits of this engine.

    On SQLite a writing transaction begins with BEGIN IMMEDIATE, so it never has to be upgraded half-way;
    a reading one takes no lock. Errors never tell the values of a statement: those are answers of people.

    Attributes:
        url: the address, with its driver.
        lacks_room: the last writing transaction of this process failed for want of room.
    """

    def __init__(self, url: str, patience: Patience = STANDARD) -> None:
        self.url = _with_driver(sa.engine.make_url(url))
        self.lacks_room = False
        self._engine = sa.create_engine(self.url, hide_parameters=True, **_arguments(self.url, patience))
        if self.url.get_backend_name() == "sqlite":
            sa.event.listen(self._engine, "do_connect", _KeepOneFile())
            sa.event.listen(self._engine, "connect", _Prepare(patience))
            sa.event.listen(self._engine, "begin", _begin_sqlite)
        self._writers = KeptConnections(self._engine)

    @contextmanager
    def write(self) -> Iterator[sa.Connection]:
        """Give a connection in a writing transaction; commits at the end, rolls back on an exception.

        Raises:
            DatabaseUnavailable: it is busy, away or full, or two transactions collided; nothing was stored.
            OutcomeUnknown: it went away during the commit.
        """
        is_committing = False
        try:
            connection = self._writers.take()
            try:
                begin_writing(connection)
                yield connection
                is_committing = True
                commit(connection)
            except BaseException:
                give_up(connection)
                raise
            self._writers.put(connection)
        except (sa.exc.SQLAlchemyError, sqlite3.Error) as error:
            refusal = refusal_of(error, is_committing=is_committing)
            self.lacks_room = isinstance(refusal, DatabaseFull) or self.lacks_room
            if refusal is None:
                raise
            raise refusal from error
        except DatabaseFull:
            self.lacks_room = True
            raise
        self.lacks_room = False

    @contextmanager
    def read(self) -> Iterator[sa.Connection]:
        """Give a connection in a reading transaction.

        Raises:
            DatabaseUnavailable: it is busy or away.
        """
        try:
            with self._engine.connect() as connection, connection.begin():
                yield connection
        except (sa.exc.SQLAlchemyError, sqlite3.Error) as error:
            raise refusal_of(error) or error from error

    def is_server(self) -> bool:
        """Tell whether it is a server, rather than SQLite."""
        return self.url.get_backend_name() != "sqlite"

    def is_file(self) -> bool:
        """Tell whether it is a file of SQLite, rather than in memory or a server."""
        return not self.is_server() and self.url.database not in {None, "", ":memory:"}

    @property
    def conninfo(self) -> str:
        """The address of a PostgreSQL server as its own library takes it."""
        from psycopg.conninfo import make_conninfo  # noqa: PLC0415  # only there where PostgreSQL is used

        _, arguments = self._engine.dialect.create_connect_args(self.url)
        return make_conninfo(**{name: told for name, told in arguments.items() if name != "context"})

    def raw(self) -> sa.PoolProxiedConnection:
        """Give a connection of the driver, outside any transaction; closing it gives it back."""
        return self._engine.raw_connection()

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
        refusal = refusal_of(error)
        if refusal is None:
            raise
        raise refusal from error


def join(connection: sa.Connection) -> None:
    """Begin a caller's transaction when Core has not yet: prepared statements do not do so themselves."""
    if not connection.in_transaction():
        connection.begin()


@contextmanager
def savepoint(connection: sa.Connection) -> Iterator[None]:
    """Undo what is done inside, and only that, on an exception.

    Raises:
        DatabaseUnavailable: it became busy, away or full; then the whole transaction is over.
    """
    tell(connection, "SAVEPOINT part")
    try:
        yield
        tell(connection, "RELEASE SAVEPOINT part")
    except DatabaseUnavailable:
        raise
    except BaseException as error:
        refusal = refusal_of(error) if isinstance(error, sa.exc.SQLAlchemyError | sqlite3.Error) else None
        if refusal is not None:
            raise refusal from error
        tell(connection, "ROLLBACK TO SAVEPOINT part")
        raise


def _with_driver(url: sa.engine.URL) -> sa.engine.URL:
    # An address that names no driver gets the one we install, whatever SQLAlchemy's own choice is.
    return url.set(drivername="postgresql+psycopg") if url.drivername == "postgresql" else url


def _arguments(url: sa.engine.URL, patience: Patience) -> dict[str, Any]:
    if url.get_backend_name() != "sqlite":
        return {
            # A worker has a connection for each of its lanes; those beyond the first open as they are needed.
            "max_overflow": _MOST_OVERFLOW,
            "pool_pre_ping": True,
            "pool_timeout": patience.lock_seconds,
            "connect_args": _server_arguments(url, patience),
        }
    if url.database in {None, "", ":memory:"}:
        return {"poolclass": StaticPool, "connect_args": {"check_same_thread": False}}
    Path(str(url.database)).parent.mkdir(parents=True, exist_ok=True)
    return {
        "pool_timeout": patience.lock_seconds,
        "connect_args": {"timeout": float(patience.lock_seconds)},
    }


def _server_arguments(url: sa.engine.URL, patience: Patience) -> dict[str, Any]:
    """Return what a PostgreSQL server is told of our patience; what the address says itself goes first."""
    wanted = {
        "application_name": "regelruimte",
        "connect_timeout": patience.connect_seconds,
        "tcp_user_timeout": 2 * patience.connect_seconds * 1000,
        "keepalives_idle": _SILENCE_SECONDS,
    }
    limits = {
        "lock_timeout": patience.lock_seconds,
        "statement_timeout": patience.statement_seconds,
        "idle_in_transaction_session_timeout": patience.idle_seconds,
    }
    # The last one that names a limit wins, so the address comes after ours.
    options = [*(f"-c {name}={seconds}s" for name, seconds in limits.items()), url.query.get("options", "")]
    told = {name: value for name, value in wanted.items() if name not in url.query}
    return {**told, "options": " ".join(filter(None, map(str, options)))}


class _KeepOneFile:
    """Opens an SQLite file; the first connection may make it, no later one makes another in its place.

    A disk that is not mounted for a while would else get an empty database, and those who come later with it.
    """

    def __init__(self) -> None:
        self._was_there = False

    def __call__(self, _dialect: Any, _record: Any, arguments: list[Any], named: dict[str, Any]) -> None:
        name = str(arguments[0])
        if named.get("uri") or name in {"", ":memory:"}:
            return
        if self._was_there:
            arguments[0] = f"file:{quote(name)}?mode=rw"
            named["uri"] = True
        self._was_there = True


class _Prepare:
    """Sets up a new connection to SQLite."""

    def __init__(self, patience: Patience) -> None:
        self._busy_milliseconds = patience.lock_seconds * 1000

    def __call__(self, connection: Any, _record: Any) -> None:
        # The driver must not begin transactions by itself: _begin_sqlite does.
        connection.isolation_level = None
        connection.execute(f"PRAGMA busy_timeout={self._busy_milliseconds}")
        for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON"):
            connection.execute(f"PRAGMA {pragma}")


def _begin_sqlite(connection: sa.Connection) -> None:
    if not connection.connection.dbapi_connection.in_transaction:  # type: ignore[union-attr]  # sqlite3's own
        tell(connection, "BEGIN")

"""From what a database driver raises to a refusal: busy, away, full, or collided.

What is none of these is a mistake of ours or damage, and is left as it is: a bug crashes loudly.
"""

from __future__ import annotations

import sqlite3

import sqlalchemy as sa

from regelruimte.engine.errors import (
    DatabaseAway,
    DatabaseBusy,
    DatabaseFull,
    DatabaseUnavailable,
    OutcomeUnknown,
    WritersCollided,
)

_PRIMARY = 0xFF
"""The part of SQLite's extended codes that says what kind of trouble it is."""

_SQLITE: dict[int, type[DatabaseUnavailable]] = {
    sqlite3.SQLITE_BUSY: DatabaseBusy,
    sqlite3.SQLITE_LOCKED: DatabaseBusy,
    sqlite3.SQLITE_PROTOCOL: DatabaseBusy,
    sqlite3.SQLITE_FULL: DatabaseFull,
    sqlite3.SQLITE_IOERR: DatabaseAway,
    sqlite3.SQLITE_CANTOPEN: DatabaseAway,
    sqlite3.SQLITE_READONLY: DatabaseAway,
    sqlite3.SQLITE_PERM: DatabaseAway,
    sqlite3.SQLITE_AUTH: DatabaseAway,
}

_NO_ROOM = frozenset({sqlite3.SQLITE_IOERR_WRITE, sqlite3.SQLITE_IOERR_SHMSIZE})
"""What SQLite says of a quota that is used up: only a disk that is full gets the code for it."""

_POSTGRESQL: dict[str, type[DatabaseUnavailable]] = {
    "40001": WritersCollided,
    "40P01": WritersCollided,
    "55P03": DatabaseBusy,
    "57014": DatabaseBusy,
    "53200": DatabaseBusy,
    "53300": DatabaseBusy,
    "53100": DatabaseFull,
    "25006": DatabaseAway,
    "25P03": DatabaseAway,
}
"""Source: PostgreSQL, appendix A. 25006: the server became a reader, as after a fail-over."""

_POSTGRESQL_CLASSES = frozenset({"08", "57", "58"})
"""Connection lost, server stopping or starting, its disk: the server is away."""


def refusal_of(error: Exception, *, is_committing: bool = False) -> DatabaseUnavailable | None:
    """Return what a driver's error means to a caller; None when it is a bug or damage.

    Args:
        error: what was raised, as SQLAlchemy names it or as the driver does.
        is_committing: the commit was under way, so whoever loses the connection knows no outcome.
    """
    if isinstance(error, sa.exc.TimeoutError):
        return DatabaseBusy(cause="no-free-connection")
    origin = error.orig if isinstance(error, sa.exc.DBAPIError) else error
    kind, cause = _of_sqlite(origin) if isinstance(origin, sqlite3.Error) else _of_server(error, origin)
    if kind is DatabaseAway and is_committing:
        kind = OutcomeUnknown
    return None if kind is None else kind(cause=cause)


def words_of(refusal: DatabaseUnavailable) -> str:
    """Return what the driver said, for an operator: it can name hosts and files, never answers of people."""
    reason = refusal.__cause__
    origin = reason.orig if isinstance(reason, sa.exc.DBAPIError) else reason
    return str(origin or refusal).strip()


def _of_sqlite(error: sqlite3.Error) -> tuple[type[DatabaseUnavailable] | None, str]:
    code = getattr(error, "sqlite_errorcode", 0)
    name = getattr(error, "sqlite_errorname", "")
    return DatabaseFull if code in _NO_ROOM else _SQLITE.get(code & _PRIMARY), name


def _of_server(
    error: Exception, origin: BaseException | None
) -> tuple[type[DatabaseUnavailable] | None, str]:
    state = getattr(origin, "sqlstate", None)
    if state is not None:
        away = DatabaseAway if state[:2] in _POSTGRESQL_CLASSES else None
        return _POSTGRESQL.get(state, away), state
    # There is no code when there was no server to give one: refused, timed out, or cut off.
    is_lost = isinstance(error, sa.exc.OperationalError | sa.exc.InterfaceError)
    return (DatabaseAway if is_lost else None), ""

"""Signs of life of a database: whether it answers, how it is set up, and whether it is whole."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

import sqlalchemy as sa

from regelruimte.engine.errors import DatabaseAway, DatabaseFull, DatabaseUnavailable
from regelruimte.engine.store import tables as t
from regelruimte.engine.store.columns import Moment
from regelruimte.engine.store.database import Database
from regelruimte.engine.store.schema import Fit, current_revision, find_fit, newest_revision, read_fit


class Readiness(StrEnum):
    """Whether an engine can take work; the value is stable."""

    READY = "ready"
    NO_DATABASE = "database-unreachable"
    OTHER_SCHEMA = "schema-outdated"
    TOO_NEW = "schema-too-new"
    FULL = "database-full"


@dataclass(frozen=True, slots=True)
class Vitals:
    """What an examination of a database found.

    Attributes:
        kind: `sqlite` or `postgresql`; version: of its program.
        revision: of its schema, None before the first migration; newest: of this release.
        fit: how that schema suits this release.
        journal: SQLite's journal mode; has_foreign_keys: whether SQLite checks references. Both as the
            engine's own connections have them; empty and True on PostgreSQL.
        damage: what SQLite's quick check found, empty when whole; PostgreSQL is not asked.
        clock: the present moment of a database server; None on SQLite, which has no clock of its own.
        last_step_at: when a step was last recorded, None when there was none or the schema does not suit.
    """

    kind: str
    version: str
    revision: str | None
    newest: str
    fit: Fit
    journal: str
    has_foreign_keys: bool
    damage: str
    clock: datetime | None
    last_step_at: datetime | None

    @property
    def is_current(self) -> bool:
        """Whether the schema is this release's."""
        return self.fit is Fit.CURRENT

    @property
    def is_workable(self) -> bool:
        """Whether this release may work with the schema."""
        return self.fit.is_workable


def read_readiness(database: Database) -> Readiness:
    """Ask a database whether it can be worked with; once it lacked room, try whether there is some again."""
    try:
        fit = find_fit(database)
        if not fit.is_workable:
            return Readiness.TOO_NEW if fit is Fit.TOO_NEW else Readiness.OTHER_SCHEMA
        return Readiness.FULL if database.lacks_room and not has_room(database) else Readiness.READY
    except (DatabaseUnavailable, sa.exc.SQLAlchemyError, sqlite3.Error):
        return Readiness.NO_DATABASE


def has_room(database: Database) -> bool:
    """Tell whether a quarter of a megabyte can be written, by doing so and taking it away again.

    Raises:
        DatabaseUnavailable: it cannot be told: the database is busy or away.
    """
    try:
        if database.url.get_backend_name() == "sqlite":
            _write_and_forget(database)
        else:
            _write_for_a_moment(database)
    except DatabaseFull:
        return False
    except sa.exc.ProgrammingError:
        # An account that may make no temporary tables: then what its last write told is all there is.
        return not database.lacks_room
    return True


def _write_and_forget(database: Database) -> None:
    # Two commits: what comes and goes in one transaction never reaches the disk.
    with database.write() as connection:
        connection.execute(_FORGET_ROOM)
        connection.execute(sa.insert(t.counter), {"name": _ROOM, "value": 0, "head": "0" * _ROOM_BYTES})
    with database.write() as connection:
        connection.execute(_FORGET_ROOM)


def _write_for_a_moment(database: Database) -> None:
    # The file of a table grows while it is filled, whether or not that is ever committed.
    with database.write() as connection:
        filled = "SELECT repeat('x', 1000) AS filling FROM generate_series(1, 256)"
        connection.exec_driver_sql(f"CREATE TEMPORARY TABLE {_ROOM} ON COMMIT DROP AS {filled}")


_ROOM, _ROOM_BYTES = "room_to_write", 256_000
_FORGET_ROOM = sa.delete(t.counter).where(t.counter.c.name == _ROOM)


def examine(database: Database) -> Vitals:
    """Look a database over.

    Raises:
        DatabaseUnavailable: it does not answer.
    """
    try:
        with database.read() as connection:
            return _examine(connection)
    except (sa.exc.DBAPIError, sqlite3.Error) as error:
        # Here also what is damage elsewhere: a file that is no database.
        raise DatabaseAway from error


def _examine(connection: sa.Connection) -> Vitals:
    is_sqlite = connection.dialect.name == "sqlite"
    revision, fit = current_revision(connection), read_fit(connection)
    version = connection.dialect.server_version_info or ()
    return Vitals(
        kind=connection.dialect.name,
        version=".".join(str(part) for part in version),
        revision=revision,
        newest=newest_revision(),
        fit=fit,
        journal=str(_ask(connection, "PRAGMA journal_mode")) if is_sqlite else "",
        has_foreign_keys=not is_sqlite or _ask(connection, "PRAGMA foreign_keys") == 1,
        damage=_find_damage(connection) if is_sqlite else "",
        clock=None if is_sqlite else connection.scalar(sa.select(sa.func.clock_timestamp(type_=Moment))),
        last_step_at=connection.scalar(_LAST_STEP) if fit.is_workable else None,
    )


# By number, for passages have no index on their moment.
_LAST_STEP = sa.select(t.passage.c.at).order_by(t.passage.c.id.desc()).limit(1)


def _find_damage(connection: sa.Connection) -> str:
    verdict = str(_ask(connection, "PRAGMA quick_check(1)"))
    return "" if verdict == "ok" else verdict


def _ask(connection: sa.Connection, statement: str) -> object:
    return connection.exec_driver_sql(statement).scalar()

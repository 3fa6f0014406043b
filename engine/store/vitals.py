"""Signs of life of a database: whether it answers, how it is set up, and whether it is whole."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

import sqlalchemy as sa

from regelruimte.engine.store import tables as t
from regelruimte.engine.store.columns import Moment
from regelruimte.engine.store.database import Database
from regelruimte.engine.store.schema import current_revision, is_current, known_revisions, newest_revision


class Readiness(StrEnum):
    """Whether an engine can take work; the value is stable."""

    READY = "ready"
    NO_DATABASE = "database-unreachable"
    OTHER_SCHEMA = "schema-outdated"


class DatabaseAway(Exception):
    """The database does not answer; the message is the driver's."""


@dataclass(frozen=True, slots=True)
class Vitals:
    """What an examination of a database found.

    Attributes:
        kind: `sqlite` or `postgresql`; version: of its program.
        revision: of its schema, None before the first migration; newest: of this release.
        is_known: whether this release knows the revision, so that it can bring it to the newest.
        journal: SQLite's journal mode; has_foreign_keys: whether SQLite checks references. Both as the
            engine's own connections have them; empty and True on PostgreSQL.
        damage: what SQLite's quick check found, empty when whole; PostgreSQL is not asked.
        clock: the present moment of a database server; None on SQLite, which has no clock of its own.
        last_step_at: when a step was last recorded, None when there was none or the schema is another.
    """

    kind: str
    version: str
    revision: str | None
    newest: str
    is_known: bool
    journal: str
    has_foreign_keys: bool
    damage: str
    clock: datetime | None
    last_step_at: datetime | None

    @property
    def is_current(self) -> bool:
        """Whether the schema is this release's."""
        return self.revision == self.newest


def read_readiness(database: Database) -> Readiness:
    """Ask a database whether it can be worked with."""
    try:
        return Readiness.READY if is_current(database) else Readiness.OTHER_SCHEMA
    except (sa.exc.SQLAlchemyError, sqlite3.Error):
        return Readiness.NO_DATABASE


def examine(database: Database) -> Vitals:
    """Look a database over.

    Raises:
        DatabaseAway: it does not answer.
    """
    try:
        with database.read() as connection:
            return _examine(connection)
    except sa.exc.DBAPIError as error:
        raise DatabaseAway(str(error.orig).strip()) from error
    except sqlite3.Error as error:
        # What goes wrong while a connection is made ready comes from the driver as it is.
        raise DatabaseAway(str(error)) from error


def _examine(connection: sa.Connection) -> Vitals:
    is_sqlite = connection.dialect.name == "sqlite"
    revision, newest = current_revision(connection), newest_revision()
    version = connection.dialect.server_version_info or ()
    return Vitals(
        kind=connection.dialect.name,
        version=".".join(str(part) for part in version),
        revision=revision,
        newest=newest,
        is_known=revision is None or revision in known_revisions(),
        journal=str(_ask(connection, "PRAGMA journal_mode")) if is_sqlite else "",
        has_foreign_keys=not is_sqlite or _ask(connection, "PRAGMA foreign_keys") == 1,
        damage=_find_damage(connection) if is_sqlite else "",
        clock=None if is_sqlite else connection.scalar(sa.select(sa.func.clock_timestamp(type_=Moment))),
        last_step_at=connection.scalar(_LAST_STEP) if revision == newest else None,
    )


# By number, for passages have no index on their moment.
_LAST_STEP = sa.select(t.passage.c.at).order_by(t.passage.c.id.desc()).limit(1)


def _find_damage(connection: sa.Connection) -> str:
    verdict = str(_ask(connection, "PRAGMA quick_check(1)"))
    return "" if verdict == "ok" else verdict


def _ask(connection: sa.Connection, statement: str) -> object:
    return connection.exec_driver_sql(statement).scalar()

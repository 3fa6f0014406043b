"""The schema's revision: bringing a database to it, and telling whether it is there."""

from __future__ import annotations

from enum import Enum, auto
from functools import cache
from pathlib import Path

import sqlalchemy as sa
from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory

from regelruimte.engine.errors import SchemaTooNew
from regelruimte.engine.store import (
    account_tables,
    calling_tables,
    columns,
    exchange_tables,
    message_tables,
    migration_tables,
    schema_tables,
    tables,
    worker_tables,
)
from regelruimte.engine.store.database import Database, join
from regelruimte.engine.store.schema_tables import schema_revision

TABLES = columns.metadata
"""All tables of this release."""

DECLARED_IN = (
    account_tables,
    calling_tables,
    exchange_tables,
    message_tables,
    migration_tables,
    schema_tables,
    tables,
    worker_tables,
)
"""The modules that declare them."""


_LOCK_SECONDS, _ONE_AT_A_TIME = 5, 20_000_009

FIRST = "0001"
"""The first revision; revisions are numbers of four digits, so they are in order as texts."""


class Fit(Enum):
    """How the schema of a database suits this release (docs/decisions/0020)."""

    CURRENT = auto()
    EXPANDED = auto()
    """A newer release's, which told that this one may go on working with it."""
    OUTDATED = auto()
    TOO_NEW = auto()
    """A newer release's, of which this one does not know that it may work with it."""

    @property
    def is_workable(self) -> bool:
        """Whether this release may work with it."""
        return self in {Fit.CURRENT, Fit.EXPANDED}


def migrate(database: Database) -> None:
    """Bring a database to the newest revision; one that a newer release expanded stays as it is.

    Raises:
        DatabaseBusy: something is in use by others for so long that waiting for it would hold up everybody.
        SchemaTooNew: a newer release made the schema, and this one cannot work with it.
    """
    with database.write() as connection:
        join(connection)  # else the migrations would commit by themselves
        _prepare(connection)
        fit = read_fit(connection)
        if fit is Fit.TOO_NEW:
            raise SchemaTooNew
        if fit is Fit.EXPANDED:
            return
        config = _config()
        config.attributes["connection"] = connection
        command.upgrade(config, "head")
        _tell_who_runs_beside(connection)


def _prepare(connection: sa.Connection) -> None:
    """Let one migrate at a time, wait only shortly for a lock, and take all the time to do the work.

    All others queue behind who waits for the lock of a table. SQLite has one writer anyway.
    """
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql("SET LOCAL statement_timeout = 0")
        connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({_ONE_AT_A_TIME})")
        connection.exec_driver_sql(f"SET LOCAL lock_timeout = '{_LOCK_SECONDS}s'")


def find_fit(database: Database) -> Fit:
    """Tell how the schema of a database suits this release."""
    with database.read() as connection:
        return read_fit(connection)


def read_fit(connection: sa.Connection) -> Fit:
    """Tell how the schema of a database suits this release, on a connection that is open."""
    revision = current_revision(connection)
    if revision == newest_revision():
        return Fit.CURRENT
    if revision is None or revision in known_revisions():
        return Fit.OUTDATED
    oldest = _read_oldest(connection, revision)
    return Fit.TOO_NEW if oldest is None or oldest > newest_revision() else Fit.EXPANDED


def _read_oldest(connection: sa.Connection, revision: str) -> str | None:
    if not sa.inspect(connection).has_table(schema_revision.name):
        return None
    asked = sa.select(schema_revision.c.runs_beside).where(schema_revision.c.revision == revision)
    oldest: str | None = connection.scalar(asked)
    return oldest


def _tell_who_runs_beside(connection: sa.Connection) -> None:
    newest = newest_revision()
    if _read_oldest(connection, newest) is None:
        row = {"revision": newest, "runs_beside": oldest_beside()}
        connection.execute(sa.insert(schema_revision), row)


@cache
def oldest_beside() -> str:
    """Return the oldest revision whose release may go on working with the newest schema.

    A revision that takes away what older releases use says so: `oldest_beside = "0012"` in its module. The
    last one that says so counts.
    """
    chain = ScriptDirectory.from_config(_config()).walk_revisions()
    told = (getattr(each.module, "oldest_beside", None) for each in chain)
    return next((oldest for oldest in told if oldest), FIRST)


def current_revision(connection: sa.Connection) -> str | None:
    """Return the revision of a database, None before the first migration."""
    return MigrationContext.configure(connection).get_current_revision()


@cache
def newest_revision() -> str:
    """Return the revision of this release."""
    return str(ScriptDirectory.from_config(_config()).get_current_head())


@cache
def known_revisions() -> frozenset[str]:
    """Return every revision this release can bring a database up from, the newest included."""
    return frozenset(one.revision for one in ScriptDirectory.from_config(_config()).walk_revisions())


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations").replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    return config

"""The schema's revision: bringing a database to it, and telling whether it is there."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import sqlalchemy as sa
from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory

from regelruimte.engine.store import (
    account_tables,
    calling_tables,
    columns,
    message_tables,
    migration_tables,
    tables,
)
from regelruimte.engine.store.database import Database, join

TABLES = columns.metadata
"""All tables of this release."""

DECLARED_IN = (account_tables, calling_tables, message_tables, migration_tables, tables)
"""The modules that declare them."""


def migrate(database: Database) -> None:
    """Bring a database to the newest revision."""
    with database.write() as connection:
        join(connection)  # else the migrations would commit by themselves
        config = _config()
        config.attributes["connection"] = connection
        command.upgrade(config, "head")


def is_current(database: Database) -> bool:
    """Tell whether a database has the newest revision."""
    with database.read() as connection:
        return current_revision(connection) == newest_revision()


def current_revision(connection: sa.Connection) -> str | None:
    """Return the revision of a database, None before the first migration."""
    return MigrationContext.configure(connection).get_current_revision()


@cache
def newest_revision() -> str:
    """Return the revision of this release."""
    return str(ScriptDirectory.from_config(_config()).get_current_head())


def known_revisions() -> frozenset[str]:
    """Return every revision this release can bring a database up from, the newest included."""
    return frozenset(one.revision for one in ScriptDirectory.from_config(_config()).walk_revisions())


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations").replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    return config

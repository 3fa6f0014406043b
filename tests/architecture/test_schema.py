"""The migrated schema and the tables the code knows are the same."""

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext

from regelruimte.engine import Engine
from regelruimte.engine.store.schema import TABLES
from tests.databases import with_driver

pytestmark = pytest.mark.database


def test_migrated_schema_equals_the_tables_when_every_revision_was_applied(empty_database_url):
    engine = Engine.open(empty_database_url)
    engine.migrate()
    engine.close()
    database = sa.create_engine(with_driver(empty_database_url))

    with database.connect() as connection:
        # What a server default is written as differs between versions of SQLite.
        is_postgresql = connection.dialect.name == "postgresql"
        opts = {"compare_server_default": is_postgresql, "include_name": _is_ours}
        differences = compare_metadata(MigrationContext.configure(connection, opts=opts), TABLES)
        there = {name for name in sa.inspect(connection).get_table_names() if _is_ours(name, "table", {})}
    database.dispose()

    assert differences == []
    assert there == {table.name for table in TABLES.sorted_tables} | {"alembic_version"}


def _is_ours(name, kind, _parents):
    # What procrastinate made is its own.
    return kind != "table" or not name.startswith("procrastinate_")


def test_migrating_again_changes_nothing_when_the_schema_is_current(database_url):
    engine = Engine.open(database_url)

    engine.migrate()

    assert engine.is_current()
    engine.close()

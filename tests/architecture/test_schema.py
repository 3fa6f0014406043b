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
        opts = {"compare_server_default": connection.dialect.name == "postgresql"}
        differences = compare_metadata(MigrationContext.configure(connection, opts=opts), TABLES)
        there = set(sa.inspect(connection).get_table_names())
    database.dispose()

    assert differences == []
    assert there == {table.name for table in TABLES.sorted_tables} | {"alembic_version"}


def test_migrating_again_changes_nothing_when_the_schema_is_current(database_url):
    engine = Engine.open(database_url)

    engine.migrate()

    assert engine.is_current()
    engine.close()

"""The migrated schema and the tables the code knows are the same."""

import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext

from regelruimte.engine import Engine
from regelruimte.engine.store.schema import TABLES


def test_migrated_schema_equals_the_tables_when_the_database_is_sqlite(tmp_path):
    url = f"sqlite:///{tmp_path}/cases.sqlite"
    engine = Engine.open(url)
    engine.migrate()
    engine.close()
    database = sa.create_engine(url)

    with database.connect() as connection:
        differences = compare_metadata(MigrationContext.configure(connection), TABLES)
        there = set(sa.inspect(connection).get_table_names())
    database.dispose()

    assert differences == []
    assert there == {table.name for table in TABLES.sorted_tables} | {"alembic_version"}

"""Every revision of the schema leaves the release before it at work: it adds, and takes nothing away.

The rule and its one exception: docs/decisions/0020.
"""

from dataclasses import dataclass

import pytest
import sqlalchemy as sa
from alembic import command
from alembic.script import ScriptDirectory

from regelruimte.engine.store import schema
from regelruimte.engine.store.database import Database
from tests.upgrades.checkout import HERE, list_releases
from tests.upgrades.dumps import load_dump

pytestmark = pytest.mark.database

FIRST_RELEASE, LAST_RELEASE = list_releases()[0], list_releases()[-1]


def revisions():
    """Return the revisions' modules in order."""
    chain = ScriptDirectory.from_config(schema._config()).walk_revisions()
    return [each.module for each in chain][::-1]


@dataclass(frozen=True)
class Shape:
    """What a release relies on: columns by table, what a row must have, what is unique, how many rows."""

    columns: dict[tuple[str, str], str]
    required: frozenset[tuple[str, str]]
    unique: frozenset[tuple[str, str]]
    references: frozenset[tuple[str, tuple[str, ...]]]
    rows: dict[str, int]


def read_shape(connection) -> Shape:
    seen = sa.inspect(connection)
    columns = {
        (table, column["name"]): column
        for (_, table), found in seen.get_multi_columns().items()
        for column in found
        if table != "alembic_version"
    }
    return Shape(
        columns={key: str(column["type"]) for key, column in columns.items()},
        required=frozenset(key for key, column in columns.items() if must_be_given(column)),
        unique=frozenset(
            (table, index["name"])
            for (_, table), found in seen.get_multi_indexes().items()
            for index in found
            if index["unique"]
        ),
        references=frozenset(
            (table, tuple(key["constrained_columns"]))
            for (_, table), found in seen.get_multi_foreign_keys().items()
            for key in found
        ),
        rows={table: count_rows(connection, table) for table in {table for table, _ in columns}},
    )


def count_rows(connection, table):
    return connection.scalar(sa.select(sa.func.count()).select_from(sa.table(table)))


def must_be_given(column) -> bool:
    has_value = column["default"] is not None or column.get("autoincrement") is True
    return not column["nullable"] and not has_value


def breaks(before: Shape, after: Shape) -> dict[str, list]:
    """Return what a release that knows `before` would miss, or stumble over, in `after`."""
    tables = {table for table, _ in before.columns}
    found = {
        "gone": sorted(before.columns.keys() - after.columns.keys()),
        "other type": [key for key, kind in before.columns.items() if after.columns.get(key, kind) != kind],
        "must be given now": sorted(key for key in after.required - before.required if key[0] in tables),
        "unique now": sorted(key for key in after.unique - before.unique if key[0] in tables),
        "refers now": sorted(key for key in after.references - before.references if key[0] in tables),
        "lost rows": [table for table, count in before.rows.items() if after.rows.get(table, count) < count],
    }
    return {what: where for what, where in found.items() if where}


def step_through(database, modules):
    """Apply revisions one by one; return what each of them breaks."""
    found = {}
    with database.read() as connection:
        before = read_shape(connection)
    for module in modules:
        with database.write() as connection:
            config = schema._config()
            config.attributes["connection"] = connection
            command.upgrade(config, module.revision)
        with database.read() as connection:
            after = read_shape(connection)
        found[module.revision] = breaks(before, after)
        before = after
    return found


def contracts(module) -> bool:
    return getattr(module, "oldest_beside", None) is not None


@pytest.fixture
def database(empty_database_url):
    made = Database(empty_database_url)
    yield made
    made.close()


def test_each_revision_only_adds_when_the_database_is_empty(database):
    found = step_through(database, revisions())

    told = {module.revision for module in revisions() if contracts(module)}
    assert {revision: broken for revision, broken in found.items() if broken and revision not in told} == {}


def test_each_revision_only_adds_when_there_are_cases(database, empty_database_url, database_kind):
    dump = HERE / "releases" / f"{FIRST_RELEASE.release}.{database_kind}.sql"
    load_dump(empty_database_url, dump.read_text())
    later = [module for module in revisions() if module.revision > FIRST_RELEASE.revision]

    found = step_through(database, later)

    told = {module.revision for module in later if contracts(module)}
    assert later
    assert {revision: broken for revision, broken in found.items() if broken and revision not in told} == {}


def test_release_before_may_go_on_beside_the_newest_schema():
    """What a revision takes away, the release before it must not use any more."""
    assert schema.oldest_beside() <= LAST_RELEASE.revision


def test_a_contraction_names_a_revision_that_was_released():
    released = {release.revision for release in list_releases()}

    assert {module.oldest_beside for module in revisions() if contracts(module)} <= released


def test_a_column_that_must_be_given_is_found(database):
    with database.write() as connection:
        connection.exec_driver_sql("CREATE TABLE kept (id INTEGER PRIMARY KEY, name VARCHAR(9), old INTEGER)")
        before = read_shape(connection)
        connection.exec_driver_sql("DROP TABLE kept")
        connection.exec_driver_sql("CREATE TABLE kept (id INTEGER PRIMARY KEY, name VARCHAR(9) NOT NULL)")
        connection.exec_driver_sql("CREATE UNIQUE INDEX one_name ON kept (name)")
        after = read_shape(connection)

    assert breaks(before, after) == {
        "gone": [("kept", "old")],
        "must be given now": [("kept", "name")],
        "unique now": [("kept", "one_name")],
    }

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

LAST_RELEASE = list_releases()[-1]


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
    names = [name for name in seen.get_table_names() if name != "alembic_version"]
    columns = {(name, column["name"]): column for name in names for column in seen.get_columns(name)}
    return Shape(
        columns={key: str(column["type"]) for key, column in columns.items()},
        required=frozenset(key for key, column in columns.items() if must_be_given(column)),
        unique=frozenset(
            (name, index["name"]) for name in names for index in seen.get_indexes(name) if index["unique"]
        ),
        references=frozenset(
            (name, tuple(key["constrained_columns"])) for name in names for key in seen.get_foreign_keys(name)
        ),
        rows={name: count_rows(connection, name) for name in names},
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
    for module in modules:
        with database.write() as connection:
            before = read_shape(connection)
            config = schema._config()
            config.attributes["connection"] = connection
            command.upgrade(config, module.revision)
        with database.read() as connection:
            found[module.revision] = breaks(before, read_shape(connection))
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


@pytest.mark.parametrize("release", list_releases(), ids=lambda each: each.release)
def test_each_revision_only_adds_when_there_are_cases_of(
    release, database, empty_database_url, database_kind
):
    load_dump(empty_database_url, (HERE / "releases" / f"{release.release}.{database_kind}.sql").read_text())
    later = [module for module in revisions() if module.revision > release.revision]

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

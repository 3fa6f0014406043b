"""What every test run shares: databases of the tests' own, and what is told at the end.

A test marked `database` runs on SQLite and on PostgreSQL; every other one on SQLite only.
"""

import pytest

from tests.databases import KINDS, PostgresDatabases, SqliteFiles
from tests.servers import postgresql


def pytest_generate_tests(metafunc):
    if "database_kind" in metafunc.fixturenames and metafunc.definition.get_closest_marker("database"):
        metafunc.parametrize("database_kind", KINDS, indirect=True)


@pytest.fixture(scope="session")
def postgresql_server(tmp_path_factory):
    """The address of a PostgreSQL server of this test run; without one the test is skipped."""
    try:
        with postgresql(tmp_path_factory.mktemp("server")) as url:
            yield url
    except RuntimeError as error:
        pytest.skip(str(error))


@pytest.fixture(scope="session")
def postgresql_databases(postgresql_server):
    made = PostgresDatabases(postgresql_server)
    yield made
    made.close()


@pytest.fixture(scope="session")
def sqlite_files(tmp_path_factory):
    return SqliteFiles(tmp_path_factory.mktemp("template"))


@pytest.fixture
def database_kind(request):
    """Which database the test runs on: both in turn when it is marked `database`."""
    return getattr(request, "param", "sqlite")


@pytest.fixture
def databases(request, database_kind):
    return request.getfixturevalue("sqlite_files" if database_kind == "sqlite" else "postgresql_databases")


@pytest.fixture
def database_url(databases, tmp_path):
    """The address of a database with this release's schema and nothing in it."""
    with databases.migrated(tmp_path) as url:
        yield url


@pytest.fixture
def empty_database_url(databases, tmp_path):
    """The address of a database without any table."""
    with databases.empty(tmp_path) as url:
        yield url


def pytest_terminal_summary(terminalreporter):
    ran = count(terminalreporter, "passed") + count(terminalreporter, "failed")
    terminalreporter.write_line(f"corpus tests: {ran} ran, {count(terminalreporter, 'skipped')} skipped")


def count(terminalreporter, outcome) -> int:
    return sum("corpus" in report.keywords for report in terminalreporter.stats.get(outcome, []))

"""Databases for tests: an empty one with this release's schema for each test, on SQLite and on PostgreSQL.

The schema is made once for a run and copied for every test, which is far cheaper than migrating each time.
"""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import sqlalchemy as sa

from regelruimte.engine import Engine

KINDS = ("sqlite", "postgresql")
# Nobody needs what a test wrote after the machine went down.
_CARELESS = ("fsync", "synchronous_commit", "full_page_writes")


class SqliteFiles:
    """Files with the schema of this release, copied from one that was migrated once."""

    def __init__(self, folder: Path) -> None:
        self._template = folder / "template.sqlite"
        engine = Engine.open(f"sqlite:///{self._template}")
        engine.migrate()
        engine.close()

    @contextmanager
    def migrated(self, folder: Path) -> Iterator[str]:
        """Give the address of a database of one test."""
        shutil.copyfile(self._template, folder / "engine.sqlite")
        yield f"sqlite:///{folder}/engine.sqlite"

    @contextmanager
    def empty(self, folder: Path) -> Iterator[str]:
        """Give the address of a database without any table."""
        yield f"sqlite:///{folder}/engine.sqlite"


class PostgresDatabases:
    """Databases on one server, each a copy of a template."""

    def __init__(self, server: str) -> None:
        self._server = server
        self._made = 0
        self._admin = sa.create_engine(with_driver(server), isolation_level="AUTOCOMMIT")
        for setting in _CARELESS:
            self._run(f"ALTER SYSTEM SET {setting} = off")
        self._run("SELECT pg_reload_conf()")
        self._run("CREATE DATABASE template_of_tests")
        engine = Engine.open(self._address("template_of_tests"))
        engine.migrate()
        engine.close()

    @contextmanager
    def migrated(self, _folder: Path) -> Iterator[str]:
        """Give the address of a database of one test."""
        with self._database("template_of_tests") as url:
            yield url

    @contextmanager
    def empty(self, _folder: Path) -> Iterator[str]:
        """Give the address of a database without any table."""
        with self._database("template0") as url:
            yield url

    def close(self) -> None:
        """Leave the server."""
        self._admin.dispose()

    @contextmanager
    def _database(self, template: str) -> Iterator[str]:
        self._made += 1
        name = f"test_{self._made}"
        self._run(f"CREATE DATABASE {name} TEMPLATE {template} STRATEGY = FILE_COPY")
        try:
            yield self._address(name)
        finally:
            self._run(f"DROP DATABASE {name} WITH (FORCE)")

    def _address(self, name: str) -> str:
        return self._server.replace("/postgres?", f"/{name}?")

    def _run(self, statement: str) -> None:
        with self._admin.connect() as connection:
            connection.exec_driver_sql(statement)


def with_driver(url: str) -> str:
    """Return an address as SQLAlchemy's own functions take it."""
    return url.replace("postgresql:", "postgresql+psycopg:")

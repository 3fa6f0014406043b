"""A large database: a million tasks and a million timers, filled by the database itself in seconds.

The rows are as the product writes them, but spread by arithmetic instead of lived: nobody could play them.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa

from regelruimte.engine import Engine
from regelruimte.engine.store import tables as t
from regelruimte.engine.store.columns import Json

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
"""The moment the database is looked at."""

GROUPS, DEFINITIONS, COLLEAGUES, PERSONS = 200, 12, 2_000, 100_000
_SECOND = int(NOW.timestamp())
_YEAR = 365 * 24 * 3600
_DAY = 24 * 3600
_SCATTER, _PRIME = 48_271, 2_147_483_647
"""Numbers times the one, modulo the other, lie about as if drawn."""


class Million:
    """Fills a database that has the schema and nothing in it.

    Attributes:
        tasks: how many; a fifth as many cases; timers: how many wait, a hundred of them due.
    """

    def __init__(self, url: str, *, tasks: int = 1_000_000, timers: int = 1_000_000) -> None:
        self.url, self.tasks, self.timers, self.cases = url, tasks, timers, tasks // 5

    def fill(self) -> None:
        """Make all rows, and let PostgreSQL look at them as it does by itself in time."""
        engine = _open(self.url)
        with engine.connect() as connection:
            if engine.dialect.name == "sqlite":
                # Nothing of this has to survive a crash, and the references are right by construction.
                for pragma in ("foreign_keys=OFF", "synchronous=OFF", "cache_size=-200000"):
                    connection.exec_driver_sql(f"PRAGMA {pragma}")
            self._fill(connection)
            connection.commit()
        if engine.dialect.name == "postgresql":
            with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
                connection.exec_driver_sql("VACUUM ANALYZE")
        engine.dispose()

    def _fill(self, connection: sa.Connection) -> None:
        for table, rows, columns in (
            (t.definition, DEFINITIONS, self._definitions),
            (t.case_, self.cases, self._cases),
            (t.process_instance, self.cases, self._instances),
            (t.task, self.tasks, self._tasks),
            (t.wait, self.timers, self._timers),
        ):
            # An index made at the end costs a fraction of one kept up row by row.
            for index in table.indexes:
                index.drop(connection)
            self._put(connection, table, rows, columns)
            for index in table.indexes:
                index.create(connection)

    def _put(self, connection: sa.Connection, table: sa.Table, rows: int, columns: Any) -> None:
        numbers = sa.select(sa.cast(0, sa.BigInteger).label("n")).cte("numbers", recursive=True)
        numbers = numbers.union_all(sa.select(numbers.c.n + 1).where(numbers.c.n < rows - 1))
        given: Mapping[str, Any] = columns(_Words(connection.dialect.name), numbers.c.n)
        told = {c.name: given.get(c.name, _plain(c)) for c in table.c if c.name in given or not c.nullable}
        select = sa.select(*told.values()).select_from(numbers)
        connection.execute(sa.insert(table).from_select(list(told), select))

    def _definitions(self, words: _Words, n: Any) -> Mapping[str, Any]:
        return {"key": words.name("d", n), "title": words.name("Dienst ", n), "standing": sa.literal(1)}

    def _cases(self, words: _Words, n: Any) -> Mapping[str, Any]:
        opened = _SECOND - _YEAR + n * (_YEAR // self.cases)
        return {
            "id": words.id("c", n), "number": words.name("Z-2026-", n),
            "definition": words.name("d", n % DEFINITIONS),
            "title": words.name("Dienst ", n % DEFINITIONS), "person": words.name("p", n % PERSONS),
            "person_name": words.name("Inwoner ", n % PERSONS), "channel": sa.literal("web"),
            "status": sa.literal("open"), "opened_at": words.moment(opened),
        }  # fmt: skip

    def _instances(self, words: _Words, n: Any) -> Mapping[str, Any]:
        return {"id": words.id("i", n), "case_id": words.id("c", n), "kind": sa.literal("main")}

    def _tasks(self, words: _Words, n: Any) -> Mapping[str, Any]:
        # Of five tasks of a case two are done; of the open ones a third is taken, and a tenth has no date.
        case, place = n // 5, n % 5
        scattered = n * _SCATTER % _PRIME
        due = _SECOND - 10 * _DAY + scattered % (60 * _DAY)
        taken = sa.and_(place >= 2, scattered // 1_000 % 3 == 0)
        return {
            "id": words.id("t", n), "case_id": words.id("c", case), "instance": words.id("i", case),
            "step": words.name("s", place), "element": words.name("e", place),
            "name": words.name("Taak ", place), "group_key": words.name("g", scattered % GROUPS),
            "source": sa.literal("model"),
            "status": sa.case((place < 2, "completed"), else_="open"),
            "assignee": sa.case((taken, words.name("w", scattered % COLLEAGUES))),
            "due_at": sa.case((scattered // 3_000 % 10 > 0, words.moment(due))),
            "opened_at": words.moment(_SECOND - _YEAR + n * (_YEAR // self.tasks)),
        }  # fmt: skip

    def _timers(self, words: _Words, n: Any) -> Mapping[str, Any]:
        due = sa.case(
            (n % (self.timers // 100) == 0, _SECOND - 60 - n % 3_000), else_=_SECOND + 60 + n * 31 % _YEAR
        )
        return {
            "instance": words.id("i", n % self.cases), "step": words.name("x", n),
            "case_id": words.id("c", n % self.cases), "kind": sa.literal("timer"),
            "element": sa.literal("timer"), "due_at": words.moment(due),
        }  # fmt: skip


class _Words:
    """How a database writes what the rows are made of."""

    def __init__(self, dialect: str) -> None:
        self._is_sqlite = dialect == "sqlite"

    def name(self, start: str, n: Any) -> Any:
        """Write a word with a number behind it, such as `g7`."""
        return sa.literal(start) + sa.cast(n, sa.Text)

    def id(self, start: str, n: Any) -> Any:
        """Write an id of 32 characters."""
        return sa.literal(start * 16) + sa.cast(n + 1_000_000_000_000_000, sa.Text)

    def moment(self, seconds: Any) -> Any:
        """Write a moment given in seconds since 1970."""
        if self._is_sqlite:
            return sa.func.strftime("%Y-%m-%d %H:%M:%S.000000", seconds, "unixepoch")
        return sa.func.to_timestamp(seconds)


def _plain(column: sa.Column[Any]) -> Any:
    """Return what an obligatory column holds that no question of ours looks at."""
    kinds = {sa.Integer: 0, sa.Boolean: False, sa.LargeBinary: b"", sa.DateTime: NOW}
    if isinstance(column.type, Json):
        return sa.literal_column("'{}'")
    kind = column.type.impl if isinstance(column.type, sa.TypeDecorator) else column.type
    value = next((value for made, value in kinds.items() if isinstance(kind, made)), "")
    return sa.literal(value, column.type) if isinstance(value, (bytes, bool, datetime)) else sa.literal(value)


def prepare(url: str) -> None:
    """Bring a database to the schema of this release.

    Raises:
        RuntimeError: there is something in it already.
    """
    product = Engine.open(url)
    product.migrate()
    product.close()
    engine = _open(url)
    with engine.connect() as connection:
        cases = connection.scalar(sa.select(sa.func.count()).select_from(t.case_))
    engine.dispose()
    if cases:
        raise RuntimeError("This database has cases in it. Give an empty one.")


def _open(url: str) -> sa.Engine:
    return sa.create_engine(url.replace("postgresql://", "postgresql+psycopg://"))

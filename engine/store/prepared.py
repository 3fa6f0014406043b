"""Statements of the hot path: compiled once, then run on the driver's own cursor.

Around a statement that SQLite answers in 2 µs, SQLAlchemy spends 20 to 60 µs of its own; a durable step takes
twenty statements. What compiles, converts values and names errors is still SQLAlchemy, so both databases are served.

Source: docs/decisions/0013-prepared-statements.md
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.sql.compiler import SQLCompiler

Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class _Bind:
    """A parameter of a compiled statement: what it is when nobody gives it, and how it goes to the driver."""

    name: str
    is_given: bool
    standing: Any
    convert: Callable[[Any], Any] | None

    def of(self, values: Row) -> Any:
        value = values[self.name] if self.is_given else values.get(self.name, self.standing)
        return value if self.convert is None else self.convert(value)


@dataclass(frozen=True, slots=True)
class _Column:
    """A column of an answer, and how its value comes from the driver."""

    name: str
    convert: Callable[[Any], Any] | None


@dataclass(frozen=True, slots=True)
class _Ready:
    """A statement as one dialect wants it."""

    text: str
    binds: tuple[_Bind, ...]
    is_positional: bool
    columns: tuple[_Column, ...]

    def parameters(self, values: Row) -> Any:
        if self.is_positional:
            return tuple(bind.of(values) for bind in self.binds)
        return {bind.name: bind.of(values) for bind in self.binds}

    def row(self, answer: Sequence[Any]) -> dict[str, Any]:
        return {
            column.name: value if column.convert is None else column.convert(value)
            for column, value in zip(self.columns, answer, strict=True)
        }


class Prepared:
    """A statement with bound parameters that is compiled once for each dialect and set of given names.

    Only for statements without expanding parameters and without column defaults; module level, so that the
    number of kept compilations is bounded by the code.
    """

    def __init__(self, statement: sa.Executable) -> None:
        self._statement = statement
        self._made: dict[tuple[str, tuple[str, ...]], _Ready] = {}

    def rows(self, connection: sa.Connection, values: Row) -> list[dict[str, Any]]:
        """Return all rows of a query, each by column name."""
        ready = self._ready(connection, values)
        with _cursor(connection, ready.text) as cursor:
            cursor.execute(ready.text, ready.parameters(values))
            return [ready.row(answer) for answer in cursor.fetchall()]

    def first(self, connection: sa.Connection, values: Row) -> dict[str, Any] | None:
        """Return the first row of a query by column name, or None."""
        ready = self._ready(connection, values)
        with _cursor(connection, ready.text) as cursor:
            cursor.execute(ready.text, ready.parameters(values))
            answer = cursor.fetchone()
            return None if answer is None else ready.row(answer)

    def scalar(self, connection: sa.Connection, values: Row) -> Any:
        """Return the first column of the first row, or None."""
        row = self.first(connection, values)
        return None if row is None else next(iter(row.values()))

    def run(self, connection: sa.Connection, values: Row) -> None:
        """Run a statement that changes rows."""
        ready = self._ready(connection, values)
        with _cursor(connection, ready.text) as cursor:
            cursor.execute(ready.text, ready.parameters(values))

    def run_all(self, connection: sa.Connection, rows: Sequence[Row]) -> None:
        """Run a statement for each of the rows, all with the same names; nothing without rows."""
        if not rows:
            return
        ready = self._ready(connection, rows[0])
        with _cursor(connection, ready.text) as cursor:
            cursor.executemany(ready.text, [ready.parameters(values) for values in rows])

    def _ready(self, connection: sa.Connection, values: Row) -> _Ready:
        key = (connection.dialect.name, tuple(values))
        ready = self._made.get(key)
        if ready is None:
            ready = self._made[key] = _compile(self._statement, connection.dialect, tuple(values))
        return ready


def _compile(statement: sa.Executable, dialect: sa.Dialect, names: tuple[str, ...]) -> _Ready:
    # As for many rows at once: an insert then gives no fresh key back, which nobody here asks for.
    compiled = statement.compile(  # type: ignore[attr-defined]  # every executable we make can be compiled
        dialect=dialect, column_keys=list(names), for_executemany=True
    )
    order = compiled.positiontup if compiled.positional else list(compiled.binds)
    selected = getattr(statement, "exported_columns", ())
    return _Ready(
        text=str(compiled),
        binds=tuple(_binds(compiled, order, dialect)),
        is_positional=compiled.positional,
        columns=tuple(_columns(selected, dialect)),
    )


def _binds(compiled: SQLCompiler, order: Iterable[str], dialect: sa.Dialect) -> Iterator[_Bind]:
    for name in order:
        bind = compiled.binds[name]
        convert = bind.type.dialect_impl(dialect).bind_processor(dialect)
        yield _Bind(name, bind.required, bind.effective_value, convert)


def _columns(selected: Iterable[sa.ColumnElement[Any]], dialect: sa.Dialect) -> Iterator[_Column]:
    for column in selected:
        convert = column.type.dialect_impl(dialect).result_processor(dialect, None)
        yield _Column(str(getattr(column, "name", column.key)), convert)


@contextmanager
def _cursor(connection: sa.Connection, text: str) -> Iterator[Any]:
    """Give a cursor of the driver; what it raises is named as SQLAlchemy names it, without values."""
    driver = connection.dialect.loaded_dbapi
    cursor = connection.connection.cursor()
    try:
        yield cursor
    except driver.Error as error:
        raise sa.exc.DBAPIError.instance(text, None, error, driver.Error, hide_parameters=True) from error
    finally:
        cursor.close()

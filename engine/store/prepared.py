"""Statements of the hot path: compiled once, then run on the driver's own cursor.

Around a statement that SQLite answers in 2 µs, SQLAlchemy spends 20 to 60 µs of its own; a durable step takes
twenty statements. What compiles, converts values and names errors is still SQLAlchemy, for both databases.

Source: docs/decisions/0014-prepared-statements.md
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

Row = Mapping[str, Any]
Convert = Callable[[Any], Any]
Statement = sa.SelectBase | sa.UpdateBase


@dataclass(frozen=True, slots=True)
class _Ready:
    """A statement as one dialect wants it.

    Attributes:
        text: as the driver takes it.
        names: its parameters in order; standing: those that nobody has to give, with their values.
        bind: how values go to the driver, by place in `names`, where they do not go as they are.
        columns: the names in its answer; read: how values come from the driver, by name.
    """

    text: str
    is_positional: bool
    names: tuple[str, ...]
    standing: Row
    bind: tuple[tuple[int, Convert], ...]
    columns: tuple[str, ...]
    read: tuple[tuple[str, Convert], ...]

    def parameters(self, values: Row) -> Any:
        given = {**self.standing, **values} if self.standing else values
        row = [given[name] for name in self.names]
        for place, convert in self.bind:
            row[place] = convert(row[place])
        return row if self.is_positional else dict(zip(self.names, row, strict=True))

    def row(self, answer: Sequence[Any]) -> dict[str, Any]:
        row = dict(zip(self.columns, answer, strict=True))
        for name, convert in self.read:
            row[name] = convert(row[name])
        return row


class Prepared:
    """A statement with bound parameters that is compiled once for each dialect and set of given names.

    Only for statements without expanding parameters and without column defaults; module level, so that the
    number of kept compilations is bounded by the code.
    """

    def __init__(self, statement: Statement) -> None:
        self._statement = statement
        self._made: dict[tuple[str, tuple[str, ...]], _Ready] = {}

    def rows(self, connection: sa.Connection, values: Row) -> list[dict[str, Any]]:
        """Return all rows of a query, each by column name."""
        ready = self._ready(connection, values)
        return [ready.row(answer) for answer in _ask(connection, ready.text, ready.parameters(values))]

    def first(self, connection: sa.Connection, values: Row) -> dict[str, Any] | None:
        """Return the first row of a query by column name, or None; for queries that find at most a few."""
        ready = self._ready(connection, values)
        answers = _ask(connection, ready.text, ready.parameters(values))
        return ready.row(answers[0]) if answers else None

    def scalar(self, connection: sa.Connection, values: Row) -> Any:
        """Return the first column of the first row, or None."""
        row = self.first(connection, values)
        return None if row is None else next(iter(row.values()))

    def run(self, connection: sa.Connection, values: Row) -> None:
        """Run a statement that changes rows."""
        self.run_all(connection, [values])

    def run_all(self, connection: sa.Connection, rows: Sequence[Row]) -> None:
        """Run a statement for each of the rows, all with the same names; nothing without rows."""
        if not rows:
            return
        ready = self._ready(connection, rows[0])
        tell(connection, ready.text, [ready.parameters(values) for values in rows])

    def _ready(self, connection: sa.Connection, values: Row) -> _Ready:
        key = (connection.dialect.name, tuple(values))
        ready = self._made.get(key)
        if ready is None:
            ready = self._made[key] = _compile(self._statement, connection.dialect, tuple(values))
        return ready


def _compile(statement: Statement, dialect: sa.Dialect, names: tuple[str, ...]) -> _Ready:
    # As for many rows at once: an insert then gives no fresh key back, which nobody here asks for.
    compiled = statement.compile(dialect=dialect, column_keys=list(names), for_executemany=True)
    order = list(compiled.positiontup or compiled.binds)
    binds = [compiled.binds[name] for name in order]
    columns = {column.name: column.type for column in getattr(statement, "exported_columns", ())}
    return _Ready(
        text=str(compiled),
        is_positional=compiled.positional,
        names=tuple(order),
        standing={name: bind.effective_value for name, bind in compiled.binds.items() if not bind.required},
        bind=tuple(_writers([bind.type for bind in binds], dialect)),
        columns=tuple(columns),
        read=tuple(_readers(columns, dialect)),
    )


def _writers(types: Sequence[sa.types.TypeEngine[Any]], dialect: sa.Dialect) -> Iterator[tuple[int, Convert]]:
    for place, kind in enumerate(types):
        convert = kind.dialect_impl(dialect).bind_processor(dialect)
        if convert is not None:
            yield place, convert


def _readers(
    columns: Mapping[str, sa.types.TypeEngine[Any]], dialect: sa.Dialect
) -> Iterator[tuple[str, Convert]]:
    for name, kind in columns.items():
        convert = kind.dialect_impl(dialect).result_processor(dialect, None)
        if convert is not None:
            yield name, convert


def _ask(connection: sa.Connection, text: str, parameters: Any) -> Sequence[Sequence[Any]]:
    cursor = connection.connection.cursor()
    try:
        cursor.execute(text, parameters)
        return cursor.fetchall()
    except connection.dialect.loaded_dbapi.Error as error:
        raise named(connection, text, error) from error
    finally:
        cursor.close()


def tell(connection: sa.Connection, text: str, rows: Sequence[Any] = ((),)) -> None:
    """Run a text that answers nothing, for each of the rows of parameters.

    Raises:
        DBAPIError: what the driver raised, named as SQLAlchemy names it.
    """
    cursor = connection.connection.cursor()
    try:
        if len(rows) == 1:
            cursor.execute(text, rows[0])
        else:
            cursor.executemany(text, rows)
    except connection.dialect.loaded_dbapi.Error as error:
        raise named(connection, text, error) from error
    finally:
        cursor.close()


def named(connection: sa.Connection, text: str, error: Exception) -> BaseException:
    """Return what the driver raised as SQLAlchemy names it, without values: those are answers of people."""
    base = connection.dialect.loaded_dbapi.Error
    return sa.exc.DBAPIError.instance(text, None, error, base, hide_parameters=True)

"""A decision table as a spreadsheet: which column is what, rows back from it, and what would change."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

import regex

from regelruimte.engine.dmn.model import DecisionTable
from regelruimte.engine.dmn.validity import Period
from regelruimte.modeller.sheet_files import Grid, SheetCell, SheetRefused
from regelruimte.modeller.table_cells import cell_problem
from regelruimte.modeller.table_rows import Row

_FROM, _UNTIL, _ID = "Geldig vanaf", "Geldig tot en met", "Id van de rij"
_DUTCH_DAY = regex.compile(r"(\d{1,2})-(\d{1,2})-(\d{4})")
_TIMEOUT_SECONDS = 0.5
_MOST_PROBLEMS = 20


@dataclass(frozen=True, slots=True)
class RowChange:
    """A row that becomes different."""

    before: Row
    after: Row


@dataclass(frozen=True, slots=True)
class SheetChanges:
    """What a spreadsheet changes in a table; `is_moved` when rows that stay stand in another order."""

    added: tuple[Row, ...]
    removed: tuple[Row, ...]
    changed: tuple[RowChange, ...]
    is_moved: bool

    @property
    def is_empty(self) -> bool:
        """True when the table stays as it is."""
        return not (self.added or self.removed or self.changed or self.is_moved)


def lines_of(table: DecisionTable, rows: Sequence[Row]) -> Iterator[tuple[str, ...]]:
    """Yield the lines of a spreadsheet: the heads, then a line for each row."""
    yield heads_of(table)
    for row in rows:
        first, last = row.period.valid_from, row.period.valid_until
        dates = (first.isoformat() if first else "", last.isoformat() if last else "")
        yield (*row.cells[: _width(table)], *dates, row.id)


def heads_of(table: DecisionTable) -> tuple[str, ...]:
    """Return the heads of the columns, which reading looks for."""
    return (
        *(f"Als: {one.label or one.expression}" for one in table.inputs),
        *(f"Dan: {one.label or one.name}" for one in table.outputs),
        *(f"Toelichting: {one}" for one in table.annotations),
        _FROM,
        _UNTIL,
        _ID,
    )


def read_lines(
    table: DecisionTable, grid: Grid, old: Sequence[Row], *, known: frozenset[str]
) -> tuple[Row, ...]:
    """Return the rows of a spreadsheet.

    A line without an id, with one the table does not have, or with one that came before, is a new row.

    Args:
        table: the table it belongs to.
        grid: the cells; the first line are the heads.
        old: the rows of the table; what stayed the same is not judged again.
        known: names an expression may use.

    Raises:
        SheetRefused: other columns, or cells that cannot be read; names column and row.
    """
    if not grid:
        raise SheetRefused("Het werkblad is leeg.")
    _require_heads(table, grid[0])
    reading = _Reading(table, {one.id: one for one in old}, known)
    rows = tuple(reading.row(line) for line in grid[1:])
    if reading.problems:
        raise SheetRefused(*reading.problems[:_MOST_PROBLEMS])
    return rows


def compare_rows(old: Sequence[Row], new: Sequence[Row]) -> SheetChanges:
    """Return what differs between the rows of a table, by their ids."""
    before, after = {one.id: one for one in old}, {one.id: one for one in new if one.id}
    kept = [one.id for one in old if one.id in after]
    return SheetChanges(
        tuple(one for one in new if not one.id),
        tuple(one for one in old if one.id not in after),
        tuple(RowChange(before[key], one) for key, one in after.items() if before[key] != one),
        kept != [key for key in after if key in before],
    )


def _width(table: DecisionTable) -> int:
    return len(table.inputs) + len(table.outputs) + len(table.annotations)


def _require_heads(table: DecisionTable, line: tuple[SheetCell, ...]) -> None:
    expected, problems = heads_of(table), []
    found = [one.text for one in line]
    while found and not found[-1]:
        found.pop()
    for number, head in enumerate(expected):
        there = found[number] if number < len(found) else ""
        if " ".join(there.split()) != " ".join(head.split()):
            told = f"heet ‘{there}’" if there else "is leeg"
            problems.append(f"Kolom {number + 1} {told}; daar hoort ‘{head}’.")
    if len(found) > len(expected):
        problems.append(
            f"Er staan {len(found) - len(expected)} kolommen te veel, vanaf ‘{found[len(expected)]}’."
        )
    if problems:
        raise SheetRefused(*problems[:_MOST_PROBLEMS])


class _Reading:
    """Reads the lines of one spreadsheet and notes what is wrong."""

    def __init__(self, table: DecisionTable, old: dict[str, Row], known: frozenset[str]) -> None:
        self._table, self._known = table, known
        self._old = dict(old)
        self.problems: list[str] = []

    def row(self, line: tuple[SheetCell, ...]) -> Row:
        """Return a line as a row."""
        width = _width(self._table)
        cells = [*line, *(SheetCell("", "") for _ in range(width + 3 - len(line)))]
        old = self._old.pop(cells[width + 2].text, None)
        ins, outs = len(self._table.inputs), len(self._table.outputs)
        for number, cell in enumerate(cells[: ins + outs]):
            # What was written before may be what we now call doubtful; only what is new is judged.
            if old is None or cell.text != old.cells[number]:
                self._judge(cell, is_input=number < ins)
        texts = tuple(one.text for one in cells[:width])
        period = self._period(cells[width], cells[width + 1])
        return Row(old.id if old else "", texts[:ins], texts[ins : ins + outs], texts[ins + outs :], period)

    def _judge(self, cell: SheetCell, *, is_input: bool) -> None:
        if problem := cell_problem(cell.text, is_input=is_input, known=self._known):
            self.problems.append(f"Cel {cell.where}: {problem}")

    def _period(self, first: SheetCell, last: SheetCell) -> Period:
        period = Period(self._day(first), self._day(last))
        if period.is_empty:
            self.problems.append(f"Cel {last.where}: de laatste dag ligt voor de eerste.")
        return period

    def _day(self, cell: SheetCell) -> date | None:
        if cell.day is not None or not cell.text:
            return cell.day
        dutch = _DUTCH_DAY.fullmatch(cell.text, timeout=_TIMEOUT_SECONDS)
        try:
            if dutch:
                return date(int(dutch[3]), int(dutch[2]), int(dutch[1]))
            return date.fromisoformat(cell.text)
        except ValueError:
            self.problems.append(
                f"Cel {cell.where}: ‘{cell.text[:40]}’ is geen datum. Schrijf 2027-01-31 of 31-01-2027."
            )
            return None

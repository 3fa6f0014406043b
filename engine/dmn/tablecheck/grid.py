"""A table laid out: a line for each thing it looks at, one for the days, and rows as sets of their pieces."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from regelruimte.engine.dmn.model import Column, DecisionTable, Rule
from regelruimte.engine.dmn.tablecheck.conditions import Condition, atoms_of, condition_of, is_known
from regelruimte.engine.dmn.tablecheck.declared import Declared, Types
from regelruimte.engine.dmn.tablecheck.lines import FIRST, NULL, OTHER, Line, line_of
from regelruimte.engine.dmn.tablecheck.spans import NONE, Spans, shared, united, without
from regelruimte.engine.dmn.validity import Period
from regelruimte.engine.feel import FeelError, FeelSyntaxError, compile_unary_tests
from regelruimte.engine.feel.kinds import Run, kind_of
from regelruimte.engine.feel.parser import Parser
from regelruimte.engine.feel.syntax import Name, Node, Path

Box = tuple[Spans, ...]
"""For each axis the pieces of its line."""


@dataclass(frozen=True, slots=True)
class Axis:
    """One thing a table looks at.

    Attributes:
        columns: places of the columns that look at it.
        domain: pieces that can come in.
        quiet: pieces of the domain whose lack is only worth advice: null, anything not listed.
        reads: the variables it is worked out from, as paths.
    """

    label: str
    columns: tuple[int, ...]
    line: Line
    declared: Declared
    domain: Spans
    quiet: Spans
    reads: frozenset[tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Days:
    """The axis of time: `starts` are the first days of its pieces but the first, which has no beginning."""

    starts: tuple[date, ...]
    domain: Spans

    def of(self, period: Period) -> Spans:
        """Return the pieces of a period."""
        if period.is_empty:
            return NONE
        first = 0 if period.valid_from is None else self.starts.index(period.valid_from) + 1
        if period.valid_until in {None, date.max}:
            return ((first, len(self.starts)),)
        return ((first, self.starts.index(_day_after(period.valid_until))),)


@dataclass(frozen=True, slots=True)
class Row:
    """A row: where it surely and where it possibly holds, on each axis."""

    number: int
    rule: Rule
    sure: Box
    maybe: Box

    @property
    def is_exact(self) -> bool:
        """True when everything its cells say is known."""
        return self.sure == self.maybe


@dataclass(frozen=True, slots=True)
class Grid:
    """A table on its lines. `days` is None when no row or table has dates."""

    axes: tuple[Axis, ...]
    days: Days | None
    rows: tuple[Row, ...]

    @property
    def domain(self) -> Box:
        """Everything that can come in."""
        return tuple(axis.domain for axis in self.axes) + (() if self.days is None else (self.days.domain,))

    @property
    def ordinary(self) -> Box:
        """What can come in, without what is only worth advice."""
        axes = tuple(without(axis.domain, axis.quiet) for axis in self.axes)
        return axes + (() if self.days is None else (self.days.domain,))


def grid_of(table: DecisionTable, types: Types) -> Grid:
    """Lay out a table.

    Raises:
        FeelSyntaxError: a cell or column cannot be read.
    """
    names = types.model.names
    axes: list[Axis] = []
    cells: list[tuple[dict[str, tuple[Spans, Spans]], tuple[int, ...]]] = []
    for places in _same_expressions(table):
        column = table.inputs[places[0]]
        texts = {rule.inputs[place] for rule in table.rules for place in places}
        conditions = {text: condition_of(text, names) for text in texts}
        declared = types.of_input(column)
        axis = _axis(column, places, declared, conditions.values(), names)
        axes.append(axis)
        read = {text: _pieces(text, condition, axis, column, names) for text, condition in conditions.items()}
        cells.append((read, places))
    days = _days(table)
    rows = tuple(_row(number, rule, cells, days) for number, rule in enumerate(table.rules, 1))
    return Grid(tuple(axes), days, rows)


def _same_expressions(table: DecisionTable) -> list[tuple[int, ...]]:
    found: dict[tuple[str, str | None, str | None], list[int]] = {}
    for place, column in enumerate(table.inputs):
        key = (" ".join(column.expression.split()), column.type, column.values)
        found.setdefault(key, []).append(place)
    return [tuple(places) for places in found.values()]


def _axis(
    column: Column,
    places: tuple[int, ...],
    declared: Declared,
    conditions: Iterable[Condition],
    names: frozenset[str],
) -> Axis:
    conditions = tuple(conditions)
    allowed = [condition_of(text, names) for text in declared.allowed]
    kind = declared.kind or _kind_seen((*conditions, *allowed))
    line = line_of(kind, (*conditions, *allowed))
    within = line.values if declared.kind else united(line.values, ((OTHER, OTHER),))
    for one in allowed:
        truth = line.truth_of(one)
        within = shared(within, united(truth.true, truth.unknown))
    domain = united(((NULL, NULL),), within)
    quiet = united(((NULL, NULL), (OTHER, OTHER)), _rest(line, conditions, closed=bool(allowed)))
    reads = frozenset(_paths(Parser(column.expression, names, frozenset()).whole_expression()))
    return Axis(column.label, places, line, declared, domain, shared(domain, quiet), reads)


def _kind_seen(conditions: Iterable[Condition]) -> str | None:
    kinds = {kind_of(atom.value) for one in conditions for atom in atoms_of(one)} - {"null"}
    return next(iter(kinds)) if len(kinds) == 1 and kinds != {"list"} else None


def _rest(line: Line, conditions: Iterable[Condition], *, closed: bool) -> Spans:
    """Return the pieces nobody listed: other values, between whole numbers, below a lowest 0."""
    if closed or not line.points or line.kind == "boolean":
        return NONE
    points = tuple((line.place_of(one), line.place_of(one)) for one in line.points)
    if all(atom.operator in {"=", "==", "!="} for one in conditions for atom in atoms_of(one)):
        return without(line.values, points)
    if line.kind != "number" or any(one != one.to_integral_value() for one in line.points):
        return NONE
    between = tuple(
        (line.place_of(low) + 1,) * 2
        for low, high in zip(line.points, line.points[1:], strict=False)
        if high - low == 1
    )
    # Amounts and counts that are looked at from 0 do not come below it.
    below: Spans = ((FIRST, FIRST),) if line.points[0] == 0 else NONE
    return united(between, below)


def _pieces(
    text: str, condition: Condition, axis: Axis, column: Column, names: frozenset[str]
) -> tuple[Spans, Spans]:
    """Return where a cell surely holds and where it may."""
    if column.variable and column.variable in text:
        return NONE, axis.domain
    truth = axis.line.truth_of(condition)
    sure = truth.true
    if "?" in text and is_known(condition):
        sure = _with_null(sure, text, names)
    return shared(axis.domain, sure), shared(axis.domain, united(sure, truth.unknown))


def _with_null(sure: Spans, text: str, names: frozenset[str]) -> Spans:
    """Return the pieces with null as a run has it: a condition that gives null holds for null."""
    null: Spans = ((NULL, NULL),)
    try:
        holds = compile_unary_tests(text, names).test(None, {}, Run()) is True
    except FeelError:
        holds = False
    return united(sure, null) if holds else without(sure, null)


def _row(
    number: int,
    rule: Rule,
    cells: list[tuple[dict[str, tuple[Spans, Spans]], tuple[int, ...]]],
    days: Days | None,
) -> Row:
    sure: list[Spans] = []
    maybe: list[Spans] = []
    for read, places in cells:
        surely, possibly = read[rule.inputs[places[0]]]
        for place in places[1:]:
            surely = shared(surely, read[rule.inputs[place]][0])
            possibly = shared(possibly, read[rule.inputs[place]][1])
        sure.append(surely)
        maybe.append(possibly)
    if days is not None:
        in_force = shared(days.domain, days.of(rule.period))
        sure.append(in_force)
        maybe.append(in_force)
    return Row(number, rule, tuple(sure), tuple(maybe))


def _days(table: DecisionTable) -> Days | None:
    periods = [rule.period for rule in table.rules if not rule.period.is_empty]
    if all(one.is_always for one in periods) or table.period.is_empty:
        return None
    every = [*periods, table.period]
    starts = {one.valid_from for one in every if one.valid_from is not None}
    starts |= {_day_after(one.valid_until) for one in every if one.valid_until not in {None, date.max}}
    days = Days(tuple(sorted(starts)), ((0, len(starts)),))
    whole = table.period
    firsts = [one.valid_from for one in periods]
    if whole.valid_from is None and None not in firsts:
        # Nothing was ever in force before the first row: that is where the table begins.
        whole = Period(min(first for first in firsts if first is not None), whole.valid_until)
    return Days(days.starts, days.of(whole))


def _day_after(day: date | None) -> date:
    return (day or date.min) + timedelta(days=1)


def _paths(node: object) -> Iterator[tuple[str, ...]]:
    path: list[str] = []
    inner = node
    while isinstance(inner, Path):
        path.append(inner.name)
        inner = inner.source
    if isinstance(inner, Name):
        yield (inner.name, *reversed(path))
    elif isinstance(inner, tuple):
        for one in inner:
            yield from _paths(one)
    elif isinstance(inner, Node):
        for name in inner.__dataclass_fields__:
            yield from _paths(getattr(inner, name))


def are_related(one: Axis, other: Axis) -> bool:
    """Tell whether two axes are worked out from the same variable, so that not all pairs can occur."""
    return any(first[: len(second)] == second[: len(first)] for first in one.reads for second in other.reads)


__all__ = ["Axis", "Box", "Days", "FeelSyntaxError", "Grid", "Row", "are_related", "grid_of"]

"""Findings about rows against each other: overlaps, doubles, rows that never count."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from regelruimte.engine.dmn.model import HitPolicy, Rule
from regelruimte.engine.dmn.tablecheck.conditions import NotConstant, constant_of
from regelruimte.engine.dmn.tablecheck.cover import Budget, Cover, meeting
from regelruimte.engine.dmn.tablecheck.gaps import has_related
from regelruimte.engine.dmn.tablecheck.grid import Box, Grid, Row
from regelruimte.engine.dmn.tablecheck.spans import holds_all
from regelruimte.engine.dmn.tablecheck.subject import MOST_FINDINGS, Subject
from regelruimte.engine.dmn.tablecheck.words import box_words, period_words, periods_of
from regelruimte.engine.feel import FeelError
from regelruimte.engine.feel.logic import equal
from regelruimte.engine.findings import Finding, Severity
from regelruimte.engine.values import Value


@dataclass(frozen=True, slots=True)
class _Pair:
    """Two rows, the earlier first, and where both surely hold."""

    first: Row
    second: Row
    both: Box


def row_findings(subject: Subject, grid: Grid, budget: Budget) -> Iterator[Finding]:
    """Yield what is the matter between rows, as the hit policy asks.

    Raises:
        TooLarge: the search goes over its budget.
    """
    policy = subject.table.hit_policy
    if policy in {HitPolicy.FIRST, HitPolicy.PRIORITY}:
        yield from _never_counting(subject, grid, budget)
        return
    pairs = (
        _Pair(grid.rows[one], grid.rows[other], both)
        for one, other, both in meeting([row.sure for row in grid.rows], budget)
    )
    judge = {HitPolicy.UNIQUE: _unique, HitPolicy.ANY: _any}.get(policy, _double)
    found = (finding for pair in pairs for finding in judge(subject, grid, pair))
    for told, finding in enumerate(found):
        if told == MOST_FINDINGS:
            message = f"In ‘{subject.name}’ zijn er nog meer rijen die elkaar raken dan hierboven staan."
            yield subject.about(finding.severity, finding.code, message, "Los eerst de genoemde rijen op.")
            return
        yield finding


def _unique(subject: Subject, grid: Grid, pair: _Pair) -> Iterator[Finding]:
    if _are_double(pair):
        yield _doubled(subject, pair, Severity.ERROR)
    elif _is_certain(pair, grid):
        suggestion = (
            "Maak de voorwaarden zo dat er altijd hooguit één rij past, of kies ‘de eerste rij telt’."
        )
        yield _overlap(subject, grid, pair, code="dmn-rows-overlap", severity=Severity.ERROR, rest=suggestion)
    else:
        suggestion = "Kijk of dat kan voorkomen: de kolommen hangen van hetzelfde gegeven af."
        yield _overlap(
            subject, grid, pair, code="dmn-rows-may-overlap", severity=Severity.WARNING, rest=suggestion
        )


def _any(subject: Subject, grid: Grid, pair: _Pair) -> Iterator[Finding]:
    if _agree(subject, pair.first.rule, pair.second.rule) is False and _is_certain(pair, grid):
        suggestion = "Geef beide rijen dezelfde uitkomst, of maak dat maar één van beide past."
        yield _overlap(
            subject, grid, pair, code="dmn-rows-conflict", severity=Severity.ERROR, rest=suggestion
        )


def _double(subject: Subject, _grid: Grid, pair: _Pair) -> Iterator[Finding]:
    if _are_double(pair):
        yield _doubled(subject, pair, Severity.WARNING)


def _are_double(pair: _Pair) -> bool:
    first, second = pair.first, pair.second
    same = first.is_exact and second.is_exact and first.sure == second.sure
    return same and _written(first.rule) == _written(second.rule)


def _written(rule: Rule) -> list[str]:
    return [" ".join(cell.split()) for cell in rule.outputs]


def _doubled(subject: Subject, pair: _Pair, severity: Severity) -> Finding:
    first, second = pair.first.number, pair.second.number
    message = f"In ‘{subject.name}’ is rij {second} dezelfde als rij {first}."
    return subject.about_row(
        severity, "dmn-row-double", second, message=message, suggestion="Haal een van beide weg."
    )


def _overlap(  # one finding, of which everything but the layout differs
    subject: Subject, grid: Grid, pair: _Pair, *, code: str, severity: Severity, rest: str
) -> Finding:
    when = (
        "" if grid.days is None else " en ".join(filter(None, map(period_words, periods_of(pair.both, grid))))
    )
    what = box_words(pair.both, grid, grid.domain)
    verb = "passen" if severity is Severity.ERROR else "kunnen"
    ending = "" if severity is Severity.ERROR else " passen"
    message = (
        f"In ‘{subject.name}’ {verb} rij {pair.first.number} en rij {pair.second.number} allebei{ending}"
        f"{f' {when}' if when else ''} bij: {what}."
    )
    return subject.about_row(severity, code, pair.second.number, message=message, suggestion=rest)


def _is_certain(pair: _Pair, grid: Grid) -> bool:
    """Tell whether what both hold for can come in: not when it narrows two columns of one variable."""
    narrowed = [axis for axis, pieces in zip(grid.axes, pair.both, strict=False) if pieces != axis.domain]
    return not has_related(narrowed)


def _agree(subject: Subject, one: Rule, other: Rule) -> bool | None:
    """Tell whether two rows give the same; None when that cannot be known."""
    if _written(one) == _written(other):
        return True
    names = subject.types.model.names
    answers = [_same(mine, theirs, names) for mine, theirs in zip(one.outputs, other.outputs, strict=True)]
    if False in answers:
        return False
    return None if None in answers else True


def _same(one: str, other: str, names: frozenset[str]) -> bool | None:
    if one.split() == other.split():
        return True
    try:
        return equal(_value(one, names), _value(other, names)) is True
    except (NotConstant, FeelError):
        return None


def _value(cell: str, names: frozenset[str]) -> Value:
    return constant_of(cell, names) if cell.strip() else None


def _never_counting(subject: Subject, grid: Grid, budget: Budget) -> Iterator[Finding]:
    """Yield the rows whose every case is taken by rows that go before them."""
    priority = _priorities(subject, budget)
    before: dict[int, list[int]] = {}
    # A row that only may hold is still never counted when all its cases are taken.
    boxes = [row.maybe for row in grid.rows]
    for one, other, _ in meeting(boxes, budget):
        if priority is None:
            before.setdefault(other, []).append(one)
            continue
        mine, theirs = priority[one], priority[other]
        if mine is not None and theirs is not None:
            late, early = (other, one) if mine <= theirs else (one, other)
            before.setdefault(late, []).append(early)
    for place in sorted(before):
        taking = _taking(grid, place, sorted(before[place]), budget)
        if taking:
            yield _never(subject, place + 1, [one + 1 for one in taking])


def _taking(grid: Grid, place: int, before: list[int], budget: Budget) -> list[int]:
    """Return the rows that together take every case of a row; none when a case is left."""
    box = grid.rows[place].maybe
    budget.spend(len(before))
    for one in before:
        if all(holds_all(mine, theirs) for mine, theirs in zip(grid.rows[one].sure, box, strict=True)):
            return [one]
    rows = [grid.rows[one].sure for one in before]
    return before if next(Cover(rows, budget).gaps(box), None) is None else []


def _never(subject: Subject, number: int, taking: list[int]) -> Finding:
    named = ", ".join(map(str, taking[:MOST_FINDINGS]))
    which = f"rij {named} gaat" if len(taking) == 1 else f"de rijen {named} gaan"
    message = f"In ‘{subject.name}’ telt rij {number} nooit: {which} altijd voor."
    suggestion = f"Zet rij {number} hoger, maak de rijen ervoor nauwer of haal rij {number} weg."
    return subject.about_row(
        Severity.WARNING, "dmn-row-never", number, message=message, suggestion=suggestion
    )


def _priorities(subject: Subject, budget: Budget) -> list[float | None] | None:
    """Return the place of each row's output in the order of priority; None where the rows' order counts."""
    table = subject.table
    if table.hit_policy is HitPolicy.FIRST:
        return None
    names = subject.types.model.names
    if len(table.outputs) != 1 or not table.outputs[0].values:
        return [None] * len(table.rules)
    try:
        order = constant_of(f"[{table.outputs[0].values}]", names)
    except (NotConstant, FeelError):
        return [None] * len(table.rules)
    budget.spend(len(table.rules) * len(order))
    return [_priority(rule.outputs[0], order, names) for rule in table.rules]


def _priority(cell: str, order: list[Value], names: frozenset[str]) -> float | None:
    try:
        value = _value(cell, names)
    except (NotConstant, FeelError):
        return None
    return next((place for place, one in enumerate(order) if equal(one, value) is True), float("inf"))

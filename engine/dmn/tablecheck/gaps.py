"""Findings about what no row of a table covers."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

from regelruimte.engine.dmn.model import HitPolicy
from regelruimte.engine.dmn.tablecheck.cover import Budget, Cover, widened
from regelruimte.engine.dmn.tablecheck.grid import Axis, Box, Grid, are_related
from regelruimte.engine.dmn.tablecheck.spans import NONE, Spans, shared
from regelruimte.engine.dmn.tablecheck.subject import Subject
from regelruimte.engine.dmn.tablecheck.words import (
    box_cells,
    box_words,
    period_words,
    periods_of,
    pieces_words,
)
from regelruimte.engine.findings import Finding, Severity

_ONE_ANSWER = {HitPolicy.UNIQUE, HitPolicy.ANY, HitPolicy.FIRST, HitPolicy.PRIORITY}
_MOST_GAPS = 5
_MOST_SEEN = 200


def gap_findings(subject: Subject, grid: Grid, budget: Budget) -> Iterator[Finding]:
    """Yield what no row covers: a warning for each gap, one advice about null and what is not listed.

    A table that may give an empty list has no gaps, nor has one with a default for its outputs.

    Raises:
        TooLarge: the search goes over its budget.
    """
    table = subject.table
    if table.hit_policy not in _ONE_ANSWER or any(column.default for column in table.outputs):
        return
    rows = list(dict.fromkeys(row.maybe for row in grid.rows))
    found = _gaps(grid, rows, budget)
    for gap in found[:_MOST_GAPS]:
        yield _finding(subject, grid, gap)
    if len(found) > _MOST_GAPS:
        message = f"In ‘{subject.name}’ ontbreekt nog meer dan hierboven staat."
        yield subject.about(Severity.WARNING, "dmn-table-gap", message, "Vul eerst de genoemde gaten.")
    yield from _quiet(subject, grid, rows, budget)


def _gaps(grid: Grid, rows: list[Box], budget: Budget) -> list[Box]:
    """Return gaps among ordinary values, each as large as it can be, the largest said first."""
    domain, found = grid.ordinary, list[Box]()
    for gap in islice(Cover(rows, budget).gaps(domain), _MOST_SEEN):
        if any(_lies_in(gap, one) for one in found):
            continue
        wide = widened(gap, rows, domain, budget)
        if _is_certain(wide, grid, domain):
            found.append(wide)
    return sorted(found, key=lambda box: _narrowings(box, domain))


def _lies_in(one: Box, other: Box) -> bool:
    return all(shared(mine, theirs) == mine for mine, theirs in zip(one, other, strict=True))


def _narrowings(box: Box, domain: Box) -> int:
    return sum(pieces != whole for pieces, whole in zip(box, domain, strict=True))


def _is_certain(box: Box, grid: Grid, domain: Box) -> bool:
    """Tell whether a box can come in: values worked out from one variable do not go in all pairs."""
    narrowed = [axis for axis, pieces, all_ in zip(grid.axes, box, domain, strict=False) if pieces != all_]
    return not has_related(narrowed)


def has_related(axes: list[Axis]) -> bool:
    """Tell whether any two axes are worked out from the same variable."""
    return any(are_related(one, other) for place, one in enumerate(axes) for other in axes[place + 1 :])


def _finding(subject: Subject, grid: Grid, gap: Box) -> Finding:
    domain = grid.ordinary
    what = box_words(gap, grid, domain)
    when = ""
    if grid.days is not None and gap[-1] != grid.days.domain:
        when = " of ".join(filter(None, (period_words(one) for one in periods_of(gap, grid))))
    message = f"In ‘{subject.name}’ past geen enkele rij{f' {when}' if when else ''} bij: {what}."
    cells = box_cells(gap, grid, domain)
    suggestion = f"Voeg een rij toe met de voorwaarden ‘{cells}’, of geef de uitkomst een standaardwaarde."
    return subject.about(Severity.WARNING, "dmn-table-gap", message, suggestion)


def _quiet(subject: Subject, grid: Grid, rows: list[Box], budget: Budget) -> Iterator[Finding]:
    """Yield one advice that names, for each axis, what is not listed and falls between the rows."""
    told = [
        f"‘{axis.label}’: {pieces_words(missing, axis)}"
        for place, axis in enumerate(grid.axes)
        if axis.quiet and (missing := _missing_on(place, grid, rows, budget))
    ]
    if told:
        message = f"In ‘{subject.name}’ past niet altijd een rij bij: {'; '.join(told)}."
        suggestion = (
            "Kan dat voorkomen? Voeg er een rij voor toe, bijvoorbeeld dat een medewerker beoordeelt."
        )
        yield subject.about(Severity.ADVICE, "dmn-table-gap-rest", message, suggestion)


def _missing_on(place: int, grid: Grid, rows: list[Box], budget: Budget) -> Spans:
    """Return what of the quiet pieces of one axis is not covered, beside ordinary values on the others."""
    domain = (*grid.ordinary[:place], grid.axes[place].quiet, *grid.ordinary[place + 1 :])
    gap = next(Cover(rows, budget).gaps(domain), None)
    if gap is None:
        return NONE
    wide = widened(gap, rows, domain, budget)
    narrowed = [axis for axis, pieces, whole in zip(grid.axes, wide, domain, strict=False) if pieces != whole]
    return NONE if has_related([*narrowed, grid.axes[place]]) and len(narrowed) > 1 else wide[place]

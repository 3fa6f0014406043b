"""What rows leave uncovered, by cutting what can come in along one axis at a time.

An axis is swept from piece to piece; runs for which the same rows hold are one case. Cases without rows are
gaps, a row that holds for all that is left ends a case. The work is counted: it can grow without bound only
in contrived tables, and then the check gives up.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence

from regelruimte.engine.dmn.tablecheck.grid import Box
from regelruimte.engine.dmn.tablecheck.spans import Spans, holds_all, shared, united, without


class TooLarge(Exception):
    """The work a check asks for goes over its budget."""


class Budget:
    """The work one table may ask for, counted in rows looked at."""

    def __init__(self, work: int) -> None:
        self._left = work

    def spend(self, work: int) -> None:
        """Take work off the budget.

        Raises:
            TooLarge: none is left.
        """
        self._left -= work
        if self._left < 0:
            raise TooLarge


class Cover:
    """The search for what a list of boxes leaves of another box."""

    def __init__(self, rows: Sequence[Box], budget: Budget) -> None:
        self._rows = list(dict.fromkeys(row for row in rows if all(row)))
        self._budget = budget
        self._covered: set[tuple[frozenset[int], frozenset[int]]] = set()

    def gaps(self, domain: Box) -> Iterator[Box]:
        """Yield boxes within the domain that no row meets; together they are all that is not covered."""
        if all(domain):
            self._covered.clear()
            self._budget.spend(len(self._rows) * len(domain))
            telling = (
                axis
                for axis, whole in enumerate(domain)
                if not all(holds_all(row[axis], whole) for row in self._rows)
            )
            yield from self._search(domain, frozenset(range(len(self._rows))), frozenset(telling))

    def _search(self, box: Box, active: frozenset[int], axes: frozenset[int]) -> Iterator[Box]:
        self._budget.spend(1 + len(active))
        if not active:
            yield box
            return
        if (active, axes) in self._covered:
            return
        cutting = self._cutting(box, active, axes)
        if cutting is None:
            return
        found = False
        for pieces, rows in self._cases(box[cutting], active, cutting):
            inner = (*box[:cutting], pieces, *box[cutting + 1 :])
            for gap in self._search(inner, rows, axes - {cutting}):
                found = True
                yield gap
        if not found:
            self._covered.add((active, axes))

    def _cutting(self, box: Box, active: frozenset[int], axes: frozenset[int]) -> int | None:
        """Return the axis most rows say something of; None when a row holds for all of the box."""
        counts = dict.fromkeys(axes, 0)
        for row in active:
            self._budget.spend(len(axes))
            narrowing = [axis for axis in axes if not holds_all(self._rows[row][axis], box[axis])]
            if not narrowing:
                return None
            for axis in narrowing:
                counts[axis] += 1
        return max(sorted(counts), key=lambda axis: counts[axis], default=None)

    def _cases(
        self, domain: Spans, active: frozenset[int], axis: int
    ) -> Iterator[tuple[Spans, frozenset[int]]]:
        """Yield runs of pieces with the rows that hold there; runs with the same rows are one case."""
        changes: dict[int, list[int]] = {}
        for row in active:
            for low, high in shared(self._rows[row][axis], domain):
                self._budget.spend(1)
                changes.setdefault(low, []).append(row)
                changes.setdefault(high + 1, []).append(~row)
        for low, high in domain:
            changes.setdefault(low, [])
            changes.setdefault(high + 1, [])
        cases: dict[frozenset[int], list[tuple[int, int]]] = {}
        here: set[int] = set()
        places = sorted(changes)
        for start, beyond in itertools.pairwise(places):
            here.difference_update(~row for row in changes[start] if row < 0)
            here.update(row for row in changes[start] if row >= 0)
            self._budget.spend(1 + len(here))
            if shared(domain, ((start, start),)):
                cases.setdefault(frozenset(here), []).append((start, beyond - 1))
        for rows, runs in cases.items():
            yield united(tuple(runs)), rows


def widened(gap: Box, rows: Sequence[Box], domain: Box, budget: Budget) -> Box:
    """Return a gap made as large as it can be, axis by axis, without meeting a row."""
    for axis in range(len(domain)):
        met = []
        for row in rows:
            budget.spend(len(domain))
            if all(shared(row[one], gap[one]) for one in range(len(domain)) if one != axis):
                met.append(row[axis])
        gap = (*gap[:axis], without(domain[axis], united(*met)), *gap[axis + 1 :])
    return gap


def overlap(one: Box, other: Box) -> Box | None:
    """Return what two boxes share; None when that is nothing."""
    pieces = []
    for mine, theirs in zip(one, other, strict=True):
        both = shared(mine, theirs)
        if not both:
            return None
        pieces.append(both)
    return tuple(pieces)


def meeting(rows: Sequence[Box], budget: Budget) -> Iterator[tuple[int, int, Box]]:
    """Yield the places of every two boxes that share something, the earlier first, and what they share."""
    whole = [place for place, row in enumerate(rows) if all(row)]
    if not whole:
        return
    axis = _telling_axis(rows, whole, budget)
    ordered = sorted(whole, key=lambda place: rows[place][axis][0][0])
    open_rows: list[int] = []
    for place in ordered:
        start = rows[place][axis][0][0]
        budget.spend(1 + len(open_rows))
        open_rows = [one for one in open_rows if rows[one][axis][-1][1] >= start]
        for one in open_rows:
            both = overlap(rows[one], rows[place])
            if both is not None:
                yield min(one, place), max(one, place), both
        open_rows.append(place)


def _telling_axis(rows: Sequence[Box], whole: Sequence[int], budget: Budget) -> int:
    """Return the axis that keeps most boxes apart: the one on which they are shortest together."""
    budget.spend(len(whole))
    lengths = []
    for axis in range(len(rows[whole[0]])):
        last = max(rows[place][axis][-1][1] for place in whole)
        lengths.append(
            sum(rows[place][axis][-1][1] - rows[place][axis][0][0] + 1 for place in whole) / (last + 1)
        )
    return min(range(len(lengths)), key=lengths.__getitem__)

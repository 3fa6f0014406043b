"""The line a column's values lie on, cut into pieces wherever a cell of the column starts or ends."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable
from dataclasses import dataclass

from regelruimte.engine.dmn.tablecheck.conditions import (
    AllOf,
    AnyOf,
    Atom,
    Condition,
    Never,
    Not,
    atoms_of,
)
from regelruimte.engine.dmn.tablecheck.spans import NONE, Spans, shared, united, without
from regelruimte.engine.feel.kinds import ORDERED, kind_of
from regelruimte.engine.feel.logic import moment_of
from regelruimte.engine.values import Value

NULL, OTHER, FIRST = 0, 1, 2
"""Places on a line: null, a value of any other kind, and where the values of its own kind start."""

LINED = ORDERED | {"boolean"}
"""Kinds whose values can be laid on a line."""


@dataclass(frozen=True, slots=True)
class Truth:
    """Where a condition is certainly true, certainly false, and may be either; elsewhere it gives null."""

    true: Spans
    false: Spans
    unknown: Spans = NONE


@dataclass(frozen=True, slots=True)
class Line:
    """A line with its points in order; pieces are the points and what lies before, between and after them.

    Attributes:
        kind: of its values; None when nothing is known of them, so that it has one piece.
        points: what to compare of the values, as `moment_of` gives it.
        shown: the values themselves.
    """

    kind: str | None
    points: tuple[Value, ...]
    shown: tuple[Value, ...]

    @property
    def last(self) -> int:
        """The last piece."""
        return FIRST + 2 * len(self.points)

    @property
    def whole(self) -> Spans:
        """All pieces."""
        return ((NULL, self.last),)

    @property
    def values(self) -> Spans:
        """The pieces of values of its kind: of booleans only the two points."""
        if self.kind != "boolean":
            return ((FIRST, self.last),)
        return tuple((FIRST + place, FIRST + place) for place in range(1, 2 * len(self.points), 2))

    def place_of(self, value: Value) -> int:
        """Return the piece of a value that is one of its points."""
        return FIRST + 2 * bisect_left(self.points, moment_of(value)) + 1

    def truth_of(self, condition: Condition) -> Truth:
        """Return where a condition holds."""
        if isinstance(condition, Atom):
            return self._atom(condition)
        if isinstance(condition, Not):
            inner = self.truth_of(condition.part)
            return Truth(inner.false, inner.true, inner.unknown)
        if isinstance(condition, AllOf):
            return self._all([self.truth_of(part) for part in condition.parts])
        if isinstance(condition, AnyOf):
            flipped = [self.truth_of(part) for part in condition.parts]
            met = self._all([Truth(one.false, one.true, one.unknown) for one in flipped])
            return Truth(met.false, met.true, met.unknown)
        return Truth(NONE, NONE) if isinstance(condition, Never) else Truth(NONE, NONE, self.whole)

    def _all(self, parts: list[Truth]) -> Truth:
        true, false = self.whole, NONE
        for part in parts:
            true = shared(true, part.true)
        false = united(*(part.false for part in parts))
        unknown = without(united(*(part.unknown for part in parts)), false)
        return Truth(true, false, unknown)

    def _atom(self, atom: Atom) -> Truth:
        if atom.value is None:
            return self._against_null(atom.operator)
        if self.kind is None:
            return Truth(NONE, NONE, self.whole)
        if kind_of(atom.value) != self.kind:
            return self._against_other_kind(atom.operator)
        equal: Spans = ((self.place_of(atom.value),) * 2,)
        return self._against(atom.operator, equal)

    def _against_null(self, operator: str) -> Truth:
        null: Spans = ((NULL, NULL),)
        rest = without(self.whole, null)
        if operator in {"=", "=="}:
            return Truth(null, rest)
        return Truth(rest, null) if operator == "!=" else Truth(NONE, NONE)

    def _against_other_kind(self, operator: str) -> Truth:
        """Return the truth of a comparison with a value of another kind: it may only hold for other kinds."""
        if operator == "==":
            return Truth(NONE, without(self.whole, ((OTHER, OTHER),)), ((OTHER, OTHER),))
        return Truth(NONE, NONE, ((OTHER, OTHER),))

    def _against(self, operator: str, equal: Spans) -> Truth:
        null: Spans = ((NULL, NULL),)
        rest = without(self.values, equal)
        if operator == "==":
            return Truth(equal, united(null, ((OTHER, OTHER),), rest))
        if operator == "=":
            return Truth(equal, united(null, rest))
        if operator == "!=":
            return Truth(united(null, rest), equal)
        if self.kind == "boolean":
            return Truth(NONE, NONE)
        low: Spans = shared(rest, ((FIRST, equal[0][0] - 1),))
        high: Spans = shared(rest, ((equal[0][1] + 1, self.last),))
        holds, fails = (low, high) if operator[0] == "<" else (high, low)
        if operator.endswith("="):
            return Truth(united(holds, equal), fails)
        return Truth(holds, united(fails, equal))


def line_of(kind: str | None, conditions: Iterable[Condition]) -> Line:
    """Return the line of a kind, cut at every value the conditions name.

    Values that cannot be put in one order, such as moments with and without a zone, make it unknown.
    """
    if kind is None:
        return Line(None, (), ())
    found = {} if kind != "boolean" else {False: False, True: True}
    for condition in conditions:
        for atom in atoms_of(condition):
            if kind_of(atom.value) == kind:
                found.setdefault(moment_of(atom.value), atom.value)
    try:
        points = sorted(found)
    except TypeError:
        return Line(None, (), ())
    return Line(kind, tuple(points), tuple(found[point] for point in points))

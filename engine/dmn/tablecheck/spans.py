"""Sets of whole numbers as sorted spans: which pieces of a line a cell holds for."""

from __future__ import annotations

Spans = tuple[tuple[int, int], ...]
"""First and last number of each run, both counted in, in order and without touching."""

NONE: Spans = ()


def united(*parts: Spans) -> Spans:
    """Return what is in any of the parts."""
    ordered = sorted(span for part in parts for span in part)
    made: list[tuple[int, int]] = []
    for low, high in ordered:
        if made and low <= made[-1][1] + 1:
            made[-1] = (made[-1][0], max(made[-1][1], high))
        else:
            made.append((low, high))
    return tuple(made)


def shared(one: Spans, other: Spans) -> Spans:
    """Return what is in both."""
    made: list[tuple[int, int]] = []
    at = beside = 0
    while at < len(one) and beside < len(other):
        low, high = max(one[at][0], other[beside][0]), min(one[at][1], other[beside][1])
        if low <= high:
            made.append((low, high))
        if one[at][1] < other[beside][1]:
            at += 1
        else:
            beside += 1
    return tuple(made)


def without(one: Spans, other: Spans) -> Spans:
    """Return what is in the first and not in the other."""
    made: list[tuple[int, int]] = []
    for low, high in one:
        start = low
        for taken_low, taken_high in other:
            if taken_high < start or taken_low > high:
                continue
            if start < taken_low:
                made.append((start, taken_low - 1))
            start = taken_high + 1
        if start <= high:
            made.append((start, high))
    return tuple(made)


def holds_all(one: Spans, other: Spans) -> bool:
    """Tell whether everything in the other is in the first."""
    return shared(one, other) == other


def meet(one: Spans, other: Spans) -> bool:
    """Tell whether anything is in both."""
    return bool(shared(one, other))

"""Sets of whole numbers as sorted spans: which pieces of a line a cell holds for."""

from __future__ import annotations

from bisect import bisect_left

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
    few, many = (one, other) if len(one) <= len(other) else (other, one)
    made: list[tuple[int, int]] = []
    at = 0
    for low, high in few:
        # Runs that end before this one starts are skipped at once: a line may have thousands.
        at = bisect_left(many, low, lo=at, key=_end_of)
        while at < len(many) and many[at][0] <= high:
            made.append((max(low, many[at][0]), min(high, many[at][1])))
            if many[at][1] > high:
                break
            at += 1
    return tuple(made)


def _end_of(span: tuple[int, int]) -> int:
    return span[1]


def without(one: Spans, other: Spans) -> Spans:
    """Return what is in the first and not in the other."""
    made: list[tuple[int, int]] = []
    at = 0
    for low, high in one:
        start = low
        at = bisect_left(other, low, lo=at, key=_end_of)
        while at < len(other) and other[at][0] <= high:
            if start < other[at][0]:
                made.append((start, other[at][0] - 1))
            start = other[at][1] + 1
            if other[at][1] > high:
                break
            at += 1
        if start <= high:
            made.append((start, high))
    return tuple(made)


def holds_all(one: Spans, other: Spans) -> bool:
    """Tell whether everything in the other is in the first."""
    if not one or not other:
        return not other
    if one[0][0] > other[0][0] or one[-1][1] < other[-1][1]:
        return False
    return len(one) == 1 or shared(one, other) == other

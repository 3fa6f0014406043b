"""Pieces of a line in the expert's words, and as a cell that would hold for them."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

from regelruimte.engine.dmn.tablecheck.grid import Axis, Box, Grid
from regelruimte.engine.dmn.tablecheck.lines import FIRST, NULL, OTHER, Line
from regelruimte.engine.dmn.tablecheck.spans import Spans, shared, without
from regelruimte.engine.dmn.validity import Period
from regelruimte.engine.feel.kinds import kind_of
from regelruimte.engine.feel.render import literal_of, number_text
from regelruimte.engine.values import Value

_MONTHS = [
    "januari",
    "februari",
    "maart",
    "april",
    "mei",
    "juni",
    "juli",
    "augustus",
    "september",
    "oktober",
    "november",
    "december",
]
_MOST = 6
_TEMPORAL = {
    "date": "date",
    "time": "time",
    "date and time": "date and time",
    "days and time duration": "duration",
    "years and months duration": "duration",
}


def value_words(value: Value) -> str:
    """Return a value as people write it: 1.283,83, 31 januari 2027, ‘samen’, ja."""
    if isinstance(value, bool):
        return "ja" if value else "nee"
    if isinstance(value, Decimal):
        return _number(value)
    if isinstance(value, str):
        return f"‘{value[:60]}’"
    return day_words(value) if kind_of(value) == "date" else literal_of(value)


def day_words(day: date) -> str:
    """Return a day as people write it."""
    return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"


def _number(number: Decimal) -> str:
    whole, _, rest = number_text(number).partition(".")
    whole = f"{int(whole):,}".replace(",", ".")
    return f"{whole},{rest}" if rest else whole


def cell_of(value: Value) -> str:
    """Return a value as it is written in a cell."""
    function = _TEMPORAL.get(kind_of(value))
    return f'{function}("{literal_of(value)}")' if function else literal_of(value)


def box_words(box: Box, grid: Grid, domain: Box) -> str:
    """Return what a box holds: each axis on which it is not all of the domain."""
    told = [
        f"‘{axis.label}’: {pieces_words(pieces, axis)}"
        for axis, pieces, whole in zip(grid.axes, box, domain, strict=False)
        if pieces != whole
    ]
    return "; ".join(told) or "wat er ook wordt ingevuld"


def box_cells(box: Box, grid: Grid, domain: Box) -> str:
    """Return the cells of a row that would hold for a box; `-` where it is all of the domain."""
    cells: dict[int, str] = {}
    for axis, pieces, whole in zip(grid.axes, box, domain, strict=False):
        for place in axis.columns:
            cells[place] = "-" if pieces == whole else pieces_cell(pieces, axis)
    return " | ".join(cells[place] for place in sorted(cells))


def periods_of(box: Box, grid: Grid) -> tuple[Period, ...]:
    """Return the periods of a box; none when the table has no dates."""
    if grid.days is None:
        return ()
    starts = grid.days.starts
    return tuple(
        Period(
            starts[low - 1] if low else None, starts[high] - timedelta(days=1) if high < len(starts) else None
        )
        for low, high in box[-1]
    )


def period_words(period: Period) -> str:
    """Return when something is in force, in words; empty when always."""
    first, last = period.valid_from, period.valid_until
    if first is not None and last is not None:
        return f"van {day_words(first)} tot en met {day_words(last)}"
    if first is not None:
        return f"vanaf {day_words(first)}"
    return "" if last is None else f"tot en met {day_words(last)}"


def pieces_words(pieces: Spans, axis: Axis) -> str:
    """Return pieces of an axis in words."""
    line = axis.line
    parts = ["niet ingevuld"] if shared(pieces, ((NULL, NULL),)) else []
    excluded = _excluded(without(axis.domain, pieces), line)
    if excluded is not None and _has_more_than_points(pieces, line):
        parts.append(_anything_but(excluded, axis))
    else:
        parts += [_run_words(low, high, line) for low, high in _own(pieces, line)]
        parts += ["iets anders"] if shared(pieces, ((OTHER, OTHER),)) else []
    if len(parts) > _MOST:
        parts = [*parts[:_MOST], f"en nog {len(parts) - _MOST} stukken"]
    return " of ".join(parts)


def _anything_but(excluded: list[Value], axis: Axis) -> str:
    if not excluded:
        return "elke waarde"
    named = ", ".join(value_words(one) for one in excluded[:_MOST])
    more = f" en nog {len(excluded) - _MOST} waarden" if len(excluded) > _MOST else ""
    what = "een andere tekst" if axis.line.kind == "string" else "iets anders"
    return f"{what} dan {named}{more}"


def _excluded(left: Spans, line: Line) -> list[Value] | None:
    """Return the values left out when those are only single points of a line; None when more is."""
    own = shared(left, ((FIRST, line.last),))
    if line.kind == "boolean" or any(low != high or low % 2 == 0 for low, high in own):
        return None
    return [line.shown[(low - FIRST) // 2] for low, _ in own]


def _has_more_than_points(pieces: Spans, line: Line) -> bool:
    return any(low != high or low % 2 == 0 for low, high in _own(pieces, line))


def _own(pieces: Spans, line: Line) -> list[tuple[int, int]]:
    return list(shared(pieces, line.values))


def _run_words(low: int, high: int, line: Line) -> str:
    first, first_in = _end(low, line, at_start=True)
    last, last_in = _end(high, line, at_start=False)
    if first is not None and first == last and first_in and last_in:
        return value_words(first)
    is_day = line.kind in {"date", "date and time", "time"}
    if first is None and last is None:
        return "elke waarde"
    if first is None:
        below = "vóór" if is_day else "lager dan"
        return f"tot en met {value_words(last)}" if last_in else f"{below} {value_words(last)}"
    above = "na" if is_day else "hoger dan"
    opening = f"vanaf {value_words(first)}" if first_in else f"{above} {value_words(first)}"
    if last is None:
        return opening
    if not first_in and not last_in:
        return f"tussen {value_words(first)} en {value_words(last)}"
    return f"{opening} tot en met {value_words(last)}" if last_in else f"{opening} tot {value_words(last)}"


def _end(piece: int, line: Line, *, at_start: bool) -> tuple[Value, bool]:
    """Return the value at an end of a run of pieces and whether it is in the run; None beyond all values."""
    place = piece - FIRST
    if place % 2 == 1:
        return line.shown[place // 2], True
    beside = place // 2 - 1 if at_start else place // 2
    return (line.shown[beside] if 0 <= beside < len(line.shown) else None), False


def pieces_cell(pieces: Spans, axis: Axis) -> str:
    """Return a cell that holds for pieces of an axis."""
    line = axis.line
    own = _own(pieces, line)
    nulls = bool(shared(pieces, ((NULL, NULL),)))
    excluded = _excluded(without(axis.domain, pieces), line)
    if not _has_more_than_points(pieces, line):
        excluded = None
    if nulls and excluded:
        return f"not({', '.join(cell_of(one) for one in excluded)})"
    cells = ["null"] if nulls else []
    if excluded:
        return " and ".join(["? != null", *(f"? != {cell_of(one)}" for one in excluded)])
    return ", ".join([*cells, *(_run_cell(low, high, line) for low, high in own)])


def _run_cell(low: int, high: int, line: Line) -> str:
    first, first_in = _end(low, line, at_start=True)
    last, last_in = _end(high, line, at_start=False)
    if first is None and last is None:
        return "not(null)"
    if first is None:
        return f"{'<=' if last_in else '<'} {cell_of(last)}"
    if last is None:
        return f"{'>=' if first_in else '>'} {cell_of(first)}"
    if first == last:
        return cell_of(first)
    return f"{'[' if first_in else '('}{cell_of(first)}..{cell_of(last)}{']' if last_in else ')'}"

"""Rows of the worklist as the page shows them: grouped by when they are due, marked where they deviate."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from regelruimte.app.wording import gettext as _
from regelruimte.engine.advance import SUSPENDED
from regelruimte.engine.store.reads.inbox import InboxRow
from regelruimte.engine.terms import day_of


@dataclass(frozen=True, slots=True)
class Mark:
    """One thing that deviates: look, icon and words."""

    kind: str
    icon: str
    text: str


@dataclass(frozen=True, slots=True)
class Row:
    """A task on the worklist.

    Attributes:
        due: our own target day, of the task or else of the case.
        is_past: the target day has gone by; is_late: the last day by law has gone by, or is today.
    """

    row: InboxRow
    due: date | None
    is_past: bool
    is_late: bool
    marks: tuple[Mark, ...]


@dataclass(frozen=True, slots=True)
class RowGroup:
    """Rows that are due in the same stretch of time."""

    key: str
    title: str
    rows: tuple[Row, ...]


def group_rows(found: Iterable[InboxRow], today: date) -> tuple[RowGroup, ...]:
    """Group rows into late or today, this week and later; groups without rows are left out."""
    rows = sorted((_row(row, today) for row in found), key=_first)
    titles = {"now": _("Te laat of vandaag"), "week": _("Deze week"), "later": _("Later")}
    groups = (
        RowGroup(key, title, tuple(row for row in rows if _stretch(row, today) == key))
        for key, title in titles.items()
    )
    return tuple(group for group in groups if group.rows)


def _row(row: InboxRow, today: date) -> Row:
    due = day_of(row.task.due_at) if row.task.due_at else row.target_due
    return Row(
        row=row,
        due=due,
        is_past=due is not None and due < today,
        is_late=row.legal_due is not None and row.legal_due <= today,
        marks=tuple(_marks(row)),
    )


def _first(row: Row) -> tuple[bool, date]:
    day = _decisive(row)
    return (day is None, day or date.max)


def _decisive(row: Row) -> date | None:
    days = [day for day in (row.due, row.row.legal_due) if day is not None]
    return min(days) if days else None


def _stretch(row: Row, today: date) -> str:
    day = _decisive(row)
    sunday = today + timedelta(days=6 - today.weekday())
    if day is None or day > sunday:
        return "later"
    return "now" if day <= today else "week"


def _marks(row: InboxRow) -> Iterable[Mark]:
    if row.task.held_by == SUSPENDED:
        yield Mark("", "pause", _("Stilgezet"))
    elif row.task.held_by is not None:
        yield Mark("", "pause", _("Wacht op omweg"))
    elif row.task.detour is not None:
        yield Mark("detour", "detour", _("Omweg"))
    if row.trial is not None:
        yield arm_mark(row.arm)
    if row.is_practice:
        yield Mark("", "play", _("Oefenzaak"))


def arm_mark(arm: str | None) -> Mark:
    """Return the mark of a case in a trial."""
    letter = (arm or "").upper()
    return Mark(f"arm-{letter.lower()}" if letter else "", "", _("Proef, groep %(letter)s", letter=letter))

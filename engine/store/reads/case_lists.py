"""Lists of cases."""

from __future__ import annotations

from collections.abc import Sequence

import regex
import sqlalchemy as sa

from regelruimte.engine.store import tables as t
from regelruimte.engine.store.unit_of_work import View
from regelruimte.engine.vocabulary import Case, CaseStatus, Channel, Page

PAGE_ROWS = 25

MOST_FOUND = 1_000
"""A search that finds so many stops looking."""

_WHOLE_NUMBER = regex.compile(r"[A-Za-z]{1,4}-\d{4}-\d{6,12}", regex.ASCII)
_NEWEST = (t.case_.c.opened_at.desc(), t.case_.c.id)
_CASE = [c for c in t.case_.c if not c.name.startswith("audit_")]


def list_cases_of_person(view: View, person: str) -> tuple[Case, ...]:
    """Return the cases about a person, open ones first, newest first."""
    rows = view.connection.execute(
        sa.select(*_CASE)
        .where(t.case_.c.person == person)
        .order_by(t.case_.c.status == CaseStatus.CLOSED.value, t.case_.c.opened_at.desc())
    ).mappings()
    return tuple(_case(row) for row in rows)


def search_cases(view: View, text: str, *, page: int) -> Page[Case]:
    """Return a page of the cases whose number, person or kind contains the text, newest first.

    No more than MOST_FOUND are looked for; whoever sees that number as the total finds more by asking closer.
    """
    ids = _find_number(view, text) or _list_holding(view, text)
    pages = max(1, -(-len(ids) // PAGE_ROWS))
    number = min(max(1, page), pages)
    shown = t.case_.c.id.in_(ids[(number - 1) * PAGE_ROWS : number * PAGE_ROWS])
    rows = view.connection.execute(sa.select(*_CASE).where(shown).order_by(*_NEWEST)).mappings()
    return Page(tuple(_case(row) for row in rows), len(ids), number, pages)


def _find_number(view: View, text: str) -> Sequence[str]:
    """Return the case whose whole number this is, by the index of numbers."""
    if not _WHOLE_NUMBER.fullmatch(text):
        return ()
    return view.connection.scalars(sa.select(t.case_.c.id).where(t.case_.c.number == text.upper())).all()


def _list_holding(view: View, text: str) -> Sequence[str]:
    words = t.case_.c.number + "\n" + t.case_.c.person_name + "\n" + t.case_.c.title
    holding = [words.icontains(text, autoescape=True)] if text else []
    return view.connection.scalars(
        sa.select(t.case_.c.id).where(*holding).order_by(*_NEWEST).limit(MOST_FOUND)
    ).all()


def _case(row: sa.RowMapping) -> Case:
    values = dict(row)
    values["channel"] = Channel(values["channel"])
    values["status"] = CaseStatus(values["status"])
    return Case(**values)

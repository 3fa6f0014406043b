"""Lists of cases."""

from __future__ import annotations

import sqlalchemy as sa

from regelruimte.engine.store import tables as t
from regelruimte.engine.store.unit_of_work import View
from regelruimte.engine.vocabulary import Case, CaseStatus, Channel, Page

PAGE_ROWS = 25

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
    """Return a page of the cases whose number, person or kind contains the text, newest first."""
    found = sa.or_(
        *(
            c.icontains(text, autoescape=True)
            for c in (t.case_.c.number, t.case_.c.person_name, t.case_.c.title)
        )
    )
    total = int(view.connection.scalar(sa.select(sa.func.count()).select_from(t.case_).where(found)) or 0)
    pages = max(1, -(-total // PAGE_ROWS))
    number = min(max(1, page), pages)
    rows = view.connection.execute(
        sa.select(*_CASE)
        .where(found)
        .order_by(t.case_.c.opened_at.desc(), t.case_.c.id)
        .limit(PAGE_ROWS)
        .offset((number - 1) * PAGE_ROWS)
    ).mappings()
    return Page(tuple(_case(row) for row in rows), total, number, pages)


def _case(row: sa.RowMapping) -> Case:
    values = dict(row)
    values["channel"] = Channel(values["channel"])
    values["status"] = CaseStatus(values["status"])
    return Case(**values)

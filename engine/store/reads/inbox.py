"""The worklist's queries: open tasks by person and by group."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa

from regelruimte.engine.spiff.step import WaitKind
from regelruimte.engine.store import tables as t
from regelruimte.engine.store.task_rows import TASK_COLUMNS, task_of
from regelruimte.engine.store.unit_of_work import View
from regelruimte.engine.vocabulary import Page, Task, TaskStatus

PAGE_ROWS = 25


@dataclass(frozen=True, slots=True)
class InboxRow:
    """A task as a row of the worklist, with what its case adds."""

    task: Task
    case_title: str
    person_name: str
    definition: str
    legal_due: date | None
    target_due: date | None
    trial: str | None
    arm: str | None
    is_practice: bool


_COLUMNS = [
    *TASK_COLUMNS,
    t.case_.c.title.label("case_title"),
    t.case_.c.person_name,
    t.case_.c.definition,
    t.case_.c.legal_due,
    t.case_.c.target_due,
    t.case_.c.trial,
    t.case_.c.arm,
    t.case_.c.is_practice,
]
_EXTRA = (
    "case_title",
    "person_name",
    "definition",
    "legal_due",
    "target_due",
    "trial",
    "arm",
    "is_practice",
)
_FROM = t.task.join(t.case_, t.case_.c.id == t.task.c.case_id)


def list_of_person(view: View, actor: str, *, definition: str | None, page: int) -> Page[InboxRow]:
    """Return a page of the open tasks a person took, the soonest due first."""
    return _page(view, [t.task.c.assignee == actor], definition, page)


def list_of_groups(view: View, groups: Iterable[str], *, definition: str | None, page: int) -> Page[InboxRow]:
    """Return a page of the open tasks of groups that nobody took, the soonest due first."""
    where = [t.task.c.group_key.in_(sorted(groups)), t.task.c.assignee.is_(None)]
    return _page(view, where, definition, page)


def list_of_colleagues(
    view: View, groups: Iterable[str], *, definition: str | None, page: int
) -> Page[InboxRow]:
    """Return a page of all open tasks of groups, taken or not, the soonest due first."""
    return _page(view, [t.task.c.group_key.in_(sorted(groups))], definition, page)


def count_open(view: View, actor: str, groups: Iterable[str]) -> tuple[int, int, int]:
    """Count open tasks: those a person took, those of their groups nobody took, all of their groups."""
    is_open = t.task.c.status == TaskStatus.OPEN.value
    of_groups = t.task.c.group_key.in_(sorted(groups))
    mine = sa.func.count().filter(t.task.c.assignee == actor)
    free = sa.func.count().filter(t.task.c.assignee.is_(None), of_groups)
    every = sa.func.count().filter(of_groups)
    row = view.connection.execute(sa.select(mine, free, every).select_from(t.task).where(is_open)).one()
    return int(row[0]), int(row[1]), int(row[2])


@dataclass(frozen=True, slots=True)
class OpenBlock:
    """A case that waits until somebody chooses a step in an open block of tailored work, or closes it."""

    name: str
    case_number: str
    case_title: str
    person_name: str
    target_due: date | None
    legal_due: date | None
    is_practice: bool


_CASE_COLUMNS = (
    t.case_.c.number.label("case_number"),
    t.case_.c.title.label("case_title"),
    t.case_.c.person_name,
    t.case_.c.target_due,
    t.case_.c.legal_due,
    t.case_.c.is_practice,
)

BLOCKS_SHOWN = 50
"""Most open blocks on a page of the worklist; the longest waiting come first."""


def list_open_blocks(view: View, groups: Iterable[str], *, definition: str | None) -> tuple[OpenBlock, ...]:
    """Return the cases of groups that wait in an open block while nobody has a task of the case."""
    has_task = (
        sa.select(t.task.c.id)
        .where(t.task.c.case_id == t.wait.c.case_id, t.task.c.status == TaskStatus.OPEN.value)
        .exists()
    )
    mine = sa.or_(t.wait.c.group_key.is_(None), t.wait.c.group_key.in_(sorted(groups)))
    conditions = [t.wait.c.kind == WaitKind.ADHOC.value, mine, ~has_task]
    if definition:
        conditions.append(t.case_.c.definition == definition)
    rows = view.connection.execute(
        sa.select(t.wait.c.name, *_CASE_COLUMNS)
        .join(t.case_, t.case_.c.id == t.wait.c.case_id)
        .where(*conditions)
        .order_by(t.case_.c.target_due.is_(None), t.case_.c.target_due, t.case_.c.opened_at)
        .limit(BLOCKS_SHOWN)
    ).mappings()
    return tuple(OpenBlock(**row) for row in rows)


@dataclass(frozen=True, slots=True)
class StuckCase:
    """A case that an incident holds up until somebody solves it; `message` says what went wrong."""

    message: str
    case_number: str
    case_title: str
    person_name: str
    target_due: date | None
    legal_due: date | None
    is_practice: bool


def list_stuck(view: View, *, definition: str | None) -> tuple[StuckCase, ...]:
    """Return the open cases with an incident that nobody solved, the soonest due first."""
    conditions: list[Any] = [t.incident.c.resolved_at.is_(None), t.case_.c.closed_at.is_(None)]
    if definition:
        conditions.append(t.case_.c.definition == definition)
    rows = view.connection.execute(
        sa.select(
            sa.func.min(t.incident.c.message).label("message"),
            *_CASE_COLUMNS,
        )
        .join(t.case_, t.case_.c.id == t.incident.c.case_id)
        .where(*conditions)
        .group_by(t.case_.c.id)
        .order_by(t.case_.c.legal_due.is_(None), t.case_.c.legal_due, t.case_.c.opened_at)
        .limit(BLOCKS_SHOWN)
    ).mappings()
    return tuple(StuckCase(**row) for row in rows)


def list_kinds(view: View) -> tuple[tuple[str, str], ...]:
    """Return the kinds of case that have open tasks, as (key, title), by title."""
    rows = view.connection.execute(
        sa.select(t.definition.c.key, t.definition.c.title)
        .where(t.definition.c.standing.is_not(None))
        .order_by(t.definition.c.title)
    )
    return tuple((row.key, row.title) for row in rows)


def _page(view: View, where: list[Any], definition: str | None, page: int) -> Page[InboxRow]:
    conditions = [t.task.c.status == TaskStatus.OPEN.value, *where]
    if definition:
        conditions.append(t.case_.c.definition == definition)
    total = int(view.connection.scalar(sa.select(sa.func.count()).select_from(_FROM).where(*conditions)) or 0)
    pages = max(1, -(-total // PAGE_ROWS))
    number = min(max(1, page), pages)
    rows = view.connection.execute(
        sa.select(*_COLUMNS)
        .select_from(_FROM)
        .where(*conditions)
        .order_by(t.task.c.due_at.is_(None), t.task.c.due_at, t.task.c.opened_at, t.task.c.id)
        .limit(PAGE_ROWS)
        .offset((number - 1) * PAGE_ROWS)
    ).mappings()
    return Page(tuple(_row(row) for row in rows), total, number, pages)


def _row(row: sa.RowMapping) -> InboxRow:
    values = dict(row)
    extra = {name: values.pop(name) for name in _EXTRA}
    return InboxRow(task=task_of(values), **extra)

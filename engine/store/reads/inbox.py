"""The worklist's queries: open tasks by person and by group, page by page, and how many there are.

A page is found by the task it comes after or before, never by counting off those before it, and each group is
read by itself in the order of its index: a page costs the same among a million tasks as among ten.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from operator import itemgetter
from typing import Any

import sqlalchemy as sa

from regelruimte.engine.store import tables as t
from regelruimte.engine.store.columns import Moment
from regelruimte.engine.store.partial import OPEN_BLOCK, OPEN_TASK
from regelruimte.engine.store.prepared import Prepared
from regelruimte.engine.store.reads.places import FIRST, Place, Spot, read_spot
from regelruimte.engine.store.task_rows import TASK_COLUMNS, task_of
from regelruimte.engine.store.unit_of_work import View
from regelruimte.engine.vocabulary import Task

PAGE_ROWS = 25

MOST_COUNTED = 1_000
"""Further is not counted; who sees this number reads it as "as many, or more"."""

_MOST_GROUPS = 100
"""Of more groups than this the tasks are sorted together: a statement can have only so many parts."""


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


@dataclass(frozen=True, slots=True)
class InboxPage:
    """A page of the worklist.

    Attributes:
        number: which page it is for whoever came here page by page, from 1.
        earlier, later: the places of the pages beside it, None where there is none.
    """

    rows: tuple[InboxRow, ...]
    number: int
    earlier: Place | None
    later: Place | None


@dataclass(frozen=True, slots=True)
class _Asked:
    """What makes one statement differ from another.

    Attributes:
        groups: of how many groups; None for the tasks of a person.
        is_free: only what nobody took; has_kind: only cases of one kind.
        is_dated: tasks with a date, or those without: they come after all that have one.
        has_spot: only from a task on; is_backward: those before it, the nearest first.
    """

    groups: int | None
    is_free: bool
    has_kind: bool
    is_dated: bool = True
    has_spot: bool = False
    is_backward: bool = False


_EXTRA = {
    "case_title": t.case_.c.title,
    "person_name": t.case_.c.person_name,
    "definition": t.case_.c.definition,
    "legal_due": t.case_.c.legal_due,
    "target_due": t.case_.c.target_due,
    "trial": t.case_.c.trial,
    "arm": t.case_.c.arm,
    "is_practice": t.case_.c.is_practice,
}
_COLUMNS = [*TASK_COLUMNS, *(column.label(name) for name, column in _EXTRA.items())]
_ORDER = (t.task.c.due_at, t.task.c.opened_at, t.task.c.id)
# Said so that no index of assignees is used for it: nearly all tasks of the database can be free.
_IS_FREE = sa.func.coalesce(t.task.c.assignee, sa.literal_column("''")) == sa.literal_column("''")
_SPOT: tuple[sa.BindParameter[Any], ...] = (
    sa.bindparam("spot_due_at", type_=Moment()),
    sa.bindparam("spot_opened_at", type_=Moment()),
    sa.bindparam("spot_id"),
)


def list_of_person(view: View, actor: str, *, definition: str | None, place: Place = FIRST) -> InboxPage:
    """Return a page of the open tasks a person took, the soonest due first."""
    asked = _Asked(None, is_free=False, has_kind=definition is not None)
    return _page(view, asked, {"person": actor, **_kind(definition)}, place)


def list_of_groups(
    view: View, groups: Iterable[str], *, definition: str | None, place: Place = FIRST
) -> InboxPage:
    """Return a page of the open tasks of groups that nobody took, the soonest due first."""
    names = sorted(groups)
    asked = _Asked(len(names), is_free=True, has_kind=definition is not None)
    return _page(view, asked, {**_groups(names), **_kind(definition)}, place)


def list_of_colleagues(
    view: View, groups: Iterable[str], *, definition: str | None, place: Place = FIRST
) -> InboxPage:
    """Return a page of all open tasks of groups, taken or not, the soonest due first."""
    names = sorted(groups)
    asked = _Asked(len(names), is_free=False, has_kind=definition is not None)
    return _page(view, asked, {**_groups(names), **_kind(definition)}, place)


def count_open(view: View, actor: str, groups: Iterable[str]) -> tuple[int, int, int]:
    """Count open tasks, each up to MOST_COUNTED: of a person, of groups that nobody took, of groups."""
    names = sorted(groups)
    row = _counting(len(names)).first(view.connection, {"person": actor, **_groups(names)})
    return (0, 0, 0) if row is None else (int(row["mine"]), int(row["free"]), int(row["every"]))


def list_kinds(view: View) -> tuple[tuple[str, str], ...]:
    """Return the kinds of case that can be started, as (key, title), by title."""
    return tuple((row["key"], row["title"]) for row in _KINDS.rows(view.connection, {}))


_KINDS = Prepared(
    sa.select(t.definition.c.key, t.definition.c.title)
    .where(t.definition.c.standing.is_not(None))
    .order_by(t.definition.c.title)
)


def _groups(names: list[str]) -> dict[str, str]:
    return {f"group_{at}": name for at, name in enumerate(names)}


def _kind(definition: str | None) -> dict[str, str]:
    return {} if definition is None else {"kind": definition}


def _page(view: View, asked: _Asked, values: Mapping[str, Any], place: Place) -> InboxPage:
    spot = read_spot(place.after or place.before)
    is_backward = spot is not None and place.after is None
    found: list[InboxRow] = []
    for is_dated, has_spot in _parts(spot, is_backward=is_backward):
        if len(found) <= PAGE_ROWS:
            part = replace(asked, is_dated=is_dated, has_spot=has_spot, is_backward=is_backward)
            here = _values_of(spot) if spot is not None and has_spot else {}
            found += map(_row, _listing(part).rows(view.connection, {**values, **here}))
    rows, has_more = found[:PAGE_ROWS], len(found) > PAGE_ROWS
    if is_backward:
        rows.reverse()
    has_earlier, has_later = (has_more, True) if is_backward else (spot is not None, has_more)
    number = max(1, place.number) if has_earlier else 1
    return InboxPage(
        rows=tuple(rows),
        number=number,
        earlier=Place(max(1, number - 1), before=_spot(rows[0])) if rows and has_earlier else None,
        later=Place(number + 1, after=_spot(rows[-1])) if rows and has_later else None,
    )


def _parts(spot: Spot | None, *, is_backward: bool) -> list[tuple[bool, bool]]:
    """Return what to look through, in turn: whether tasks with a date, and whether from the spot on."""
    turns = [False, True] if is_backward else [True, False]
    if spot is None:
        return [(is_dated, False) for is_dated in turns]
    begins = spot.due_at is not None
    return [(is_dated, is_dated == begins) for is_dated in turns[turns.index(begins) :]]


def _values_of(spot: Spot) -> dict[str, Any]:
    values = {"spot_opened_at": spot.opened_at, "spot_id": spot.id}
    return values if spot.due_at is None else values | {"spot_due_at": spot.due_at}


def _spot(row: InboxRow) -> str:
    return Spot(row.task.due_at, row.task.opened_at, row.task.id).text


def _row(row: dict[str, Any]) -> InboxRow:
    return InboxRow(task_of(row), *_extra(row))


_extra = itemgetter(*_EXTRA)


@lru_cache(maxsize=200)
def _listing(asked: _Asked) -> Prepared:
    """Return the statement of a page and one row more: every group by itself, then the first of them all."""
    parts = [sa.select(_part(asked, owner).subquery()) for owner in _owners(asked.groups)]
    all_parts = sa.union_all(*parts).subquery("all_parts")
    first = (
        sa.select(all_parts).order_by(*_directed(asked, *all_parts.c)).limit(PAGE_ROWS + 1).subquery("first")
    )
    joined = first.join(t.task, t.task.c.id == first.c.id).join(t.case_, t.case_.c.id == t.task.c.case_id)
    return Prepared(sa.select(*_COLUMNS).select_from(joined).order_by(*_directed(asked, *first.c)))


def _part(asked: _Asked, owner: sa.ColumnElement[bool]) -> sa.Select[Any]:
    """Return the first tasks of one group, from the spot on."""
    due_at = t.task.c.due_at
    conditions = [OPEN_TASK, owner, due_at.is_not(None) if asked.is_dated else due_at.is_(None)]
    if asked.is_free:
        conditions.append(_IS_FREE)
    if asked.has_kind:
        of_kind = sa.select(t.case_.c.id).where(
            t.case_.c.id == t.task.c.case_id, t.case_.c.definition == sa.bindparam("kind")
        )
        conditions.append(of_kind.exists())
    if asked.has_spot:
        mine, spot = (_ORDER, _SPOT) if asked.is_dated else (_ORDER[1:], _SPOT[1:])
        here, there = sa.tuple_(*mine), sa.tuple_(*spot)
        conditions.append(here < there if asked.is_backward else here > there)
    return sa.select(*_ORDER).where(*conditions).order_by(*_directed(asked, *_ORDER)).limit(PAGE_ROWS + 1)


def _directed(asked: _Asked, *columns: sa.ColumnElement[Any]) -> list[sa.ColumnElement[Any]]:
    return [column.desc() if asked.is_backward else column for column in columns]


def _owners(groups: int | None) -> list[sa.ColumnElement[bool]]:
    """Return the conditions of the parts that are read by themselves."""
    if groups is None:
        return [t.task.c.assignee == sa.bindparam("person")]
    names = _names(groups)
    if groups > _MOST_GROUPS:
        return [t.task.c.group_key.in_(names)]
    return [t.task.c.group_key == name for name in names] or [sa.false()]


def _names(groups: int) -> list[sa.BindParameter[Any]]:
    return [sa.bindparam(f"group_{at}") for at in range(groups)]


@lru_cache(maxsize=100)
def _counting(groups: int) -> Prepared:
    names = _names(groups)
    of_groups = t.task.c.group_key.in_(names) if names else sa.false()
    counted: dict[str, list[sa.ColumnElement[bool]]] = {
        "mine": [t.task.c.assignee == sa.bindparam("person")],
        "free": [of_groups, _IS_FREE],
        "every": [of_groups],
    }
    return Prepared(sa.select(*(_count(where).label(name) for name, where in counted.items())))


def _count(where: list[sa.ColumnElement[bool]]) -> sa.ScalarSelect[int]:
    some = sa.select(t.task.c.id).where(OPEN_TASK, *where).limit(MOST_COUNTED).subquery()
    return sa.select(sa.func.count()).select_from(some).scalar_subquery()


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
    has_task = sa.select(t.task.c.id).where(t.task.c.case_id == t.wait.c.case_id, OPEN_TASK).exists()
    mine = sa.or_(t.wait.c.group_key.is_(None), t.wait.c.group_key.in_(sorted(groups)))
    conditions = [OPEN_BLOCK, mine, ~has_task]
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

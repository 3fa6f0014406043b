"""Rows of migration plans and of the cases that move under them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from regelruimte.engine.errors import NotFound
from regelruimte.engine.migration_plan import CaseMove, ListedPlan, MigrationPlan, MoveStatus
from regelruimte.engine.store import migration_tables as m
from regelruimte.engine.store import tables as t
from regelruimte.engine.store.unit_of_work import UnitOfWork, View
from regelruimte.engine.values import Value

_PLAN = [c.name for c in m.migration_plan.c]


@dataclass(frozen=True, slots=True)
class Kept:
    """What is kept of a case that moved, to let it go back.

    Attributes:
        revision: revision of the process instance right after the move.
        before: columns of tasks, waits and incidents as they were; state: that of the process instance.
    """

    status: MoveStatus
    revision: int | None
    before: Mapping[str, Value]
    state: bytes | None


def keep_plan(work: UnitOfWork, plan: MigrationPlan) -> None:
    """Add a plan unless it is there already."""
    there = work.connection.scalar(sa.select(m.migration_plan.c.id).where(m.migration_plan.c.id == plan.id))
    if there is None:
        row = {name: getattr(plan, name) for name in _PLAN}
        work.connection.execute(sa.insert(m.migration_plan), row | {"mapping": dict(plan.mapping)})


def read_plan(view: View, plan_id: str) -> MigrationPlan:
    """Return a plan; what it adds and removes is not kept.

    Raises:
        NotFound: no such plan.
    """
    row = (
        view.connection.execute(sa.select(m.migration_plan).where(m.migration_plan.c.id == plan_id))
        .mappings()
        .first()
    )
    if row is None:
        raise NotFound(plan=plan_id)
    return _plan(row)


def _plan(row: sa.RowMapping) -> MigrationPlan:
    return MigrationPlan(**row, added=(), removed=(), renamed={})


def put_case(work: UnitOfWork, plan_id: str, case_id: str, changes: dict[str, Any]) -> None:
    """Say what became of a case under a plan."""
    keys = (m.migration_case.c.plan == plan_id) & (m.migration_case.c.case_id == case_id)
    values = {"code": "", "message": "", "at": work.now, **changes}
    changed = work.connection.execute(sa.update(m.migration_case).where(keys).values(**values))
    if changed.rowcount == 0:
        row: dict[str, Any] = {
            "plan": plan_id,
            "case_id": case_id,
            "revision": None,
            "before": {},
            "state": None,
        }
        work.connection.execute(sa.insert(m.migration_case), row | values)


def find_kept(view: View, plan_id: str, case_id: str) -> Kept | None:
    """Return what is kept of a case under a plan, or None."""
    c = m.migration_case.c
    row = view.connection.execute(
        sa.select(c.status, c.revision, c.before, c.state).where(c.plan == plan_id, c.case_id == case_id)
    ).first()
    if row is None:
        return None
    state = None if row.state is None else bytes(row.state)
    return Kept(MoveStatus(row.status), row.revision, row.before, state)


def list_moves(view: View, plan_id: str) -> tuple[CaseMove, ...]:
    """Return what became of each case under a plan, by case number."""
    c, run = m.migration_case.c, t.process_instance.c
    is_as_moved = sa.and_(
        c.status == MoveStatus.MOVED.value,
        t.case_.c.status == "open",
        c.state.is_not(None),
        c.revision == run.revision,
    )
    rows = view.connection.execute(
        sa.select(t.case_.c.number, c.status, c.code, c.message, c.at, is_as_moved.label("may_return"))
        .join(t.case_, t.case_.c.id == c.case_id)
        .join(t.process_instance, sa.and_(run.case_id == c.case_id, run.kind == "main"))
        .where(c.plan == plan_id)
        .order_by(t.case_.c.number)
    )
    return tuple(
        CaseMove(r.number, MoveStatus(r.status), r.code, r.message, r.at, bool(r.may_return)) for r in rows
    )


def list_plans(view: View, key: str) -> tuple[ListedPlan, ...]:
    """Return the plans of a definition that were applied, newest first."""
    plans = view.connection.execute(
        sa.select(m.migration_plan)
        .where(m.migration_plan.c.definition == key)
        .order_by(m.migration_plan.c.made_at.desc(), m.migration_plan.c.id)
    ).mappings()
    c = m.migration_case.c
    counted = view.connection.execute(
        sa.select(c.plan, c.status, sa.func.count().label("cases"))
        .join(m.migration_plan, m.migration_plan.c.id == c.plan)
        .where(m.migration_plan.c.definition == key)
        .group_by(c.plan, c.status)
    )
    counts: dict[str, dict[MoveStatus, int]] = {}
    for row in counted:
        counts.setdefault(row.plan, {})[MoveStatus(row.status)] = row.cases
    return tuple(ListedPlan(_plan(row), counts.get(row["id"], {})) for row in plans)


def count_running(view: View, key: str) -> dict[int, int]:
    """Return how many open cases of a definition run on each version, by number of the version."""
    rows = view.connection.execute(
        sa.select(t.case_.c.version, sa.func.count().label("cases"))
        .join(t.process_instance, t.process_instance.c.case_id == t.case_.c.id)
        .where(
            t.case_.c.definition == key,
            t.case_.c.status == "open",
            t.process_instance.c.kind == "main",
            t.process_instance.c.state.is_not(None),
        )
        .group_by(t.case_.c.version)
    )
    return {row.version: row.cases for row in rows}


def list_running(view: View, key: str, version: int) -> tuple[tuple[str, str], ...]:
    """Return id and number of the open cases of a version whose usual path runs, by number."""
    rows = view.connection.execute(
        sa.select(t.case_.c.id, t.case_.c.number)
        .join(t.process_instance, t.process_instance.c.case_id == t.case_.c.id)
        .where(
            t.case_.c.definition == key,
            t.case_.c.version == version,
            t.case_.c.status == "open",
            t.process_instance.c.kind == "main",
            t.process_instance.c.state.is_not(None),
        )
        .order_by(t.case_.c.number)
    )
    return tuple((row.id, row.number) for row in rows)


_SNAPSHOT = {
    "task": (t.task, ("id", "element", "name", "group_key", "form")),
    "wait": (t.wait, tuple(c.name for c in t.wait.c)),
    "incident": (t.incident, ("id", "element")),
}


def take_snapshot(view: View, instance: str) -> dict[str, Value]:
    """Return what a move may change of the tasks, waits and incidents of a process instance."""
    kept: dict[str, Value] = {}
    for name, (table, columns) in _SNAPSHOT.items():
        chosen = sa.select(*(table.c[column] for column in columns)).where(table.c.instance == instance)
        if name == "task":
            chosen = chosen.where(table.c.status == "open", table.c.source == "model")
        kept[name] = [dict(row) for row in view.connection.execute(chosen).mappings()]
    return kept


def put_back(work: UnitOfWork, instance: str, kept: Mapping[str, Value]) -> None:
    """Give tasks, waits and incidents of a process instance back what a snapshot holds."""
    for name in ("task", "incident"):
        table = _SNAPSHOT[name][0]
        for row in kept[name]:
            rest = {column: value for column, value in row.items() if column != "id"}
            work.connection.execute(sa.update(table).where(table.c.id == row["id"]).values(**rest))
    work.connection.execute(sa.delete(t.wait).where(t.wait.c.instance == instance))
    if kept["wait"]:
        work.connection.execute(sa.insert(t.wait), [{**row, "queued": False} for row in kept["wait"]])


def change_wait(work: UnitOfWork, instance: str, step: str, changes: dict[str, Any]) -> None:
    """Change columns of an open wait."""
    work.connection.execute(
        sa.update(t.wait).where(t.wait.c.instance == instance, t.wait.c.step == step).values(**changes)
    )


def move_incidents(work: UnitOfWork, instance: str, step: str, element: str) -> None:
    """Let the open incidents of a step name another element."""
    c = t.incident.c
    work.connection.execute(
        sa.update(t.incident)
        .where(c.instance == instance, c.step == step, c.resolved_at.is_(None), c.element != element)
        .values(element=element)
    )

"""Rows of tasks, saved answers and detours."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields
from operator import itemgetter
from typing import Any

import sqlalchemy as sa

from regelruimte.engine.errors import NotFound
from regelruimte.engine.store import tables as t
from regelruimte.engine.store.prepared import Prepared
from regelruimte.engine.store.unit_of_work import UnitOfWork, View
from regelruimte.engine.values import Value
from regelruimte.engine.vocabulary import Detour, DetourKind, DetourStatus, Task, TaskStatus

TASK_COLUMNS = [
    *(c for c in t.task.c if c.name != "group_key"),
    t.task.c.group_key.label("group"),
    t.case_.c.number.label("case_number"),
]
_FROM = t.task.join(t.case_, t.case_.c.id == t.task.c.case_id)
_BY_ID = Prepared(sa.select(*TASK_COLUMNS).select_from(_FROM).where(t.task.c.id == sa.bindparam("id")))
_BY_STEP = Prepared(
    sa.select(*TASK_COLUMNS)
    .select_from(_FROM)
    .where(t.task.c.instance == sa.bindparam("instance"), t.task.c.step == sa.bindparam("step"))
)
_OF_CASE = Prepared(
    sa.select(*TASK_COLUMNS)
    .select_from(_FROM)
    .where(t.task.c.case_id == sa.bindparam("case_id"))
    .order_by(t.task.c.opened_at, t.task.c.id)
)
_INSERT_TASK = Prepared(sa.insert(t.task))
_UPDATE_TASK = Prepared(sa.update(t.task).where(t.task.c.id == sa.bindparam("b_id")))
_DELETE_ANSWERS = Prepared(sa.delete(t.saved_answers).where(t.saved_answers.c.task == sa.bindparam("b_task")))
_OPEN_DETOUR = Prepared(
    sa.select(t.detour.c.id).where(
        t.detour.c.case_id == sa.bindparam("case_id"),
        t.detour.c.step == sa.bindparam("step"),
        t.detour.c.status == DetourStatus.OPEN.value,
    )
)


def task_of(row: Mapping[Any, Any]) -> Task:
    """Return a row of TASK_COLUMNS, among others, as a task."""
    return Task(*_fields({**row, "status": TaskStatus(row["status"])}))


_fields = itemgetter(*(field.name for field in fields(Task)))


def insert_task(work: UnitOfWork, task: Task) -> None:
    """Add a task."""
    row = {c.name: getattr(task, c.name) for c in t.task.c if c.name != "group_key"}
    _INSERT_TASK.run(work.connection, row | {"group_key": task.group})


def read_task(view: View, task_id: str) -> Task:
    """Return a task.

    Raises:
        NotFound: no such task.
    """
    row = _BY_ID.first(view.connection, {"id": task_id})
    if row is None:
        raise NotFound(task=task_id)
    return task_of(row)


def find_task_of_step(view: View, instance: str, step: str) -> Task | None:
    """Return the task that stands for a step of the interpreter, or None."""
    row = _BY_STEP.first(view.connection, {"instance": instance, "step": step})
    return None if row is None else task_of(row)


def list_tasks_of_case(view: View, case_id: str) -> tuple[Task, ...]:
    """Return all tasks of a case in order of opening."""
    rows = _OF_CASE.rows(view.connection, {"case_id": case_id})
    return tuple(task_of(row) for row in rows)


def update_task(work: UnitOfWork, task_id: str, changes: dict[str, Any]) -> None:
    """Change columns of a task."""
    _UPDATE_TASK.run(work.connection, {"b_id": task_id, **changes})


def hold_open_tasks(work: UnitOfWork, instance: str, held_by: str | None) -> None:
    """Hold the open tasks of a path, and what stands in their place, for a detour, or let them go (None)."""
    replacing = sa.select(t.detour.c.id).where(t.detour.c.kind == DetourKind.REPLACE.value)
    work.connection.execute(
        sa.update(t.task)
        .where(
            t.task.c.instance == instance,
            t.task.c.status == TaskStatus.OPEN.value,
            sa.or_(t.task.c.source == "model", t.task.c.detour.in_(replacing)),
        )
        .values(held_by=held_by)
    )


def put_saved_answers(
    work: UnitOfWork, task_id: str, *, answers: Mapping[str, Value], page: str | None
) -> None:
    """Keep the unsent answers of the actor for a task."""
    values = {"answers": dict(answers), "page": page, "saved_at": work.now}
    keys = (t.saved_answers.c.task == task_id) & (t.saved_answers.c.actor == work.actor.id)
    changed = work.connection.execute(sa.update(t.saved_answers).where(keys).values(**values))
    if changed.rowcount == 0:
        row = {"task": task_id, "actor": work.actor.id, **values}
        work.connection.execute(sa.insert(t.saved_answers), row)


def read_saved_answers(view: View, task_id: str) -> tuple[Mapping[str, Any], str | None]:
    """Return the unsent answers of the actor for a task with the page they were left on."""
    row = _ANSWERS.first(view.connection, {"task": task_id, "actor": view.actor.id})
    return ({}, None) if row is None else (row["answers"], row["page"])


_ANSWERS = Prepared(
    sa.select(t.saved_answers.c.answers, t.saved_answers.c.page).where(
        t.saved_answers.c.task == sa.bindparam("task"), t.saved_answers.c.actor == sa.bindparam("actor")
    )
)


def delete_saved_answers(work: UnitOfWork, task_id: str) -> None:
    """Forget the unsent answers of everyone for a task."""
    _DELETE_ANSWERS.run(work.connection, {"b_task": task_id})


def insert_detour(work: UnitOfWork, detour: Detour) -> None:
    """Add a detour."""
    row = {name: getattr(detour, name) for name in Detour.__slots__}
    work.connection.execute(sa.insert(t.detour), row | {"facts": dict(detour.facts)})


def _detour(row: sa.RowMapping) -> Detour:
    values = dict(row)
    values["kind"] = DetourKind(values["kind"])
    values["status"] = DetourStatus(values["status"])
    # Rows from before these columns have nothing in them.
    values["citizen_text"], values["facts"] = values["citizen_text"] or "", values["facts"] or {}
    return Detour(**values)


def read_detour(view: View, detour_id: str) -> Detour:
    """Return a detour.

    Raises:
        NotFound: no such detour.
    """
    row = view.connection.execute(sa.select(t.detour).where(t.detour.c.id == detour_id)).mappings().first()
    if row is None:
        raise NotFound(detour=detour_id)
    return _detour(row)


def list_detours(view: View, case_id: str) -> tuple[Detour, ...]:
    """Return the detours of a case in order of opening."""
    rows = view.connection.execute(
        sa.select(t.detour).where(t.detour.c.case_id == case_id).order_by(t.detour.c.opened_at, t.detour.c.id)
    ).mappings()
    return tuple(_detour(row) for row in rows)


def close_detour(work: UnitOfWork, detour_id: str, status: DetourStatus) -> None:
    """Mark a detour completed or cancelled."""
    under_way = [DetourStatus.OPEN.value, DetourStatus.ASKED.value]
    work.connection.execute(
        sa.update(t.detour)
        .where(t.detour.c.id == detour_id, t.detour.c.status.in_(under_way))
        .values(status=status.value, closed_at=work.now)
    )


def find_open_detour_of_step(view: View, case_id: str, step: str) -> str | None:
    """Return the id of the open detour that started a step of the interpreter, or None."""
    found: str | None = _OPEN_DETOUR.scalar(view.connection, {"case_id": case_id, "step": step})
    return found


def delete_detour(work: UnitOfWork, detour_id: str) -> None:
    """Remove a detour that was only asked for, to be written anew as it is taken; its tasks stay."""
    work.connection.execute(sa.update(t.task).where(t.task.c.detour == detour_id).values(detour=None))
    work.connection.execute(sa.delete(t.detour).where(t.detour.c.id == detour_id))


def keep_facts(work: UnitOfWork, detour_id: str, facts: Mapping[str, Value]) -> None:
    """Keep what belongs to a detour of its kind."""
    work.connection.execute(sa.update(t.detour).where(t.detour.c.id == detour_id).values(facts=dict(facts)))


def list_open_tasks_of_detour(view: View, detour_id: str) -> tuple[Task, ...]:
    """Return the open tasks that belong to a detour."""
    rows = view.connection.execute(
        sa.select(*TASK_COLUMNS)
        .select_from(_FROM)
        .where(t.task.c.detour == detour_id, t.task.c.status == TaskStatus.OPEN.value)
    ).mappings()
    return tuple(task_of(row) for row in rows)

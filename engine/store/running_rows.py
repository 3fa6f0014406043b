"""What a step needs to know of its process instance, read in one statement."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from regelruimte.engine.errors import NotFound
from regelruimte.engine.store import tables as t
from regelruimte.engine.store.prepared import Prepared
from regelruimte.engine.store.step_rows import Instance, instance_of
from regelruimte.engine.store.task_rows import TASK_COLUMNS, task_of
from regelruimte.engine.store.unit_of_work import View
from regelruimte.engine.vocabulary import DetourStatus, Task


@dataclass(frozen=True, slots=True)
class Run:
    """A process instance with what is around it.

    Attributes:
        definition: key of the definition it runs.
        digest: hash of the version it runs, None when there is no such version.
        has_detours: True when a detour of its case is open.
    """

    instance: Instance
    definition: str
    digest: str | None
    has_detours: bool


@dataclass(frozen=True, slots=True)
class TaskAtHand:
    """A task with the process instance it belongs to; `has_answers` when somebody saved unsent answers."""

    task: Task
    run: Run
    has_answers: bool


_DEFINITION = sa.func.coalesce(t.process_instance.c.definition, t.case_.c.definition)
_HAS_DETOURS = sa.exists().where(
    t.detour.c.case_id == t.case_.c.id, t.detour.c.status == DetourStatus.OPEN.value
)
_RUN = [
    *(column.label(f"run_{column.name}") for column in t.process_instance.c),
    _DEFINITION.label("runs"),
    t.definition_version.c.hash.label("digest"),
    _HAS_DETOURS.label("has_detours"),
]
_FROM = t.process_instance.join(t.case_, t.case_.c.id == t.process_instance.c.case_id).outerjoin(
    t.definition_version,
    (t.definition_version.c.key == _DEFINITION)
    & (t.definition_version.c.number == t.process_instance.c.version),
)
_MAIN = Prepared(
    sa.select(*_RUN)
    .select_from(_FROM)
    .where(t.process_instance.c.case_id == sa.bindparam("case_id"), t.process_instance.c.kind == "main")
)
_BY_ID = Prepared(sa.select(*_RUN).select_from(_FROM).where(t.process_instance.c.id == sa.bindparam("id")))
_OF_TASK = Prepared(
    sa.select(
        *TASK_COLUMNS,
        *_RUN,
        sa.exists().where(t.saved_answers.c.task == t.task.c.id).label("has_answers"),
    )
    .select_from(_FROM.join(t.task, t.task.c.instance == t.process_instance.c.id))
    .where(t.task.c.id == sa.bindparam("id"))
)
_OWN = frozenset(column.name for column in _RUN)


def read_run(view: View, case_id: str, instance: str | None = None) -> Run:
    """Return a process instance to run, without an id that of the usual path of the case.

    Raises:
        NotFound: there is no such process instance.
    """
    if instance is None:
        row = _MAIN.first(view.connection, {"case_id": case_id})
    else:
        row = _BY_ID.first(view.connection, {"id": instance})
    if row is None:
        raise NotFound(case=case_id, instance=instance)
    return _run(row)


def read_task_at_hand(view: View, task_id: str) -> TaskAtHand:
    """Return a task with what completing it needs.

    Raises:
        NotFound: no such task.
    """
    row = _OF_TASK.first(view.connection, {"id": task_id})
    if row is None:
        raise NotFound(task=task_id)
    has_answers = bool(row.pop("has_answers"))
    run = _run({name: row.pop(name) for name in _OWN})
    return TaskAtHand(task_of(row), run, has_answers)


def _run(row: Mapping[str, Any]) -> Run:
    kept = {name: row[f"run_{name}"] for name in Instance.__slots__}
    return Run(instance_of(kept), row["runs"], row["digest"], bool(row["has_detours"]))

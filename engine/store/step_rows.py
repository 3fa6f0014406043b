"""Rows a step reads and writes: process instances, variables, scopes, waits, decisions."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite

from regelruimte.engine.errors import NotFound
from regelruimte.engine.spiff.step import MISSING, DecisionMade, MissingType, OpenedStep, Write
from regelruimte.engine.store import tables as t
from regelruimte.engine.store.columns import Moment
from regelruimte.engine.store.partial import WAITING_TIMER
from regelruimte.engine.store.prepared import Prepared
from regelruimte.engine.store.unit_of_work import UnitOfWork, View
from regelruimte.engine.values import Value, load


@dataclass(frozen=True, slots=True)
class Wait:
    """An open wait of a process instance that no person completes by a form."""

    case_id: str
    instance: str
    step: str
    element: str
    kind: str
    name: str
    scope: str
    due_at: datetime | None
    connector: str | None
    inputs: Mapping[str, Value]
    message: str | None
    correlation: str | None


@dataclass(frozen=True, slots=True)
class Instance:
    """A process instance as stored.

    Attributes:
        kind: `main` for the usual path, `sub` for a sub-case, `earlier` for a run that was begun anew.
        state: None when it has ended.
        definition: key of the definition it runs, None for that of its case.
    """

    id: str
    case_id: str
    kind: str
    version: int
    state: bytes | None
    revision: int
    outcome: str | None
    held_by: str | None
    definition: str | None = None


_INSTANCE_COLUMNS = [c for c in t.process_instance.c if c.name != "released_at"]
_INSTANCE = Prepared(sa.select(*_INSTANCE_COLUMNS).where(t.process_instance.c.id == sa.bindparam("id")))
_MAIN = Prepared(
    sa.select(*_INSTANCE_COLUMNS).where(
        t.process_instance.c.case_id == sa.bindparam("case_id"), t.process_instance.c.kind == "main"
    )
)
_SCOPE = Prepared(
    sa.select(t.variable.c.name, sa.type_coerce(t.variable.c.value, sa.Text).label("text")).where(
        t.variable.c.instance == sa.bindparam("instance"), t.variable.c.scope == sa.bindparam("scope")
    )
)
_INSERT_INSTANCE = Prepared(sa.insert(t.process_instance))
_INSERT_SCOPE = Prepared(sa.insert(t.scope))
_INSERT_WAIT = Prepared(sa.insert(t.wait))
_UPDATE_INSTANCE = Prepared(
    sa.update(t.process_instance).where(t.process_instance.c.id == sa.bindparam("b_id"))
)
_INSERT_DECISION = Prepared(sa.insert(t.decision_made))
_WAIT_COLUMNS = [c for c in t.wait.c if c.name not in {"queued", "group_key"}]
_WAIT = Prepared(
    sa.select(*_WAIT_COLUMNS).where(
        t.wait.c.instance == sa.bindparam("instance"), t.wait.c.step == sa.bindparam("step")
    )
)
_DELETE_WAIT = Prepared(
    sa.delete(t.wait).where(
        t.wait.c.instance == sa.bindparam("b_instance"), t.wait.c.step == sa.bindparam("b_step")
    )
)


class StoredScopes:
    """The variables of one process instance.

    A scope is read when it is first asked for, a value of it decoded when that is: most steps need few.
    """

    def __init__(self, view: View, instance: str) -> None:
        self._view = view
        self._instance = instance
        self._texts: dict[str, dict[str, str | None]] = {}
        self._values: dict[tuple[str, str], Value] = {}

    def get(self, scope: str, name: str) -> Value | MissingType:
        """Return the variable of exactly this scope, or MISSING."""
        key = (scope, name)
        if key not in self._values:
            texts = self._read(scope)
            if name not in texts:
                return MISSING
            text = texts[name]
            self._values[key] = None if text is None else load(text)
        return self._values[key]

    def names(self, scope: str) -> frozenset[str]:
        """Return the names in exactly this scope."""
        return frozenset(self._read(scope))

    def _read(self, scope: str) -> dict[str, str | None]:
        if scope not in self._texts:
            rows = _SCOPE.rows(self._view.connection, {"instance": self._instance, "scope": scope})
            self._texts[scope] = {row["name"]: row["text"] for row in rows}
        return self._texts[scope]


def insert_instance(work: UnitOfWork, instance: Instance) -> None:
    """Add a process instance."""
    row = {name: getattr(instance, name) for name in Instance.__slots__}
    _INSERT_INSTANCE.run(work.connection, row)


def read_instance(view: View, instance_id: str) -> Instance:
    """Return a process instance.

    Raises:
        NotFound: no such process instance.
    """
    row = _INSTANCE.first(view.connection, {"id": instance_id})
    if row is None:
        raise NotFound(instance=instance_id)
    return instance_of(row)


def read_main_instance(view: View, case_id: str) -> Instance:
    """Return the process instance of the usual path of a case.

    Raises:
        NotFound: the case has none.
    """
    row = _MAIN.first(view.connection, {"case_id": case_id})
    if row is None:
        raise NotFound(case=case_id)
    return instance_of(row)


def list_sub_instances(view: View, case_id: str) -> tuple[Instance, ...]:
    """Return the process instances that run, or ran, as sub-cases of a case."""
    rows = view.connection.execute(
        sa.select(*_INSTANCE_COLUMNS).where(
            t.process_instance.c.case_id == case_id, t.process_instance.c.kind == "sub"
        )
    ).mappings()
    return tuple(instance_of(row) for row in rows)


def instance_of(row: Mapping[Any, Any]) -> Instance:
    """Return a row of all columns as a process instance."""
    values = dict(row)
    values["state"] = None if values["state"] is None else bytes(values["state"])
    return Instance(**values)


def update_instance(work: UnitOfWork, instance_id: str, changes: dict[str, Any]) -> None:
    """Change columns of a process instance."""
    _UPDATE_INSTANCE.run(work.connection, {"b_id": instance_id, **changes})


def insert_scopes(work: UnitOfWork, rows: list[dict[str, str]]) -> None:
    """Add scopes of variables: rows of instance, scope, parent, element."""
    _INSERT_SCOPE.run_all(work.connection, rows)


def write_variables(
    work: UnitOfWork, instance: str, writes: Iterable[Write], *, revision: int, task: str | None
) -> None:
    """Give variables their values under a revision, remembering the task that wrote them."""
    rows = [
        {
            "instance": instance,
            "scope": write.scope,
            "name": write.name,
            "value": write.value,
            "revision": revision,
            "task": task,
        }
        for write in writes
    ]
    _PUT_VARIABLE[work.connection.dialect.name].run_all(work.connection, rows)


def _put_variable(insert: Any) -> Prepared:
    new = {name: insert.excluded[name] for name in ("value", "revision", "task")}
    return Prepared(insert.on_conflict_do_update(index_elements=["instance", "scope", "name"], set_=new))


_PUT_VARIABLE = {
    "sqlite": _put_variable(sqlite.insert(t.variable)),
    "postgresql": _put_variable(postgresql.insert(t.variable)),
}


@dataclass(frozen=True, slots=True)
class StoredVariable:
    """A variable with the revision it got its value under and the task that wrote it."""

    scope: str
    name: str
    value: Value
    revision: int
    task: str | None


def list_variables(view: View, instance: str, *, since: int = -1) -> tuple[StoredVariable, ...]:
    """Return the variables of a process instance written after a revision, the outermost scope first."""
    rows = _VARIABLES.rows(view.connection, {"instance": instance, "since": since})
    return tuple(StoredVariable(**row) for row in rows)


def count_bytes(view: View, instance: str) -> int:
    """Return how large the variables of a process instance are together, as text."""
    length = sa.func.sum(sa.func.length(sa.cast(t.variable.c.value, sa.Text)))
    return int(view.connection.scalar(sa.select(length).where(t.variable.c.instance == instance)) or 0)


_VARIABLES = Prepared(
    sa.select(
        t.variable.c.scope, t.variable.c.name, t.variable.c.value, t.variable.c.revision, t.variable.c.task
    )
    .where(t.variable.c.instance == sa.bindparam("instance"), t.variable.c.revision > sa.bindparam("since"))
    .order_by(t.variable.c.scope != "main", t.variable.c.scope, t.variable.c.name)
)


def insert_wait(
    work: UnitOfWork, case_id: str, instance: str, opened: OpenedStep, *, group: str | None
) -> None:
    """Add an open wait that no person completes by a form; `group` is whose lane it is drawn in."""
    _INSERT_WAIT.run(
        work.connection,
        {
            "instance": instance,
            "step": opened.step,
            "case_id": case_id,
            "element": opened.element,
            "kind": opened.kind.value,
            "name": opened.name,
            "scope": opened.scope,
            "due_at": opened.due_at,
            "group_key": group,
            "queued": False,
            "connector": opened.connector,
            "inputs": dict(opened.inputs),
            "message": opened.message,
            "correlation": opened.correlation,
        },
    )


def delete_wait(work: UnitOfWork, instance: str, step: str) -> None:
    """Remove a wait that is over."""
    _DELETE_WAIT.run(work.connection, {"b_instance": instance, "b_step": step})


def find_wait(view: View, instance: str, step: str) -> Wait | None:
    """Return an open wait, or None when it is over."""
    row = _WAIT.first(view.connection, {"instance": instance, "step": step})
    return None if row is None else Wait(**row)


def list_waits(view: View, case_id: str) -> tuple[Wait, ...]:
    """Return the open waits of a case."""
    rows = view.connection.execute(
        sa.select(*_WAIT_COLUMNS).where(t.wait.c.case_id == case_id).order_by(t.wait.c.element)
    ).mappings()
    return tuple(Wait(**row) for row in rows)


def take_due_timers(work: UnitOfWork, limit: int) -> tuple[tuple[Wait, datetime], ...]:
    """Return timers whose moment has come, with it, and mark them queued; those of a held path wait.

    The moment of one whose path was held in the meantime is that of its release.
    """
    rows = _DUE_TIMERS.rows(work.connection, {"b_now": work.now, "b_limit": limit})
    due = []
    for row in rows:
        released_at = row.pop("released_at")
        wait = Wait(**row)
        due.append((wait, max(filter(None, (wait.due_at, released_at)))))
    _QUEUE_TIMER.run_all(
        work.connection, [{"b_instance": wait.instance, "b_step": wait.step} for wait, _ in due]
    )
    return tuple(due)


_DUE_TIMERS = Prepared(
    sa.select(*_WAIT_COLUMNS, t.process_instance.c.released_at)
    .join(t.process_instance, t.process_instance.c.id == t.wait.c.instance)
    .where(
        WAITING_TIMER,
        t.wait.c.due_at <= sa.bindparam("b_now", type_=Moment()),
        t.process_instance.c.held_by.is_(None),
    )
    .order_by(t.wait.c.due_at)
    .limit(sa.bindparam("b_limit", type_=sa.Integer))
    # Another worker that looks at this moment takes others.
    .with_for_update(of=t.wait, skip_locked=True)
)
_QUEUE_TIMER = Prepared(
    sa.update(t.wait)
    .where(t.wait.c.instance == sa.bindparam("b_instance"), t.wait.c.step == sa.bindparam("b_step"))
    .values(queued=True)
)


def insert_decisions(
    work: UnitOfWork, case_id: str, instance: str, decisions: Iterable[DecisionMade], at: datetime
) -> None:
    """Add the decisions a step made, with their traces."""
    rows = [
        {
            "case_id": case_id, "instance": instance, "element": d.element, "decision": d.decision,
            "trace": dict(d.trace), "at": at,
        }
        for d in decisions
    ]  # fmt: skip
    _INSERT_DECISION.run_all(work.connection, rows)


@dataclass(frozen=True, slots=True)
class Receiver:
    """A step that waits for a message or a BPMN signal."""

    case_id: str
    instance: str
    step: str


def list_receivers(view: View, kind: str, name: str, correlation: str | None) -> tuple[Receiver, ...]:
    """Return the steps that wait for a message or signal; without a key of their own they take any."""
    rows = view.connection.execute(
        sa.select(t.wait.c.case_id, t.wait.c.instance, t.wait.c.step)
        .where(
            t.wait.c.kind == kind,
            t.wait.c.message == name,
            sa.or_(t.wait.c.correlation.is_(None), t.wait.c.correlation == correlation),
        )
        .order_by(t.wait.c.correlation.is_(None), t.wait.c.case_id, t.wait.c.step)
    ).mappings()
    return tuple(Receiver(**row) for row in rows)


def list_scopes(view: View, instance: str) -> dict[str, str]:
    """Return the element each scope of a process instance belongs to, by id of the scope."""
    rows = view.connection.execute(
        sa.select(t.scope.c.scope, t.scope.c.element).where(t.scope.c.instance == instance)
    )
    return {row.scope: row.element for row in rows}

"""Rows of the messages and BPMN signals that versions start on."""

from __future__ import annotations

from collections.abc import Iterable

import sqlalchemy as sa

from regelruimte.engine.spiff.step import StartOffered
from regelruimte.engine.store import tables as t
from regelruimte.engine.store.message_tables import message_start
from regelruimte.engine.store.unit_of_work import UnitOfWork, View


def insert_starts(work: UnitOfWork, definition: str, version: int, starts: Iterable[StartOffered]) -> None:
    """Keep the named messages and signals that a version starts on."""
    rows = [
        {
            "definition": definition, "version": version, "element": start.element,
            "kind": start.kind.value, "name": start.name,
        }
        for start in starts
        if start.name is not None
    ]  # fmt: skip
    if rows:
        work.connection.execute(sa.insert(message_start), rows)


def list_starting(view: View, kind: str, name: str) -> tuple[str, ...]:
    """Return the keys of the definitions whose standing version starts on a message or signal."""
    found = view.connection.scalars(
        sa.select(message_start.c.definition)
        .join(t.definition, t.definition.c.key == message_start.c.definition)
        .where(
            message_start.c.version == t.definition.c.standing,
            message_start.c.kind == kind,
            message_start.c.name == name,
        )
        .distinct()
        .order_by(message_start.c.definition)
    )
    return tuple(found)


def find_start(view: View, definition: str, version: int, *, kind: str, name: str) -> str | None:
    """Return the element of a version that a message or signal begins, or None."""
    return view.connection.scalar(
        sa.select(message_start.c.element)
        .where(
            message_start.c.definition == definition,
            message_start.c.version == version,
            message_start.c.kind == kind,
            message_start.c.name == name,
        )
        .order_by(message_start.c.element)
        .limit(1)
    )

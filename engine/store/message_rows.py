"""Rows of the messages and BPMN signals that versions start on, and of those that were handled."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa

from regelruimte.engine.spiff.step import StartOffered
from regelruimte.engine.store import tables as t
from regelruimte.engine.store.message_tables import handled_message, message_start
from regelruimte.engine.store.unit_of_work import UnitOfWork, View

KEPT = timedelta(days=90)
"""How long it is known that a message was handled."""


@dataclass(frozen=True, slots=True)
class Handled:
    """A message or BPMN signal from outside that was handled.

    Attributes:
        fingerprint: of its name, correlation and values.
        case_id: the case it began, None when it began none or reached one that waited.
        receivers: how many it reached or began.
    """

    fingerprint: str
    case_id: str | None
    receivers: int
    handled_at: datetime


def find_handled(view: View, key: str) -> Handled | None:
    """Return what was handled under a key, or None."""
    chosen = handled_message.c
    row = (
        view.connection.execute(
            sa.select(chosen.fingerprint, chosen.case_id, chosen.receivers, chosen.handled_at).where(
                chosen.key == key
            )
        )
        .mappings()
        .first()
    )
    return None if row is None else Handled(**row)


def insert_handled(work: UnitOfWork, key: str, handled: Handled) -> None:
    """Keep that a message was handled; what was handled long ago is forgotten."""
    work.connection.execute(sa.delete(handled_message).where(handled_message.c.handled_at < work.now - KEPT))
    work.connection.execute(
        sa.insert(handled_message),
        {
            "key": key, "fingerprint": handled.fingerprint, "case_id": handled.case_id,
            "receivers": handled.receivers, "handled_at": handled.handled_at,
        },
    )  # fmt: skip


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

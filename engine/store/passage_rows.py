"""Rows of history: what tokens entered, left and took."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import sqlalchemy as sa

from regelruimte.engine.spiff.step import Passage
from regelruimte.engine.store import tables as t
from regelruimte.engine.store.prepared import Prepared
from regelruimte.engine.store.unit_of_work import UnitOfWork

# One statement takes as many lines as most steps have; the places that are left over add nothing.
_MOST_LINES = 16
_PLACES = [(f"element_{i}", f"event_{i}") for i in range(_MOST_LINES)]
_NAMES = [name for place in _PLACES for name in place]
_EMPTY = dict.fromkeys(_NAMES)
_LINES = (
    sa.values(sa.column("element", sa.Text), sa.column("event", sa.Text), name="line")
    .data([tuple(sa.bindparam(name, type_=sa.Text) for name in place) for place in _PLACES])
    .cte("line")
)
_INSERT = Prepared(
    sa.insert(t.passage).from_select(
        ["case_id", "instance", "element", "event", "at"],
        sa.select(
            sa.bindparam("case_id", type_=sa.Text),
            sa.bindparam("instance", type_=sa.Text),
            _LINES.c.element,
            _LINES.c.event,
            sa.bindparam("at", type_=t.passage.c.at.type),
        ).where(_LINES.c.element.is_not(None)),
    )
)


def insert_passages(
    work: UnitOfWork, case_id: str, instance: str, passages: Sequence[Passage], at: datetime
) -> None:
    """Add lines of history in order, a handful at a time."""
    given = {"case_id": case_id, "instance": instance, "at": at}
    for first in range(0, len(passages), _MOST_LINES):
        lines = passages[first : first + _MOST_LINES]
        told = zip(_NAMES, (part for line in lines for part in (line.element, line.event)), strict=False)
        _INSERT.run(work.connection, _EMPTY | given | dict(told))
    work.after_commit(work.parts.observers.step_taken)

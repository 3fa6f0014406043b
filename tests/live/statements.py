"""What an engine asks of an SQLite database, seen at the driver: also what goes around SQLAlchemy."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import sqlalchemy as sa

from regelruimte.engine import Engine
from regelruimte.engine.actors import SYSTEM

_NOT_COUNTED = ("BEGIN", "COMMIT", "ROLLBACK", "PRAGMA", "--")


@contextmanager
def statements(engine: Engine) -> Iterator[list[str]]:
    """Give a list that fills with the statements sent from now on."""
    asked: list[str] = []

    def note(statement: str) -> None:
        if not statement.startswith(_NOT_COUNTED):
            asked.append(statement)

    def listen(connection, _record, _proxy):
        connection.set_trace_callback(note)

    def leave(connection, _record):
        connection.set_trace_callback(None)

    with engine.view(SYSTEM) as view:
        pool = view.connection.engine.pool
    sa.event.listen(pool, "checkout", listen)
    sa.event.listen(pool, "checkin", leave)
    try:
        yield asked
    finally:
        sa.event.remove(pool, "checkout", listen)
        sa.event.remove(pool, "checkin", leave)

"""How long is waited for a database before giving up."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Patience:
    """How long an installation waits, in whole seconds above zero.

    Attributes:
        connect_seconds: until a server answers, and until a silent network counts as broken.
        lock_seconds: for another writer, and for a free connection.
        statement_seconds: for one statement of PostgreSQL.
        idle_seconds: until PostgreSQL takes back a transaction whose process says nothing: it is frozen, and
            what it locked would stay locked.
    """

    connect_seconds: int = 5
    lock_seconds: int = 10
    statement_seconds: int = 60
    idle_seconds: int = 60


STANDARD = Patience()
"""The patience of who says nothing else."""

"""Which job goes first of those that may run now."""

from __future__ import annotations

from enum import IntEnum

from regelruimte.engine.connect.registry import Connectors

_POST = frozenset({"letter", "mail"})


class Priority(IntEnum):
    """How urgent a job is; the lower number goes first."""

    WAITED_FOR = -10
    NORMAL = 0
    LATER = 10


def priority_of_call(connectors: Connectors, connector: str) -> Priority | None:
    """Return how urgent a call is: nobody at a screen waits for what comes by post; None for all else."""
    return Priority.LATER if connectors.declared(connector).kind in _POST else None

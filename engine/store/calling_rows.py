"""Rows of the processes a version has, and of the versions of other definitions that it calls."""

from __future__ import annotations

from collections.abc import Iterable

import sqlalchemy as sa

from regelruimte.engine.store import tables as t
from regelruimte.engine.store.calling_tables import version_pin, version_process
from regelruimte.engine.store.unit_of_work import UnitOfWork, View

Pin = tuple[str, int]
"""Key of a definition and number of its version."""


def insert_processes(work: UnitOfWork, definition: str, version: int, processes: Iterable[str]) -> None:
    """Keep the ids of the processes of a version that others may call."""
    rows = [
        {"definition": definition, "version": version, "process": process}
        for process in dict.fromkeys(processes)
    ]
    if rows:
        work.connection.execute(sa.insert(version_process), rows)


def insert_pins(work: UnitOfWork, definition: str, version: int, pins: Iterable[Pin]) -> None:
    """Keep which versions of other definitions a version calls."""
    rows = [
        {"definition": definition, "version": version, "called": called, "called_version": number}
        for called, number in pins
    ]
    if rows:
        work.connection.execute(sa.insert(version_pin), rows)


def list_homes(view: View, process: str) -> tuple[Pin, ...]:
    """Return the standing versions that have a process of this id, by key."""
    found = view.connection.execute(
        sa.select(version_process.c.definition, version_process.c.version)
        .join(t.definition, t.definition.c.key == version_process.c.definition)
        .where(version_process.c.process == process, version_process.c.version == t.definition.c.standing)
        .order_by(version_process.c.definition)
    )
    return tuple((definition, number) for definition, number in found)


def list_pins(view: View, definition: str, version: int) -> tuple[Pin, ...]:
    """Return the versions of other definitions that a version calls, also through one another."""
    found = view.connection.execute(
        sa.select(version_pin.c.called, version_pin.c.called_version)
        .where(version_pin.c.definition == definition, version_pin.c.version == version)
        .order_by(version_pin.c.called)
    )
    return tuple((called, number) for called, number in found)

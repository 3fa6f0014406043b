"""Reading the history of a case that changed version: what it passed, in the names it has now.

Nothing of the history is rewritten when a case moves; it is read through the moves that still hold.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from regelruimte.engine.spiff.info import ElementInfo
from regelruimte.engine.store.reads.history import KeptPassage
from regelruimte.engine.store.unit_of_work import View
from regelruimte.engine.versions import get_runnable
from regelruimte.engine.vocabulary import AuditEntry, Case


@dataclass(frozen=True, slots=True)
class Move:
    """A change of version of a case: when, from which version, and old id to new where they differ."""

    at: datetime
    version: int
    mapping: Mapping[str, str]


def moves_of(log: Iterable[AuditEntry]) -> tuple[Move, ...]:
    """Return the changes of version that were not taken back, in order."""
    moves: list[Move] = []
    for entry in log:
        if entry.tag == "case:migrated":
            moves.append(Move(entry.at, int(entry.facts["from"]), entry.facts.get("mapping") or {}))
        elif entry.tag == "case:migration-undone" and moves:
            moves.pop()
    return tuple(moves)


def as_now(passages: tuple[KeptPassage, ...], moves: tuple[Move, ...]) -> tuple[KeptPassage, ...]:
    """Return passages with the ids their elements have in the version the case runs on now."""
    for move in (each for each in moves if each.mapping):
        passages = tuple(
            replace(passage, element=move.mapping.get(passage.element, passage.element))
            if passage.at <= move.at
            else passage
            for passage in passages
        )
    return passages


def earlier_elements(view: View, case: Case, moves: tuple[Move, ...]) -> dict[str, ElementInfo]:
    """Return the elements of the versions a case ran on before, the latest version's where ids are shared."""
    found: dict[str, ElementInfo] = {}
    for move in moves:
        found |= get_runnable(view, case.definition, move.version).elements
    return found

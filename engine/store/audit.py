"""The audit trail: append-only, hash-chained per case, per definition and for the system.

The head of a chain is in the row that the writer has locked, so a chain never forks.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from regelruimte.engine.store import tables as t
from regelruimte.engine.values import Value, dump
from regelruimte.engine.vocabulary import AuditEntry

FIRST_HASH = "0" * 64


@dataclass(frozen=True, slots=True)
class Line:
    """An audit entry before it has its place in the chain."""

    at: datetime
    actor: str
    actor_name: str
    tag: str
    reason: str
    facts: Mapping[str, Value]


def case_chain(case_id: str) -> str:
    """Return the name of a case's chain."""
    return f"case:{case_id}"


def definition_chain(key: str) -> str:
    """Return the name of a definition's chain."""
    return f"definition:{key}"


SYSTEM_CHAIN = "system"


def append(connection: sa.Connection, chain: str, lines: Iterable[Line]) -> None:
    """Add lines to a chain whose head row this transaction has locked."""
    sequence, head = _read_head(connection, chain)
    rows = []
    for line in lines:
        sequence += 1
        head = chained_hash(head, line)
        rows.append(
            {
                "chain": chain,
                "sequence": sequence,
                "at": line.at,
                "actor": line.actor,
                "actor_name": line.actor_name,
                "tag": line.tag,
                "reason": line.reason,
                "facts": line.facts,
                "hash": head,
            }
        )
    connection.execute(_INSERT, rows)
    _write_head(connection, chain, sequence, head)


def chained_hash(previous: str, line: Line) -> str:
    """Return the hash of a line after the line with hash `previous`."""
    told = dump(
        {
            "at": line.at.isoformat(),
            "actor": line.actor,
            "actor_name": line.actor_name,
            "tag": line.tag,
            "reason": line.reason,
            "facts": dict(line.facts),
        }
    )
    return hashlib.sha256(f"{previous}{told}".encode()).hexdigest()


def list_entries(connection: sa.Connection, chain: str) -> tuple[AuditEntry, ...]:
    """Return a whole chain in order."""
    return tuple(AuditEntry(**row) for row in connection.execute(_SELECT, {"chain": chain}).mappings())


def is_unbroken(connection: sa.Connection, chain: str) -> bool:
    """Tell whether every hash of a chain follows from the lines before it and the head matches."""
    head, count = FIRST_HASH, 0
    for entry in list_entries(connection, chain):
        count += 1
        line = Line(entry.at, entry.actor, entry.actor_name, entry.tag, entry.reason, entry.facts)
        head = chained_hash(head, line)
        if entry.sequence != count or entry.hash != head:
            return False
    return _read_head(connection, chain) == (count, head)


_INSERT = sa.insert(t.audit)
_SELECT = sa.select(t.audit).where(t.audit.c.chain == sa.bindparam("chain")).order_by(t.audit.c.sequence)


def _head_table(chain: str) -> tuple[sa.Table, sa.Column[str], str, sa.Column[int], sa.Column[str]]:
    kind, _, key = chain.partition(":")
    if kind == "case":
        return t.case_, t.case_.c.id, key, t.case_.c.audit_sequence, t.case_.c.audit_head
    if kind == "definition":
        table = t.definition
        return table, table.c.key, key, table.c.audit_sequence, table.c.audit_head
    return t.counter, t.counter.c.name, "audit", t.counter.c.value, t.counter.c.head


def _read_head(connection: sa.Connection, chain: str) -> tuple[int, str]:
    _, key_column, key, sequence, head = _head_table(chain)
    row = connection.execute(sa.select(sequence, head).where(key_column == key).with_for_update()).one()
    return row[0], row[1]


def _write_head(connection: sa.Connection, chain: str, number: int, hash_: str) -> None:
    table, key_column, key, sequence, head = _head_table(chain)
    connection.execute(
        sa.update(table).where(key_column == key).values({sequence.name: number, head.name: hash_})
    )

"""The audit trail: append-only, hash-chained per case, per definition and for the system.

The head of a chain is in the row that the writer has locked, so a chain never forks.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from regelruimte.engine.errors import NotFound
from regelruimte.engine.store import tables as t
from regelruimte.engine.store.prepared import Prepared
from regelruimte.engine.values import Value, dump
from regelruimte.engine.vocabulary import AuditEntry

FIRST_HASH = "0" * 64

Head = tuple[int, str]
"""The number and the hash of the last line of a chain."""


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


def append(connection: sa.Connection, chain: str, lines: Iterable[Line], *, head: Head | None = None) -> None:
    """Add lines to a chain whose head row this transaction has locked; without `head` it is read."""
    sequence, digest = head or _read_head(connection, chain)
    rows = []
    for line in lines:
        sequence += 1
        facts = dump(line.facts)
        digest = _hash(digest, line, facts)
        rows.append(
            {
                "chain": chain,
                "sequence": sequence,
                "at": line.at,
                "actor": line.actor,
                "actor_name": line.actor_name,
                "tag": line.tag,
                "reason": line.reason,
                "facts": facts,
                "hash": digest,
            }
        )
    _INSERT.run_all(connection, rows)
    _write_head(connection, chain, sequence, digest)


def chained_hash(previous: str, line: Line) -> str:
    """Return the hash of a line after the line with hash `previous`."""
    return _hash(previous, line, dump(line.facts))


def _hash(previous: str, line: Line, facts: str) -> str:
    # The facts are in the row as the same text.
    told = {
        "at": line.at.isoformat(),
        "actor": line.actor,
        "actor_name": line.actor_name,
        "tag": line.tag,
        "reason": line.reason,
    }
    return hashlib.sha256(f'{previous}{dump(told)[:-1]},"facts":{facts}}}'.encode()).hexdigest()


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


_INSERT = Prepared(sa.insert(t.audit).values(facts=sa.bindparam("facts", type_=sa.Text)))
_SELECT = sa.select(t.audit).where(t.audit.c.chain == sa.bindparam("chain")).order_by(t.audit.c.sequence)


class _Head:
    """Where the chains of one kind have their head, and the statements that read and write it."""

    def __init__(self, key: sa.Column[str], sequence: sa.Column[int], head: sa.Column[str]) -> None:
        self.read = Prepared(
            sa.select(sequence.label("sequence"), head.label("head"))
            .where(key == sa.bindparam("key"))
            .with_for_update()
        )
        self.write = Prepared(
            sa.update(key.table)
            .where(key == sa.bindparam("b_key"))
            .values({sequence.name: sa.bindparam("b_number"), head.name: sa.bindparam("b_hash")})
        )


_HEADS = {
    "case": _Head(t.case_.c.id, t.case_.c.audit_sequence, t.case_.c.audit_head),
    "definition": _Head(t.definition.c.key, t.definition.c.audit_sequence, t.definition.c.audit_head),
    SYSTEM_CHAIN: _Head(t.counter.c.name, t.counter.c.value, t.counter.c.head),
}


def _head_of(chain: str) -> tuple[_Head, str]:
    kind, _, key = chain.partition(":")
    return (_HEADS[kind], key) if key else (_HEADS[SYSTEM_CHAIN], "audit")


def _read_head(connection: sa.Connection, chain: str) -> Head:
    head, key = _head_of(chain)
    row = head.read.first(connection, {"key": key})
    if row is None:
        raise NotFound(chain=chain)
    return row["sequence"], row["head"]


def _write_head(connection: sa.Connection, chain: str, number: int, hash_: str) -> None:
    head, key = _head_of(chain)
    head.write.run(connection, {"b_key": key, "b_number": number, "b_hash": hash_})

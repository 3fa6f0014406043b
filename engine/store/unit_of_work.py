"""The unit of work: one connection, one actor, one clock, one commit."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta

import sqlalchemy as sa

from regelruimte.engine.actors import Actor
from regelruimte.engine.clock import Clock
from regelruimte.engine.ids import IdSource
from regelruimte.engine.parts import Parts
from regelruimte.engine.store import audit
from regelruimte.engine.store import tables as t
from regelruimte.engine.store.prepared import Prepared
from regelruimte.engine.values import Value

LONGEST_RETRY = timedelta(hours=1)
"""The longest wait before a job is tried again."""

_INSERT_JOB = Prepared(sa.insert(t.job))


class View:
    """What a reading use case works with.

    Attributes:
        connection: the open transaction; only `engine.store` uses it.
        actor: who asks; clock: the present; ids: fresh ids; parts: caches and connectors.
    """

    def __init__(
        self, connection: sa.Connection, *, actor: Actor, clock: Clock, ids: IdSource, parts: Parts
    ) -> None:
        self.connection = connection
        self.actor = actor
        self.clock = clock
        self.ids = ids
        self.parts = parts

    @property
    def now(self) -> datetime:
        """The present moment, aware UTC."""
        return self.clock.now()


class UnitOfWork(View):
    """What a writing use case works with; everything it did is committed or rolled back together.

    Attributes:
        depth: how many messages and BPMN signals followed from each other to get here, 0 where a person or a
            moment set it going.
    """

    def __init__(
        self, connection: sa.Connection, *, actor: Actor, clock: Clock, ids: IdSource, parts: Parts
    ) -> None:
        super().__init__(connection, actor=actor, clock=clock, ids=ids, parts=parts)
        self.depth = 0
        self._lines: dict[str, list[audit.Line]] = defaultdict(list)
        self._after_commit: list[Callable[[], None]] = []

    def note(
        self, chain: str, tag: str, *, reason: str = "", facts: Mapping[str, Value] | None = None
    ) -> None:
        """Add a line to an audit chain whose head row this transaction has locked or made."""
        line = audit.Line(self.now, self.actor.id, self.actor.name, tag, reason, facts or {})
        self._lines[chain].append(line)

    def enqueue(
        self,
        kind: str,
        payload: Mapping[str, Value],
        *,
        case: str | None,
        run_at: datetime | None = None,
    ) -> None:
        """Put a job in the queue in this transaction: it exists when the transaction commits.

        What is at hand leaves its trail with it, so that what the job does can be told to follow from this.
        """
        trail = self.parts.observers.trail()
        _INSERT_JOB.run(
            self.connection,
            {
                "id": self.ids.new(),
                "kind": kind,
                "payload": {**payload, "trail": trail} if trail else dict(payload),
                "case_id": case,
                "run_at": run_at or self.now,
                "priority": 0,
                "attempts": 0,
                "status": "ready",
                "locked_until": None,
                "last_error": "",
            },
        )

    def after_commit(self, act: Callable[[], None]) -> None:
        """Do something when, and only when, this unit of work has been committed by the engine."""
        self._after_commit.append(act)

    def flush(self) -> None:
        """Write what was held back: the audit lines, each chain in one go."""
        # Always in the same order, so that no two transactions wait for each other's chain.
        for chain in sorted(self._lines):
            audit.append(self.connection, chain, self._lines[chain])
        self._lines.clear()

    def committed(self) -> None:
        """Do what waited for the commit."""
        for act in self._after_commit:
            act()


def retry_moment(now: datetime, attempts: int) -> datetime:
    """Return when a job that failed `attempts` times is tried again: 10 s, 20 s, 40 s … at most an hour."""
    return now + min(timedelta(seconds=10 * 2 ** min(max(0, attempts - 1), 10)), LONGEST_RETRY)

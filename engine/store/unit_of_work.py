"""The unit of work: one connection, one actor, one clock, one commit."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime, timedelta

import sqlalchemy as sa

from regelruimte.engine.actors import Actor
from regelruimte.engine.clock import Clock
from regelruimte.engine.ids import IdSource
from regelruimte.engine.observer import PartKind
from regelruimte.engine.parts import Parts
from regelruimte.engine.priority import Priority
from regelruimte.engine.roles import Role
from regelruimte.engine.store import audit, job_queue
from regelruimte.engine.store.database import savepoint
from regelruimte.engine.store.job_queue import NewJob
from regelruimte.engine.values import Value

LONGEST_RETRY = timedelta(hours=1)
"""The longest wait before a job is tried again."""


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
        urgency: priority of the jobs that follow from this work: high where a person waits for them.
        tells: whether machines are told of those jobs at once; a worker that goes on with them need not.
    """

    def __init__(
        self, connection: sa.Connection, *, actor: Actor, clock: Clock, ids: IdSource, parts: Parts
    ) -> None:
        super().__init__(connection, actor=actor, clock=clock, ids=ids, parts=parts)
        self.depth = 0
        self.urgency = Priority.NORMAL if Role.SYSTEM in actor.roles else Priority.WAITED_FOR
        self.tells = True
        self._lines: dict[str, list[audit.Line]] = defaultdict(list)
        self._heads: dict[str, audit.Head] = {}
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
        priority: Priority | None = None,
    ) -> None:
        """Put a job in the queue in this transaction; without a priority it is as urgent as this work.

        What is at hand leaves its trail with it, so that what the job does can be told to follow from this.
        """
        trail = self.parts.observers.trail()
        job = NewJob(
            id=self.ids.new(),
            kind=kind,
            payload={**payload, "trail": trail} if trail else payload,
            case=case,
            run_at=run_at or self.now,
            priority=self.urgency if priority is None else priority,
        )
        job_queue.enqueue(self.connection, job)
        if self.tells and job.run_at <= self.now:
            # What runs later is told of when its moment has come, by our clock: see `engine.jobs.worker`.
            job_queue.tell(self.connection, job)

    @contextmanager
    def part(self) -> Iterator[UnitOfWork]:
        """Open a part of this work that is undone alone when it fails; with the same actor, clock and ids."""
        part = UnitOfWork(self.connection, actor=self.actor, clock=self.clock, ids=self.ids, parts=self.parts)
        part.depth, part.urgency, part.tells = self.depth, self.urgency, self.tells
        with self.parts.observers.part(PartKind.WORK), savepoint(self.connection):
            yield part
            part.flush()
        self._after_commit.extend(part._after_commit)

    def after_commit(self, act: Callable[[], None]) -> None:
        """Do something when, and only when, this unit of work has been committed by the engine."""
        self._after_commit.append(act)

    def know_head(self, chain: str, head: audit.Head) -> None:
        """Take in where a chain ends, as its row told when this transaction locked it."""
        self._heads[chain] = head

    def forget_heads(self) -> None:
        """Read the heads of chains anew: somebody else may have written in the same transaction."""
        self._heads.clear()

    def flush(self) -> None:
        """Write what was held back: the audit lines, each chain in one go."""
        # Always in the same order, so that no two transactions wait for each other's chain.
        for chain in sorted(self._lines):
            audit.append(self.connection, chain, self._lines[chain], head=self._heads.pop(chain, None))
        self._lines.clear()

    def committed(self) -> None:
        """Do what waited for the commit."""
        for act in self._after_commit:
            act()


def retry_moment(now: datetime, attempts: int, ids: IdSource) -> datetime:
    """Return when a job that failed `attempts` times is tried again: 10 s, 20 s, 40 s … at most an hour.

    Chance takes off up to three tenths, so that what failed together does not come back together.
    """
    chance = int(ids.new()[:8], 16) / 0xFFFFFFFF
    wait = min(timedelta(seconds=10 * 2 ** min(max(0, attempts - 1), 10)), LONGEST_RETRY)
    return now + wait * (1 - 0.3 * chance)

"""A worker: lanes that do jobs at once, and a look-out that sees what is due and tells that it is there.

The same on both databases. How lanes learn that there is something to do differs: by a bell of this process
(`engine.jobs.threads`), or by procrastinate from anywhere (`engine.jobs.listening`).
"""

from __future__ import annotations

import os
import socket
import time
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from regelruimte.engine.jobs.calls import Claims
from regelruimte.engine.jobs.failing import tell_failure
from regelruimte.engine.jobs.lane import LEASE, Lane, OpenWork
from regelruimte.engine.jobs.runner import is_due, prepare
from regelruimte.engine.jobs.tally import Tally
from regelruimte.engine.store import clock_rows, job_rows, worker_rows
from regelruimte.engine.store.changes import Changes
from regelruimte.engine.store.unit_of_work import View
from regelruimte.engine.store.worker_rows import Agenda, AtWork

OpenView = Callable[[], AbstractContextManager[View]]

_LONGEST_BACK_OFF = 10.0
_NAP = 0.2


@dataclass(frozen=True, slots=True, kw_only=True)
class Pace:
    """How often a worker does what, in seconds of the machine.

    Attributes:
        look: longest time between two looks at what is due.
        tick: between two looks whether anything changed, where that costs next to nothing.
        beat: between two signs of life, for its claims and for whoever looks after the installation.
        lease: how long a call stays its own without one, by the clock of the engine.
        grace: how long what was begun may take to finish when the worker is stopped.
    """

    look: float = 1.0
    tick: float = 0.05
    beat: float = 15.0
    lease: float = 60.0
    grace: float = 30.0


STANDARD_PACE = Pace()


@dataclass(frozen=True, slots=True)
class Yard:
    """What a worker needs of an engine: units of work and views of the system, ids, and notice of changes."""

    open_work: OpenWork
    open_view: OpenView
    new_id: Callable[[], str]
    changes: Callable[[], Changes]


class Crew(Protocol):
    """The lanes of a worker, and what lets them run."""

    def start(self, make_lane: Callable[[], Lane]) -> None:
        """Let the lanes run in threads of their own."""
        ...

    def ring(self, late_seconds: float = 0.0) -> None:
        """Tell that something may run now, and how long it has waited."""
        ...

    def stop(self) -> None:
        """Take nothing new."""
        ...

    def wait(self, seconds: float) -> bool:
        """Wait until what was begun is finished; False when it is not by then."""
        ...


class Worker:
    """Does jobs until it is told to stop; then finishes what it began.

    Args:
        yard: what it needs of its engine.
        crew: its lanes; concurrency: how many there are.
        tally: counts what its engine does.
    """

    def __init__(
        self, yard: Yard, crew: Crew, *, concurrency: int, tally: Tally, pace: Pace = STANDARD_PACE
    ) -> None:
        self._yard, self._crew, self._pace = yard, crew, pace
        self._concurrency, self._tally = concurrency, tally
        self._claims = Claims(crew.ring)
        self._id = yard.new_id()
        self._began_at: datetime | None = None
        self._is_stopping = False
        self._beat_at = 0.0

    @property
    def is_stopping(self) -> bool:
        """Whether it was told to stop."""
        return self._is_stopping

    def stop(self) -> None:
        """Take no new job from now on; may be called from any thread and from a signal handler."""
        # A plain flag: an event could be in the hands of the very thread that the signal interrupts.
        self._is_stopping = True

    def run(self) -> bool:
        """Work until stopped; True when all that was begun was finished within the grace.

        What was not is done again by whoever comes: it was not committed, or its claim ends.
        """
        changes = self._yard.changes()
        self._crew.start(self._lane)
        try:
            self._look_out(changes)
        finally:
            self._crew.stop()
            changes.close()
        is_drained = self._crew.wait(self._pace.grace)
        self._attempt(self._say_goodbye)
        return is_drained

    def _lane(self) -> Lane:
        return Lane(
            self._yard.open_work,
            claims=self._claims,
            lease=timedelta(seconds=self._pace.lease),
            is_stopping=lambda: self._is_stopping,
        )

    def _look_out(self, changes: Changes) -> None:
        pause, look_at, failures = 0.0, 0.0, 0
        while not self._is_stopping:
            try:
                if changes.have_come() or time.monotonic() >= look_at:
                    pause = self._look()
                    look_at = time.monotonic() + pause
                self._beat()
                failures = 0
            except Exception as failure:  # noqa: BLE001  # a worker goes on by itself
                # A database that is away comes back: nothing of the worker's own is lost meanwhile.
                failures += 1
                pause = min(2.0**failures, _LONGEST_BACK_OFF)
                tell_failure("worker-look-failed", failure)
            self._sleep(min(pause, self._pace.tick) if changes.are_noticed and not failures else pause)

    def _look(self) -> float:
        """Make jobs of what is due and ring for them; return after how many seconds to look again."""
        with self._yard.open_view() as view:
            agenda, now = worker_rows.read_agenda(view), view.now
        queued = 0
        if _has_to_prepare(agenda, now):
            with self._yard.open_work() as work:
                queued = prepare(work, agenda)
        if queued or (agenda.job is not None and agenda.job <= now):
            self._crew.ring(0.0 if agenda.job is None else (now - agenda.job).total_seconds())
        if queued:
            return 0.0
        return self._until(agenda, now)

    def _until(self, agenda: Agenda, now: datetime) -> float:
        first = agenda.first()
        if first is None:
            return self._pace.look
        seconds = (first - now).total_seconds()
        return min(self._pace.look, seconds if seconds > 0 else _NAP)

    def _beat(self) -> None:
        """Keep the calls that are being made, and tell that this worker is at work."""
        if time.monotonic() < self._beat_at:
            return
        with self._yard.open_work() as work:
            now = work.now
            self._began_at = self._began_at or now
            lease = timedelta(seconds=self._pace.lease)
            job_rows.renew_claims(work, self._claims.jobs(), now + lease)
            # Whoever runs jobs without signs of life, as a program that embeds us does, claims for longer.
            clock_rows.shorten_waits(work, lease=max(lease, LEASE))
            told = AtWork(
                id=self._id, name=f"{socket.gethostname()}:{os.getpid()}", began_at=self._began_at,
                seen_at=now, concurrency=self._concurrency, jobs_done=self._tally.done,
                late_seconds=self._tally.late_seconds(),
            )  # fmt: skip
            worker_rows.tell_of_worker(work, told)
        self._beat_at = time.monotonic() + self._pace.beat

    def _say_goodbye(self) -> None:
        with self._yard.open_work() as work:
            worker_rows.forget_worker(work, self._id)

    def _attempt(self, act: Callable[[], None]) -> None:
        try:
            act()
        except Exception as failure:  # noqa: BLE001  # a worker goes on by itself
            tell_failure("worker-goodbye-failed", failure)

    def _sleep(self, seconds: float) -> None:
        """Sleep, in naps, so that a stop is heard soon."""
        until = time.monotonic() + seconds
        while not self._is_stopping and (left := until - time.monotonic()) > 0:
            time.sleep(min(left, _NAP))


def _has_to_prepare(agenda: Agenda, now: datetime) -> bool:
    is_first_ever = agenda.recurring is None
    return is_first_ever or any(is_due(each, now) for each in (agenda.timer, agenda.claim, agenda.recurring))

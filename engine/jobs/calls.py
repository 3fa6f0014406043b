"""Calls to the outside world between two transactions: claimed in one, their answers kept in another.

Calls to a connector that answers at once are claimed several at a time, so that they share the two commits.
All of one hand go to the same connector: one that hangs keeps nobody waiting but those who want it too.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from time import perf_counter

from regelruimte.engine.connect.registry import ConnectorFailed, Connectors
from regelruimte.engine.jobs.calling import Call, Made, make_call
from regelruimte.engine.jobs.handlers import Mishap
from regelruimte.engine.observer import JobOutcome, JobRun, Observers, PartKind
from regelruimte.engine.store.job_rows import Job
from regelruimte.engine.store.unit_of_work import UnitOfWork
from regelruimte.engine.trail import leaving

log = logging.getLogger(__name__)

CRASHED = "job-crashed"
"""Code of the mishap of a job that ran into a bug."""

_HAND = 10
_AT_ONCE_SECONDS = 0.02
_SLOW_SECONDS = 0.2


@dataclass(frozen=True, slots=True)
class Watch:
    """Tells the observers of one run of a job."""

    job: Job
    observers: Observers
    late_seconds: float
    since: float

    @classmethod
    def begin(cls, work: UnitOfWork, job: Job) -> Watch:
        """Tell that a job begins."""
        observers = work.parts.observers
        observers.job_carries(job.trail)
        observers.job_began(job.id)
        late = max(0.0, (work.now - job.run_at).total_seconds())
        return cls(job, observers, late, perf_counter())

    def resume(self) -> None:
        """Tell that it goes on, after others were begun."""
        self.observers.job_resumed(self.job.id)

    def pause(self) -> None:
        """Tell that it waits: what follows is not of this job."""
        self.observers.job_resumed("")

    def end(self, work: UnitOfWork, outcome: JobOutcome) -> None:
        """Tell how it ended, when that is committed."""
        job, seconds = self.job, perf_counter() - self.since
        run = JobRun(job.id, job.kind, job.attempts, outcome, seconds, self.late_seconds)
        work.after_commit(partial(self.observers.job_ended, run))


@dataclass(frozen=True, slots=True)
class Begun:
    """A claimed call: what to call, with what."""

    job: Job
    call: Call
    connectors: Connectors
    watch: Watch


@dataclass(frozen=True, slots=True)
class Called:
    """A call with what came of it, or the bug it ran into; with None it was not made and is given back."""

    begun: Begun
    made: Made | Mishap | None


class Claims:
    """The calls of one worker that are being made; safe to share between its lanes.

    They are known until their answers are kept, for the sign of life that keeps them the worker's own.

    Args:
        on_call: told each time a lane is about to make calls: another may go on meanwhile.
    """

    def __init__(self, on_call: Callable[[], None] = lambda: None) -> None:
        self._on_call = on_call
        self._lock = threading.Lock()
        self._jobs: dict[str, Job] = {}
        self._took: dict[str, float] = {}

    def jobs(self) -> tuple[Job, ...]:
        """Return what is being made now."""
        with self._lock:
            return tuple(self._jobs.values())

    def hand_of(self, connector: str) -> int:
        """Return how many calls to a connector a lane may claim: several when it answered at once."""
        with self._lock:
            return _HAND if self._took.get(connector, _SLOW_SECONDS) < _AT_ONCE_SECONDS else 1

    def add(self, begun: Begun) -> None:
        """Keep a call as being made."""
        with self._lock:
            self._jobs[begun.job.id] = begun.job

    def remove(self, hand: Sequence[Called]) -> None:
        """Keep calls no longer: their answers were kept."""
        with self._lock:
            for called in hand:
                self._jobs.pop(called.begun.job.id, None)

    def make(self, hand: Sequence[Begun], is_stopping: Callable[[], bool]) -> tuple[Called, ...]:
        """Make calls one after the other; after a slow one, or when stopping, the others are given back.

        So they are after one that failed where the target may have to rest: what follows is judged anew.
        """
        if not hand:
            return ()
        self._on_call()
        called, is_over = [], False
        for begun in hand:
            if is_over:
                called.append(Called(begun, None))
                continue
            since = perf_counter()
            called.append(_make(begun))
            took = perf_counter() - since
            failed = _guards(begun, called[-1])
            with self._lock:
                self._took[begun.call.connector] = _SLOW_SECONDS if failed else took
            is_over = took > _SLOW_SECONDS or failed or is_stopping()
        hand[-1].watch.pause()
        return tuple(called)


def _guards(begun: Begun, called: Called) -> bool:
    """Tell whether a call failed in a way that its target's circuit breaker counts."""
    made = called.made
    failed = isinstance(made, Made) and isinstance(made.outcome, ConnectorFailed) and made.outcome.retry
    return failed and begun.call.declared.policy.opens_after > 0


def mishap_of(bug: Exception) -> Mishap:
    """Tell the log of a bug; the job keeps only its kind, for its words may hold what a person typed."""
    log.error("job-crashed", exc_info=bug)
    kind = type(bug).__name__
    return Mishap(CRASHED, f"Hier zit een fout in het programma ({kind}). Geef dit door aan beheer.")


def _make(begun: Begun) -> Called:
    begun.watch.resume()
    observers = begun.watch.observers
    try:
        with observers.part(PartKind.CALL, begun.call.connector) as part, leaving(observers.trail()):
            made = make_call(begun.connectors, begun.call)
            if isinstance(made.outcome, ConnectorFailed):
                part.went_wrong(made.outcome.code)
            return Called(begun, made)
    except Exception as bug:  # noqa: BLE001  # a connector with a bug must not keep all others from running
        return Called(begun, mishap_of(bug))

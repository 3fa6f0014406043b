"""A lane: one thread that does job after job, until nothing may run now.

A step is taken, done and removed in one transaction, so whoever dies half-way has done nothing. A call to the
outside world lies between two: one that claims it, and one that keeps its answer. On SQLite, which knows one
writer at a time, the steps of several cases share a transaction, each undone alone when it fails; on
PostgreSQL one transaction locks one case.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager, suppress
from dataclasses import dataclass
from datetime import timedelta
from time import perf_counter

from regelruimte.engine.attempts import attempt
from regelruimte.engine.connect.registry import Connectors
from regelruimte.engine.errors import DatabaseUnavailable, EngineError
from regelruimte.engine.jobs import calling, handlers
from regelruimte.engine.jobs.calling import Call, Made
from regelruimte.engine.jobs.handlers import Mishap
from regelruimte.engine.observer import JobOutcome, JobRun, Observers
from regelruimte.engine.store import dispatch, job_rows
from regelruimte.engine.store.job_rows import Job
from regelruimte.engine.store.unit_of_work import UnitOfWork

log = logging.getLogger(__name__)

OpenWork = Callable[[], AbstractContextManager[UnitOfWork]]

LEASE = timedelta(minutes=5)
"""So long a call is its worker's without a sign of life from it."""

CRASHED = "job-crashed"
"""Code of the mishap of a job that ran into a bug."""

_CALL = "call_connector"
_TOGETHER = 25
_TOGETHER_SECONDS = 0.1
_TRIES_TO_KEEP = 3
_NOT_OURS = timedelta(minutes=1)

_HANDLERS: Mapping[str, Callable[[UnitOfWork, Job], JobOutcome | None]] = {
    "begin": handlers.begin,
    "deliver": handlers.deliver,
    "fire_timer": handlers.fire_timer,
    "migrate_case": handlers.migrate_case,
    "throw": handlers.throw,
}


class Claims:
    """The calls of one worker that are being made, for the sign of life that keeps them its own.

    Args:
        on_call: told each time one begins: its lane is busy then, and another may go on.
    """

    def __init__(self, on_call: Callable[[], None] = lambda: None) -> None:
        self._jobs: dict[str, Job] = {}
        self._on_call = on_call

    def add(self, job: Job) -> None:
        """Keep a call as being made."""
        self._jobs[job.id] = job
        self._on_call()

    def remove(self, job: Job) -> None:
        """Keep it no longer."""
        self._jobs.pop(job.id, None)

    def jobs(self) -> tuple[Job, ...]:
        """Return what is being made now."""
        return tuple(self._jobs.copy().values())


@dataclass(frozen=True, slots=True)
class _Begun:
    """A claimed call: what to call, with what, and how late and since when."""

    job: Job
    call: Call
    connectors: Connectors
    watch: _Watch


@dataclass(frozen=True, slots=True)
class _Called:
    """A call that was made: what came of it, or the bug it ran into."""

    begun: _Begun
    made: Made | Mishap


@dataclass(frozen=True, slots=True)
class _Watch:
    """Tells the observers of one run of a job."""

    job: Job
    observers: Observers
    late_seconds: float
    since: float

    @classmethod
    def begin(cls, work: UnitOfWork, job: Job) -> _Watch:
        observers = work.parts.observers
        observers.job_began(job.id)
        late = max(0.0, (work.now - job.run_at).total_seconds())
        return cls(job, observers, late, perf_counter())

    def end(self, outcome: JobOutcome) -> None:
        job, seconds = self.job, perf_counter() - self.since
        self.observers.job_ended(JobRun(job.id, job.kind, job.attempts, outcome, seconds, self.late_seconds))


class Lane:
    """Does jobs one after the other.

    Args:
        open_work: opens a unit of work of the system.
        claims: where calls are kept while they are made.
        is_stopping: asked before each job; what was begun is finished all the same.
    """

    def __init__(
        self,
        open_work: OpenWork,
        *,
        claims: Claims | None = None,
        is_stopping: Callable[[], bool] = lambda: False,
    ) -> None:
        self._open_work = open_work
        self._claims = claims or Claims()
        self._is_stopping = is_stopping

    def run(self, *, first: str | None = None, limit: int = 1_000) -> int:
        """Do what may run now, most urgent first; return how many jobs were begun.

        Args:
            first: id of a job to begin with, if it may run.
            limit: most jobs to do.
        """
        done, made = 0, None
        while made is not None or (done < limit and not self._is_stopping()):
            began, begun = self._turn(made, first, limit - done)
            is_over = began == 0 and made is None and first is None
            done, first, made = done + began, None, None
            if begun is not None:
                made = self._call(begun)
            if is_over:
                break
        return done

    def _turn(self, made: _Called | None, first: str | None, limit: int) -> tuple[int, _Begun | None]:
        """Keep the answer of a call; after it, or else, do steps until one of them is a call."""
        if made is None:
            return attempt(self._open_work, lambda work: self._do_steps(work, first, limit))
        for _ in range(_TRIES_TO_KEEP - 1):
            # What the other side did must not be asked again because somebody else was writing.
            with suppress(DatabaseUnavailable):
                return self._keep_and_go_on(made, limit)
        return self._keep_and_go_on(made, limit)

    def _keep_and_go_on(self, made: _Called, limit: int) -> tuple[int, _Begun | None]:
        with self._open_work() as work:
            made.begun.watch.end(_keep_answer(work, made))
            if dispatch.is_dispatched(work.connection):
                return 0, None
            return self._do_steps(work, None, limit)

    def _do_steps(self, work: UnitOfWork, first: str | None, limit: int) -> tuple[int, _Begun | None]:
        since, began = perf_counter(), 0
        if self._is_stopping():
            return 0, None
        for job in _jobs(work, first, limit):
            began += 1
            if job.kind != _CALL:
                _do_step(work, job)
            elif (begun := _begin_call(work, job)) is not None:
                self._claims.add(begun.job)
                return began, begun
            if perf_counter() - since > _TOGETHER_SECONDS or self._is_stopping():
                break
        return began, None

    def _call(self, begun: _Begun) -> _Called:
        try:
            return _Called(begun, calling.make_call(begun.connectors, begun.call))
        except Exception as bug:  # noqa: BLE001  # a connector with a bug must not keep all others from running
            return _Called(begun, _mishap_of(bug))
        finally:
            self._claims.remove(begun.job)


def _jobs(work: UnitOfWork, first: str | None, limit: int) -> Sequence[Job]:
    """Lock what this transaction may do: on PostgreSQL one job, for it locks one case."""
    if first is not None:
        found = job_rows.find_due(work, first)
        return () if found is None else (found,)
    together = 1 if dispatch.is_dispatched(work.connection) else _TOGETHER
    return job_rows.take_jobs(work, min(limit, together))


def _do_step(work: UnitOfWork, job: Job) -> None:
    watch = _Watch.begin(work, job)
    handle = _HANDLERS.get(job.kind)
    if handle is None:
        # Of a newer release, whose workers will take it.
        job_rows.put_back(work, job, work.now + _NOT_OURS)
        watch.end(JobOutcome.RETRY)
        return
    outcome = JobOutcome.CRASHED
    try:
        with work.part() as part:
            part.depth, part.urgency = job.depth, job.priority
            outcome = handle(part, job) or JobOutcome.DONE
    except DatabaseUnavailable:
        raise
    except EngineError as refusal:
        outcome = handlers.put_off(work, job, Mishap(refusal.code, str(refusal)))
    except Exception as bug:  # noqa: BLE001  # a job with a bug must not keep all others from being done
        handlers.put_off(work, job, _mishap_of(bug))
    finally:
        watch.end(outcome)


def _begin_call(work: UnitOfWork, job: Job) -> _Begun | None:
    watch = _Watch.begin(work, job)
    begun = calling.begin_call(work, job, work.now + LEASE)
    if isinstance(begun, JobOutcome):
        watch.end(begun)
        return None
    claimed, call = begun
    return _Begun(claimed, call, work.parts.connectors, watch)


def _keep_answer(work: UnitOfWork, called: _Called) -> JobOutcome:
    """Record what came of a call; what the case cannot do with it counts as a try that failed."""
    job, made = called.begun.job, called.made
    if isinstance(made, Mishap):
        handlers.put_off(work, job, made)
        return JobOutcome.CRASHED
    try:
        with work.part() as part:
            part.depth, part.urgency = job.depth, job.priority
            return calling.record(part, job, made)
    except DatabaseUnavailable:
        raise
    except EngineError as refusal:
        return handlers.put_off(work, job, Mishap(refusal.code, str(refusal)))
    except Exception as bug:  # noqa: BLE001  # as of steps
        handlers.put_off(work, job, _mishap_of(bug))
        return JobOutcome.CRASHED


def _mishap_of(bug: Exception) -> Mishap:
    """Tell the log of a bug; the job keeps only its kind, for its words may hold what a person typed."""
    log.error("job-crashed", exc_info=bug)
    return Mishap(
        CRASHED, f"Hier zit een fout in het programma ({type(bug).__name__}). Geef dit door aan beheer."
    )

"""A lane: one thread that does job after job, until nothing may run now.

A step is taken, done and removed in one transaction, so whoever dies half-way has done nothing. A call to the
outside world lies between two: one that claims it, and one that keeps its answer. On SQLite, which knows one
writer at a time, the steps of several cases share a transaction, each undone alone when it fails; on
PostgreSQL one transaction locks one case.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager, suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from time import perf_counter

from regelruimte.engine.errors import DatabaseUnavailable, EngineError, WritersCollided
from regelruimte.engine.jobs import calling, handlers
from regelruimte.engine.jobs.calls import Begun, Called, Claims, Watch, mishap_of
from regelruimte.engine.jobs.handlers import Mishap
from regelruimte.engine.jobs.waiting import find_waiting
from regelruimte.engine.observer import JobOutcome
from regelruimte.engine.priority import Priority
from regelruimte.engine.store import dispatch, job_rows
from regelruimte.engine.store.job_rows import Job
from regelruimte.engine.store.troubles import refusal_of
from regelruimte.engine.store.unit_of_work import UnitOfWork

OpenWork = Callable[[], AbstractContextManager[UnitOfWork]]

LEASE = timedelta(minutes=5)
"""So long a call is its maker's where nothing gives signs of life: longer than any call may take."""

_CALL = "call_connector"
_TOGETHER = 25
_TOGETHER_SECONDS = 0.1
_TRIES_TO_KEEP = 3
_NOT_OURS = timedelta(minutes=1)

Handler = Callable[[UnitOfWork, Job], JobOutcome | None]

_HANDLERS: Mapping[str, Handler] = {
    "begin": handlers.begin,
    "deliver": handlers.deliver,
    "fire_timer": handlers.fire_timer,
    "migrate_case": handlers.migrate_case,
    "throw": handlers.throw,
}


@dataclass(frozen=True, slots=True)
class _Taken:
    """What one transaction did: steps, and calls that are to be made now."""

    steps: int
    hand: tuple[Begun, ...]


class _Undone(Exception):
    """Takes a job that could not be done out of its transaction, which is rolled back."""

    def __init__(self, watch: Watch, cause: Exception) -> None:
        super().__init__(watch.job.id)
        self.watch, self.cause = watch, cause


class Lane:
    """Does jobs one after the other.

    Args:
        open_work: opens a unit of work of the system.
        claims: where calls are kept while they are made.
        lease: how long a call is this worker's without a sign of life.
        is_stopping: asked before each job; what was begun is finished all the same.
    """

    def __init__(
        self,
        open_work: OpenWork,
        *,
        claims: Claims | None = None,
        lease: timedelta = LEASE,
        is_stopping: Callable[[], bool] = lambda: False,
    ) -> None:
        self._open_work = open_work
        self._claims = claims or Claims()
        self._lease = lease
        self._is_stopping = is_stopping

    def run(self, *, first: str | None = None, limit: int = 1_000) -> int:
        """Do what may run now, most urgent first; return how many jobs were begun.

        Args:
            first: id of a job to begin with, if it may run.
            limit: most jobs to do.
        """
        done = 0
        made: tuple[Called, ...] = ()
        while made or (done < limit and not self._is_stopping()):
            taken = self._turn(made, first, limit - done)
            is_over = not (taken.steps or taken.hand or made or first)
            done, first = done + taken.steps + len(taken.hand), None
            made = self._claims.make(taken.hand, self._is_stopping)
            if is_over:
                break
        return done

    def _turn(self, made: tuple[Called, ...], first: str | None, limit: int) -> _Taken:
        """Keep the answers of calls; after them, or else, do steps until there are calls to make."""
        if not made:
            return self._take_alone(first, limit)
        try:
            for _ in range(_TRIES_TO_KEEP - 1):
                # What the other side did must not be asked again because somebody else was writing.
                with suppress(DatabaseUnavailable):
                    return self._keep_and_take(made, limit)
            return self._keep_and_take(made, limit)
        finally:
            self._claims.remove(made)

    def _take_alone(self, first: str | None, limit: int) -> _Taken:
        try:
            with self._open_work() as work:
                return self._take(work, first, limit)
        except WritersCollided:
            # The database took this transaction back: whoever was in its way may be done with the job by now.
            return _Taken(1, ())
        except _Undone as undone:
            # The whole transaction went, and it held this one job.
            with self._open_work() as work:
                undone.watch.end(work, _put_off(work, undone.watch.job, undone.cause))
            return _Taken(1, ())

    def _keep_and_take(self, made: tuple[Called, ...], limit: int) -> _Taken:
        with self._open_work() as work:
            for each in made:
                each.begun.watch.resume()
                each.begun.watch.end(work, _keep_answer(work, each))
            is_alone = dispatch.is_dispatched(work.connection)
            return _Taken(0, ()) if is_alone else self._take(work, None, limit)

    def _take(self, work: UnitOfWork, first: str | None, limit: int) -> _Taken:
        """Do steps, until there is a hand of calls to one connector."""
        since, steps = perf_counter(), 0
        hand: list[Begun] = []
        for job in _jobs(work, first, limit):
            if self._is_stopping() or perf_counter() - since > _TOGETHER_SECONDS:
                break
            if job.kind != _CALL:
                _do_step(work, job)
                steps += 1
                continue
            if hand and not _fits(work, job, hand, self._claims):
                break
            begun = _begin_call(work, job, work.now + self._lease)
            if begun is None:
                steps += 1
                continue
            self._claims.add(begun)
            hand.append(begun)
        return _Taken(steps, tuple(hand))


def _jobs(work: UnitOfWork, first: str | None, limit: int) -> Sequence[Job]:
    """Lock what this transaction may do: on PostgreSQL one job, for it locks one case."""
    if first is not None:
        found = job_rows.find_due(work, first)
        return () if found is None else (found,)
    together = 1 if dispatch.is_dispatched(work.connection) else _TOGETHER
    return job_rows.take_jobs(work, min(limit, together))


def _do_step(work: UnitOfWork, job: Job) -> None:
    watch = Watch.begin(work, job)
    handle = _HANDLERS.get(job.kind)
    if handle is None:
        # Of a newer release, whose workers will take it.
        job_rows.put_back(work, job, work.now + _NOT_OURS)
        watch.end(work, JobOutcome.RETRY)
        return
    if dispatch.is_dispatched(work.connection):
        _do_alone(work, watch, handle)
        return
    try:
        with work.part() as part:
            outcome = _handle(part, job, handle)
    except DatabaseUnavailable:
        raise
    except Exception as cause:  # noqa: BLE001  # one job must not keep all others from being done
        outcome = _put_off(work, job, cause)
    watch.end(work, outcome)


def _do_alone(work: UnitOfWork, watch: Watch, handle: Handler) -> None:
    """Do the one job of a transaction: what it needs no savepoint for costs two round trips less."""
    try:
        outcome = _handle(work, watch.job, handle)
    except DatabaseUnavailable:
        raise
    except Exception as cause:
        raise refusal_of(cause) or _Undone(watch, cause) from cause
    watch.end(work, outcome)


def _handle(work: UnitOfWork, job: Job, handle: Handler) -> JobOutcome:
    _follow(work, job)
    return handle(work, job) or JobOutcome.DONE


def _follow(work: UnitOfWork, job: Job) -> None:
    """Let what follows from a job be as deep and urgent as it; this lane goes on with it, so none is told."""
    work.depth, work.urgency, work.tells = job.depth, min(job.priority, Priority.NORMAL), False


def _put_off(work: UnitOfWork, job: Job, cause: Exception) -> JobOutcome:
    if isinstance(cause, EngineError):
        return handlers.put_off(work, job, Mishap(cause.code, str(cause)))
    handlers.put_off(work, job, mishap_of(cause))
    return JobOutcome.CRASHED


def _connector_of(work: UnitOfWork, job: Job) -> str | None:
    wait = find_waiting(work, job)
    return None if wait is None else wait.connector


def _fits(work: UnitOfWork, job: Job, hand: Sequence[Begun], claims: Claims) -> bool:
    """Tell whether a call may go with those that were claimed: to the same connector, which is quick."""
    connector = hand[0].call.connector
    return len(hand) < claims.hand_of(connector) and _connector_of(work, job) == connector


def _begin_call(work: UnitOfWork, job: Job, until: datetime) -> Begun | None:
    watch = Watch.begin(work, job)
    begun = calling.begin_call(work, job, until)
    if isinstance(begun, JobOutcome):
        watch.end(work, begun)
        return None
    claimed, call = begun
    return Begun(claimed, call, work.parts.connectors, watch)


def _keep_answer(work: UnitOfWork, called: Called) -> JobOutcome:
    """Record what came of a call; what the case cannot do with it counts as a try that failed."""
    job, made = called.begun.job, called.made
    if made is None:
        # Nobody made it: another lane may, and it costs no attempt.
        job_rows.put_back(work, job, work.now)
        return JobOutcome.PUT_OFF
    if isinstance(made, Mishap):
        handlers.put_off(work, job, made)
        return JobOutcome.CRASHED
    try:
        with work.part() as part:
            _follow(part, job)
            return calling.record(part, job, made)
    except DatabaseUnavailable:
        raise
    except Exception as cause:  # noqa: BLE001  # as of steps
        return _put_off(work, job, cause)

"""What the work at hand is part of: a trace for each request and job, so that log lines belong together."""

from __future__ import annotations

import logging
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Protocol

from flask import Flask

from regelruimte.engine.observer import JobRun, Observer

log = logging.getLogger(__name__)


@dataclass(slots=True)
class Trace:
    """A request or job at work.

    Attributes:
        id: 32 hexadecimal characters, empty outside both.
        case: public number of the case it is about, empty while that is not known.
        code: code of the refusal or mishap it was answered with, empty when it went well.
    """

    id: str = ""
    case: str = ""
    code: str = ""


_MOST_JOBS = 1_000
"""So many jobs at most are remembered: one whose transaction was rolled back never ends."""

_CURRENT: ContextVar[Trace | None] = ContextVar("trace", default=None)


def begin_trace(id_: str) -> Trace:
    """Begin a trace in this thread; what was at work before in it is over."""
    trace = Trace(id_)
    _CURRENT.set(trace)
    return trace


def current_trace() -> Trace:
    """Return what is at work in this thread; an empty trace when nothing is."""
    return _CURRENT.get() or Trace()


class FollowsRequests(Protocol):
    """What makes more of requests than a line in the log."""

    def follow_requests(self, app: Flask) -> None:
        """Be told of every request of an application, after the request log."""
        ...

    def close(self) -> None:
        """Send what has not been sent yet, and no more after it."""
        ...


class TraceObserver(Observer):
    """Keeps the case of the work at hand, and writes a line for every job."""

    def __init__(self) -> None:
        self._jobs: dict[str, Trace] = {}

    def case_locked(self, number: str) -> None:
        """Keep which case the work is about."""
        current_trace().case = number

    def job_began(self, job: str) -> None:
        """Begin the trace of a job; it has the job's id."""
        while len(self._jobs) >= _MOST_JOBS:
            self._jobs.pop(next(iter(self._jobs)), None)
        self._jobs[job] = begin_trace(job)

    def job_resumed(self, job: str) -> None:
        """Go on with the trace of a job."""
        _CURRENT.set(self._jobs.get(job) or Trace(job))

    def job_ended(self, run: JobRun) -> None:
        """Write what became of a job."""
        _CURRENT.set(self._jobs.pop(run.id, None) or Trace(run.id))
        told = {
            "kind": run.kind,
            "attempt": run.attempt,
            "outcome": run.outcome.value,
            "ms": round(run.seconds * 1000, 1),
        }
        log.info("job", extra={"told": told})
        begin_trace("")

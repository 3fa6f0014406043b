"""Who is told what an engine does while it does it: for logs and measures, never for rules."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class JobOutcome(StrEnum):
    """How a run of a job ended; the value is stable."""

    DONE = "done"
    HELD = "held"
    RETRY = "retry"
    PUT_OFF = "put_off"
    BY_HAND = "by_hand"
    INCIDENT = "incident"
    STOPPED = "stopped"
    CRASHED = "crashed"


@dataclass(frozen=True, slots=True)
class JobRun:
    """One run of a job.

    Attributes:
        attempt: counts from 1; seconds: how long it took.
        late_seconds: how long after the moment it might run from it began.
    """

    id: str
    kind: str
    attempt: int
    outcome: JobOutcome
    seconds: float
    late_seconds: float = 0.0


class Observer:
    """Is told what an engine does, in the thread that does it; must be quick and must not raise.

    Nothing here does anything: a kind of observer answers what it is interested in.
    """

    def case_locked(self, number: str) -> None:
        """A case is about to be changed, or was made."""

    def step_taken(self) -> None:
        """A step was committed."""

    def job_began(self, job: str) -> None:
        """A job is about to run."""

    def job_resumed(self, job: str) -> None:
        """A job that began goes on, after this thread began others."""

    def job_ended(self, run: JobRun) -> None:
        """A job ran."""


class Observers(Observer):
    """Any number of observers as one; added before the engine runs."""

    def __init__(self) -> None:
        self._all: list[Observer] = []

    def add(self, observer: Observer) -> None:
        """Tell somebody else too from now on."""
        self._all.append(observer)

    def case_locked(self, number: str) -> None:
        """Tell all."""
        for observer in self._all:
            observer.case_locked(number)

    def step_taken(self) -> None:
        """Tell all."""
        for observer in self._all:
            observer.step_taken()

    def job_began(self, job: str) -> None:
        """Tell all."""
        for observer in self._all:
            observer.job_began(job)

    def job_resumed(self, job: str) -> None:
        """Tell all."""
        for observer in self._all:
            observer.job_resumed(job)

    def job_ended(self, run: JobRun) -> None:
        """Tell all."""
        for observer in self._all:
            observer.job_ended(run)

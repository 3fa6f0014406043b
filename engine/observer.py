"""Who is told what an engine does while it does it: for logs and measures, never for rules."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from types import TracebackType
from typing import ClassVar, Self


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


class PartKind(StrEnum):
    """What a part of a request or job is: a unit of work, or a call of a connector; the value is stable."""

    WORK = "work"
    CALL = "call"


class Observer:
    """Is told what an engine does, in the thread that does it; must be quick and must not raise.

    Nothing here does anything: a kind of observer answers what it is interested in.

    Attributes:
        follows_parts: whether this kind is told of parts, which costs more than the rest.
    """

    follows_parts: ClassVar[bool] = False

    def case_locked(self, number: str) -> None:
        """A case is about to be changed, or was made."""

    def step_taken(self) -> None:
        """A step was committed."""

    def step_recorded(self, definition: str, version: int) -> None:
        """A step was written, in a transaction that may still be taken back."""

    def job_carries(self, trail: str) -> None:
        """The job about to run brings what `trail` told when it was put in the queue."""

    def job_began(self, job: str) -> None:
        """A job is about to run."""

    def job_resumed(self, job: str) -> None:
        """A job that began goes on, after this thread began others."""

    def job_ended(self, run: JobRun) -> None:
        """A job ran, and what it did was committed."""

    def part_began(self, kind: PartKind, name: str) -> None:
        """A part begins; parts lie inside each other. `name` is the connector that is called, if any."""

    def part_ended(self, failure: str) -> None:
        """The innermost part ended; `failure` is a code or the name of an error, empty when it went well."""

    def trail(self) -> str:
        """Return what is to travel with jobs and calls that follow from here; empty for nothing.

        Source: W3C Trace Context 3.2, `traceparent`
        """
        return ""


class Observers(Observer):
    """Any number of observers as one; added before the engine runs."""

    def __init__(self) -> None:
        self._all: list[Observer] = []
        self._of_parts: list[Observer] = []

    def add(self, observer: Observer) -> None:
        """Tell somebody else too from now on."""
        self._all.append(observer)
        if observer.follows_parts:
            self._of_parts.append(observer)

    def case_locked(self, number: str) -> None:
        """Tell all."""
        for observer in self._all:
            observer.case_locked(number)

    def step_taken(self) -> None:
        """Tell all."""
        for observer in self._all:
            observer.step_taken()

    def step_recorded(self, definition: str, version: int) -> None:
        """Tell who follows parts."""
        for observer in self._of_parts:
            observer.step_recorded(definition, version)

    def job_carries(self, trail: str) -> None:
        """Tell who follows parts."""
        for observer in self._of_parts:
            observer.job_carries(trail)

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

    def part_began(self, kind: PartKind, name: str) -> None:
        """Tell who follows parts."""
        for observer in self._of_parts:
            observer.part_began(kind, name)

    def part_ended(self, failure: str) -> None:
        """Tell who follows parts."""
        for observer in self._of_parts:
            observer.part_ended(failure)

    def trail(self) -> str:
        """Return the first trail there is."""
        return next((trail for observer in self._of_parts if (trail := observer.trail())), "")

    def part(self, kind: PartKind, name: str = "") -> Part:
        """Tell that a part begins, and at its end how it went; costs nothing when nobody follows parts."""
        return _FollowedPart(self, kind, name) if self._of_parts else _NOT_FOLLOWED


class Part:
    """A part at work, for a `with`; this kind tells nobody."""

    def went_wrong(self, code: str) -> None:
        """Say that it ends badly though nothing is raised."""

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, stack: TracebackType | None
    ) -> None:
        """Tell that it ended."""


class _FollowedPart(Part):
    def __init__(self, observers: Observers, kind: PartKind, name: str) -> None:
        self._observers, self._kind, self._name = observers, kind, name
        self._failure = ""

    def went_wrong(self, code: str) -> None:
        self._failure = code

    def __enter__(self) -> Self:
        self._observers.part_began(self._kind, self._name)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, stack: TracebackType | None
    ) -> None:
        raised = "" if kind is None else str(getattr(error, "code", "")) or kind.__name__
        self._observers.part_ended(raised or self._failure)


_NOT_FOLLOWED = Part()

"""What moving running cases to another version is made of: the plan, a verdict per case, and the progress."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

UNDO_WINDOW = timedelta(days=7)
"""How long a case that did not move on since may go back."""


class MoveStatus(StrEnum):
    """What became of a case under a plan."""

    WAITING = "waiting"
    MOVED = "moved"
    FAILED = "failed"
    GOING_BACK = "going-back"
    UNDONE = "undone"


@dataclass(frozen=True, slots=True)
class MigrationPlan:
    """How the running cases of a version move to another version of the same definition.

    Attributes:
        from_version, to_version: numbers of the versions.
        mapping: element to element, for what is live in cases now; what is not named keeps its id.
        added, removed: ids of flow nodes only the new and only the old version has.
        renamed: old id to new id of flow nodes that kept their name and kind.
        undo_until: until when a case may go back.
    """

    id: str
    definition: str
    from_version: int
    to_version: int
    mapping: Mapping[str, str]
    added: tuple[str, ...]
    removed: tuple[str, ...]
    renamed: Mapping[str, str]
    made_at: datetime
    made_by: str
    undo_until: datetime


@dataclass(frozen=True, slots=True)
class Obstacle:
    """What stands in the way of one case: a code, the element it is about, and why, in Dutch."""

    code: str
    element: str
    message: str


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether a case can move under a plan, and if not, why.

    Attributes:
        at: ids of the elements where the case is live now.
    """

    number: str
    at: tuple[str, ...]
    obstacles: tuple[Obstacle, ...]

    @property
    def can_move(self) -> bool:
        """True when nothing stands in the way."""
        return not self.obstacles


@dataclass(frozen=True, slots=True)
class CaseMove:
    """What became of one case under a plan.

    Attributes:
        code, message: why it did not move, or did not go back.
        may_return: True while nothing happened to the case that could not be taken back.
    """

    number: str
    status: MoveStatus
    code: str
    message: str
    at: datetime
    may_return: bool = False


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a plan is."""

    cases: tuple[CaseMove, ...]

    def count(self, status: MoveStatus) -> int:
        """Return how many cases have this status."""
        return sum(1 for case in self.cases if case.status is status)

    @property
    def is_done(self) -> bool:
        """True when no case waits for its turn any more."""
        return self.count(MoveStatus.WAITING) + self.count(MoveStatus.GOING_BACK) == 0


@dataclass(frozen=True, slots=True)
class ListedPlan:
    """A plan that was applied, with how many cases have each status."""

    plan: MigrationPlan
    counts: Mapping[MoveStatus, int]


@dataclass(frozen=True, slots=True)
class LivePlace:
    """An element where running cases of a version are now.

    Attributes:
        cases: how many are there.
        targets: (id, name) of the elements of the new version of the same kind.
        proposed: id of the element of the new version that takes its place, None when there is none yet.
    """

    element: str
    name: str
    cases: int
    targets: tuple[tuple[str, str], ...]
    proposed: str | None

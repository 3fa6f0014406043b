"""Places in a list that is read page by page: the task that a page comes after, or before."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

_BETWEEN = "~"
_LONGEST = 200


@dataclass(frozen=True, slots=True)
class Place:
    """Where a page begins, or ends; without either it is the first.

    Attributes:
        number: which page it is for whoever came here page by page; it finds nothing.
        after, before: text of the spot it comes after or before, fit for an address.
    """

    number: int = 1
    after: str | None = None
    before: str | None = None


FIRST = Place()
"""The first page."""


@dataclass(frozen=True, slots=True)
class Spot:
    """A task's place in the order of the worklist: by date, those without one behind, the oldest first."""

    due_at: datetime | None
    opened_at: datetime
    id: str

    @property
    def text(self) -> str:
        """The spot as an address takes it."""
        return _BETWEEN.join(
            ("" if self.due_at is None else _write(self.due_at), _write(self.opened_at), self.id)
        )


def read_spot(text: str | None) -> Spot | None:
    """Return the spot an address names; None where it names none that can be read."""
    if text is None or len(text) > _LONGEST:
        return None
    due_at, _, rest = text.partition(_BETWEEN)
    opened_at, _, task = rest.partition(_BETWEEN)
    try:
        return Spot(_read(due_at) if due_at else None, _read(opened_at), task)
    except (ValueError, OverflowError):
        return None


def _write(moment: datetime) -> str:
    return moment.astimezone(UTC).replace(tzinfo=None).isoformat()


def _read(text: str) -> datetime:
    read = datetime.fromisoformat(text)
    return read.replace(tzinfo=UTC) if read.tzinfo is None else read.astimezone(UTC)

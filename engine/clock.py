"""The clock: the only source of the present moment."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Protocol


class Clock(Protocol):
    """Gives the present moment."""

    def now(self) -> datetime:
        """Return the present moment as an aware datetime in UTC."""
        ...


class SystemClock:
    """The machine's clock."""

    def now(self) -> datetime:
        """Return the machine's present moment in UTC."""
        return datetime.now(UTC)  # noqa: TID251  # the one place that reads the machine's clock


class VirtualClock:
    """A clock that stands still until it is moved; for tests, rehearsals and practice cases."""

    def __init__(self, start: datetime) -> None:
        if start.tzinfo is None:
            raise ValueError("Expected an aware datetime, but got a naive one.")
        self._now = start.astimezone(UTC)

    def now(self) -> datetime:
        """Return the moment the clock was set to."""
        return self._now

    def advance(self, by: timedelta) -> None:
        """Move the clock forward by a duration."""
        self._now += by

    def move_to(self, moment: datetime) -> None:
        """Set the clock to an aware moment."""
        self._now = moment.astimezone(UTC)

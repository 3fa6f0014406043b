"""From when until when a table or one of its rows is in force: two dates written on its element."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from lxml import etree

NAMESPACE = "https://regelruimte.nl/schema/dmn/1.0"
VALID_FROM = f"{{{NAMESPACE}}}validFrom"
VALID_UNTIL = f"{{{NAMESPACE}}}validUntil"


class PeriodUnreadable(ValueError):
    """A date of a period is no date as in 2027-01-31.

    Attributes:
        written: what stands there instead.
    """

    def __init__(self, written: str) -> None:
        super().__init__(f"'{written[:40]}' is geen datum zoals 2027-01-31")
        self.written = written


@dataclass(frozen=True, slots=True)
class Period:
    """Days on which something is in force.

    Attributes:
        valid_from: first day, None when there is no first.
        valid_until: last day, which still counts; None when there is no last.
    """

    valid_from: date | None = None
    valid_until: date | None = None

    def holds_on(self, day: date) -> bool:
        """Tell whether a day lies within the period."""
        return (self.valid_from is None or self.valid_from <= day) and (
            self.valid_until is None or day <= self.valid_until
        )

    @property
    def is_empty(self) -> bool:
        """True when it ends before it starts, so that it holds on no day."""
        return (
            self.valid_from is not None
            and self.valid_until is not None
            and self.valid_from > self.valid_until
        )

    @property
    def is_always(self) -> bool:
        """True when it has neither a first nor a last day."""
        return self.valid_from is None and self.valid_until is None

    def within(self, other: Period) -> Period:
        """Return the days of both periods; it may be empty."""
        firsts = [one for one in (self.valid_from, other.valid_from) if one is not None]
        lasts = [one for one in (self.valid_until, other.valid_until) if one is not None]
        return Period(max(firsts, default=None), min(lasts, default=None))


ALWAYS = Period()
"""The period of what carries no dates."""


def period_of(element: etree._Element) -> Period:
    """Return the period written on a `rule` or `decisionTable` element; ALWAYS when there is none.

    Raises:
        PeriodUnreadable: a date is not written as an ISO date.
    """
    return Period(_date(element.get(VALID_FROM)), _date(element.get(VALID_UNTIL)))


def _date(written: str | None) -> date | None:
    text = (written or "").strip()
    if not text:
        return None
    try:
        day = date.fromisoformat(text)
    except ValueError:
        raise PeriodUnreadable(text) from None
    # `20270131` and `2027-W05-7` are ISO too, but nobody reads them as a date.
    if day.isoformat() != text:
        raise PeriodUnreadable(text)
    return day

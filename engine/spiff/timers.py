"""When a timer fires: ISO 8601 dates, durations and cycles, or what a FEEL expression makes of them."""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import regex

from regelruimte.engine.feel import Expression
from regelruimte.engine.spiff.trouble import Failing
from regelruimte.engine.values import Value, YearsMonths

HOME = ZoneInfo("Europe/Amsterdam")
"""The zone of dates and times that name none."""

_DURATION = regex.compile(
    r"(?P<sign>-)?P(?=.)(?:(?P<Y>\d+)Y)?(?:(?P<M>\d+)M)?(?:(?P<W>\d+)W)?(?:(?P<D>\d+)D)?"
    r"(?:T(?=.)(?:(?P<h>\d+)H)?(?:(?P<m>\d+)M)?(?:(?P<s>\d+(?:\.\d+)?)S)?)?"
)


@dataclass(frozen=True, slots=True)
class Span:
    """A length of time as people count it: months of the calendar and a fixed rest."""

    months: int = 0
    rest: timedelta = timedelta()

    def after(self, moment: datetime) -> datetime:
        """Return the moment this long after another; days and months are counted on the clock at home."""
        local = moment.astimezone(HOME)
        month = local.year * 12 + local.month - 1 + self.months
        year, index = divmod(month, 12)
        if not 1 <= year <= date.max.year:
            raise Failing("timer-unreadable", "Deze termijn valt buiten de kalender.")
        day = min(local.day, monthrange(year, index + 1)[1])
        moved = local.replace(year=year, month=index + 1, day=day) + timedelta(days=self.rest.days)
        return moved.astimezone(UTC) + (self.rest - timedelta(days=self.rest.days))


@dataclass(frozen=True, slots=True)
class Due:
    """A moment, and what comes after it.

    Attributes:
        at: when, aware UTC.
        repeats: firings left after this one, -1 without end.
        every: time between firings, None when it fires once.
    """

    at: datetime
    repeats: int = 0
    every: Span | None = None


@dataclass(frozen=True, slots=True)
class Timing:
    """What the model says about a moment: plain ISO text, or an expression."""

    text: str
    expression: Expression | None = None

    def due(self, value: Value, at: datetime) -> Due:
        """Return when it is due, counted from `at`; `value` is what the expression said.

        Raises:
            Failing: this is no date, duration or cycle.
        """
        said = self.text if self.expression is None else value
        try:
            return _due(said, at)
        except (ValueError, OverflowError) as error:
            raise Failing(
                "timer-unreadable", f"'{said}' is geen datum, termijn of herhaling, zoals P2W of 2027-01-31."
            ) from error


def is_readable(text: str) -> bool:
    """Tell whether plain text is a date, duration or cycle."""
    try:
        _due(text, datetime(2000, 1, 1, tzinfo=UTC))
    except (ValueError, OverflowError, Failing):
        return False
    return True


def _due(said: Value, at: datetime) -> Due:
    if isinstance(said, timedelta):
        return Due(Span(rest=said).after(at))
    if isinstance(said, YearsMonths):
        return Due(Span(months=said.months).after(at))
    if isinstance(said, datetime | date):
        return Due(_moment(said))
    text = str(said).strip()
    if text.startswith("R"):
        return _cycle(text, at)
    if text.startswith(("P", "-P")):
        return Due(span(text).after(at))
    return Due(_moment(datetime.fromisoformat(text)))


def _moment(said: date) -> datetime:
    moment = said if isinstance(said, datetime) else datetime(said.year, said.month, said.day, tzinfo=HOME)
    return (moment if moment.tzinfo else moment.replace(tzinfo=HOME)).astimezone(UTC)


def _cycle(text: str, at: datetime) -> Due:
    head, *parts = text.split("/")
    times = int(head[1:]) if head[1:] else -1
    if times == 0 or not parts or len(parts) > 2:  # noqa: PLR2004  # a start and an interval
        raise ValueError(text)
    every = span(next(part for part in (*parts, "") if part.startswith("P") or not part))
    left = -1 if times < 0 else times - 1
    if len(parts) > 1 and parts[0].startswith("P"):
        return _until(every, at, left, _moment(datetime.fromisoformat(parts[1])))
    begins = next((part for part in parts if not part.startswith("P")), None)
    first = every.after(at) if begins is None else _moment(datetime.fromisoformat(begins))
    return Due(first, left, every)


def _until(every: Span, at: datetime, left: int, end: datetime) -> Due:
    """Return when a cycle with an end is due: every so often from now on, the last time at its end or before.

    One that would first be due after its end is due at its end, once.
    """
    first = every.after(at)
    return Due(end) if first > end or first <= at else Due(first, left, every)


def span(text: str) -> Span:
    """Read an ISO 8601 duration.

    Raises:
        ValueError: it is none.
    """
    found = _DURATION.fullmatch(text)
    if found is None:
        raise ValueError(text)
    part = {name: float(number or 0) for name, number in found.groupdict().items() if name != "sign"}
    sign = -1 if found["sign"] else 1
    rest = timedelta(weeks=part["W"], days=part["D"], hours=part["h"], minutes=part["m"], seconds=part["s"])
    return Span(sign * int(part["Y"] * 12 + part["M"]), sign * rest)

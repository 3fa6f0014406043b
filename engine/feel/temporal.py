"""Dates, times and durations: from text, to text, and their parts (DMN 1.5, 10.3.2.3, 10.3.4.1)."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta, timezone, tzinfo
from decimal import Decimal
from functools import lru_cache
from zoneinfo import ZoneInfo, available_timezones

import regex

from regelruimte.engine.feel.logic import SOME_DAY
from regelruimte.engine.values import Value, YearsMonths

HOME_ZONE = ZoneInfo("Europe/Amsterdam")
"""Where `today()` and `now()` look at the clock on the wall."""

_MAX_OFFSET_HOURS = 18
_MAX_MINUTE = 59
_DATE = regex.compile(r"(\d{4})-(\d\d)-(\d\d)")
_TIME = regex.compile(r"(\d\d):(\d\d):(\d\d)(?:\.(\d+))?([Zz]|[+-]\d\d:\d\d(?::\d\d)?|@[\w/+\-]+)?")
_OFFSET = regex.compile(r"([+-])(\d\d):(\d\d)(?::(\d\d))?")
_MONTHS = regex.compile(r"(-)?P(?=\d)(?:(\d{1,9})Y)?(?:(\d{1,9})M)?")
_SECONDS = regex.compile(
    r"(-)?P(?=[\dT])(?:(\d+)D)?(?:T(?=\d)(?:(\d+)H)?(?:(\d+)M)?(?:(\d+(?:\.\d*)?)S)?)?",
)


@lru_cache(maxsize=1)
def _zone_names() -> dict[str, str]:
    return {name.upper(): name for name in available_timezones()}


def _zone(text: str | None) -> tzinfo | None:
    if not text:
        return None
    if text in {"Z", "z"}:
        return UTC
    if text.startswith("@"):
        return ZoneInfo(_zone_names()[text[1:].upper()])
    match = _OFFSET.fullmatch(text)
    if not match or int(match[2]) > _MAX_OFFSET_HOURS or int(match[3]) > _MAX_MINUTE:
        raise ValueError(text)
    offset = timedelta(hours=int(match[2]), minutes=int(match[3]), seconds=int(match[4] or 0))
    return timezone(offset if match[1] == "+" else -offset)


def read_date(text: str) -> date | None:
    """Read `2026-11-22`; None when it is no date."""
    match = _DATE.fullmatch(text)
    try:
        return date(int(match[1]), int(match[2]), int(match[3])) if match else None
    except ValueError:
        return None


def read_time(text: str) -> time | None:
    """Read `14:03:00`, with `Z`, an offset or `@Europe/Amsterdam` behind it; None when it is no time."""
    match = _TIME.fullmatch(text)
    if not match:
        return None
    microsecond = int(((match[4] or "") + "000000")[:6])
    try:
        return time(int(match[1]), int(match[2]), int(match[3]), microsecond, tzinfo=_zone(match[5]))
    except (ValueError, KeyError):
        return None


def read_datetime(text: str) -> datetime | None:
    """Read `2026-11-22T14:03:00`, also a date alone (its midnight); None when it is neither."""
    day_text, has_time, time_text = text.partition("T")
    day = read_date(day_text)
    if day is None:
        return None
    if not has_time:
        return datetime.combine(day, time())
    if time_text.startswith("24:00:00"):
        time_text = "00:00:00" + time_text[8:]
        day += timedelta(days=1)
    moment = read_time(time_text)
    return None if moment is None else datetime.combine(day, moment)


def read_duration(text: str) -> timedelta | YearsMonths | None:
    """Read `P2D`, `PT4H` or `P1Y6M`; None when it is no duration or both kinds at once."""
    match = _MONTHS.fullmatch(text)
    if match:
        months = int(match[2] or 0) * 12 + int(match[3] or 0)
        return YearsMonths(-months if match[1] else months)
    match = _SECONDS.fullmatch(text)
    if not match or not any(match[part] for part in (2, 3, 4, 5)):
        return None
    try:
        duration = timedelta(
            days=int(match[2] or 0),
            hours=int(match[3] or 0),
            minutes=int(match[4] or 0),
            microseconds=int(Decimal(match[5] or 0) * 1_000_000),
        )
    except (OverflowError, ValueError):
        return None
    return -duration if match[1] else duration


def read_temporal(text: str) -> Value:
    """Read whatever of these the text is; None when it is none of them."""
    for read in (read_date, read_datetime, read_time, read_duration):
        value = read(text)
        if value is not None:
            return value
    return None


def zone_text(zone: tzinfo | None) -> str:
    """Write a zone as it stands behind a time."""
    if zone is None:
        return ""
    if isinstance(zone, ZoneInfo):
        return f"@{zone.key}"
    seconds = int((zone.utcoffset(None) or timedelta()).total_seconds())
    if seconds == 0:
        return "Z"
    size = abs(seconds)
    text = f"{'-' if seconds < 0 else '+'}{size // 3600:02d}:{size % 3600 // 60:02d}"
    return text + (f":{size % 60:02d}" if size % 60 else "")


def time_text(moment: time | datetime) -> str:
    """Write the time of day of a moment."""
    fraction = f".{moment.microsecond:06d}".rstrip("0") if moment.microsecond else ""
    clock = f"{moment.hour:02d}:{moment.minute:02d}:{moment.second:02d}"
    return clock + fraction + zone_text(moment.tzinfo)


def datetime_text(moment: datetime) -> str:
    """Write a date and time."""
    return f"{moment.date().isoformat()}T{time_text(moment)}"


def months_text(duration: YearsMonths) -> str:
    """Write a years-and-months duration."""
    years, months = divmod(abs(duration.months), 12)
    text = (f"{years}Y" if years else "") + (f"{months}M" if months else "")
    return ("-" if duration.months < 0 else "") + "P" + (text or "0M")


def duration_text(duration: timedelta) -> str:
    """Write a days-and-time duration."""
    size = abs(duration)
    hours, rest = divmod(size.seconds, 3600)
    minutes, seconds = divmod(rest, 60)
    fraction = f".{size.microseconds:06d}".rstrip("0") if size.microseconds else ""
    clock = (f"{hours}H" if hours else "") + (f"{minutes}M" if minutes else "")
    clock += f"{seconds}{fraction}S" if seconds or fraction else ""
    text = (f"{size.days}D" if size.days else "") + (f"T{clock}" if clock else "")
    return ("-" if duration < timedelta() else "") + "P" + (text or "T0S")


def seconds_of(duration: timedelta) -> Decimal:
    """Return the exact number of seconds of a duration."""
    return Decimal(duration // timedelta(microseconds=1)) / 1_000_000


def duration_of(seconds: Decimal) -> timedelta:
    """Return the duration of a number of seconds, cut off at microseconds."""
    return timedelta(microseconds=int(seconds * 1_000_000))


def part_of(value: Value, name: str) -> Value:
    """Return a part such as `year` or `time offset` of a date, time or duration; None when it has none."""
    if isinstance(value, YearsMonths):
        return _signed_part(value.months, {"years": (12, 0), "months": (1, 12)}, name)
    if isinstance(value, timedelta):
        places = {"days": (86400, 0), "hours": (3600, 24), "minutes": (60, 60), "seconds": (1, 60)}
        return _signed_part(seconds_of(value), places, name)
    if isinstance(value, date) and name in {"year", "month", "day"}:
        return Decimal(int(getattr(value, name)))
    if isinstance(value, date) and name == "weekday":
        return Decimal(value.isoweekday())
    if isinstance(value, time | datetime):
        return _time_part(value, name)
    return None


def _signed_part(amount: Decimal | int, places: dict[str, tuple[int, int]], name: str) -> Decimal | None:
    if name not in places:
        return None
    unit, modulus = places[name]
    size = Decimal(amount).copy_abs()
    part = size if unit == 1 else size // unit
    part = part % modulus if modulus else part
    return -part if amount < 0 else part


def _time_part(value: time | datetime, name: str) -> Value:
    if name in {"hour", "minute"}:
        return Decimal(getattr(value, name))
    if name == "second":
        return Decimal(value.second) + Decimal(value.microsecond) / 1_000_000
    if name == "timezone":
        return value.tzinfo.key if isinstance(value.tzinfo, ZoneInfo) else None
    if name == "time offset":
        moment = datetime.combine(SOME_DAY, value) if isinstance(value, time) else value
        return moment.utcoffset()
    return None

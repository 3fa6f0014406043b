"""How dates, times, amounts and numbers are written for people, in Dutch and English.

Moments are aware UTC inside and shown as the clock in Amsterdam shows them. Spaces that must not break
over a line are no-break spaces.
"""

from __future__ import annotations

from datetime import date, datetime, time
from decimal import ROUND_HALF_UP, Decimal
from zoneinfo import ZoneInfo

AMSTERDAM = ZoneInfo("Europe/Amsterdam")
"""The time zone of every person who reads a page."""

NO_BREAK = "\u00a0"

MONTHS = {
    "nl": (
        *("januari", "februari", "maart", "april", "mei", "juni"),
        *("juli", "augustus", "september", "oktober", "november", "december"),
    ),
    "en": (
        *("January", "February", "March", "April", "May", "June"),
        *("July", "August", "September", "October", "November", "December"),
    ),
}
"""Names of the months, by language."""


def format_date(day: date, locale: str = "nl") -> str:
    """Write a day: `4 januari 2027`, `4 January 2027`; of a moment its day in Amsterdam."""
    shown = local(day) if isinstance(day, datetime) else day
    return f"{shown.day} {_months(locale)[shown.month - 1]} {shown.year}"


def format_time(moment: datetime | time, locale: str = "nl") -> str:
    """Write a time of day: `14.03 uur`, `14:03`."""
    shown = local(moment) if isinstance(moment, datetime) else moment
    if locale == "en":
        return f"{shown:%H:%M}"
    return f"{shown:%H.%M}{NO_BREAK}uur"


def format_short_time(moment: datetime, locale: str = "nl") -> str:
    """Write a time of day for narrow lists: `14.03`, `14:03`."""
    return f"{local(moment):%H:%M}" if locale == "en" else f"{local(moment):%H.%M}"


def format_moment(moment: datetime, locale: str = "nl") -> str:
    """Write a day and a time: `4 januari 2027 om 14.03 uur`, `4 January 2027 at 14:03`."""
    word = "at" if locale == "en" else "om"
    return f"{format_date(moment, locale)} {word} {format_time(moment, locale)}"


def format_amount(amount: Decimal, locale: str = "nl") -> str:
    """Write an amount in euros: `€ 1.155,45` with a no-break space, `€1,155.45`."""
    cents = amount.quantize(Decimal("0.01"), rounding=ROUND_HALF_UP)
    sign = "-" if cents < 0 else ""
    gap = "" if locale == "en" else NO_BREAK
    return f"{sign}€{gap}{_grouped(abs(cents), locale)}"


def format_number(number: Decimal, locale: str = "nl") -> str:
    """Write a number without needless zeros: `1.155,5`, `1,155.5`; whole years and house numbers too."""
    return _grouped(plain(number), locale)


def format_percent(share: Decimal, locale: str = "nl") -> str:
    """Write a percentage, given as 81 for 81 %: `81 %` with a no-break space, `81%`."""
    gap = "" if locale == "en" else NO_BREAK
    return f"{format_number(share, locale)}{gap}%"


def local(moment: datetime) -> datetime:
    """Return an aware moment as the clock in Amsterdam shows it.

    Raises:
        ValueError: the moment has no time zone.
    """
    if moment.tzinfo is None:
        raise ValueError("Expected an aware datetime, but got a naive one.")
    return moment.astimezone(AMSTERDAM)


def plain(number: Decimal) -> Decimal:
    """Return a number without zeros behind its decimals and without an exponent."""
    whole = number.to_integral_value()
    return whole if number == whole else Decimal(f"{number.normalize():f}")


def _grouped(number: Decimal, locale: str) -> str:
    text = f"{number:,f}"
    return text if locale == "en" else text.translate(str.maketrans(",.", ".,"))


def _months(locale: str) -> tuple[str, ...]:
    return MONTHS.get(locale, MONTHS["nl"])

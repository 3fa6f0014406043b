"""Terms: the last day by law, and our own target."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from holidays import country_holidays

AMSTERDAM = ZoneInfo("Europe/Amsterdam")


def day_of(moment: datetime) -> date:
    """Return the day of a moment in the Netherlands."""
    return moment.astimezone(AMSTERDAM).date()


def legal_end(received: date, days: int) -> date:
    """Return the last day of a legal term of calendar days that starts on the day after receipt.

    A term that ends on a Saturday, Sunday or recognised holiday ends on the next working day.

    Source: Algemene termijnenwet, articles 1 and 3.
    """
    end = received + timedelta(days=days)
    while end.weekday() >= 5 or end in _holidays(end.year):  # noqa: PLR2004  # Saturday is 5
        end += timedelta(days=1)
    return end


@lru_cache(maxsize=64)
def _holidays(year: int) -> frozenset[date]:
    # The law names 5 May every year and treats Good Friday alike: the library calls both optional.
    return frozenset(country_holidays("NL", years=year, categories=("public", "optional")))

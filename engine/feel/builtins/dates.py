"""Built-ins over dates, and what day it is (DMN 1.5, 10.3.4.8, 10.3.4.9)."""

from __future__ import annotations

from calendar import monthrange
from datetime import date, datetime
from decimal import Decimal

from regelruimte.engine.feel.builtins.registry import Registry
from regelruimte.engine.feel.kinds import Run
from regelruimte.engine.feel.temporal import HOME_ZONE

FUNCTIONS = Registry()
_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)


@FUNCTIONS.add_with_run("now")
def _now(run: Run) -> datetime | None:
    return run.now.astimezone(HOME_ZONE) if run.now else None


@FUNCTIONS.add_with_run("today")
def _today(run: Run) -> date | None:
    return run.now.astimezone(HOME_ZONE).date() if run.now else None


@FUNCTIONS.add("day of year", "date:date")
def _day_of_year(day: date) -> Decimal:
    return Decimal(day.timetuple().tm_yday)


@FUNCTIONS.add("day of week", "date:date")
def _day_of_week(day: date) -> str:
    return _DAYS[day.weekday()]


@FUNCTIONS.add("month of year", "date:date")
def _month_of_year(day: date) -> str:
    return _MONTHS[day.month - 1]


@FUNCTIONS.add("week of year", "date:date")
def _week_of_year(day: date) -> Decimal:
    return Decimal(day.isocalendar().week)


@FUNCTIONS.add("last day of month", "date:date")
def _last_day_of_month(day: date) -> date:
    return date(day.year, day.month, monthrange(day.year, day.month)[1])

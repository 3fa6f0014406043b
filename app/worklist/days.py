"""Days as the desk writes them: short, with the day of the week, and how far away they are."""

from __future__ import annotations

from datetime import date, datetime

from babel.dates import format_date

from regelruimte.app.language import current_language
from regelruimte.app.wording import gettext as _
from regelruimte.app.wording import ngettext
from regelruimte.engine.terms import day_of
from regelruimte.forms.formats import format_short_time


def short_day(day: date | datetime) -> str:
    """Write a day with its weekday for lists: `vr 27 nov`."""
    shown = day_of(day) if isinstance(day, datetime) else day
    return str(format_date(shown, "EEE d MMM", locale=current_language())).replace(".", "")


def first_capital(text: str) -> str:
    """Write the first letter as a capital and leave the rest."""
    return text[:1].upper() + text[1:]


def short_date(day: date) -> str:
    """Write a day with its year for lists: `11 jan 2027`."""
    return format_date(day, "d MMM y", locale=current_language()).replace(".", "")


def full_day(day: date) -> str:
    """Write a day with its weekday in full: `maandag 4 januari 2027`."""
    return format_date(day, "EEEE d MMMM y", locale=current_language())


def stamp(moment: datetime) -> str:
    """Write a moment for a timeline: `Vr 20 nov 11.02`."""
    return f"{first_capital(short_day(moment))} {format_short_time(moment, current_language())}"


def distance(day: date, today: date) -> str:
    """Write how far a last day is away: `nog 42 dagen`, `vandaag`, `3 dagen te laat`."""
    days = (day - today).days
    if days == 0:
        return _("vandaag")
    if days > 0:
        return ngettext("nog %(num)d dag", "nog %(num)d dagen", days)
    return ngettext("%(num)d dag te laat", "%(num)d dagen te laat", -days)

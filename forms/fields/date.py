"""A day, asked in three parts: day, month, year."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime

from regelruimte.engine.values import Value
from regelruimte.forms.cleaning import clean_line, is_digits
from regelruimte.forms.formats import MONTHS, format_date, local
from regelruimte.forms.kind import FormData, Kind, Message, Question, Raw

PARTS = ("dag", "maand", "jaar")
TODAY = "today"
_FIRST_YEAR, _LAST_YEAR = 1850, 2200
_DAYS_IN_ISO = 3


def _take(formdata: FormData, name: str) -> Raw:
    return {part: str((formdata.getlist(f"{name}-{part}") or [""])[0])[:40] for part in PARTS}


def _raw(value: Value) -> Raw:
    if isinstance(value, datetime):
        value = local(value).date() if value.tzinfo else value.date()
    if isinstance(value, date):
        return {"dag": str(value.day), "maand": str(value.month), "jaar": str(value.year)}
    if isinstance(value, Mapping):
        return {part: str(value.get(part) or "") for part in PARTS}
    pieces = str(value or "").split("T")[0].split("-")
    iso = [piece.lstrip("0") or piece for piece in pieces] if len(pieces) == _DAYS_IN_ISO else ["", "", ""]
    return dict(zip(PARTS, reversed(iso), strict=True))


def _is_empty(raw: Raw) -> bool:
    return not isinstance(raw, Mapping) or not any(clean_line(raw.get(part)) for part in PARTS)


def _read(raw: Raw, question: Question) -> Value:
    given = {part: clean_line(raw.get(part)) for part in PARTS}
    for part in PARTS:
        if not given[part]:
            raise question.refuse(f"empty_{part}", part)
    year, month = _year(given["jaar"]), month_number(given["maand"])
    if month is None:
        raise question.refuse("wrong_maand", "maand")
    day = int(given["dag"]) if is_digits(given["dag"]) else 0
    try:
        found = date(year or 2000, month, day)  # a leap year, so that a wrong year is told by itself
    except ValueError:
        raise question.refuse("wrong_dag", "dag") from None
    if year is None:
        raise question.refuse("wrong_jaar", "jaar")
    return _within(found, question)


def _year(text: str) -> int | None:
    if not is_digits(text) or len(text) != len(str(_LAST_YEAR)):
        return None
    return int(text) if _FIRST_YEAR <= int(text) <= _LAST_YEAR else None


def month_number(text: str) -> int | None:
    """Return 1 to 12 for `3`, `03`, `mrt`, `maart` or `March`, or None."""
    if is_digits(text):
        return int(text) if 1 <= int(text) <= len(MONTHS["nl"]) else None
    word = text.casefold().rstrip(".")
    if word in _SHORT:
        return _SHORT[word]
    for names in MONTHS.values():
        for number, name in enumerate(names, start=1):
            if len(word) >= _DAYS_IN_ISO and name.casefold().startswith(word):
                return number
    return None


_SHORT = {"mrt": 3, "mei": 5, "okt": 10, "sept": 9}


def _within(found: date, question: Question) -> date:
    limits, locale = question.field.limits, question.asking.locale
    earliest, latest = _bound(limits.earliest, question), _bound(limits.latest, question)
    if earliest is not None and found < earliest:
        key = "not_past" if limits.earliest == TODAY else "too_early"
        raise question.refuse(key, "dag", bound=format_date(earliest, locale))
    if latest is not None and found > latest:
        key = "not_future" if limits.latest == TODAY else "too_late"
        raise question.refuse(key, "dag", bound=format_date(latest, locale))
    return found


def _bound(text: str, question: Question) -> date | None:
    if text == TODAY:
        return question.asking.today
    return date.fromisoformat(text) if text else None


KIND = Kind(
    name="date",
    shape="date",
    aliases=("datum",),
    types=("datetime",),
    attributes={"inputmode": "numeric"},
    take=_take,
    raw=_raw,
    is_empty=_is_empty,
    read=_read,
    parts=PARTS,
    messages={
        "empty": Message("Vul de datum in bij ‘{label}’.", "Enter the date for ‘{label}’."),
        "invalid": Message(
            "Deze datum bestaat niet. Controleer dag, maand en jaar.",
            "This date does not exist. Check the day, month and year.",
        ),
        "empty_dag": Message("Vul ook de dag in.", "Enter the day as well."),
        "empty_maand": Message("Vul ook de maand in.", "Enter the month as well."),
        "empty_jaar": Message("Vul ook het jaar in.", "Enter the year as well."),
        "wrong_dag": Message(
            "De dag klopt niet. Deze dag komt in die maand niet voor.",
            "The day is not right. That month does not have this day.",
        ),
        "wrong_maand": Message(
            "De maand klopt niet. Kies 1 tot en met 12.", "The month is not right. Choose 1 to 12."
        ),
        "wrong_jaar": Message(
            "Het jaar klopt niet. Gebruik 4 cijfers, bijvoorbeeld 2026.",
            "The year is not right. Use 4 digits, for example 2026.",
        ),
        "not_future": Message("De datum moet in het verleden liggen.", "The date must be in the past."),
        "not_past": Message("De datum mag niet in het verleden liggen.", "The date may not be in the past."),
        "too_early": Message("Kies een datum vanaf {bound}.", "Choose a date from {bound}."),
        "too_late": Message("Kies een datum tot en met {bound}.", "Choose a date up to {bound}."),
    },
)

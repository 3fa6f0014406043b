"""Terms of a model in words: `P14D` as `14 dagen`."""

from __future__ import annotations

import regex

from regelruimte.app.wording import ngettext

_ONE_UNIT = regex.compile(r"P(?:(?P<days>\d{1,6})(?P<unit>[DWMY])|T(?P<clock>\d{1,6})(?P<part>[HM]))")


def term_in_words(text: str) -> str:
    """Return a term of one unit in words; a date, an expression or a term of more units as it was written."""
    found = _ONE_UNIT.fullmatch(text, timeout=0.2)
    if found is None:
        return text
    if found["unit"]:
        return _days(int(found["days"]), found["unit"])
    count = int(found["clock"])
    if found["part"] == "H":
        return ngettext("%(num)s uur", "%(num)s uur", count)
    return ngettext("%(num)s minuut", "%(num)s minuten", count)


def _days(count: int, unit: str) -> str:
    if unit == "D":
        return ngettext("%(num)s dag", "%(num)s dagen", count)
    if unit == "W":
        return ngettext("%(num)s week", "%(num)s weken", count)
    if unit == "M":
        return ngettext("%(num)s maand", "%(num)s maanden", count)
    return ngettext("%(num)s jaar", "%(num)s jaar", count)

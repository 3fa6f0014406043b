"""Cells of a decision table in words: what a designer wrote in FEEL, as a colleague reads it.

Only the plain tests that tables are made of are put in words; any other expression stays as it was written.
"""

from __future__ import annotations

from decimal import Decimal

import regex

from regelruimte.app.language import current_language
from regelruimte.app.wording import gettext as _
from regelruimte.forms.formats import format_number

_ITEM = regex.compile(
    r'\s*(?:"(?P<text>(?:[^"\\]|\\.)*+)"'
    r"|(?P<constant>null|true|false)\b"
    r"|(?P<sign><=|>=|<|>|=)?\s*(?P<number>-?\d+(?:\.\d+)?+)"
    r"|\[\s*(?P<low>-?\d+(?:\.\d+)?+)\s*\.\.\s*(?P<high>-?\d+(?:\.\d+)?+)\s*\])\s*(?:,|$)"
)
_NOT = regex.compile(r"\s*not\s*\((.*)\)\s*", regex.DOTALL)
_CODE = regex.compile(r"[a-z0-9]+(?:_[a-z0-9]+)+")
_SECONDS = 0.2


def check_in_words(source: str) -> str:
    """Return the test of an input cell in words; one that always holds is told as such."""
    if source.strip() in {"", "-"}:
        return _("maakt niet uit")
    negated = _NOT.fullmatch(source, timeout=_SECONDS)
    told = _items(negated[1] if negated else source)
    if told is None:
        return source
    if negated and told == [_("niet bekend")]:
        return _("bekend")
    listed = _either(told)
    return _("niet %(values)s", values=listed) if negated else listed


def output_in_words(source: str) -> str:
    """Return the value of an output cell in words."""
    if source.strip() in {"", "-", "null"}:
        return _("niets")
    told = _items(source)
    return told[0] if told is not None and len(told) == 1 else source


def code_in_words(text: str) -> str:
    """Return a key such as `iemand_anders` as words; any other text as it is."""
    return text.replace("_", " ") if _CODE.fullmatch(text, timeout=_SECONDS) else text


def _items(source: str) -> list[str] | None:
    """Return the items of a list in words, or None when one of them is anything else."""
    told, at = [], 0
    while at < len(source):
        found = _ITEM.match(source, at, timeout=_SECONDS)
        if found is None:
            return None
        told.append(_item(found.groupdict()))
        at = found.end()
    return told or None


def _item(found: dict[str, str | None]) -> str:
    if found["text"] is not None:
        return code_in_words(found["text"].replace('\\"', '"'))
    if found["constant"]:
        return {"null": _("niet bekend"), "true": _("ja"), "false": _("nee")}[found["constant"]]
    if found["low"]:
        return _("%(low)s tot en met %(high)s", low=_number(found["low"]), high=_number(found["high"]))
    signs = {
        "<": _("minder dan %(number)s"),
        "<=": _("hoogstens %(number)s"),
        ">": _("meer dan %(number)s"),
        ">=": _("minstens %(number)s"),
    }
    return signs.get(found["sign"] or "", "%(number)s") % {"number": _number(found["number"])}


def _number(text: str | None) -> str:
    return format_number(Decimal(text or "0"), current_language())


def _either(told: list[str]) -> str:
    if len(told) == 1:
        return told[0]
    return _("%(first)s of %(last)s", first=", ".join(told[:-1]), last=told[-1])

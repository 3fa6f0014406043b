"""Filling in of `{{ FEEL }}` in static texts; what is filled in can never become mark-up."""

from __future__ import annotations

import html
from collections.abc import Callable, Mapping
from datetime import date, datetime
from decimal import Decimal

import regex

from regelruimte.engine.values import Value
from regelruimte.forms.conditions import evaluate
from regelruimte.forms.formats import format_date, format_moment, format_number

_SLOT = regex.compile(r"\{\{=?([^{}]{1,500})\}\}")
_MARKS = regex.compile(r"([\\`*_{}\[\]()<>#+\-.!|&~:@/$^=\"'])")
_LINE_BREAKS = regex.compile(r"\s+")


def slots_of(text: str) -> tuple[str, ...]:
    """Return the FEEL expressions that a text fills in."""
    return tuple(found.strip() for found in _SLOT.findall(text))


def fill(
    text: str,
    context: Mapping[str, Value],
    *,
    locale: str = "nl",
    now: datetime | None = None,
    is_html: bool = False,
) -> str:
    """Return a text with its expressions worked out; what cannot be worked out leaves nothing."""
    escape: Callable[[str], str] = html.escape if is_html else _escape_markdown

    def worked_out(found: regex.Match[str]) -> str:
        return escape(_words(evaluate(found[1], context, now), locale))

    return _SLOT.sub(worked_out, text)


def _words(value: Value, locale: str) -> str:
    if value is None or isinstance(value, dict):
        return ""
    if isinstance(value, bool):
        yes, no = ("yes", "no") if locale == "en" else ("ja", "nee")
        return yes if value else no
    if isinstance(value, list):
        return ", ".join(_words(one, locale) for one in value)
    if isinstance(value, Decimal):
        return format_number(value, locale)
    if isinstance(value, datetime) and value.tzinfo:
        return format_moment(value, locale)
    return format_date(value, locale) if isinstance(value, date) else str(value)


def _escape_markdown(text: str) -> str:
    return _MARKS.sub(r"\\\1", _LINE_BREAKS.sub(" ", text))

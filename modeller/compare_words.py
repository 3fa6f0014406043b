"""A change between two bundles: one sentence, and where it is."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from regelruimte.engine.dmn.validity import Period
from regelruimte.forms.formats import format_date


class ChangeKind(StrEnum):
    """What happened to a part of a bundle."""

    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"


@dataclass(frozen=True, slots=True)
class Change:
    """One difference.

    Attributes:
        text: what differs, a Dutch sentence.
        element: id of the element it concerns, None for files and the process as a whole.
        before, after: the values, where a text or number changed; empty when there was none.
    """

    kind: ChangeKind
    text: str
    element: str | None = None
    before: str = ""
    after: str = ""


def added(text: str, element: str | None = None) -> Change:
    """Return the change of something that is new."""
    return Change(ChangeKind.ADDED, text, element)


def removed(text: str, element: str | None = None) -> Change:
    """Return the change of something that is gone."""
    return Change(ChangeKind.REMOVED, text, element)


def changed(text: str, element: str | None = None, *, before: str = "", after: str = "") -> Change:
    """Return the change of something that became different."""
    return Change(ChangeKind.CHANGED, text, element, before, after)


def period_words(period: Period) -> str:
    """Write from when until when something is in force; `geldt altijd` without dates."""
    first = "" if period.valid_from is None else f" vanaf {format_date(period.valid_from)}"
    last = "" if period.valid_until is None else f" tot en met {format_date(period.valid_until)}"
    return f"geldt{first}{last}" if first or last else "geldt altijd"

"""How the usual path ended: the end event that was reached, with what it means and says."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Protocol

from regelruimte.engine.spiff.info import ElementInfo


class Passed(Protocol):
    """A line of history, fresh from a step or read back."""

    @property
    def element(self) -> str:
        """Id of the element, or of the flow that was taken."""

    @property
    def event(self) -> str:
        """What happened: entered, left, cancelled or taken."""


def find_end(
    elements: Mapping[str, ElementInfo], passages: Iterable[Passed], outcome: str | None
) -> ElementInfo | None:
    """Return the end event that gave an outcome; None when a person ended the case and no end was reached.

    Two ends may have one name: the one that was left last is the one that ended the path.

    Args:
        elements: the flow nodes of the version, by id.
        passages: the history, in order.
        outcome: the outcome of the case.
    """
    left = (elements.get(one.element) for one in passages if one.event == "left")
    ends = [end for end in left if end is not None and end.type == "endEvent" and end.name == outcome]
    return ends[-1] if ends else None

"""Questions that do not fit ("past niet"), as answers keep them and as they travel with what is sent."""

from __future__ import annotations

from dataclasses import dataclass

UNFIT = "past_niet"
"""Name under which answers keep the questions that did not fit: key of the question -> why."""


@dataclass(frozen=True, slots=True)
class UnfitQuestion:
    """A question that somebody could not answer as it was asked.

    Attributes:
        key: of the question; label: its words; why: what the person wrote.
    """

    key: str
    label: str
    why: str

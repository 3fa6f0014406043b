"""What one line of the reference of BPMN elements says, and what a drawing of it shows when it runs."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from tests.builders import Process

Story = Callable[[Any], None]
Drawn = tuple[str, str, str, Process, Story | str]
"""Element, place, section, drawing, and its story or the code of the finding that refuses it."""


@dataclass(frozen=True, slots=True)
class Line:
    """One element in one place.

    Attributes:
        element, place: what is drawn and where.
        section: of BPMN 2.0.2.
        draw: draws it.
        story: plays the drawing and asserts what it does; None when the element is refused.
        refused: code of the finding that refuses it; warned: code of a finding that goes with it.
    """

    element: str
    place: str
    section: str
    draw: Callable[[], Process]
    story: Callable[[Any], None] | None = None
    refused: str = ""
    warned: str = ""

    @property
    def name(self) -> str:
        """The name of its test case."""
        return (
            f"{self.element}, {self.place}".replace(" ", "-")
            .replace(",", "")
            .replace("(", "")
            .replace(")", "")
        )

    @property
    def verdict(self) -> str:
        """What the reference says of it."""
        if self.refused:
            return f"refused: `{self.refused}`"
        return f"runs, with a warning: `{self.warned}`" if self.warned else "runs"


def story(*steps: str, then: list[str], given: dict[str, Any] | None = None, **variables: Any) -> Story:
    """Return the story that completes steps one by one, and then finds what waits and what is known."""

    def play(run: Any) -> None:
        run.start(given or {})
        for step in steps:
            run.complete(step)
        assert run.waiting() == then
        assert {name: run.variable(name) for name in variables} == variables
        assert run.troubles == []

    return play

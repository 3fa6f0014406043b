"""What a kind of conformance run answers, and the lines it prints."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Result:
    """How many of a run passed, failed and were skipped."""

    passed: int = 0
    failed: int = 0
    skipped: int = 0

    def __add__(self, other: Result) -> Result:
        return Result(self.passed + other.passed, self.failed + other.failed, self.skipped + other.skipped)

    def line(self) -> str:
        """Return the counts as every kind prints them."""
        return f"{self.passed} passed, {self.failed} failed, {self.skipped} skipped"


PASSED, FAILED, SKIPPED = Result(passed=1), Result(failed=1), Result(skipped=1)


def told_by_area(results: Iterable[tuple[str, Result]]) -> Result:
    """Print one line per area, in the order the areas came, and return the sum."""
    areas: dict[str, Result] = {}
    for area, result in results:
        areas[area] = areas.get(area, Result()) + result
    for area, result in areas.items():
        print(f"{area}: {result.line()}")
    return sum(areas.values(), Result())

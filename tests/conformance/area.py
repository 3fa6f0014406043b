"""What running a part of a corpus gave."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass
class Area:
    """A part of a corpus: how many tests passed, which failed, and why which were skipped."""

    name: str
    passed: int = 0
    failures: list[str] = field(default_factory=list)
    skipped: list[str] = field(default_factory=list)

    def line(self) -> str:
        """Return the line that is printed for it."""
        reasons = f" ({'; '.join(sorted(set(self.skipped)))})" if self.skipped else ""
        counts = f"{self.passed} passed, {len(self.failures)} failed, {len(self.skipped)} skipped"
        return f"{self.name}: {counts}{reasons}"

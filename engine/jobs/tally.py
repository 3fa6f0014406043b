"""What a worker counts of itself: jobs done, and how late they began at most in the last minutes."""

from __future__ import annotations

import threading
import time

from regelruimte.engine.observer import JobRun, Observer

_MINUTES_KEPT = 10


class Tally(Observer):
    """Counts the jobs of one worker; safe to share between its lanes."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._late_by_minute: dict[int, float] = {}
        self.done = 0

    def job_ended(self, run: JobRun) -> None:
        """Count a run of a job."""
        minute = _minute()
        with self._lock:
            self.done += 1
            self._late_by_minute[minute] = max(self._late_by_minute.get(minute, 0.0), run.late_seconds)

    def late_seconds(self) -> float:
        """Return how long after its moment a job began at most, in the last ten minutes."""
        since = _minute() - _MINUTES_KEPT
        with self._lock:
            self._late_by_minute = {
                minute: late for minute, late in self._late_by_minute.items() if minute > since
            }
            return max(self._late_by_minute.values(), default=0.0)


def _minute() -> int:
    return int(time.monotonic() // 60)

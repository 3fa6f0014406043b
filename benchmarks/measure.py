"""Measuring: processor time and wall time of a piece of work, as medians."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from statistics import median

RUNS = 5


def per_second(work: Callable[[], object], *, seconds: float = 0.3, runs: int = RUNS) -> float:
    """Return how often a second of processor time holds a piece of work: the median of the runs."""
    return median(_rate(work, seconds) for _ in range(runs))


def _rate(work: Callable[[], object], seconds: float) -> float:
    done, batch = 0, 1
    started = time.process_time()
    while (spent := time.process_time() - started) < seconds:
        for _ in range(batch):
            work()
        done += batch
        batch = min(batch * 2, 1000)
    return done / spent


def cpu_ms(work: Callable[[], object]) -> float:
    """Return the processor milliseconds one piece of work takes."""
    started = time.process_time()
    work()
    return (time.process_time() - started) * 1000


def load() -> str:
    """Return the load of the machine, as words for a report."""
    return " ".join(f"{one:.1f}" for one in os.getloadavg())

"""Troubles other than kills: the database is gone for a while, and processes freeze and thaw."""

from __future__ import annotations

import random
import signal
import sqlite3
import threading
import time
from contextlib import closing, suppress
from pathlib import Path
from typing import Protocol

from tests.crash.processes import Processes
from tests.crash.world import FACTOR

GONE_SECONDS = 60 / FACTOR
"""A minute of the clock that processes go by; a server needs some more to come up again."""

FROZEN_SECONDS = 600 / FACTOR
"""Ten minutes of that clock: twice as long as a job is its worker's."""


class Line(Protocol):
    """A database that can be cut off and come back."""

    def cut_off(self) -> None: ...

    def start(self) -> None: ...


class HeldFile:
    """An SQLite file that another program holds: nobody else can write."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self._holder: sqlite3.Connection | None = None

    def cut_off(self) -> None:
        """Take the lock of writers and keep it."""
        holder = sqlite3.connect(self._file, isolation_level=None, timeout=30, check_same_thread=False)
        holder.execute("BEGIN EXCLUSIVE")
        self._holder = holder

    def start(self) -> None:
        """Let go."""
        if self._holder is not None:
            with closing(self._holder):
                self._holder.rollback()


class Outages(threading.Thread):
    """Cuts the database off every so often, until that was often enough."""

    def __init__(self, line: Line, *, times: int, seed: int) -> None:
        super().__init__(daemon=True)
        self._line, self._times = line, times
        self._chance = random.Random(seed)  # noqa: S311  # a seeded choice, no secret
        self.happened = 0

    def run(self) -> None:
        for _ in range(self._times):
            time.sleep(self._chance.uniform(0.5, 2.0))
            self._line.cut_off()
            time.sleep(self._chance.uniform(1, 3) * GONE_SECONDS)
            self._line.start()
            self.happened += 1


class Freezes(threading.Thread):
    """Freezes a process every so often for ten minutes of the test's clock, and lets it thaw."""

    def __init__(self, processes: Processes, *, times: int, seed: int) -> None:
        super().__init__(daemon=True)
        self._processes, self._times = processes, times
        self._chance = random.Random(seed)  # noqa: S311  # a seeded choice, no secret
        self.happened = 0

    def run(self) -> None:
        for _ in range(self._times):
            time.sleep(self._chance.uniform(0.3, 1.5))
            process = self._chance.choice(self._processes.running)
            # It may be killed while it is frozen: then it never thaws, and another takes its place.
            with suppress(ProcessLookupError):
                process.send_signal(signal.SIGSTOP)
                time.sleep(FROZEN_SECONDS)
                process.send_signal(signal.SIGCONT)
            self.happened += 1

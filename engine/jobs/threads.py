"""Lanes in threads of this process, each woken by a bell: how SQLite's jobs are done."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

from regelruimte.engine.jobs.failing import tell_failure
from regelruimte.engine.jobs.lane import Lane

_PAUSE_SECONDS = 1.0


class Bell:
    """Wakes one of those who wait, each time it rings; a ring that nobody heard yet counts once."""

    def __init__(self) -> None:
        self._condition = threading.Condition()
        self._has_rung = False

    def ring(self) -> None:
        """Wake one."""
        with self._condition:
            self._has_rung = True
            self._condition.notify()

    def wait(self) -> None:
        """Wait until it rings."""
        with self._condition:
            while not self._has_rung:
                self._condition.wait()
            self._has_rung = False


class Threads:
    """Lanes in threads; one that begins a call to the outside world lets the next take what is left."""

    def __init__(self, concurrency: int) -> None:
        self._concurrency = concurrency
        self._bell = Bell()
        self._threads: list[threading.Thread] = []
        self._is_stopping = False

    def start(self, make_lane: Callable[[], Lane]) -> None:
        """Let the lanes run."""
        self._threads = [
            # A call that outlasts the grace must not keep the process from ending.
            threading.Thread(target=self._work, args=(make_lane(),), name=f"lane-{n}", daemon=True)
            for n in range(self._concurrency)
        ]
        for thread in self._threads:
            thread.start()

    def ring(self, late_seconds: float = 0.0) -> None:  # noqa: ARG002  # the port tells it
        """Wake a lane."""
        self._bell.ring()

    def stop(self) -> None:
        """Take nothing new."""
        self._is_stopping = True

    def wait(self, seconds: float) -> bool:
        """Wait until what was begun is finished; False when it is not by then."""
        until = time.monotonic() + seconds
        for thread in self._threads:
            while thread.is_alive() and time.monotonic() < until:
                # One ring wakes one lane, and which one is not told.
                self._bell.ring()
                thread.join(timeout=0.05)
        return not any(thread.is_alive() for thread in self._threads)

    def _work(self, lane: Lane) -> None:
        while not self._is_stopping:
            self._bell.wait()
            try:
                while lane.run() and not self._is_stopping:
                    pass
            except Exception as failure:  # noqa: BLE001  # a worker goes on by itself
                tell_failure("lane-failed", failure)
                time.sleep(_PAUSE_SECONDS)
                self._bell.ring()

"""Checks in a child process, so that a file that hangs or swells ends as refused and not the command.

The child is used again for the next file; only after a hang or a death is a new one started.
"""

from __future__ import annotations

import json
import multiprocessing
import os
from dataclasses import asdict
from multiprocessing.connection import Connection
from multiprocessing.context import SpawnProcess
from pathlib import Path
from types import TracebackType
from typing import Self

from regelruimte.engine.findings import Finding, Severity
from regelruimte.engine.validate import Checked, Status, check_file
from regelruimte.engine.validate.file import refused

MAX_SECONDS = 10.0
MAX_BYTES_OF_MEMORY = 500_000_000
_START_SECONDS = 60.0


class BoundedChecker:
    """Checks one file after another; use it as a context manager, so that the child ends with it."""

    def __init__(self, *, seconds: float = MAX_SECONDS, memory_bytes: int = MAX_BYTES_OF_MEMORY) -> None:
        self._seconds = seconds
        self._memory_bytes = memory_bytes
        self._child: SpawnProcess | None = None
        self._line: Connection | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stop()

    def check(self, path: Path) -> Checked:
        """Return the status of a file; one that takes too long or too much is refused."""
        line = self._ready_line()
        try:
            line.send_bytes(os.fsencode(path))
            if not line.poll(self._seconds):
                self._stop()
                return refused(
                    "check-too-slow",
                    f"Het nakijken duurde langer dan {self._seconds:g} seconden en is gestopt.",
                )
            return _read(line.recv_bytes())
        except (EOFError, OSError):
            self._stop()
            return refused("check-too-heavy", "Het nakijken kostte te veel geheugen en is gestopt.")

    def _ready_line(self) -> Connection:
        if self._line is None:
            spawning = multiprocessing.get_context("spawn")
            self._line, far_end = spawning.Pipe()
            self._child = spawning.Process(target=_serve, args=(far_end, self._memory_bytes), daemon=True)
            self._child.start()
            far_end.close()
            # The first word says that the modules are loaded: their time is not the file's.
            if self._line.poll(_START_SECONDS):
                self._line.recv_bytes()
        return self._line

    def _stop(self) -> None:
        if self._child is not None:
            self._child.kill()
            self._child.join()
            self._child.close()
        if self._line is not None:
            self._line.close()
        self._child = self._line = None


def _serve(line: Connection, memory_bytes: int) -> None:
    """Check the files whose paths come over the line, until it is closed."""
    _limit_memory(memory_bytes)
    line.send_bytes(b"ready")
    while True:
        try:
            path = Path(os.fsdecode(line.recv_bytes()))
        except EOFError:
            return
        line.send_bytes(_written(_checked(path)))


def _checked(path: Path) -> Checked:
    try:
        return check_file(path)
    except MemoryError:
        return refused("check-too-heavy", "Het nakijken kostte te veel geheugen en is gestopt.")
    except RecursionError:
        return refused("check-too-deep", "Het model is te diep genest om na te kijken.")


def _limit_memory(memory_bytes: int) -> None:
    try:
        import resource  # noqa: PLC0415  # does not exist on Windows, where only the time is bounded
    except ImportError:
        return
    resource.setrlimit(resource.RLIMIT_AS, (memory_bytes, memory_bytes))


def _written(checked: Checked) -> bytes:
    return json.dumps(
        {"status": checked.status, "findings": [asdict(one) for one in checked.findings]}
    ).encode()


def _read(data: bytes) -> Checked:
    plain = json.loads(data)
    findings = [Finding(**{**one, "severity": Severity(one["severity"])}) for one in plain["findings"]]
    return Checked(Status(plain["status"]), tuple(findings))

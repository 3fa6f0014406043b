"""A hard end to talking: whoever answers one byte at a time does not keep a worker."""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Deadline:
    """The end of a conversation; `is_over` once it was cut off."""

    _cut: threading.Event = field(default_factory=threading.Event)

    @property
    def is_over(self) -> bool:
        """True when the line was cut."""
        return self._cut.is_set()

    def cut(self, line: socket.socket | None) -> None:
        """Cut the line now: whoever reads from it or writes to it is woken by its end."""
        self._cut.set()
        if line is not None:
            with suppress(OSError):
                # Not the TLS layer's own ending, which would change an object that another thread uses.
                socket.socket.shutdown(line, socket.SHUT_RDWR)


@contextmanager
def ends_after(seconds: float, line: Callable[[], socket.socket | None]) -> Iterator[Deadline]:
    """Cut the line that is in use when the time is up; `line` tells which that is then."""
    deadline = Deadline()
    timer = threading.Timer(seconds, lambda: deadline.cut(line()))
    timer.daemon = True
    timer.start()
    try:
        yield deadline
    finally:
        timer.cancel()

"""The turns of a worker: one after the other, and patiently while the database is busy, away or full."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable

from regelruimte.engine.errors import DatabaseUnavailable

log = logging.getLogger(__name__)

_PAUSE_SECONDS = 1.0
_LONGEST_PAUSE_SECONDS = 15.0


def keep_working(turn: Callable[[], object], *, sleep: Callable[[float], None] = time.sleep) -> None:
    """Take turns without end, a second apart; while the database takes none, twice as long each time.

    What cannot be done now is neither lost nor given up: jobs stay in the database, and are done when it is
    back. Anything else that goes wrong is a bug and ends the worker, for whoever keeps it running to see.
    """
    pause = _PAUSE_SECONDS
    while True:
        try:
            turn()
        except DatabaseUnavailable as refusal:
            _tell_waiting(refusal, pause)
            sleep(pause)
            pause = min(2 * pause, _LONGEST_PAUSE_SECONDS)
            continue
        if pause > _PAUSE_SECONDS:
            log.warning("the worker goes on")
        pause = _PAUSE_SECONDS
        sleep(pause)


def _tell_waiting(refusal: DatabaseUnavailable, seconds: float) -> None:
    told = {"code": refusal.code, "cause": refusal.cause, "again_after_seconds": seconds}
    log.warning("the worker waits: %s", refusal.code, extra={"told": told})

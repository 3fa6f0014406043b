"""A worker process of a crash test: fires timers and calls the partner until it is killed."""

from __future__ import annotations

import sys

from regelruimte.engine.jobs.worker import Pace
from tests.crash.world import World

PACE = Pace(look=0.1, tick=0.01, beat=0.2, lease=60)
"""Of the machine's time, but for the lease: that goes by the clock of the test."""


def main() -> None:
    """Work without end."""
    database, partner, began = sys.argv[1:]
    World(database, int(partner), began).engine().worker(concurrency=3, pace=PACE).run()


if __name__ == "__main__":
    main()

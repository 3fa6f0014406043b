"""A worker process of a crash test: fires timers and calls the partner until it is killed."""

from __future__ import annotations

import sys
import time

from regelruimte.engine.errors import DatabaseUnavailable
from tests.crash.world import World


def main() -> None:
    """Work without end."""
    database, partner, began = sys.argv[1:]
    engine = World(database, int(partner), began).engine()
    while True:
        try:
            idle = engine.run_due(limit=50) == 0
        except DatabaseUnavailable:
            idle = True
        if idle:
            time.sleep(0.02)


if __name__ == "__main__":
    main()

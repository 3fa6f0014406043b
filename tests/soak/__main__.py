"""`python -m tests.soak --minutes M --database sqlite|postgresql|URL`: exit 1 when a thing grows or fails."""

from __future__ import annotations

import argparse
import sys
import tempfile
from pathlib import Path

from tests.servers import database
from tests.soak.run import Plan, run


def main(arguments: list[str] | None = None) -> int:
    """Run one soak; print what happened, and as last line the verdict."""
    parser = argparse.ArgumentParser(prog="python -m tests.soak", description=__doc__)
    parser.add_argument("--minutes", type=float, default=30)
    parser.add_argument("--clients", type=int, default=4, help="each a resident and a colleague")
    parser.add_argument("--database", default="sqlite", help="`sqlite`, `postgresql` or an address")
    asked = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory(prefix="soak-") as name:
        folder = Path(name)
        with database(asked.database, folder) as url:
            outcome = run(Plan(url, asked.minutes, asked.clients), folder)
    print(*(f"{name}: {value}" for name, value in outcome.told.items()), sep="\n")
    print(*outcome.errors[:20], sep="\n")
    print(outcome.verdict())
    return 0 if outcome.is_well() else 1


if __name__ == "__main__":
    sys.exit(main())

"""`python -m tests.crash --cases N --kills K --database sqlite|postgresql`: exit 1 when anything was lost."""

from __future__ import annotations

import argparse
import sys
import tempfile
from pathlib import Path

from tests.crash.run import Plan, run
from tests.servers import database


def main(arguments: list[str] | None = None) -> int:
    """Run one crash test; print what happened and the verdict."""
    parser = argparse.ArgumentParser(prog="python -m tests.crash", description=__doc__)
    parser.add_argument("--cases", type=int, default=2_000)
    parser.add_argument("--kills", type=int, default=40)
    parser.add_argument("--database", choices=["sqlite", "postgresql"], default="sqlite")
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory(prefix="crash-") as name:
        folder = Path(name)
        with database(asked.database, folder) as url:
            webs, workers = (2, 3) if asked.database == "postgresql" else (1, 2)
            plan = Plan(url, asked.cases, asked.kills, asked.seed, webs=webs, workers=workers)
            outcome = run(plan, folder)
        complaints = (folder / "processes.log").read_text(errors="replace").splitlines()[-30:]
    print(*(f"{name}: {value}" for name, value in outcome.told.items()), sep="\n")
    print(*outcome.verdict.lines(), sep="\n")
    if not outcome.verdict.is_well():
        print("the processes said last:", *complaints, sep="\n    ")
    print(outcome.verdict.summary(asked.cases, asked.kills))
    return 0 if outcome.verdict.is_well() else 1


if __name__ == "__main__":
    sys.exit(main())

"""`python -m tests.crash --cases N --kills K --database sqlite|postgresql`: exit 1 when anything was lost.

With `--outages N` the database is gone for a minute so often, with `--freezes N` a process for ten."""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.crash.run import Plan, run
from tests.crash.troubles import HeldFile, Line
from tests.outages import server_to_cut_off


def main(arguments: list[str] | None = None) -> int:
    """Run one crash test; print what happened and the verdict."""
    parser = argparse.ArgumentParser(prog="python -m tests.crash", description=__doc__)
    parser.add_argument("--cases", type=int, default=2_000)
    parser.add_argument("--kills", type=int, default=40)
    parser.add_argument("--database", default="sqlite", help="`sqlite`, `postgresql` or an address")
    parser.add_argument("--outages", type=int, default=0, help="times the database is gone for a minute")
    parser.add_argument("--freezes", type=int, default=0, help="times a process freezes for ten minutes")
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory(prefix="crash-") as name:
        folder = Path(name)
        with _database(asked.database, folder) as (url, line):
            webs, workers = (2, 3) if url.startswith("postgresql") else (1, 2)
            plan = Plan(
                url, asked.cases, asked.kills, asked.seed, webs=webs, workers=workers,
                line=line, outages=asked.outages, freezes=asked.freezes,
            )  # fmt: skip
            outcome = run(plan, folder)
        complaints = (folder / "processes.log").read_text(errors="replace").splitlines()[-30:]
    print(*(f"{name}: {value}" for name, value in outcome.told.items()), sep="\n")
    print(*outcome.verdict.lines(), sep="\n")
    if not outcome.verdict.is_well():
        print("the processes said last:", *complaints, sep="\n    ")
    print(outcome.verdict.summary(asked.cases, asked.kills))
    return 0 if outcome.verdict.is_well() else 1


@contextmanager
def _database(kind: str, folder: Path) -> Iterator[tuple[str, Line | None]]:
    if kind == "sqlite":
        file = folder / "crash.sqlite"
        yield f"sqlite:///{file}", HeldFile(file)
        return
    if kind != "postgresql":
        yield kind, None
        return
    with server_to_cut_off(folder) as server:
        yield server.url, server


if __name__ == "__main__":
    sys.exit(main())

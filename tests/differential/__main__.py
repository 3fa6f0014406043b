"""`python -m tests.differential --count N --seed S`: compare ours with feelin; exit 1 on a new difference."""

from __future__ import annotations

import argparse
import sys

from benchmarks.feelin import Feelin, FeelinAbsent
from tests.differential.compare import compare


def main(arguments: list[str] | None = None) -> int:
    """Compare; return 1 when there is a difference that is not listed, 2 when feelin is absent."""
    parser = argparse.ArgumentParser(prog="python -m tests.differential", description=__doc__)
    parser.add_argument("--count", type=int, default=20_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--show", type=int, default=10, help="how many new differences to print")
    asked = parser.parse_args(arguments)
    try:
        partner = Feelin()
    except FeelinAbsent as absent:
        print(f"feelin cannot be run here: {absent}")
        return 2
    found = compare(partner, asked.count, seed=asked.seed)
    for name, count in found.known.most_common():
        print(f"known: {name}: {count}")
    print(*found.new[: asked.show], sep="\n")
    print(f"{found.same} the same, {found.known.total()} known differences, {len(found.new)} new")
    return 1 if found.new else 0


if __name__ == "__main__":
    sys.exit(main())

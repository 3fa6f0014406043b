"""`python -m tests.fuzz KIND --count N --seed S`: tries random input; exit 1 when something is wrong."""

from __future__ import annotations

import argparse
import importlib
import sys

KINDS = ("feel",)


def main(arguments: list[str] | None = None) -> int:
    """Fuzz one kind of input; return the exit code."""
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz", description=__doc__)
    parser.add_argument("kind", choices=KINDS)
    parser.add_argument("--count", type=int, default=100_000)
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args(arguments)
    wrong: list[str] = importlib.import_module(f"tests.fuzz.{asked.kind}").run(asked.count, asked.seed)
    print(*wrong[:20], sep="\n")
    print(f"{asked.count} tried, {len(wrong)} wrong")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())

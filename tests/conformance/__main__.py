"""`python -m tests.conformance KIND DIR`: how far the product does what standards and specs say."""

from __future__ import annotations

import importlib
import sys
from pathlib import Path

KINDS = {
    "dmn-tck": "tests.conformance.dmn_tck",
    "hostile": "tests.conformance.hostile",
    "roundtrip": "tests.conformance.roundtrip",
    "scenarios": "tests.conformance.scenarios",
}


def main(arguments: list[str]) -> int:
    """Run one kind on a folder; the last line printed is the sum."""
    if len(arguments) != 2 or arguments[0] not in KINDS or not Path(arguments[1]).is_dir():
        print(f"usage: python -m tests.conformance {{{','.join(KINDS)}}} DIR", file=sys.stderr)
        return 2
    result = importlib.import_module(KINDS[arguments[0]]).run(Path(arguments[1]))
    print(f"{result.passed} passed, {result.failed} failed, {result.skipped} skipped")
    return 1 if result.failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

"""`python -m tests.conformance KIND DIR`: runs a corpus and prints a line per area and a last line of counts.

A kind is a module of this package (`dmn-tck` -> `dmn_tck`) with `run_corpus(folder: Path) -> list[Area]`.
"""

from __future__ import annotations

import argparse
import importlib
import sys
from pathlib import Path

from tests.conformance.area import Area

KINDS = ("dmn-tck", "scenarios", "hostile", "roundtrip")


def main(arguments: list[str] | None = None) -> int:
    """Run one corpus; return 1 when anything failed, 2 on wrong use."""
    parser = argparse.ArgumentParser(prog="python -m tests.conformance", description=__doc__)
    parser.add_argument("kind", choices=[kind for kind in KINDS if _has(kind)])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--failures", type=int, default=0, metavar="N", help="also show N failures per area")
    asked = parser.parse_args(arguments)
    if not asked.folder.is_dir():
        parser.error(f"no such folder: {asked.folder}")
    module = importlib.import_module(f"tests.conformance.{asked.kind.replace('-', '_')}")
    areas: list[Area] = module.run_corpus(asked.folder)
    for area in areas:
        print(area.line())
        for failure in area.failures[: asked.failures]:
            print(f"    {failure}")
    return _total(areas)


def _has(kind: str) -> bool:
    return (Path(__file__).parent / f"{kind.replace('-', '_')}.py").exists()


def _total(areas: list[Area]) -> int:
    failed = sum(len(area.failures) for area in areas)
    passed = sum(area.passed for area in areas)
    skipped = sum(len(area.skipped) for area in areas)
    print(f"{passed} passed, {failed} failed, {skipped} skipped")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())

"""Hostile and broken input: refused with a message, or bounded in time and memory; nothing of it ever runs.

Each file of `expectations.json` is checked in a child process with 2 seconds and 200 MB.
"""

from __future__ import annotations

import json
from pathlib import Path

from regelruimte.app.checking import BoundedChecker
from regelruimte.engine.validate import Checked, Status
from tests.conformance.area import Area

SECONDS = 2.0
MEMORY_BYTES = 200_000_000
_MARK = "HOSTILE_WAS_HERE"
_LEAKS = ("root:x:", "root:*:")


def run_corpus(folder: Path) -> list[Area]:
    """Check every hostile file of a folder against what must hold for it."""
    expected = json.loads((folder / "expectations.json").read_text(encoding="utf-8"))
    areas: dict[str, Area] = {}
    with BoundedChecker(seconds=SECONDS, memory_bytes=MEMORY_BYTES) as checker:
        for case in expected:
            area = areas.setdefault(case["category"], Area(case["category"]))
            path = folder / "files" / case["file"]
            broken = _broken(case["must"], path, checker.check(path))
            area.failures.extend(f"{case['file']} ({case['must']}): {reason}" for reason in broken)
            area.passed += not broken
    return list(areas.values())


def _broken(must: str, path: Path, checked: Checked) -> list[str]:
    """Return what does not hold; empty when all does."""
    errors = [finding for finding in checked.findings if finding.is_error]
    said = " ".join(f"{finding.message} {finding.suggestion}" for finding in checked.findings)
    broken = []
    if must == "reject" and (checked.status is Status.EXECUTABLE or not all(one.message for one in errors)):
        broken.append(f"accepted as {checked.status}")
    if must == "safe" and any(finding.code.startswith("check-too") for finding in errors):
        broken.append("could not be checked within the limits")
    if any(leak in said for leak in _LEAKS):
        broken.append("a message shows the content of a file of the machine")
    if any((folder / _MARK).exists() for folder in (Path.cwd(), path.parent, path.parent.parent)):
        broken.append(f"code of the file ran: {_MARK} exists")
    return broken

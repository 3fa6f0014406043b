"""Hostile and broken input: refused with a message, or bounded in time and memory; nothing of it ever runs.

Each file of `expectations.json` is checked, and when it may run also started, in a child process with
2 seconds and 200 MB.
"""

from __future__ import annotations

import json
import multiprocessing
import resource
from datetime import UTC, datetime
from multiprocessing.connection import Connection
from pathlib import Path

from regelruimte.app.checking import BoundedChecker
from regelruimte.engine.ids import SeededIds
from regelruimte.engine.importing import normalise
from regelruimte.engine.spiff import interpreter
from regelruimte.engine.spiff.parser import compile_model
from regelruimte.engine.spiff.step import MISSING, Decided, Setting
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
            checked = checker.check(path)
            broken = _broken(case["must"], path, checked) + _started(path, checked)
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


def _started(path: Path, checked: Checked) -> list[str]:
    """Start a model that may run and return what went wrong: it hangs or dies without a word."""
    if checked.status is not Status.EXECUTABLE or path.suffix == ".dmn":
        return []
    spawning = multiprocessing.get_context("spawn")
    line, far_end = spawning.Pipe()
    child = spawning.Process(target=_start, args=(far_end, str(path)), daemon=True)
    child.start()
    far_end.close()
    try:
        line.recv_bytes()  # modules are loaded; from here the time is the model's
        return [] if line.poll(SECONDS) and line.recv_bytes() == b"bounded" else ["starting it hangs"]
    except EOFError:
        return ["starting it crashes"]
    finally:
        child.kill()
        child.join()


def _start(line: Connection, path: str) -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    line.send_bytes(b"ready")
    try:
        model = compile_model("hostile", normalise(Path(path).read_bytes()).bpmn)
        interpreter.start(model, _setting(), values={})
    except MemoryError:
        pass  # bounded: the process that asked too much was stopped
    line.send_bytes(b"bounded")


class _NoVariables:
    """A process instance that has no variables yet."""

    def get(self, _scope, _name):
        return MISSING

    def names(self, _scope):
        return frozenset()


def _setting() -> Setting:
    ids = SeededIds()
    return Setting(
        _NoVariables(), lambda _id, _context: Decided(None, {}), datetime(2027, 1, 4, tzinfo=UTC), ids.new
    )

"""bpmn-engine, a BPMN engine in JavaScript: the peer that a P10 case is compared with.

It is fetched at run time into a temporary folder by npm; nothing of it is kept. It keeps its state as text in
memory, without a database: kinder to it than any application that must not lose a case can be.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import tempfile
from pathlib import Path

from benchmarks import p10_model

VERSION = "25.0.1"
CASES, ROUNDS = 10, 3
_LAYER = Path(__file__).with_name("bpmn_engine_layer.mjs")
_SECONDS = 300


class BpmnEngineAbsent(Exception):
    """The peer cannot be run here; the message says what is missing."""


def peer(cpu_ms: float) -> tuple[dict[str, float | None], list[str]]:
    """Return a P10 case of ours, in processor milliseconds, over one of bpmn-engine; null when absent."""
    try:
        spent = measure()
    except BpmnEngineAbsent as absent:
        return {"over_bpmn_engine": None}, [f"bpmn-engine was not measured: {absent}"]
    found: dict[str, float | None] = {
        "over_bpmn_engine": round(cpu_ms / spent["recovered"], 3),
        "bpmn_engine_cpu_ms": round(spent["recovered"], 1),
        "bpmn_engine_memory_cpu_ms": round(spent["memory"], 1),
    }
    return found, [f"bpmn-engine {VERSION}: its state is saved at every wait and recovered for every step"]


def measure() -> dict[str, float]:
    """Return the processor milliseconds of a P10 case in memory, and recovered for every step.

    Raises:
        BpmnEngineAbsent: Node, npm or the package is not at hand.
    """
    npm, node = shutil.which("npm"), shutil.which("node")
    if npm is None or node is None:
        raise BpmnEngineAbsent("Node.js with npm is not installed")
    with tempfile.TemporaryDirectory(prefix="bpmn-engine-") as made:
        folder = Path(made)
        (folder / "package.json").write_text('{"private": true, "type": "module"}')
        _call(
            [npm, "install", "--no-audit", "--no-fund", "--ignore-scripts", f"bpmn-engine@{VERSION}"], folder
        )
        (folder / "p10.bpmn").write_bytes(p10_model.javascripts())
        shutil.copy(_LAYER, folder / "layer.mjs")
        told = _call([node, "layer.mjs", "p10.bpmn", str(CASES), str(ROUNDS)], folder)
    return dict(json.loads(told))


def _call(command: list[str], folder: Path) -> str:
    try:
        done = subprocess.run(
            command, cwd=folder, check=True, capture_output=True, text=True, timeout=_SECONDS
        )
    except (OSError, subprocess.SubprocessError) as error:
        told = (getattr(error, "stderr", None) or str(error)).strip().splitlines() or [""]
        raise BpmnEngineAbsent(f"{Path(command[0]).name} failed: {told[0]}") from error
    return done.stdout

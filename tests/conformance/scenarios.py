"""Behaviour scenarios of public engines, played on the interpreter in memory (format: the corpus README)."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import yaml
from lxml import etree

from regelruimte.engine.errors import DocumentRefused, EngineError
from regelruimte.engine.importing import normalise
from regelruimte.engine.spiff.info import BPMN, OURS
from regelruimte.engine.spiff.parser import ModelRefused
from regelruimte.engine.xml import parse
from tests.conformance.area import Area
from tests.conformance.stage import Stage, Unexpected

MET = frozenset(
    {
        "mi-variables",
        "ext:assignee",
        "ext:candidateStarterGroups",
        "ext:collection",
        "ext:elementVariable",
        "ext:errorCodeVariable",
        "ext:escalationCodeVariable",
        "ext:inheritVariables",
        "ext:scope",
        "ext:terminateAll",
        # What a drawing tool notes for itself says nothing of behaviour.
        "ext:exportDateTime",
        "ext:modelId",
        "ext:modelLastUpdated",
        "ext:modelVersion",
        "ext:palette",
        "ext:sourceDockerX",
        "ext:sourceDockerY",
        "ext:targetDockerX",
        "ext:targetDockerY",
        "ext:version",
    }
)
"""Needs this product meets; a scenario with only these is played like one without needs."""


def run_corpus(folder: Path) -> list[Area]:
    """Play every scenario below a corpus root."""
    areas: dict[str, Area] = {}
    for path in sorted((folder / "scenarios").glob("*.yaml")):
        for told in yaml.safe_load(path.read_text(encoding="utf-8")):
            _judge(folder, told, areas.setdefault(told["area"], Area(told["area"])))
    return list(areas.values())


def _judge(folder: Path, told: dict[str, Any], area: Area) -> None:
    unmet = [need for need in told["needs"] if need not in MET]
    if unmet:
        area.skipped.append(f"needs {unmet[0].split(':')[0]}")
        return
    try:
        _play(folder, told)
    except (Unexpected, EngineError, ModelRefused) as error:
        area.failures.append(f"{told['id']}: {type(error).__name__} {error}"[:400])
    else:
        area.passed += 1


def _play(folder: Path, told: dict[str, Any]) -> None:
    stage = Stage()
    for model in told["models"]:
        data = (folder / model["corpus"] / "files" / model["path"]).read_bytes()
        _put(stage, data, told)
    if not any("deploy" in step for step in told["steps"]):
        stage.publish()
    for step in told["steps"]:
        asked = {name: value for name, value in step.items() if name != "expect_error"}
        ((verb, what),) = asked.items()
        if step.get("expect_error"):
            _refused(stage, verb, what)
        else:
            stage.act(verb, what)


def _put(stage: Stage, data: bytes, told: dict[str, Any]) -> None:
    try:
        normalised = normalise(data)
    except DocumentRefused as refused:
        stage.unopened.append(ModelRefused(refused.findings))
        return
    stage.put(replace(normalised, bpmn=_with_adhoc(normalised.bpmn, told)))


def _refused(stage: Stage, verb: str, what: Any) -> None:
    try:
        stage.act(verb, what)
    except (EngineError, ModelRefused):
        return
    raise Unexpected(f"{verb} {what} was not refused")


def _with_adhoc(bpmn: bytes, told: dict[str, Any]) -> bytes:
    if not {"auto_complete", "initial"} & told.keys():
        return bpmn
    root = parse(bpmn)
    for adhoc in root.iter(BPMN + "adHocSubProcess"):
        if told.get("auto_complete"):
            adhoc.set(OURS + "closes", "when_idle")
        elif "auto_complete" in told and adhoc.get(OURS + "closes") == "when_idle":
            del adhoc.attrib[OURS + "closes"]
        if told.get("initial"):
            adhoc.set(OURS + "initial", " ".join(told["initial"]))
    written: bytes = etree.tostring(root)
    return written

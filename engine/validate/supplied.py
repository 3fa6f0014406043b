"""Which names the parts of a bundle give to a case: answers, outcomes of decisions and scripts, mappings."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping

from regelruimte.engine import xml
from regelruimte.engine.bpmn import ZEEBE
from regelruimte.engine.unfit import UNFIT

_GIVING = {
    f"{{{ZEEBE}}}calledDecision": ("resultVariable",),
    f"{{{ZEEBE}}}script": ("resultVariable",),
    f"{{{ZEEBE}}}output": ("target",),
    f"{{{ZEEBE}}}input": ("target",),
    f"{{{ZEEBE}}}loopCharacteristics": ("inputElement", "outputCollection"),
    f"{{{ZEEBE}}}adHoc": ("outputCollection",),
}


def supplied_names(files: Mapping[str, bytes]) -> frozenset[str]:
    """Return the names that forms and steps of a bundle fill in, whatever the order they come in."""
    names: set[str] = set()
    for path, data in files.items():
        if path.endswith(".form"):
            keys = set(form_keys(data))
            names.update(keys | {UNFIT} if keys else ())
        elif path.endswith(".bpmn"):
            names.update(_step_names(data))
    return frozenset(names)


def form_keys(data: bytes) -> Iterator[str]:
    """Yield the keys a form asks for; none when it cannot be read."""
    try:
        todo: list[object] = [json.loads(data)]
    except (ValueError, RecursionError):
        # What is the matter with the file is another check's to say.
        return
    while todo:
        part = todo.pop()
        if isinstance(part, dict):
            if isinstance(part.get("key"), str):
                yield part["key"]
            inner = part.get("components")
            todo.extend(inner if isinstance(inner, list) else [])


def _step_names(data: bytes) -> Iterator[str]:
    try:
        root = xml.parse(data)
    except xml.XmlRefused:
        return
    for element in root.iter(*_GIVING):
        for attribute in _GIVING[str(element.tag)]:
            # `recht.uitkomst` fills in part of `recht`.
            name = (element.get(attribute) or "").partition(".")[0]
            if name:
                yield name

"""Which elements may run as drawn: the interpreter's own list, told in the words of who drew."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from regelruimte.engine.bpmn import elements
from regelruimte.engine.findings import Finding
from regelruimte.engine.spiff.support import refusals
from regelruimte.engine.validate.drawing import Drawing, label

# Told elsewhere in this package with the place and an example, or refused before anything is checked.
_TOLD_ELSEWHERE = frozenset(
    {
        "boundary-loose",
        "closes-unknown",
        "flow-loose",
        "id-double",
        "id-missing",
        "initial-unknown",
        "no-process",
        "script-language",
        "timer-empty",
    }
)


def element_findings(drawing: Drawing) -> Iterator[Finding]:
    """Yield a finding for every element that the interpreter would not run as drawn."""
    running = {
        id_: element
        for process in drawing.processes
        for element in elements(process)
        if (id_ := element.get("id")) is not None
    }
    for finding in refusals(drawing.root):
        element = running.get(finding.element or "")
        if element is not None and finding.code not in _TOLD_ELSEWHERE:
            yield replace(finding, message=f"{label(element)}: {finding.message}")

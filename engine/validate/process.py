"""All checks of one process model by itself."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import chain
from types import MappingProxyType

from regelruimte.engine.findings import Finding, Severity, has_errors
from regelruimte.engine.importing import Normalised, open_model
from regelruimte.engine.spiff.parser import ModelRefused, compile_model
from regelruimte.engine.validate.chains import chain_findings
from regelruimte.engine.validate.drawing import Drawing, drawing_of
from regelruimte.engine.validate.elements import element_findings
from regelruimte.engine.validate.expressions import expression_findings
from regelruimte.engine.validate.references import (
    assignment_findings,
    listener_findings,
    reference_findings,
)
from regelruimte.engine.validate.rooms import room_findings
from regelruimte.engine.validate.soundness import soundness_findings
from regelruimte.engine.validate.structure import structure_findings
from regelruimte.engine.validate.timers import timer_findings

MAX_PARTS = 5_000
"""Most steps and arrows of a drawing that is checked; a large one of practice has some hundreds."""


def check_process(normalised: Normalised, *, connectors: frozenset[str] = frozenset()) -> tuple[Finding, ...]:
    """Return what a normalised model's maker should know, the importer's findings first.

    What may exist elsewhere (forms, decisions, processes, groups, connectors) is a warning here.
    """
    drawing = drawing_of(open_model(normalised.bpmn))
    found = [*normalised.findings, *drawing_findings(drawing), *reference_findings(drawing, connectors)]
    return tuple(dict.fromkeys([*found, *compile_findings(normalised.bpmn, found)]))


def compile_findings(
    bpmn: bytes, found: Iterable[Finding], *, called: Mapping[str, bytes] = MappingProxyType({})
) -> tuple[Finding, ...]:
    """Return why the interpreter refuses a model in which no error was found before."""
    if has_errors(tuple(found)):
        return ()
    try:
        compile_model("check", bpmn, called=called)
    except ModelRefused as refused:
        return tuple(finding for finding in refused.findings if finding.is_error)
    return ()


def drawing_findings(drawing: Drawing) -> Iterator[Finding]:
    """Yield the findings that need nothing but the drawing; of one that is too large, only that it is."""
    if (count := sum(1 for _ in chain(drawing.nodes(), drawing.flows()))) > MAX_PARTS:
        yield _too_large(count)
        return
    yield from structure_findings(drawing)
    yield from soundness_findings(drawing)
    yield from chain_findings(drawing)
    yield from element_findings(drawing)
    yield from expression_findings(drawing)
    yield from timer_findings(drawing)
    yield from room_findings(drawing)
    yield from assignment_findings(drawing)
    yield from listener_findings(drawing)


def _too_large(count: int) -> Finding:
    return Finding(
        "drawing-too-large",
        Severity.ERROR,
        None,
        f"De tekening heeft {count} stappen en pijlen; meer dan {MAX_PARTS} controleren wij niet.",
        "Splits het proces in kleinere processen die elkaar aanroepen.",
    )

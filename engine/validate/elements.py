"""Which elements and events may run as drawn; anything else would be silently degraded and is an error.

Source: BPMN 2.0.2, 10.5.3 to 10.5.6 (where which event may stand).
"""

from __future__ import annotations

from collections.abc import Iterator

from lxml import etree

from regelruimte.engine.bpmn import EVENTS, kind_of
from regelruimte.engine.findings import Finding
from regelruimte.engine.validate.drawing import Drawing, child_kinds, error, label

_CATCHES = frozenset({"message", "signal", "timer", "conditional"})
_SUPPORTED = {
    "startEvent": _CATCHES,
    "intermediateCatchEvent": _CATCHES,
    "intermediateThrowEvent": frozenset({"message", "signal", "escalation"}),
    "endEvent": frozenset({"message", "error", "escalation", "cancel", "terminate"}),
    "boundaryEvent": _CATCHES | {"error", "escalation", "cancel"},
}
_WORDS = {
    "message": "bericht",
    "signal": "BPMN-signaal",
    "timer": "tijd",
    "conditional": "voorwaarde",
    "error": "fout",
    "escalation": "escalatie",
    "cancel": "annulering",
    "compensate": "ongedaan maken",
    "link": "sprong",
    "terminate": "alles stoppen",
}
_INSTEAD = {
    "link": "Verbind de stappen met een gewone pijl.",
    "compensate": "Teken de stappen die iets ongedaan maken als gewone stappen op een eigen weg.",
    "signal": "Gebruik een bericht, of teken vlak voor het einde een gebeurtenis die het BPMN-signaal geeft.",
}


def element_findings(drawing: Drawing) -> Iterator[Finding]:
    """Yield an error for every element that would not run as drawn."""
    for node in drawing.nodes():
        kind = kind_of(node)
        if kind == "complexGateway":
            yield error(
                "element-not-supported",
                node,
                f"{label(node)} is een samengesteld keuzepunt. Dat kan hier niet worden uitgevoerd.",
                "Gebruik een gewoon keuzepunt (X), of splits en voeg samen met een plus (+).",
            )
        elif kind in EVENTS:
            yield from _event(node, kind)


def _event(node: etree._Element, kind: str) -> Iterator[Finding]:
    definitions = child_kinds(node, "EventDefinition")
    if kind == "boundaryEvent" and not definitions:
        yield error(
            "boundary-without-event",
            node,
            f"{label(node)} op de rand van een stap zegt niet waarop hij wacht.",
            "Kies een tijd, bericht, fout of voorwaarde.",
        )
    for definition in definitions:
        sort = kind_of(definition).removesuffix("EventDefinition")
        if sort not in _SUPPORTED[kind]:
            yield error(
                "event-not-supported",
                node,
                f"{label(node)} is van de soort ‘{_WORDS.get(sort, sort)}’. Dat kan op deze plek niet.",
                _INSTEAD.get(sort, "Kies op deze plek een ander soort gebeurtenis."),
            )

"""A model as its checks look at it: what flows where, and how the person who drew it would call each part."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from lxml import etree

from regelruimte.engine.bpmn import (
    ACTIVITIES,
    EVENTS,
    GATEWAYS,
    SUB_PROCESSES,
    elements,
    flow_nodes,
    kind_of,
    tag,
)
from regelruimte.engine.findings import Finding, Severity

_KINDS = {
    "sequenceFlow": "De pijl",
    "lane": "De baan",
    "participant": "De baan",
    "process": "Het proces",
    "adHocSubProcess": "Het maatwerk",
    "subProcess": "Het deelproces",
    "transaction": "Het deelproces",
    "startEvent": "Het begin",
    "endEvent": "Het einde",
}


@dataclass(frozen=True, slots=True)
class Drawing:
    """The executable processes of a model.

    Attributes:
        root: the `definitions` element of the normalised model.
        processes: the processes that run; those drawn as not executable beside others are left out.
        incoming, outgoing: sequence flows by the id of the node they enter or leave.
    """

    root: etree._Element
    processes: tuple[etree._Element, ...]
    incoming: dict[str, list[etree._Element]] = field(default_factory=dict)
    outgoing: dict[str, list[etree._Element]] = field(default_factory=dict)

    def nodes(self) -> Iterator[etree._Element]:
        """Yield every activity, event and gateway that runs, outermost first."""
        for scope in self.scopes():
            yield from flow_nodes(scope)

    def scopes(self) -> Iterator[etree._Element]:
        """Yield every process and sub-process that runs."""
        for process in self.processes:
            yield from elements(process, "process", *sorted(SUB_PROCESSES))

    def flows(self) -> Iterator[etree._Element]:
        """Yield every sequence flow that runs."""
        for process in self.processes:
            yield from elements(process, "sequenceFlow")

    def flows_out_of(self, node: etree._Element) -> list[etree._Element]:
        """Return the sequence flows that leave a node."""
        return self.outgoing.get(node.get("id", ""), [])

    def flows_into(self, node: etree._Element) -> list[etree._Element]:
        """Return the sequence flows that enter a node."""
        return self.incoming.get(node.get("id", ""), [])


def drawing_of(root: etree._Element) -> Drawing:
    """Return the drawing of a normalised model."""
    processes = list(elements(root, "process"))
    running = [process for process in processes if process.get("isExecutable") != "false"]
    drawing = Drawing(root, tuple(running or processes))
    for flow in elements(root, "sequenceFlow"):
        drawing.outgoing.setdefault(flow.get("sourceRef", ""), []).append(flow)
        drawing.incoming.setdefault(flow.get("targetRef", ""), []).append(flow)
    return drawing


def label(element: etree._Element) -> str:
    """Return how a person would call an element: `De stap ‘Betalen’`."""
    kind = kind_of(element)
    if kind == "sequenceFlow" and not element.get("name"):
        return _flow_label(element)
    return f"{_noun(kind)} ‘{short_name(element)}’"


def short_name(element: etree._Element) -> str:
    """Return the name as drawn on one line, the id when there is none."""
    return " ".join((element.get("name") or element.get("id") or kind_of(element)).split())[:80]


def _noun(kind: str) -> str:
    if kind in _KINDS:
        return _KINDS[kind]
    if kind in ACTIVITIES:
        return "De stap"
    if kind in EVENTS:
        return "De gebeurtenis"
    return "Het keuzepunt" if kind in GATEWAYS else "Het element"


def _flow_label(flow: etree._Element) -> str:
    scope = flow.getparent()
    # Looking at ids only: a drawing may hold thousands of arrows that each need their label.
    nodes = {} if scope is None else {node.get("id"): node for node in scope}
    source, target = nodes.get(flow.get("sourceRef")), nodes.get(flow.get("targetRef"))
    if source is None or target is None:
        return f"De pijl ‘{flow.get('id')}’"
    return f"De pijl van ‘{short_name(source)}’ naar ‘{short_name(target)}’"


def owner_of(element: etree._Element) -> etree._Element:
    """Return the nearest element with an id that a person can point at on the canvas, itself included."""
    around: etree._Element | None = element
    while around is not None:
        if _is_pointable(kind_of(around)) and around.get("id"):
            return around
        around = around.getparent()
    return element


def _is_pointable(kind: str) -> bool:
    return kind in _KINDS or kind in ACTIVITIES or kind in EVENTS or kind in GATEWAYS


def error(code: str, element: etree._Element, message: str, suggestion: str) -> Finding:
    """Return an error at an element."""
    return Finding(code, Severity.ERROR, element.get("id"), message, suggestion)


def warning(code: str, element: etree._Element, message: str, suggestion: str) -> Finding:
    """Return a warning at an element."""
    return Finding(code, Severity.WARNING, element.get("id"), message, suggestion)


def child_kinds(element: etree._Element, ending: str) -> list[etree._Element]:
    """Return the BPMN children whose name ends so, such as `EventDefinition`."""
    return [child for child in element if kind_of(child).endswith(ending)]


def text_child(element: etree._Element, name: str) -> etree._Element | None:
    """Return the BPMN child of that name, or None."""
    return element.find(tag(name))

"""The shape of a drawing: where it starts, what can be reached, where it stops.

Source: BPMN 2.0.2, 10.5 (events), 10.6 (gateways), 13.3 (activities without incoming or outgoing flows).
"""

from __future__ import annotations

from collections.abc import Iterator

from lxml import etree

from regelruimte.engine.bpmn import EVENTS, GATEWAYS, flow_nodes, kind_of, tag
from regelruimte.engine.findings import Finding, Severity
from regelruimte.engine.validate.drawing import Drawing, child_kinds, error, label, short_name, warning

_NEVER_CHOOSES = frozenset({"parallelGateway", "eventBasedGateway"})


def structure_findings(drawing: Drawing) -> Iterator[Finding]:
    """Yield what is wrong with the shape of the drawing."""
    yield from _executability(drawing)
    for scope in drawing.scopes():
        if kind_of(scope) == "adHocSubProcess":
            continue
        yield from _start(scope)
        yield from _unreachable(drawing, scope)
    for node in drawing.nodes():
        yield from _ends(drawing, node)
    inside = {(node.getparent(), node.get("id")) for node in drawing.nodes()}
    for flow in drawing.flows():
        yield from _crossing(flow, inside)


def _executability(drawing: Drawing) -> Iterator[Finding]:
    if not drawing.processes:
        yield Finding(
            "no-process",
            Severity.ERROR,
            None,
            "Er staat geen proces in het bestand, alleen een tekening.",
            "Teken een proces met een begin, stappen en een einde.",
        )
    for process in drawing.processes:
        if process.get("isExecutable") == "false":
            yield error(
                "not-executable",
                process,
                f"{label(process)} is getekend als plaatje: er staat bij dat het niet wordt uitgevoerd.",
                "Zet ‘uitvoerbaar’ aan bij het proces.",
            )


def _start(scope: etree._Element) -> Iterator[Finding]:
    starts = [node for node in flow_nodes(scope) if kind_of(node) == "startEvent" or _receives_first(node)]
    if kind_of(scope) == "process":
        yield from _second_starts([node for node in starts if not child_kinds(node, "EventDefinition")])
    if starts:
        return
    yield error(
        "start-missing",
        scope,
        f"{label(scope)} heeft geen begin.",
        "Teken een begin en een pijl naar de eerste stap.",
    )


def _second_starts(plain: list[etree._Element]) -> Iterator[Finding]:
    """Source: BPMN 2.0.2, 10.5.2 (several start events: each begins a process by itself)."""
    for start in [node for node in plain if kind_of(node) == "startEvent"][1:]:
        yield warning(
            "start-second",
            start,
            f"{label(start)} is een tweede begin zonder gebeurtenis; iemand begint altijd bij het eerste.",
            "Laat een gebeurtenis dit begin starten, of haal het weg.",
        )


def _receives_first(node: etree._Element) -> bool:
    return kind_of(node) in {"receiveTask", "eventBasedGateway"} and node.get("instantiate") == "true"


def _unreachable(drawing: Drawing, scope: etree._Element) -> Iterator[Finding]:
    nodes = {node.get("id", ""): node for node in flow_nodes(scope)}
    attached: dict[str, list[str]] = {}
    for id_, node in nodes.items():
        if kind_of(node) == "boundaryEvent":
            attached.setdefault(node.get("attachedToRef", ""), []).append(id_)
    reached: set[str] = set()
    ahead = [id_ for id_, node in nodes.items() if _starts_by_itself(drawing, node)]
    while ahead:
        id_ = ahead.pop()
        if id_ in reached or id_ not in nodes:
            continue
        reached.add(id_)
        ahead.extend(attached.get(id_, []))
        ahead.extend(flow.get("targetRef", "") for flow in drawing.flows_out_of(nodes[id_]))
        ahead.extend(_associated(scope, id_) if kind_of(nodes[id_]) == "boundaryEvent" else [])
    for id_, node in nodes.items():
        if id_ not in reached:
            yield warning(
                "unreachable",
                node,
                f"{label(node)} wordt nooit bereikt.",
                "Teken er een pijl naartoe of haal het weg.",
            )


def _associated(scope: etree._Element, source: str) -> list[str]:
    """Return what an association leads to: the step that undoes another (compensation)."""
    found = [one for one in scope.findall(tag("association")) if one.get("sourceRef") == source]
    return [one.get("targetRef", "") for one in found]


def _starts_by_itself(drawing: Drawing, node: etree._Element) -> bool:
    kind = kind_of(node)
    if kind == "startEvent" or node.get("triggeredByEvent") == "true" or _receives_first(node):
        return True
    caught_link = kind == "intermediateCatchEvent" and node.find(tag("linkEventDefinition")) is not None
    return caught_link and not drawing.flows_into(node)


def _ends(drawing: Drawing, node: etree._Element) -> Iterator[Finding]:
    kind, going = kind_of(node), drawing.flows_out_of(node)
    if kind == "endEvent" and going:
        yield error(
            "end-goes-on",
            node,
            f"Na {_lower(node)} gaat nog een pijl verder.",
            "Haal de pijl weg na het einde.",
        )
    if kind == "startEvent" and drawing.flows_into(node):
        yield error(
            "start-entered",
            node,
            f"Er gaat een pijl naar {_lower(node)}, maar een begin komt altijd eerst.",
            "Laat de pijl naar de eerste stap erna gaan.",
        )
    if not going and _should_go_on(drawing, node):
        yield warning(
            "dead-end",
            node,
            f"Na {_lower(node)} gaat het nergens verder.",
            "Teken een pijl naar de volgende stap of naar een einde.",
        )
    if kind == "exclusiveGateway":
        yield from _choice(node, going)
    yield from _unread_conditions(node, going)


def _lower(node: etree._Element) -> str:
    text = label(node)
    return text[0].lower() + text[1:]


def _should_go_on(drawing: Drawing, node: etree._Element) -> bool:
    scope = node.getparent()
    if scope is not None and kind_of(scope) == "adHocSubProcess":
        return False
    kind = kind_of(node)
    if (
        kind == "endEvent"
        or node.get("triggeredByEvent") == "true"
        or node.get("isForCompensation") == "true"
    ):
        return False
    links_or_undoes = {"linkEventDefinition", "compensateEventDefinition"}
    if kind in EVENTS and any(kind_of(child) in links_or_undoes for child in node):
        return False
    return kind in EVENTS or kind in GATEWAYS or bool(drawing.flows_into(node))


def _choice(node: etree._Element, going: list[etree._Element]) -> Iterator[Finding]:
    if len(going) < 2:  # noqa: PLR2004  # one way out is no choice
        return
    bare = [flow for flow in going if flow.find(tag("conditionExpression")) is None]
    unexplained = [flow for flow in bare if flow.get("id") != node.get("default")]
    for flow in unexplained:
        yield warning(
            "condition-missing",
            flow,
            f"{label(flow)} heeft geen voorwaarde, terwijl er bij ‘{short_name(node)}’ te kiezen is.",
            "Schrijf bij de pijl wanneer deze weg geldt, of maak hem de weg voor alle andere gevallen.",
        )
    if not bare and node.get("default") is None:
        yield Finding(
            "default-missing",
            Severity.ADVICE,
            node.get("id"),
            f"{label(node)} heeft geen weg voor als geen enkele voorwaarde klopt.",
            "Maak een van de pijlen de weg voor alle andere gevallen.",
        )


def _unread_conditions(node: etree._Element, going: list[etree._Element]) -> Iterator[Finding]:
    """Source: BPMN 2.0.2, 8.4.13 (which sequence flows may have a condition)."""
    for flow in going:
        if flow.find(tag("conditionExpression")) is None:
            continue
        is_default = flow.get("id") is not None and flow.get("id") == node.get("default")
        if kind_of(node) in _NEVER_CHOOSES or is_default:
            yield warning(
                "condition-unread",
                flow,
                f"{label(flow)} heeft een voorwaarde die nooit wordt gelezen.",
                "Haal de voorwaarde weg, of teken een keuzepunt.",
            )


def _crossing(
    flow: etree._Element, inside: set[tuple[etree._Element | None, str | None]]
) -> Iterator[Finding]:
    if all((flow.getparent(), flow.get(end)) in inside for end in ("sourceRef", "targetRef")):
        return
    yield error(
        "flow-crosses-border",
        flow,
        f"De pijl ‘{short_name(flow)}’ loopt over de rand van een proces of deelproces heen.",
        "Verbind alleen stappen binnen hetzelfde proces; gebruik een bericht tussen processen.",
    )

"""What stands where it cannot run as drawn: events, gateways and sub-processes in the wrong place."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from lxml import etree

from regelruimte.engine.findings import Finding, Severity
from regelruimte.engine.spiff.info import BPMN, local

_HOSTS = frozenset(
    {
        "task", "userTask", "manualTask", "scriptTask", "serviceTask", "sendTask", "receiveTask",
        "businessRuleTask", "subProcess", "transaction", "adHocSubProcess", "callActivity",
    }
)  # fmt: skip
_AWAITED = frozenset({"message", "timer", "signal", "conditional"})


def misplaced(within: etree._Element, here: Mapping[str | None, etree._Element]) -> Iterator[Finding]:
    """Yield an error for everything in a process or sub-process that stands where it cannot run."""
    into: dict[str | None, list[etree._Element]] = {}
    out_of: dict[str | None, list[etree._Element]] = {}
    for flow in within.iterchildren(BPMN + "sequenceFlow"):
        into.setdefault(flow.get("targetRef"), []).append(flow)
        out_of.setdefault(flow.get("sourceRef"), []).append(flow)
    for node in here.values():
        tag, element = local(node), node.get("id")
        if tag == "boundaryEvent":
            yield from _boundary(node, here, is_entered=element in into)
        if tag == "eventBasedGateway":
            ahead = [here.get(flow.get("targetRef")) for flow in out_of.get(element, [])]
            yield from _event_gateway(each for each in ahead if each is not None)
        if node.get("triggeredByEvent") == "true" and (element in into or element in out_of):
            yield _error(
                "event-sub-process-in-flow",
                node,
                "Een deelproces dat door een gebeurtenis begint, heeft geen pijlen.",
                "Haal de pijlen weg, of maak er een gewoon deelproces van.",
            )
        yield from _quantity(node)
    yield from _starts(within, here)
    yield from _links(here)


def _boundary(
    node: etree._Element, here: Mapping[str | None, etree._Element], *, is_entered: bool
) -> Iterator[Finding]:
    """Source: BPMN 2.0.2, 10.5.3 (a boundary event is attached to an activity and has no incoming flow)."""
    host = here.get(node.get("attachedToRef"))
    if host is not None and local(host) not in _HOSTS:
        yield _error(
            "boundary-host",
            node,
            "Deze gebeurtenis hangt aan iets dat geen stap is.",
            "Hang haar aan de rand van een stap of deelproces.",
        )
    if is_entered:
        yield _error(
            "boundary-entered",
            node,
            "Naar een gebeurtenis op de rand van een stap gaat nooit een pijl.",
            "Laat de pijl naar de stap zelf gaan.",
        )


def _event_gateway(targets: Iterable[etree._Element]) -> Iterator[Finding]:
    """Source: BPMN 2.0.2, 10.6.6 (an event gateway leads to catching events and receive tasks)."""
    for target in targets:
        kinds = {local(child).removesuffix("EventDefinition") for child in target}
        waits = local(target) == "intermediateCatchEvent" and bool(kinds & _AWAITED)
        if not waits and local(target) != "receiveTask":
            yield _error(
                "event-gateway-target",
                target,
                "Na een splitsing op gebeurtenissen volgt altijd iets dat op een gebeurtenis wacht.",
                "Teken eerst een gebeurtenis die wacht, en daarna deze stap.",
            )


def _quantity(node: etree._Element) -> Iterator[Finding]:
    """Source: BPMN 2.0.2, 10.3 (startQuantity and completionQuantity of an activity)."""
    if any(node.get(name, "1") != "1" for name in ("startQuantity", "completionQuantity")):
        yield _error(
            "token-quantity",
            node,
            "Deze stap begint of eindigt met meer dan een tegelijk; dat wordt niet uitgevoerd.",
            "Gebruik een gelijktijdige splitsing, of herhaal de stap.",
        )


def _starts(within: etree._Element, here: Mapping[str | None, etree._Element]) -> Iterator[Finding]:
    """Source: BPMN 2.0.2, 10.5.2 (an embedded sub-process has one start event, without trigger)."""
    starts = [node for node in here.values() if local(node) == "startEvent"]
    if local(within) == "process" or within.get("triggeredByEvent") == "true":
        return
    for start in starts:
        if any(local(child).endswith("EventDefinition") for child in start):
            yield _error(
                "sub-start-triggered",
                start,
                "Een deelproces begint zodra het aan de beurt is; dit begin wacht op iets.",
                "Zet de gebeurtenis na het begin, of laat een gebeurtenis het deelproces starten.",
            )
    for start in starts[1:]:
        yield _error(
            "sub-starts-several",
            start,
            "Een deelproces heeft een begin; dit tweede begin zou nooit beginnen.",
            "Gebruik na het ene begin een gelijktijdige splitsing.",
        )


def _links(here: Mapping[str | None, etree._Element]) -> Iterator[Finding]:
    """Source: BPMN 2.0.2, 10.5.3 (link: several sources, one target)."""
    seen: set[str | None] = set()
    for node in here.values():
        link = node.find(BPMN + "linkEventDefinition")
        if link is None or local(node) != "intermediateCatchEvent":
            continue
        name = link.get("name") or node.get("name")
        if name in seen:
            yield _error(
                "link-twice",
                node,
                f"Er zijn twee plekken waar de sprong ‘{(name or '')[:80]}’ uitkomt.",
                "Geef een van de twee een andere naam.",
            )
        seen.add(name)


def _error(code: str, node: etree._Element, message: str, suggestion: str) -> Finding:
    return Finding(code, Severity.ERROR, node.get("id"), message, suggestion)

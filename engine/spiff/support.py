"""What cannot be run as drawn, and is therefore refused before it starts."""

from __future__ import annotations

from collections.abc import Iterator

from lxml import etree

from regelruimte.engine.findings import Finding, Severity
from regelruimte.engine.spiff.info import (
    BPMN,
    OURS,
    ZEEBE,
    extension,
    extension_text,
    flow_nodes,
    local,
    processes,
)
from regelruimte.engine.spiff.placement import misplaced

_EVENTS: dict[str, frozenset[str]] = {
    "startEvent": frozenset({"message", "timer", "signal", "conditional"}),
    "event start": frozenset(
        {"message", "timer", "signal", "conditional", "error", "escalation", "compensate"}
    ),
    "intermediateCatchEvent": frozenset({"message", "timer", "signal", "conditional", "link"}),
    "intermediateThrowEvent": frozenset({"message", "signal", "escalation", "link", "compensate"}),
    "endEvent": frozenset({"message", "signal", "escalation", "error", "terminate", "cancel", "compensate"}),
    "boundaryEvent": frozenset(
        {"message", "timer", "signal", "conditional", "error", "escalation", "cancel", "compensate"}
    ),
}


def refusals(root: etree._Element) -> tuple[Finding, ...]:
    """Return what in a file cannot be run as drawn (errors), and what runs otherwise than one may expect."""
    found: list[Finding] = []
    if not processes(root):
        found.append(_error("no-process", None, "Dit bestand heeft geen proces.", "Teken een proces."))
    for process in processes(root):
        found.extend(_in_container(process))
    found.extend(_double_ids(root))
    return tuple(found)


def is_event_sub_process(node: etree._Element) -> bool:
    """Tell whether a sub-process is started by an event."""
    return local(node) == "subProcess" and node.get("triggeredByEvent") == "true"


def is_compensation(node: etree._Element) -> bool:
    """Tell whether an element only serves compensation."""
    return node.get("isForCompensation") == "true"


def handler_of(event: etree._Element) -> etree._Element | None:
    """Return the activity a compensation event at a boundary leads to, None when there is none.

    Source: BPMN 2.0.2, 10.7.1 (compensation handler): an association leads to it, no sequence flow.
    """
    parent = event.getparent()
    if parent is None or event.find(BPMN + "compensateEventDefinition") is None:
        return None
    ends = {
        each.get("targetRef")
        for each in event.getroottree().iter(BPMN + "association")
        if each.get("sourceRef") == event.get("id")
    }
    return next(
        (node for node in flow_nodes(parent) if node.get("id") in ends and is_compensation(node)), None
    )


def _in_container(within: etree._Element) -> Iterator[Finding]:
    nodes = list(flow_nodes(within))
    here = {node.get("id"): node for node in nodes}
    for node in nodes:
        if not node.get("id"):
            yield _error("id-missing", None, f"Een onderdeel ({local(node)}) heeft geen id.")
            continue
        yield from _node(node, here)
        if local(node) in {"subProcess", "transaction", "adHocSubProcess"}:
            yield from _in_container(node)
    yield from misplaced(within, here)
    yield from _flows(within, here)
    if local(within) != "process" and not nodes:
        yield _error(
            "container-empty", within.get("id"), "Dit deelproces is leeg.", "Teken wat erin gebeurt."
        )


def _node(node: etree._Element, here: dict[str | None, etree._Element]) -> Iterator[Finding]:
    tag, element = local(node), node.get("id")
    if tag == "complexGateway":
        yield _error(
            "complex-gateway",
            element,
            "Een complexe splitsing kan niet worden uitgevoerd.",
            "Gebruik een keuze (exclusief), een gelijktijdige of een meerkeuze-splitsing.",
        )
    if tag == "eventBasedGateway" and node.get("eventGatewayType") == "Parallel":
        yield _error(
            "event-gateway-parallel",
            element,
            "Een splitsing die op al haar gebeurtenissen wacht, kan niet worden uitgevoerd.",
            "Gebruik een gelijktijdige splitsing met achter elke pijl een gebeurtenis.",
        )
    if is_compensation(node):
        yield from _handler(node, here)
    if tag in _EVENTS:
        yield from _event(node, here)
    yield from _task(node)
    yield from _data(node)
    yield from _repetition(node)


def _data(node: etree._Element) -> Iterator[Finding]:
    """Source: BPMN 2.0.2, 10.4.1 (data associations): what reckons with data on its way is not done."""
    for tag in ("dataInputAssociation", "dataOutputAssociation"):
        for each in node.iterchildren(BPMN + tag):
            if any(local(inner) in {"assignment", "transformation"} for inner in each):
                yield _error(
                    "data-association",
                    node.get("id"),
                    "Deze stap rekent met gegevens op een gegevenspijl; dat wordt niet uitgevoerd.",
                    "Schrijf de invoer en uitvoer van de stap als FEEL-uitdrukking.",
                )
                return


def _handler(node: etree._Element, here: dict[str | None, etree._Element]) -> Iterator[Finding]:
    """Source: BPMN 2.0.2, 10.7.1: what undoes stands outside the sequence flows."""
    parent, element = node.getparent(), node.get("id")
    flows = () if parent is None else parent.iterchildren(BPMN + "sequenceFlow")
    if any(element in {flow.get("sourceRef"), flow.get("targetRef")} for flow in flows):
        yield _error(
            "compensation",
            element,
            "Een stap die iets terugdraait, staat buiten de gewone pijlen.",
            "Haal de pijlen weg, of maak er een gewone stap van.",
        )
    elif not any(handler_of(each) is node for each in here.values()):
        yield Finding(
            "compensation-unused",
            Severity.WARNING,
            element,
            "Deze stap draait iets terug, maar hangt aan geen stap; hij wordt nooit gedaan.",
            "Verbind hem met een terugdraai-gebeurtenis op de rand van een stap.",
        )


def _event(node: etree._Element, here: dict[str | None, etree._Element]) -> Iterator[Finding]:
    tag, element, parent = local(node), node.get("id"), node.getparent()
    kinds = [local(c).removesuffix("EventDefinition") for c in node if local(c).endswith("EventDefinition")]
    kinds += ["referred" for _ in node.iterchildren(BPMN + "eventDefinitionRef")]
    in_event_sub_process = tag == "startEvent" and parent is not None and is_event_sub_process(parent)
    allowed = _EVENTS["event start" if in_event_sub_process else tag]
    if len(kinds) > 1:
        yield _error(
            "event-multiple", element, "Deze gebeurtenis wacht op of meldt meer dan een ding tegelijk."
        )
    for kind in kinds:
        if kind not in allowed:
            yield _error(
                "event-unsupported",
                element,
                f"Een gebeurtenis van het soort '{kind}' kan hier niet worden uitgevoerd.",
                "Kies een ander soort gebeurtenis.",
            )
    if (tag == "boundaryEvent" or in_event_sub_process) and not kinds:
        yield _error("event-untriggered", element, "Deze gebeurtenis zegt niet waarop zij wacht.")
    if tag == "boundaryEvent" and node.get("attachedToRef") not in here:
        yield _error("boundary-loose", element, "Deze gebeurtenis hangt niet aan een stap.")
    if tag == "boundaryEvent" and "compensate" in kinds and handler_of(node) is None:
        yield _error(
            "compensation-loose",
            element,
            "Deze gebeurtenis zegt niet welke stap terugdraait wat gedaan is.",
            "Verbind haar met een stap die voor terugdraaien is bedoeld.",
        )
    yield from _always_interrupting(node, kinds)
    yield from _outside_transaction(node, kinds)
    yield from _event_details(node, kinds)


def _always_interrupting(node: etree._Element, kinds: list[str]) -> Iterator[Finding]:
    """Source: BPMN 2.0.2, 10.5.2 table 10.86 and 10.5.3 table 10.90: errors and cancellations interrupt."""
    beside = node.get("cancelActivity" if local(node) == "boundaryEvent" else "isInterrupting") == "false"
    if beside and {"error", "cancel"} & set(kinds):
        yield _error(
            "event-interrupts",
            node.get("id"),
            "Een fout of annulering stopt altijd waar zij optreedt; hier is getekend dat het werk doorgaat.",
            "Laat de gebeurtenis onderbreken, of gebruik een escalatie.",
        )


def _outside_transaction(node: etree._Element, kinds: list[str]) -> Iterator[Finding]:
    """Source: BPMN 2.0.2, 10.5.3 and 10.5.4: cancel events belong to a transaction."""
    if "cancel" not in kinds:
        return
    host = node.get("attachedToRef")
    around = node.getparent()
    if local(node) == "boundaryEvent":
        beside = () if around is None else around.iterchildren(BPMN + "transaction")
        belongs = any(each.get("id") == host for each in beside)
    else:
        belongs = any(local(each) == "transaction" for each in node.iterancestors())
    if not belongs:
        yield _error(
            "cancel-loose",
            node.get("id"),
            "Annuleren kan alleen in of aan een transactie.",
            "Maak van het deelproces een transactie, of gebruik een fout.",
        )


def _event_details(node: etree._Element, kinds: list[str]) -> Iterator[Finding]:
    tag, element, parent = local(node), node.get("id"), node.getparent()
    if "link" in kinds and tag == "intermediateThrowEvent" and not _link_target(node):
        yield _error("link-loose", element, "Deze sprong heeft geen plek met dezelfde naam om uit te komen.")
    if "timer" in kinds and not any(
        (t.text or "").strip() for t in node.iter(BPMN + "*") if "time" in local(t)
    ):
        yield _error(
            "timer-empty", element, "Deze wachttijd heeft geen datum of termijn.", "Vul bijvoorbeeld P2W in."
        )
    if "conditional" in kinds and not (node.findtext(f".//{BPMN}condition") or "").strip():
        yield _error("condition-empty", element, "Deze gebeurtenis heeft geen voorwaarde.")
    for kind in sorted({"message", "signal"} & set(kinds)):
        definition = node.find(f"{BPMN}{kind}EventDefinition")
        if definition is not None and not definition.get(f"{kind}Ref"):
            yield _nameless(node)
    is_process_start = tag == "startEvent" and parent is not None and local(parent) == "process"
    if is_process_start and kinds and kinds[0] in {"timer", "conditional"}:
        yield Finding(
            "start-by-hand",
            Severity.WARNING,
            element,
            "Dit proces begint niet vanzelf; iemand of een ander programma start het.",
        )


def _nameless(node: etree._Element) -> Finding:
    message = "Deze gebeurtenis noemt geen bericht of signaal."
    if local(node) in {"intermediateThrowEvent", "endEvent"}:
        # Who sends is free to; nobody can wait for what has no name.
        return Finding("event-nameless", Severity.WARNING, node.get("id"), message)
    return _error("event-nameless", node.get("id"), message)


def _link_target(node: etree._Element) -> bool:
    parent = node.getparent()
    name = next((d.get("name") for d in node.iterchildren(BPMN + "linkEventDefinition")), None)
    name = name or node.get("name")
    catches = () if parent is None else parent.iterchildren(BPMN + "intermediateCatchEvent")
    return any(
        (d.get("name") or catch.get("name")) == name
        for catch in catches
        for d in catch.iterchildren(BPMN + "linkEventDefinition")
    )


def _task(node: etree._Element) -> Iterator[Finding]:
    tag, element = local(node), node.get("id")
    connector = extension_text(node, ZEEBE + "taskDefinition", "type")
    if tag == "serviceTask" and not connector:
        yield _error("connector-missing", element, "Deze stap zegt niet welke koppeling het werk doet.")
    decision = extension_text(node, ZEEBE + "calledDecision", "decisionId")
    if tag == "businessRuleTask" and not connector and not decision:
        yield _error("decision-missing", element, "Deze stap zegt niet welke beslistabel geldt.")
    if tag == "sendTask" and not connector and not node.get("messageRef"):
        yield _error(
            "connector-missing", element, "Deze stap zegt niet welk bericht of welke koppeling geldt."
        )
    if tag == "receiveTask" and not node.get("messageRef"):
        yield _error("message-missing", element, "Deze stap zegt niet op welk bericht hij wacht.")
    if tag == "callActivity" and not (
        node.get("calledElement") or extension_text(node, ZEEBE + "calledElement", "processId")
    ):
        yield _error("called-missing", element, "Deze stap zegt niet welk proces wordt aangeroepen.")
    if tag == "scriptTask":
        yield from _script(node)
    if tag == "adHocSubProcess":
        yield from _initial(node)


def _script(node: etree._Element) -> Iterator[Finding]:
    element = node.get("id")
    if extension_text(node, ZEEBE + "script", "expression") is None:
        yield _error(
            "script-language",
            element,
            "Deze stap heeft geen FEEL-uitdrukking; scripts in een andere taal worden niet uitgevoerd.",
            "Schrijf wat de stap berekent als FEEL-uitdrukking.",
        )
    elif extension_text(node, ZEEBE + "script", "resultVariable") is None:
        yield _error(
            "script-without-result",
            element,
            "Deze stap zegt niet onder welke naam de uitkomst wordt bewaard.",
        )


def _initial(node: etree._Element) -> Iterator[Finding]:
    inside = {child.get("id") for child in flow_nodes(node)}
    for name in node.get(OURS + "initial", "").split():
        if name not in inside:
            yield _error("initial-unknown", node.get("id"), f"De beginstap '{name}' staat niet in dit blok.")
        elif any(flow.get("targetRef") == name for flow in node.iterchildren(BPMN + "sequenceFlow")):
            yield _error(
                "initial-follows", node.get("id"), f"De beginstap '{name}' volgt op een andere stap.",
                "Noem alleen stappen waar geen pijl naartoe gaat.",
            )  # fmt: skip
    closes = node.get(OURS + "closes")
    if closes not in {None, "condition", "by_hand", "when_idle"}:
        yield _error("closes-unknown", node.get("id"), f"'{closes}' is geen manier om dit blok te sluiten.")


def _repetition(node: etree._Element) -> Iterator[Finding]:
    many = node.find(BPMN + "multiInstanceLoopCharacteristics")
    if many is not None:
        zeebe = extension(many, ZEEBE + "loopCharacteristics")
        counted = (many.findtext(BPMN + "loopCardinality") or "").strip()
        if not counted and (zeebe is None or not zeebe.get("inputCollection")):
            yield _error(
                "repeat-over-nothing", node.get("id"), "Deze stap wordt herhaald, maar zegt niet waarover."
            )
    loop = node.find(BPMN + "standardLoopCharacteristics")
    most = "" if loop is None else loop.get("loopMaximum", "")
    counts = most.isascii() and most.isdigit()
    if loop is not None and not (counts or (loop.findtext(BPMN + "loopCondition") or "").strip()):
        yield _error("loop-endless", node.get("id"), "Deze stap wordt herhaald, maar zegt niet tot wanneer.")


def _flows(within: etree._Element, here: dict[str | None, etree._Element]) -> Iterator[Finding]:
    for flow in within.iterchildren(BPMN + "sequenceFlow"):
        for end in ("sourceRef", "targetRef"):
            if flow.get(end) not in here:
                yield _error(
                    "flow-loose",
                    flow.get("id"),
                    f"Een pijl wijst naar iets dat er niet is: '{flow.get(end)}'.",
                )


def _double_ids(root: etree._Element) -> Iterator[Finding]:
    seen: set[str] = set()
    for process in processes(root):
        for node in process.iter(BPMN + "*"):  # the process itself comes first
            name = node.get("id")
            if name and name in seen:
                yield _error("id-double", name, f"De id '{name}' komt vaker voor.")
            seen.add(name or "")


def _error(code: str, element: str | None, message: str, suggestion: str = "") -> Finding:
    return Finding(code, Severity.ERROR, element, message, suggestion)

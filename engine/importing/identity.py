"""Ids of a model: nothing twice, nothing that points nowhere, nothing that is no id.

Source: BPMN 2.0.2, 8.2.1 (ids are unique in a file); XML Schema Part 2, 3.3.8 (ID).
"""

from __future__ import annotations

from collections.abc import Iterator

import regex
from lxml import etree

from regelruimte.engine.bpmn import (
    FLOW_NODES,
    VENDORS,
    element_id,
    elements,
    flow_nodes,
    kind_of,
    local_part,
    tag,
)
from regelruimte.engine.errors import DocumentRefused
from regelruimte.engine.findings import Finding, Severity

# Wider than XML's NCName on purpose (digits first and colons are common); no path or markup fits.
_ID = regex.compile(r"(?!\.\.)[\w.:\-]{1,500}")
_TRIMMED = ("id", "sourceRef", "targetRef", "attachedToRef", "default")
_ATTRIBUTES = {
    "sequenceFlow": ("sourceRef", "targetRef"),
    "boundaryEvent": ("attachedToRef",),
    "messageEventDefinition": ("messageRef",),
    "signalEventDefinition": ("signalRef",),
    "errorEventDefinition": ("errorRef",),
    "escalationEventDefinition": ("escalationRef",),
    "receiveTask": ("messageRef",),
    "sendTask": ("messageRef",),
}
_MUST = {"sourceRef", "targetRef", "attachedToRef"}
_WITH_DEFAULT = FLOW_NODES


def trim_ids(root: etree._Element) -> None:
    """Take blanks around ids away, as XML Schema says every reader must.

    Source: XML Schema Part 2, 3.3.8 and 4.3.6 (whiteSpace of ID is collapse).
    """
    for element in elements(root):
        for name in _TRIMMED:
            value = element.get(name)
            if value is not None and value != value.strip():
                element.set(name, value.strip())


def add_named_errors(root: etree._Element) -> None:
    """Define the errors and escalations that a model of the Activiti family names by their code only.

    In that family an unknown `errorRef` is the error code itself. In any other file it is so only when one
    event throws it and another catches it; else it points nowhere.
    """
    is_family = _is_of_activiti_family(root)
    known = {id_ for element in elements(root) if (id_ := element.get("id")) is not None}
    for kind in ("error", "escalation"):
        definitions = list(elements(root, f"{kind}EventDefinition"))
        agreed = _agreed(definitions, f"{kind}Ref")
        for definition in definitions:
            code = definition.get(f"{kind}Ref", "")
            if code in known or not _ID.fullmatch(code, timeout=1) or not (is_family or code in agreed):
                continue
            named = etree.Element(tag(kind), {"id": code, "name": code, f"{kind}Code": code})
            root.insert(0, named)
            known.add(code)


def _agreed(definitions: list[etree._Element], attribute: str) -> set[str]:
    """Return the references that both an event that throws and one that catches have."""
    used: dict[bool, set[str]] = {True: set(), False: set()}
    for definition in definitions:
        event = definition.getparent()
        throws = event is not None and kind_of(event) in {"endEvent", "intermediateThrowEvent"}
        used[throws].add(definition.get(attribute, ""))
    return used[True] & used[False]


def add_own_messages(root: etree._Element) -> None:
    """Give a receive task of the Activiti family that names no message one that has its own id as name.

    In that family such a task waits until somebody triggers it by its id.
    """
    if not _is_of_activiti_family(root):
        return
    known = {id_ for element in elements(root) if (id_ := element.get("id")) is not None}
    for task in list(elements(root, "receiveTask")):
        if task.get("messageRef") is None:
            id_ = _free(f"message_{task.get('id')}", known)
            known.add(id_)
            root.insert(0, etree.Element(tag("message"), {"id": id_, "name": task.get("id", "")}))
            task.set("messageRef", id_)


def _is_of_activiti_family(root: etree._Element) -> bool:
    return any(uri in VENDORS for uri in root.nsmap.values())


def refuse_wrong_ids(root: etree._Element) -> None:
    """Refuse a model whose ids are double, dangling or not ids.

    Raises:
        DocumentRefused: with a finding for each wrong id.
    """
    known: dict[str, etree._Element] = {}
    findings = [*_wrong_or_double(root, known), *_dangling(root, known)]
    if findings:
        raise DocumentRefused(findings=tuple(findings))


def _wrong_or_double(root: etree._Element, known: dict[str, etree._Element]) -> Iterator[Finding]:
    for element in elements(root):
        if element.get("id") is None:
            continue
        id_ = element.get("id", "").strip()
        if id_ in known:
            yield _error("duplicate-id", id_, f"De id ‘{id_}’ komt meer dan één keer voor.", _ONCE)
        elif not _ID.fullmatch(id_, timeout=1):
            yield _error("invalid-id", id_, f"‘{id_[:80]}’ is geen geldige id.", _LETTERS)
        known.setdefault(id_, element)


def _dangling(root: etree._Element, known: dict[str, etree._Element]) -> Iterator[Finding]:
    imported = root.find(tag("import")) is not None
    for element in elements(root):
        kind = kind_of(element)
        for attribute in _ATTRIBUTES.get(kind, ()):
            reference = element.get(attribute)
            if reference is None and attribute not in _MUST:
                continue
            if imported and reference and ":" in reference:
                continue
            yield from _missing(element, attribute, reference or "", known)
        if kind in _WITH_DEFAULT and element.get("default"):
            yield from _missing(element, "default", element.get("default", ""), known)


def _missing(
    element: etree._Element, attribute: str, reference: str, known: dict[str, etree._Element]
) -> Iterator[Finding]:
    if reference.strip() in known or local_part(reference) in known:
        return
    id_ = element_id(element)
    yield _error(
        "dangling-reference",
        id_,
        f"‘{id_ or kind_of(element)}’ verwijst met {attribute} naar ‘{reference[:80]}’, "
        "en dat staat niet in het bestand.",
        "Verbind het element opnieuw of haal het weg.",
    )


def add_missing_ids(root: etree._Element) -> None:
    """Give every sequence flow, flow node and process without an id one that is the same at every reading."""
    taken = {id_ for element in root.iter() if (id_ := element.get("id")) is not None}
    for element in list(elements(root, "process", "sequenceFlow", *sorted(FLOW_NODES))):
        if element.get("id") is None:
            id_ = _free(_stem(element), taken)
            element.set("id", id_)
            taken.add(id_)


def _stem(element: etree._Element) -> str:
    if kind_of(element) != "sequenceFlow":
        return kind_of(element)
    return f"flow_{element.get('sourceRef')}_{element.get('targetRef')}"


def _free(stem: str, taken: set[str]) -> str:
    if stem not in taken:
        return stem
    number = 2
    while f"{stem}_{number}" in taken:
        number += 1
    return f"{stem}_{number}"


def add_flow_references(root: etree._Element) -> None:
    """Make `incoming` and `outgoing` of every flow node say exactly what the sequence flows say.

    Tools leave these optional children out; what a flow says itself is the truth.
    Source: BPMN 2.0.2, 10.2 table 10.1 (FlowNode attributes).
    """
    for scope in elements(root, "process", "subProcess", "adHocSubProcess", "transaction"):
        incoming: dict[str, list[str]] = {}
        outgoing: dict[str, list[str]] = {}
        for flow in scope.findall(tag("sequenceFlow")):
            outgoing.setdefault(flow.get("sourceRef", ""), []).append(flow.get("id", ""))
            incoming.setdefault(flow.get("targetRef", ""), []).append(flow.get("id", ""))
        for node in flow_nodes(scope):
            id_ = node.get("id", "")
            _write_references(node, incoming.get(id_, []), outgoing.get(id_, []))


def _write_references(node: etree._Element, incoming: list[str], outgoing: list[str]) -> None:
    drawn_in = [(child.text or "").strip() for child in node.findall(tag("incoming"))]
    drawn_out = [(child.text or "").strip() for child in node.findall(tag("outgoing"))]
    if drawn_in == incoming and drawn_out == outgoing:
        return
    for child in [*node.findall(tag("incoming")), *node.findall(tag("outgoing"))]:
        node.remove(child)
    at = sum(1 for child in node if kind_of(child) in {"documentation", "extensionElements"})
    wanted = [("incoming", id_) for id_ in incoming] + [("outgoing", id_) for id_ in outgoing]
    for name, id_ in reversed(wanted):
        child = etree.Element(tag(name))
        child.text = id_
        node.insert(at, child)


def _error(code: str, element: str | None, message: str, suggestion: str) -> Finding:
    return Finding(code, Severity.ERROR, element, message, suggestion)


_ONCE = "Geef elk element een eigen id."
_LETTERS = "Gebruik letters, cijfers, streepjes, punten en lage streepjes."

"""Ids of a model: nothing twice, nothing that points nowhere, nothing that is no id.

Source: BPMN 2.0.2, 8.2.1 (ids are unique in a file); XML Schema Part 2, 3.3.8 (ID).
"""

from __future__ import annotations

from collections.abc import Iterator

import regex
from lxml import etree

from regelruimte.engine.bpmn import FLOW_NODES, elements, flow_nodes, kind_of, local_part, tag
from regelruimte.engine.errors import DocumentRefused
from regelruimte.engine.findings import Finding, Severity

# Wider than XML's NCName on purpose (a leading digit is common and harmless); no path, markup or URL fits.
_ID = regex.compile(r"[\w][\w.\-]{0,254}|-[\w.\-]{1,254}")
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
        id_ = element.get("id")
        if id_ is None:
            continue
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
    if reference in known or local_part(reference) in known:
        return
    id_ = element.get("id")
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

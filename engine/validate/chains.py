"""Processes that make themselves begin: they throw, before they wait, what they start on themselves.

Source: BPMN 2.0.2, 13.2 (process instantiation), 10.5.1 (signals are broadcast).
"""

from __future__ import annotations

from collections.abc import Iterator

from lxml import etree

from regelruimte.engine.bpmn import SUB_PROCESSES, elements, flow_nodes, kind_of, local_part, tag
from regelruimte.engine.findings import Finding
from regelruimte.engine.validate.drawing import Drawing, label, warning
from regelruimte.engine.validate.soundness import goes_on

_KINDS = ("message", "signal")
_PASSES = frozenset({"parallelGateway", "startEvent", "endEvent"})


def chain_findings(drawing: Drawing) -> Iterator[Finding]:
    """Yield what a process throws before it waits and starts on itself."""
    names = {
        each.get("id", ""): each.get("name") or each.get("id") or ""
        for each in elements(drawing.root, *_KINDS)
    }
    for process in drawing.processes:
        for start in flow_nodes(process):
            begins = _thrown_or_caught(start, names)
            if begins and _is_start(start):
                yield from _behind(drawing, process, start, begins, names)


def _is_start(node: etree._Element) -> bool:
    return kind_of(node) == "startEvent" or node.get("instantiate") == "true"


def _behind(
    drawing: Drawing, scope: etree._Element, start: etree._Element, begins: str, names: dict[str, str]
) -> Iterator[Finding]:
    """Walk from a start over all that does not wait."""
    nodes = {node.get("id", ""): node for node in _all_nodes(scope)}
    seen, ahead = {start.get("id", "")}, [start]
    while ahead:
        node = ahead.pop()
        if node is not start and _throws(node) and _thrown_or_caught(node, names) == begins:
            yield _begins_itself(node, start)
        if node is start or _passes(node):
            new = [each for each in _following(drawing, node, nodes) if each.get("id", "") not in seen]
            seen.update(each.get("id", "") for each in new)
            ahead.extend(new)


def _all_nodes(scope: etree._Element) -> Iterator[etree._Element]:
    for each in (scope, *elements(scope, *sorted(SUB_PROCESSES))):
        yield from flow_nodes(each)


def _following(
    drawing: Drawing, node: etree._Element, nodes: dict[str, etree._Element]
) -> Iterator[etree._Element]:
    if kind_of(node) in SUB_PROCESSES:
        yield from (each for each in flow_nodes(node) if kind_of(each) == "startEvent")
        return
    for flow in drawing.flows_out_of(node):
        target = nodes.get(flow.get("targetRef", ""))
        if target is not None:
            yield target


def _passes(node: etree._Element) -> bool:
    kind = kind_of(node)
    is_plain_block = kind in {"subProcess", "transaction"} and node.get("triggeredByEvent") != "true"
    return goes_on(node) or kind in _PASSES or is_plain_block


def _throws(node: etree._Element) -> bool:
    return kind_of(node) in {"intermediateThrowEvent", "endEvent", "sendTask"}


def _thrown_or_caught(node: etree._Element, names: dict[str, str]) -> str:
    """Return kind and name of the message or signal of a node, empty when it has none."""
    for kind in _KINDS:
        definition = node.find(tag(f"{kind}EventDefinition"))
        holder = definition if definition is not None else node
        reference = local_part(holder.get(f"{kind}Ref", ""))
        if reference:
            return f"{kind} {names.get(reference, reference)}"
    return ""


def _begins_itself(node: etree._Element, start: etree._Element) -> Finding:
    return warning(
        "begins-itself",
        node,
        f"{label(node)} verstuurt waar dit proces zelf op begint ({label(start)}), "
        "zonder dat er eerst iets wacht. Zo begint er telkens vanzelf een nieuwe zaak.",
        "Gebruik een ander bericht of signaal, of laat eerst een stap wachten.",
    )

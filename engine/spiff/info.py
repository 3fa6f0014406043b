"""What dossier, worklist and checks want to know of a model, as plain frozen data."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from lxml import etree

from regelruimte.engine.roles import group_of_lane
from regelruimte.engine.spiff.step import RoomOffered

BPMN = "{http://www.omg.org/spec/BPMN/20100524/MODEL}"
ZEEBE = "{http://camunda.org/schema/zeebe/1.0}"
OURS = "{https://regelruimte.nl/schema/bpmn/1.0}"

_FLOW_NODES = frozenset(
    {
        "task",
        "userTask",
        "manualTask",
        "scriptTask",
        "serviceTask",
        "sendTask",
        "receiveTask",
        "businessRuleTask",
        "subProcess",
        "transaction",
        "adHocSubProcess",
        "callActivity",
        "startEvent",
        "endEvent",
        "intermediateCatchEvent",
        "intermediateThrowEvent",
        "boundaryEvent",
        "exclusiveGateway",
        "parallelGateway",
        "inclusiveGateway",
        "eventBasedGateway",
        "complexGateway",
    }
)


class OutcomeKind(StrEnum):
    """What an end event means for the person the case is about; its name says it in words.

    A refusal in part is a refusal: it is open to the same remedy.
    """

    GRANTED = "granted"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class ElementInfo:
    """A flow node as drawn.

    Attributes:
        id, name, type: as in the file; `type` is the tag without namespace.
        process: id of the process it is drawn in.
        lane: name of its lane; group: key of the group whose work it is (assignment before lane).
        citizen_text: what the citizen reads while the case is here.
        form: id of its form; due: text of its term; documentation: its note.
        mandate: keys of the groups that may start, skip, repeat, replace or overrule it; empty when whoever
            does it may. demanded_by: the law or rule that demands it, so that it cannot be skipped.
        outcome: what an end event means, None where the model does not say.
        fallback: who does it when the connector does not: id of a form, or `manual`; None for nobody.
    """

    id: str
    name: str
    type: str
    process: str
    lane: str | None = None
    group: str | None = None
    citizen_text: str | None = None
    form: str | None = None
    due: str | None = None
    documentation: str | None = None
    mandate: tuple[str, ...] = ()
    demanded_by: str | None = None
    outcome: OutcomeKind | None = None
    fallback: str | None = None


@dataclass(frozen=True, slots=True)
class ProcessInfo:
    """A process as drawn: what it says about itself.

    Attributes:
        objection_days: days in which a person may object to a refusal (42, Awb 6:7); None where the law has
            another remedy, so that nobody reads a wrong one.
        reference_date: FEEL over the data of a case that gives the day whose rules count; None where that is
            the day of receipt.
    """

    id: str
    name: str
    question: str | None = None
    summary: str | None = None
    topic: str | None = None
    legal_term_days: int | None = None
    legal_term_source: str | None = None
    target_days: int | None = None
    objection_days: int | None = None
    start_form: str | None = None
    reference_date: str | None = None


def local(element: etree._Element) -> str:
    """Return the tag of a BPMN element without namespace, empty for what is not BPMN."""
    tag = element.tag
    return tag[len(BPMN) :] if isinstance(tag, str) and tag.startswith(BPMN) else ""


def flow_nodes(within: etree._Element) -> Iterator[etree._Element]:
    """Go through the flow nodes directly in a process or sub-process."""
    return (child for child in within if local(child) in _FLOW_NODES)


def processes(root: etree._Element) -> list[etree._Element]:
    """Return the processes of a file."""
    return list(root.iterchildren(BPMN + "process"))


def extension(element: etree._Element, tag: str) -> etree._Element | None:
    """Return the first extension element of that name."""
    return element.find(f"{BPMN}extensionElements/{tag}")


def extension_text(element: etree._Element, tag: str, attribute: str) -> str | None:
    """Return an attribute of an extension element, None when either is not there or empty."""
    found = extension(element, tag)
    return (found.get(attribute) or None) if found is not None else None


def lanes(root: etree._Element) -> dict[str, str]:
    """Return per flow node the name of its innermost lane; what is inside a sub-process has its lane."""
    names: dict[str, str] = {}
    for reference in root.iter(BPMN + "flowNodeRef"):
        lane = reference.getparent()
        if lane is not None and reference.text:
            names[reference.text.strip()] = lane.get("name") or lane.get("id") or ""
    return names


def lane_of(element: etree._Element, names: dict[str, str]) -> str | None:
    """Return the name of the lane an element is in, through the sub-processes around it."""
    at: etree._Element | None = element
    while at is not None and local(at) != "process":
        if (name := names.get(at.get("id") or "")) is not None:
            return name
        at = at.getparent()
    return None


def read_elements(root: etree._Element) -> dict[str, ElementInfo]:
    """Return what is to be known of every flow node."""
    names, found = lanes(root), {}
    for process in processes(root):
        for node in process.iter(BPMN + "*"):
            if local(node) in _FLOW_NODES and node.get("id"):
                found[node.get("id", "")] = _element(node, process.get("id", ""), lane_of(node, names))
    return found


def _element(node: etree._Element, process: str, lane: str | None) -> ElementInfo:
    groups = extension_text(node, ZEEBE + "assignmentDefinition", "candidateGroups")
    plain = groups.split(",")[0].strip() if groups and not groups.startswith("=") else None
    note = node.find(BPMN + "documentation")
    return ElementInfo(
        id=node.get("id", ""),
        name=node.get("name") or node.get("id") or "",
        type=local(node),
        process=process,
        lane=lane,
        group=group_of_lane(plain or lane or "") or None,
        citizen_text=node.get(OURS + "citizenText"),
        form=extension_text(node, ZEEBE + "formDefinition", "formId"),
        due=extension_text(node, ZEEBE + "taskSchedule", "dueDate"),
        documentation=note.text if note is not None else None,
        mandate=tuple(group_of_lane(group) for group in node.get(OURS + "mandate", "").split()),
        demanded_by=(node.get(OURS + "demandedBy") or "").strip() or None,
        outcome=_outcome(node.get(OURS + "outcome")),
        fallback=(node.get(OURS + "fallback") or "").strip() or None,
    )


def read_process(process: etree._Element) -> ProcessInfo:
    """Return what a process says about itself."""
    starts = (
        extension_text(s, ZEEBE + "formDefinition", "formId")
        for s in process.iterchildren(BPMN + "startEvent")
    )
    return ProcessInfo(
        id=process.get("id", ""),
        name=process.get("name") or process.get("id") or "",
        question=process.get(OURS + "question"),
        summary=process.get(OURS + "summary"),
        topic=process.get(OURS + "topic"),
        legal_term_days=_days(process.get(OURS + "legalTermDays")),
        legal_term_source=process.get(OURS + "legalTermSource"),
        target_days=_days(process.get(OURS + "targetDays")),
        objection_days=_days(process.get(OURS + "objectionDays")),
        start_form=next((form for form in starts if form), None),
        reference_date=(process.get(OURS + "referenceDate") or "").strip() or None,
    )


def read_rooms(root: etree._Element) -> dict[str, tuple[RoomOffered, ...]]:
    """Return per element the room the model gives there."""
    found: dict[str, list[RoomOffered]] = {}
    for room in root.iter(OURS + "room"):
        holder = room.getparent()
        owner = holder.getparent() if holder is not None else None
        if owner is not None and owner.get("id"):
            found.setdefault(owner.get("id", ""), []).append(_room(room))
    return {element: tuple(rooms) for element, rooms in found.items()}


def _room(room: etree._Element) -> RoomOffered:
    return RoomOffered(
        id=room.get("id", ""),
        kind=room.get("kind", "working_practice"),
        article=room.get("article", ""),
        text=(room.text or "").strip(),
        group=room.get("group"),
        limit=room.get("limit", ""),
        second_eyes=room.get("secondEyes") or None,
    )


def _outcome(text: str | None) -> OutcomeKind | None:
    return OutcomeKind(text) if text in set(OutcomeKind) else None


def _days(text: str | None) -> int | None:
    return int(text) if text and text.isascii() and text.isdigit() else None

"""What a model needs from elsewhere: forms, decisions, called processes, groups, connectors."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from lxml import etree

from regelruimte.engine.bpmn import (
    MANUAL,
    REGELRUIMTE,
    elements,
    extension,
    extensions,
    kind_of,
    tag,
    text_of,
)
from regelruimte.engine.findings import Finding, Severity
from regelruimte.engine.roles import ANY_CASE_WORKER, CITIZEN_GROUP, SYSTEM_GROUP, group_of_lane
from regelruimte.engine.validate.drawing import Drawing, error, label, warning

BUILT_IN_GROUPS = frozenset({CITIZEN_GROUP, ANY_CASE_WORKER, SYSTEM_GROUP})


class Needs(StrEnum):
    """What kind of thing a model refers to."""

    FORM = "form"
    DECISION = "decision"
    PROCESS = "process"
    GROUP = "group"
    CONNECTOR = "connector"


@dataclass(frozen=True, slots=True)
class Reference:
    """One thing from elsewhere that an element needs; `name` is its id or key."""

    needs: Needs
    name: str
    element: etree._Element


_TEXTS = {
    Needs.FORM: ("het formulier", "Maak het formulier bij deze stap, of kies een ander."),
    Needs.DECISION: ("de beslistabel", "Voeg de beslistabel toe aan het proces, of kies een andere."),
    Needs.PROCESS: ("het proces", "Publiceer eerst dat proces, of kies een ander."),
    Needs.GROUP: ("de groep", "Kies een groep die bestaat, of laat de beheerder deze groep maken."),
    Needs.CONNECTOR: ("de koppeling", "Kies een koppeling die hier bestaat; anders wordt dit een storing."),
}


def references(drawing: Drawing) -> Iterator[Reference]:
    """Yield what the model needs from elsewhere, in drawing order."""
    for node in drawing.nodes():
        yield from _of_node(node)
    for process in drawing.processes:
        for lane in elements(process, "lane"):
            if lane.get("name") and _holds_user_task(lane, drawing):
                yield Reference(Needs.GROUP, group_of_lane(lane.get("name", "")), lane)


def _of_node(node: etree._Element) -> Iterator[Reference]:
    form = extension(node, "formDefinition")
    if form is not None and form.get("formId"):
        yield Reference(Needs.FORM, form.get("formId", ""), node)
    decision = extension(node, "calledDecision")
    if decision is not None and not _is_feel(decision.get("decisionId", "=")):
        yield Reference(Needs.DECISION, decision.get("decisionId", ""), node)
    called = extension(node, "calledElement")
    if called is not None and not _is_feel(called.get("processId", "=")):
        yield Reference(Needs.PROCESS, called.get("processId", ""), node)
    connector = extension(node, "taskDefinition")
    if connector is not None and connector.get("type"):
        yield Reference(Needs.CONNECTOR, connector.get("type", ""), node)
    fallback = node.get(tag("fallback", REGELRUIMTE), "").strip()
    if fallback and fallback != MANUAL:
        yield Reference(Needs.FORM, fallback, node)
    for group in (*groups_of(node), *_mandated(node)):
        yield Reference(Needs.GROUP, group, node)


def groups_of(task: etree._Element) -> tuple[str, ...]:
    """Return the groups an assignment names by key; none when it is an expression."""
    assignment = extension(task, "assignmentDefinition")
    named = "" if assignment is None else assignment.get("candidateGroups", "")
    if _is_feel(named) or "{" in named:
        return ()
    return tuple(group_of_lane(part) for part in named.split(",") if part.strip())


def _mandated(node: etree._Element) -> tuple[str, ...]:
    """Return the groups that a step gives a mandate to depart from it, and those that must agree."""
    named = node.get(tag("mandate", REGELRUIMTE), "").split()
    eyes = [room.get("secondEyes", "") for room in extensions(node, "room", REGELRUIMTE)]
    return tuple(group_of_lane(name) for name in (*named, *eyes) if name)


def _is_feel(text: str) -> bool:
    return text.lstrip().startswith("=")


def _holds_user_task(lane: etree._Element, drawing: Drawing) -> bool:
    held = {(child.text or "").strip() for child in lane.findall(tag("flowNodeRef"))}
    return any(node.get("id") in held and kind_of(node) == "userTask" for node in drawing.nodes())


def reference_findings(drawing: Drawing, connectors: frozenset[str]) -> Iterator[Finding]:
    """Yield a warning for all that this file alone cannot show to exist."""
    own = {process.get("id") for process in elements(drawing.root, "process")}
    for reference in references(drawing):
        if reference.needs is Needs.GROUP and reference.name in BUILT_IN_GROUPS:
            continue
        if reference.needs is Needs.CONNECTOR and reference.name in connectors:
            continue
        if reference.needs is Needs.PROCESS and reference.name in own:
            continue
        yield elsewhere(reference)


def elsewhere(reference: Reference) -> Finding:
    """Return the warning that something must exist elsewhere."""
    what, suggestion = _TEXTS[reference.needs]
    used = f"{label(reference.element)} gebruikt {what} ‘{reference.name[:120]}’"
    message = f"{used}, en dat staat niet in dit bestand."
    return warning(f"{reference.needs}-elsewhere", reference.element, message, suggestion)


def missing(reference: Reference) -> Finding:
    """Return the error that something does not exist in the bundle."""
    what, suggestion = _TEXTS[reference.needs]
    message = f"{label(reference.element)} gebruikt {what} ‘{reference.name[:120]}’, maar die is er niet."
    message = message if what.startswith("de ") else message.replace("maar die is", "maar dat is")
    return error(f"{reference.needs}-missing", reference.element, message, suggestion)


def assignment_findings(drawing: Drawing) -> Iterator[Finding]:
    """Yield a warning for every task of a person that nobody is named for, and for lanes without a name."""
    laned: dict[str, etree._Element] = {}
    for process in drawing.processes:
        for lane in elements(process, "lane"):
            laned.update({text_of(ref): lane for ref in lane.findall(tag("flowNodeRef"))})
    for task in drawing.nodes():
        if kind_of(task) != "userTask" or extension(task, "assignmentDefinition") is not None:
            continue
        around = _lane_around(task, laned)
        if around is None or not (around.get("name") or "").strip():
            yield warning(
                "nobody-named",
                task,
                f"{label(task)} zegt niet wie het doet.",
                "Teken de stap in een baan met een naam, of kies bij de stap een groep.",
            )


def _lane_around(task: etree._Element, laned: dict[str, etree._Element]) -> etree._Element | None:
    around: etree._Element | None = task
    while around is not None:
        if around.get("id", "") in laned:
            return laned[around.get("id", "")]
        around = around.getparent()
    return None


def listener_findings(drawing: Drawing) -> Iterator[Finding]:
    """Yield advice for listeners of other engines, which are kept but do nothing here."""
    for process in drawing.processes:
        for listener in process.iter("{*}executionListener", "{*}taskListener"):
            box = listener.getparent()
            owner = None if box is None else box.getparent()
            if owner is None or not kind_of(owner):
                continue
            yield Finding(
                "listener-not-run",
                Severity.WARNING,
                owner.get("id"),
                f"{label(owner)} heeft een luisteraar van een ander programma. Die doet hier niets.",
                "Teken wat er moet gebeuren als een eigen stap.",
            )

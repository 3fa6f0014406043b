"""Good practice: what helps citizens and colleagues, though a process runs without it."""

from __future__ import annotations

from collections.abc import Iterator

import regex
from lxml import etree

from regelruimte.engine.bpmn import ACTIVITIES, elements, kind_of, tag
from regelruimte.engine.findings import Finding, Severity
from regelruimte.engine.roles import CITIZEN_GROUP
from regelruimte.engine.spiff.info import OutcomeKind, read_elements
from regelruimte.modeller.checks.reading import CITIZEN_TEXT, OUTCOME, QUESTION, Reading
from regelruimte.modeller.document import Document

_REFUSAL = regex.compile(r"geweiger|afgewezen|afwijz|weiger|niet toegekend|geen recht", regex.IGNORECASE)
_CONTACT = regex.compile(
    r"\bbel|contact|gesprek|telefo|spreek|uitnodig|op bezoek|huisbezoek", regex.IGNORECASE
)
_SAY_OUTCOME = "Kies bij het einde wat de uitkomst betekent: verleend, geweigerd, ingetrokken of iets anders."
_INDIRECT = {"subProcess", "adHocSubProcess", "transaction"}


def practice_findings(reading: Reading) -> Iterator[Finding]:
    """Yield advice on how a process treats the citizen it is about."""
    document = reading.document
    for process in document.processes():
        if process.get("isExecutable") != "false" and not (process.get(QUESTION) or "").strip():
            yield _advice(
                "process-without-question",
                process.get("id"),
                "Bij dit proces staat geen vraag van de inwoner. Daarmee vinden mensen het.",
                "Schrijf de vraag op zoals een inwoner die stelt.",
            )
    yield from _silent_tasks(document)
    yield from _unsaid_outcomes(document)
    yield from _cold_refusals(document)


def _silent_tasks(document: Document) -> Iterator[Finding]:
    told = read_elements(document.root)
    for task in elements(document.root, "userTask"):
        info = told.get(task.get("id", ""))
        if info is None or info.group == CITIZEN_GROUP or _told_around(task):
            continue
        yield _advice(
            "task-without-citizen-text",
            info.id,
            f"Bij ‘{info.name}’ weet de inwoner niet wat er gebeurt.",
            "Schrijf in één zin wat de inwoner nu leest, bijvoorbeeld: ‘Wij bekijken uw aanvraag.’",
        )


def _told_around(task: etree._Element) -> bool:
    at: etree._Element | None = task
    while at is not None and kind_of(at) != "process":
        if (at.get(CITIZEN_TEXT) or "").strip():
            return True
        at = at.getparent()
    return False


def _unsaid_outcomes(document: Document) -> Iterator[Finding]:
    for end in elements(document.root, "endEvent"):
        name, meaning = " ".join((end.get("name") or "").split()), end.get(OUTCOME) or ""
        if meaning and meaning not in set(OutcomeKind):
            message = f"Wat ‘{name or 'dit einde'}’ betekent, is niet bekend: ‘{meaning}’."
            yield Finding("outcome-unknown", Severity.WARNING, end.get("id"), message, _SAY_OUTCOME)
        elif not meaning and _REFUSAL.search(name):
            message = (
                f"‘{name}’ zegt niet of dit een weigering is. De inwoner leest dan niet hoe bezwaar werkt."
            )
            yield _advice("refusal-not-said", end.get("id"), message, _SAY_OUTCOME)


def _refuses(end: etree._Element) -> bool:
    meaning = end.get(OUTCOME)
    return meaning == OutcomeKind.REFUSED or (not meaning and bool(_REFUSAL.search(end.get("name") or "")))


def _cold_refusals(document: Document) -> Iterator[Finding]:
    before = _sources(document)
    for end in elements(document.root, "endEvent"):
        name = end.get("name") or ""
        if _refuses(end) and not _has_contact(document, end.get("id", ""), before):
            yield _advice(
                "refusal-without-contact",
                end.get("id"),
                f"Vóór ‘{' '.join(name.split())}’ is er geen contact met de inwoner.",
                "Teken een stap om te bellen vóór u weigert: vaak kan er meer dan het formulier laat zien.",
            )


def _sources(document: Document) -> dict[str, list[str]]:
    before: dict[str, list[str]] = {}
    for flow in elements(document.root, "sequenceFlow"):
        before.setdefault(flow.get("targetRef", ""), []).append(flow.get("sourceRef", ""))
    for event in elements(document.root, "boundaryEvent"):
        before.setdefault(event.get("id", ""), []).append(event.get("attachedToRef", ""))
    return before


def _has_contact(document: Document, end: str, before: dict[str, list[str]]) -> bool:
    """Tell whether a step of contact lies on a way to an end; what lies in a sub-process counts."""
    seen: set[str] = set()
    ahead = [end]
    while ahead:
        at = ahead.pop()
        if at in seen:
            continue
        seen.add(at)
        ahead += before.get(at, [])
        if _is_contact(document, at):
            return True
    return False


def _is_contact(document: Document, element_id: str) -> bool:
    element = document.find(element_id)
    if element is None or kind_of(element) not in ACTIVITIES:
        return False
    named = [element]
    if kind_of(element) in _INDIRECT:
        named += [inner for inner in element.iter(tag("*")) if kind_of(inner) in ACTIVITIES]
    return any(_CONTACT.search(one.get("name") or "") for one in named)


def _advice(code: str, element: str | None, message: str, suggestion: str) -> Finding:
    return Finding(code, Severity.ADVICE, element, message, suggestion)

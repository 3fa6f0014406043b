"""What other engines write at events and in names and that changes what happens, read into ours or told."""

from __future__ import annotations

from contextlib import suppress

from lxml import etree

from regelruimte.engine.bpmn import REGELRUIMTE, element_id, elements, tag
from regelruimte.engine.findings import Finding, Severity
from regelruimte.engine.importing.extending import Translator, vendor
from regelruimte.engine.importing.juel import NotTranslatable, has_juel, to_feel

_SKIPPING = ("userTask", "serviceTask", "scriptTask", "receiveTask", "businessRuleTask", "sequenceFlow")


def read_vendor_events(root: etree._Element, translator: Translator) -> None:
    """Write ours for codes that are kept, for ends of everything and for signals of one process instance."""
    for kind in ("error", "escalation"):
        for definition in elements(root, f"{kind}EventDefinition"):
            _carry_over(definition, f"{kind}CodeVariable", "codeVariable")
    for definition in elements(root, "terminateEventDefinition"):
        _carry_over(definition, "terminateAll", "endsAll")
    for signal in elements(root, "signal"):
        _carry_over(signal, "scope", "scope")
    _read_names(root, translator)
    for task in elements(root, "userTask"):
        _read_task_name(task)
    for node in elements(root, *_SKIPPING):
        if vendor(node, "skipExpression"):
            translator.findings.append(_not_skipped(node))


def _read_names(root: etree._Element, translator: Translator) -> None:
    for named in elements(root, "message", "signal"):
        if has_juel(named.get("name", "")) and (said := translator.feel(named, named.get("name", ""))):
            named.set("name", said)


def _read_task_name(task: etree._Element) -> None:
    """Let a name with an expression in it be worked out; one that cannot be is shown as it is written."""
    written = task.get("name", "")
    if has_juel(written):
        with suppress(NotTranslatable):
            task.set(tag("naming", REGELRUIMTE), f"={to_feel(written)}")


def _carry_over(element: etree._Element, theirs: str, ours: str) -> None:
    value = vendor(element, theirs)
    if value is not None and element.get(tag(ours, REGELRUIMTE)) is None:
        element.set(tag(ours, REGELRUIMTE), value)


def _not_skipped(node: etree._Element) -> Finding:
    return Finding(
        "skip-not-read",
        Severity.WARNING,
        element_id(node),
        "Hier staat wanneer een ander programma dit overslaat. Hier wordt het altijd gedaan.",
        "Teken een keuzepunt met een weg eromheen.",
    )

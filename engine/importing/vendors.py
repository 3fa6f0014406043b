"""People, forms, decisions, connectors and mappings that other engines write, read into ours."""

from __future__ import annotations

from lxml import etree

from regelruimte.engine.bpmn import OPERATON, REGELRUIMTE, ZEEBE, elements, extension, kind_of, tag, text_of
from regelruimte.engine.findings import Finding, Severity
from regelruimte.engine.importing.extending import Translator, extend, vendor, vendor_extensions
from regelruimte.engine.importing.juel import has_juel
from regelruimte.engine.importing.vendor_events import read_vendor_events

_FORM_PREFIXES = ("embedded:app:forms/", "embedded:deployment:", "camunda-forms:bpmn:", "deployment:", "app:")
_FOREIGN = ("class", "delegateExpression", "expression")
_UNSAID = frozenset({"", "##unspecified", "##Unspecified", "##other"})


def read_vendors(root: etree._Element, translator: Translator) -> None:
    """Write ours beside every extension of another engine that we understand."""
    for task in elements(root, "userTask"):
        _read_people(task, translator)
        _read_form(task)
        _read_schedule(task, translator)
    for start in elements(root, "startEvent"):
        _read_form(start)
    for task in elements(root, "businessRuleTask"):
        _read_decision(task)
    for task in elements(root, "serviceTask", "sendTask", "businessRuleTask"):
        _read_connector(task)
    for call in elements(root, "callActivity"):
        _read_call(call, translator)
    for activity in elements(root, "userTask", "serviceTask", "sendTask", "scriptTask", "subProcess"):
        _read_parameters(activity, translator)
    read_vendor_events(root, translator)
    for scope in elements(root, "adHocSubProcess"):
        _read_adhoc(scope)
        _refuse_misplaced(scope, translator)


def _read_people(task: etree._Element, translator: Translator) -> None:
    for theirs in ("assignee", "candidateGroups", "candidateUsers"):
        value = vendor(task, theirs)
        said = None if value is None else translator.feel(task, value)
        if said is not None:
            extend(task, "assignmentDefinition", **{theirs: said})


def _read_form(element: etree._Element) -> None:
    form = vendor(element, "formRef") or vendor(element, "formKey")
    if form is None or has_juel(form):
        return
    for prefix in _FORM_PREFIXES:
        form = form.removeprefix(prefix)
    name = form.rpartition("/")[2]
    for ending in (".form", ".html", ".json"):
        name = name.removesuffix(ending)
    if name:
        extend(element, "formDefinition", formId=name)


def _read_schedule(task: etree._Element, translator: Translator) -> None:
    due = vendor(task, "dueDate")
    said = None if due is None else translator.feel(task, due)
    if said is not None:
        extend(task, "taskSchedule", dueDate=said)


def _read_decision(task: etree._Element) -> None:
    decision = vendor(task, "decisionRef")
    if decision is None or has_juel(decision):
        return
    result = vendor(task, "resultVariable") or decision
    extend(task, "calledDecision", decisionId=decision, resultVariable=result)


def _read_connector(task: etree._Element) -> None:
    """Name the connector after the foreign topic, type or class, so that its absence is told by name."""
    if extension(task, "taskDefinition") is not None or extension(task, "calledDecision") is not None:
        return
    named = vendor(task, "topic") or vendor(task, "type")
    if named is not None and named != "external":
        extend(task, "taskDefinition", type=named)
        return
    for attribute in _FOREIGN:
        if code := vendor(task, attribute):
            extend(task, "taskDefinition", type=f"{attribute}:{code}")
            return
    if (service := _service(task)) is not None:
        extend(task, "taskDefinition", type=service)


def _service(task: etree._Element) -> str | None:
    """Return the name of a connector block or a web service operation, None when there is neither.

    Source: BPMN 2.0.2, 10.3.3 (service task: operationRef, implementation).
    """
    for block in vendor_extensions(task, "connector"):
        for child in block:
            if str(child.tag).rpartition("}")[2] == "connectorId" and text_of(child):
                return text_of(child)
    if operation := task.get("operationRef"):
        return f"operation:{operation}"
    implementation = task.get("implementation", "").strip()
    return None if implementation in _UNSAID else f"implementation:{implementation}"


def _read_call(call: etree._Element, translator: Translator) -> None:
    called = call.get("calledElement")
    said = translator.feel(call, called) if called else None
    if said:
        extend(call, "calledElement", processId=said)
    for direction, ours in (("in", "input"), ("out", "output")):
        for mapping in vendor_extensions(call, direction):
            target = mapping.get("target")
            source = mapping.get("sourceExpression") or mapping.get("source")
            said = None if source is None else translator.feel(call, source)
            if target and said:
                _map(call, ours, said, target)


def _read_parameters(activity: etree._Element, translator: Translator) -> None:
    for box in vendor_extensions(activity, "inputOutput"):
        for parameter in box:
            theirs = str(parameter.tag).rpartition("}")[2]
            name, value = parameter.get("name"), text_of(parameter)
            if not name or len(parameter) or theirs not in {"inputParameter", "outputParameter"}:
                continue
            said = translator.literal(activity, value)
            if said is not None:
                _map(activity, theirs.removesuffix("Parameter"), said, name)


def _map(element: etree._Element, direction: str, source: str, target: str) -> None:
    box = extend(element, "ioMapping")
    if any(kind.get("target") == target for kind in box.findall(tag(direction, ZEEBE))):
        return
    source = source if source.startswith("=") else f"={source}"
    etree.SubElement(box, tag(direction, ZEEBE), source=source, target=target)


def _read_adhoc(scope: etree._Element) -> None:
    closes, initial = tag("closes", REGELRUIMTE), tag("initial", REGELRUIMTE)
    by_itself = scope.get(tag("autoComplete", OPERATON), "false")
    if by_itself != "false" and scope.get(closes) is None:
        # Anything but true or false is carried over as it is, so that the checks refuse it by name.
        scope.set(closes, "when_idle" if by_itself == "true" else by_itself)
    theirs = extension(scope, "adHoc")
    if theirs is None or scope.get(initial) is not None:
        return
    listed = theirs.get("activeElementsCollection", "").strip().removeprefix("=").strip()
    if listed.startswith("[") and listed.endswith("]"):
        scope.set(initial, " ".join(part.strip(" \"'") for part in listed[1:-1].split(",")))


def _refuse_misplaced(scope: etree._Element, translator: Translator) -> None:
    """Tell that `autoComplete` as a property means nothing: Operaton reads it as an attribute only."""
    for box in vendor_extensions(scope, "properties"):
        if any(one.get("name") == "autoComplete" for one in box):
            finding = Finding(
                "adhoc-closes-misplaced",
                Severity.ERROR,
                scope.get("id"),
                "Dit maatwerk zegt in een eigenschap of het vanzelf sluit; daar telt dat niet.",
                "Kies bij het maatwerk zelf hoe het sluit.",
            )
            translator.findings.append(finding)


def read_executable(root: etree._Element) -> None:
    """Let every process without `isExecutable` be executable, as BPMN tools and engines do."""
    for process in elements(root, "process"):
        if process.get("isExecutable") is None and kind_of(process):
            process.set("isExecutable", "true")

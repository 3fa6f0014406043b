"""Reading one BPMN element into the node that runs it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import regex
from lxml import etree

from regelruimte.engine.feel import Expression, FeelError, compile_expression
from regelruimte.engine.findings import Finding, Severity
from regelruimte.engine.roles import group_of_lane
from regelruimte.engine.spiff.elements import containers, events, gateways, tasks, throwing
from regelruimte.engine.spiff.elements.activity import Activity, MappedTo
from regelruimte.engine.spiff.elements.adhoc import AdHoc
from regelruimte.engine.spiff.elements.repeat import Repeat
from regelruimte.engine.spiff.files import called_process
from regelruimte.engine.spiff.info import BPMN, OURS, ZEEBE, extension, extension_text, lane_of, lanes, local
from regelruimte.engine.spiff.support import is_event_sub_process
from regelruimte.engine.spiff.timers import Timing, is_readable

_NAME = regex.compile(r"=?\s*([^\W\d]\w*)(?:\.\w+)*\s*")
_TIMERS = ("timeDate", "timeDuration", "timeCycle")


class Reading:
    """What is read so far: the file, its spec, and the findings on expressions that do not compile."""

    def __init__(self, root: etree._Element, spec: Any, *, prefix: str = "") -> None:
        self.spec, self.prefix = spec, prefix
        self.findings: list[Finding] = []
        self.lanes = lanes(root)
        kinds = ("message", "signal", "error", "escalation")
        self.named = {each.get("id"): each for kind in kinds for each in root.iterchildren(BPMN + kind)}

    def name(self, element: str | None) -> str:
        """Return the name of the node of an element: its id, in a called file behind the file's name."""
        return f"{self.prefix}{element or ''}"

    def node(self, element: str | None) -> Any:
        """Return the node made for an element."""
        return self.spec.task_specs[self.name(element)]

    def expression(self, text: str | None, element: str) -> Expression | None:
        """Compile FEEL; a mistake becomes a finding."""
        if not text or not text.strip():
            return None
        try:
            return compile_expression(text.strip())
        except FeelError as error:
            message = f"De uitdrukking '{text.strip()}' klopt niet: {error}"
            self.findings.append(Finding("expression-wrong", Severity.ERROR, element, message))
            return None

    def expression_in(self, within: etree._Element, tag: str, element: str) -> Expression | None:
        """Compile the FEEL text of a child element."""
        return self.expression(within.findtext(BPMN + tag), element)

    def plain_or_feel(self, text: str | None, element: str) -> tuple[str | None, Expression | None]:
        """Read what is plain text unless it begins with `=`."""
        if text and text.strip().startswith("="):
            return None, self.expression(text, element)
        return (text.strip() or None) if text else None, None

    def timing(self, text: str | None, element: str) -> Timing | None:
        """Read a moment: ISO text, or FEEL with or without `=`."""
        plain, expression = self.plain_or_feel(text, element)
        if plain is not None and not is_readable(plain):
            expression = self.expression(plain, element)
        return Timing(text or "", expression) if plain or expression else None

    def mappings(self, node: etree._Element, tag: str) -> tuple[MappedTo, ...]:
        """Read the input or output mapping of an element."""
        holder = extension(node, ZEEBE + "ioMapping")
        lines = () if holder is None else holder.iterchildren(ZEEBE + tag)
        read = [
            (self.expression(line.get("source"), node.get("id", "")), line.get("target")) for line in lines
        ]
        return tuple(MappedTo(source, target) for source, target in read if source and target)

    def trigger(self, event: etree._Element) -> events.Trigger:
        """Read what an event waits for or throws."""
        found = next((child for child in event if local(child).endswith("EventDefinition")), None)
        if found is None:
            return events.Trigger()
        kind, element = local(found).removesuffix("EventDefinition"), event.get("id", "")
        if kind == "timer":
            text = next((t for t in (found.findtext(BPMN + tag) for tag in _TIMERS) if t), None)
            return events.Trigger(kind, timing=self.timing(text, element))
        if kind == "conditional":
            return events.Trigger(kind, condition=self.expression_in(found, "condition", element))
        if kind == "compensate":
            of = (found.get("activityRef") or "").split(":")[-1]
            awaited = found.get("waitForCompletion", "true") != "false"
            return events.Trigger(kind, name=self.name(of) if of else None, is_awaited=awaited)
        if kind == "link":
            return events.Trigger(kind, name=found.get("name") or event.get("name"))
        named = self.named_trigger(kind, found.get(f"{kind}Ref"), element)
        ends_all = kind == "terminate" and found.get(OURS + "endsAll") == "true"
        return replace(named, keeps=found.get(OURS + "codeVariable") or None, ends_all=ends_all)

    def named_trigger(self, kind: str, reference: str | None, element: str) -> events.Trigger:
        """Read the message, signal, error or escalation a reference names."""
        named = self.named.get((reference or "").split(":")[-1])
        if named is None:
            return events.Trigger(kind, name=reference)
        key = extension_text(named, ZEEBE + "subscription", "correlationKey")
        # An error or escalation without a code stands for any. Source: BPMN 2.0.2, table 10.92.
        coded = kind in {"error", "escalation"}
        name = (named.get(f"{kind}Code") or None) if coded else named.get("name") or reference
        naming = None if coded or not (name or "").startswith("=") else self.expression(name, element)
        return events.Trigger(
            kind,
            name=None if naming else name,
            correlation=self.expression(key, element),
            is_local=named.get(OURS + "scope") == "processInstance",
            naming=naming,
        )

    def read_offers(self, around: AdHoc, activities: list[etree._Element]) -> None:
        """Read what an ad-hoc sub-process says about each activity inside."""
        for node in activities:
            element, most = node.get("id", ""), node.get(OURS + "maxTimes", "")
            condition = self.expression(node.get(OURS + "entryCondition"), element)
            if condition:
                around.entry[element] = condition
            if most.isascii() and most.isdigit():
                around.most[element] = int(most)


def make_node(reading: Reading, node: etree._Element) -> None:
    """Make the node that runs an element, and read what its kind has to say."""
    tag, element = local(node), node.get("id", "")
    kind = _kind(node)
    made = kind(reading.spec, element, node.get("name") or "", prefix=reading.prefix)
    made.default = node.get("default")
    if isinstance(made, Activity):
        made.takes, made.gives = reading.mappings(node, "input"), reading.mappings(node, "output")
        made.repeat = _repeat(reading, node)
    elif tag.endswith("Event") and not isinstance(made, events.StartEvent):
        made.trigger = reading.trigger(node)
        if isinstance(made, events.CatchEvent):
            made.gives = reading.mappings(node, "output")
        else:
            made.takes = reading.mappings(node, "input")
    if (read := _DETAILS.get(kind)) is not None:
        read(reading, node, made)


def _kind(node: etree._Element) -> type[Any]:
    tag = local(node)
    if tag in {"sendTask", "businessRuleTask", "serviceTask"}:
        return _service_like(node)
    if tag == "manualTask":
        return tasks.UserTask if _is_handed_out(node) else tasks.PlainTask
    if tag == "startEvent":
        parent = node.getparent()
        listens = parent is not None and is_event_sub_process(parent)
        return events.EventSubProcessStart if listens else events.StartEvent
    if tag == "subProcess" and is_event_sub_process(node):
        return containers.EventSubProcess
    return _KINDS[tag]


def _is_handed_out(node: etree._Element) -> bool:
    """Tell whether a manual task is given to somebody here; any other is done outside what the engine sees.

    Source: BPMN 2.0.2, 10.3.3 (manual task) and 13.3.3.
    """
    return any(
        extension(node, ZEEBE + name) is not None for name in ("formDefinition", "assignmentDefinition")
    )


def _service_like(node: etree._Element) -> type[Any]:
    if local(node) == "businessRuleTask" and extension(node, ZEEBE + "taskDefinition") is None:
        return tasks.BusinessRuleTask
    is_message = local(node) == "sendTask" and extension(node, ZEEBE + "taskDefinition") is None
    return throwing.SendTask if is_message else tasks.ServiceTask


def _read_user(reading: Reading, node: etree._Element, made: tasks.UserTask) -> None:
    element = node.get("id", "")
    groups = extension_text(node, ZEEBE + "assignmentDefinition", "candidateGroups")
    plain, made.group_expression = reading.plain_or_feel(groups, element)
    lane = lane_of(node, reading.lanes)
    first = plain.split(",")[0].strip() if plain else None
    made.group = group_of_lane(first or lane or "") or None
    assignee = extension_text(node, ZEEBE + "assignmentDefinition", "assignee")
    made.assignee, made.assignee_expression = reading.plain_or_feel(assignee, element)
    made.form = extension_text(node, ZEEBE + "formDefinition", "formId")
    made.naming = reading.expression(node.get(OURS + "naming"), element)
    made.due = reading.timing(extension_text(node, ZEEBE + "taskSchedule", "dueDate"), element)


def _read_service(reading: Reading, node: etree._Element, made: tasks.ServiceTask) -> None:  # noqa: ARG001  # one shape
    made.connector = extension_text(node, ZEEBE + "taskDefinition", "type") or ""


def _read_script(reading: Reading, node: etree._Element, made: tasks.ScriptTask) -> None:
    text = extension_text(node, ZEEBE + "script", "expression") or node.findtext(BPMN + "script")
    expression = reading.expression(text, node.get("id", ""))
    if expression is not None:
        made.expression = expression
    made.variable = extension_text(node, ZEEBE + "script", "resultVariable") or ""


def _read_rule(reading: Reading, node: etree._Element, made: tasks.BusinessRuleTask) -> None:  # noqa: ARG001  # one shape
    made.decision = extension_text(node, ZEEBE + "calledDecision", "decisionId") or ""
    made.variable = extension_text(node, ZEEBE + "calledDecision", "resultVariable") or made.decision


def _read_message(
    reading: Reading, node: etree._Element, made: events.ReceiveTask | throwing.SendTask
) -> None:
    made.trigger = reading.named_trigger("message", node.get("messageRef"), node.get("id", ""))


def _read_call(reading: Reading, node: etree._Element, made: containers.CallActivity) -> None:
    called, made.called_expression = reading.plain_or_feel(called_process(node), node.get("id", ""))
    made.called = called or ""


def _read_boundary(reading: Reading, node: etree._Element, made: events.BoundaryEvent) -> None:  # noqa: ARG001  # one shape
    made.cancels = node.get("cancelActivity", "true") != "false"


def _read_event_start(reading: Reading, node: etree._Element, made: events.EventSubProcessStart) -> None:
    parent = node.getparent()
    made.within = reading.name(parent.get("id")) if parent is not None else ""
    made.cancels = node.get("isInterrupting", "true") != "false"
    made.trigger = reading.trigger(node)


def _read_adhoc(reading: Reading, node: etree._Element, made: AdHoc) -> None:
    made.in_turn = node.get("ordering") == "Sequential"
    made.cancels_rest = node.get("cancelRemainingInstances", "true") != "false"
    made.until = reading.expression_in(node, "completionCondition", node.get("id", ""))
    made.initial = tuple(node.get(OURS + "initial", "").split())
    closes = node.get(OURS + "closes")
    made.when_idle = closes == "when_idle"
    theirs = extension(node, ZEEBE + "adHoc")
    if theirs is not None:
        element = node.get("id", "")
        made.results = theirs.get("outputCollection") or None
        made.result_of_one = reading.expression(theirs.get("outputElement"), element)
        if not made.initial:
            made.chosen = reading.expression(theirs.get("activeElementsCollection"), element)
    if closes == "by_hand":
        made.until = None


def _repeat(reading: Reading, node: etree._Element) -> Repeat | None:
    element = node.get("id", "")
    loop = node.find(BPMN + "standardLoopCharacteristics")
    if loop is not None:
        most = loop.get("loopMaximum", "")
        return Repeat(
            is_loop=True,
            again=reading.expression_in(loop, "loopCondition", element),
            asks_first=loop.get("testBefore") == "true",
            at_most=int(most) if most.isascii() and most.isdigit() else None,
        )
    many = node.find(BPMN + "multiInstanceLoopCharacteristics")
    return None if many is None else _multi_instance(reading, many, element)


def _multi_instance(reading: Reading, many: etree._Element, element: str) -> Repeat:
    def said(attribute: str) -> str | None:
        return extension_text(many, ZEEBE + "loopCharacteristics", attribute)

    output = said("outputElement")
    name = _NAME.fullmatch(output) if output else None
    return Repeat(
        in_turn=many.get("isSequential") == "true",
        collection=reading.expression(said("inputCollection"), element),
        element=said("inputElement"),
        cardinality=reading.expression_in(many, "loopCardinality", element),
        output=said("outputCollection"),
        output_element=reading.expression(output, element),
        local=name[1] if name else None,
        until=reading.expression_in(many, "completionCondition", element),
    )


_KINDS: dict[str, type[Any]] = {
    "task": tasks.PlainTask,
    "userTask": tasks.UserTask,
    "scriptTask": tasks.ScriptTask,
    "receiveTask": events.ReceiveTask,
    "subProcess": containers.SubProcess,
    "transaction": containers.Transaction,
    "adHocSubProcess": AdHoc,
    "callActivity": containers.CallActivity,
    "intermediateCatchEvent": events.CatchEvent,
    "intermediateThrowEvent": throwing.ThrowEvent,
    "boundaryEvent": events.BoundaryEvent,
    "endEvent": throwing.EndEvent,
    "exclusiveGateway": gateways.ExclusiveGateway,
    "parallelGateway": gateways.ParallelGateway,
    "inclusiveGateway": gateways.InclusiveGateway,
    "eventBasedGateway": gateways.EventGateway,
}
_DETAILS: dict[type[Any], Any] = {
    tasks.UserTask: _read_user,
    tasks.ServiceTask: _read_service,
    tasks.ScriptTask: _read_script,
    tasks.BusinessRuleTask: _read_rule,
    events.ReceiveTask: _read_message,
    throwing.SendTask: _read_message,
    containers.CallActivity: _read_call,
    events.BoundaryEvent: _read_boundary,
    events.EventSubProcessStart: _read_event_start,
    AdHoc: _read_adhoc,
}

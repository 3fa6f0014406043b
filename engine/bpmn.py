"""Names of BPMN and of the extensions we read, and small readers of elements of a model's tree.

What a model means is elsewhere: `importing` (foreign models), `validate` (what may run), `spiff` (running).
"""

from __future__ import annotations

from collections.abc import Iterator

from lxml import etree

BPMN = "http://www.omg.org/spec/BPMN/20100524/MODEL"
BPMNDI = "http://www.omg.org/spec/BPMN/20100524/DI"
ZEEBE = "http://camunda.org/schema/zeebe/1.0"
REGELRUIMTE = "https://regelruimte.nl/schema/bpmn/1.0"
SPIFFWORKFLOW = "http://spiffworkflow.org/bpmn/schema/1.0/core"
CAMUNDA = "http://camunda.org/schema/1.0/bpmn"
FLOWABLE = "http://flowable.org/bpmn"
ACTIVITI = "http://activiti.org/bpmn"
OPERATON = "http://operaton.org/schema/1.0/bpmn"
VENDORS = (OPERATON, CAMUNDA, FLOWABLE, ACTIVITI)
"""Namespaces that share one vocabulary (assignee, formKey, class, ...), first found wins."""

MANUAL = "manual"
"""Value of `regelruimte:fallback`: a person fills in the outputs, without a form of the bundle."""

SUB_PROCESSES = frozenset({"subProcess", "adHocSubProcess", "transaction"})
TASKS = frozenset(
    {
        "task",
        "userTask",
        "manualTask",
        "serviceTask",
        "sendTask",
        "receiveTask",
        "scriptTask",
        "businessRuleTask",
    }
)
ACTIVITIES = TASKS | SUB_PROCESSES | {"callActivity"}
EVENTS = frozenset(
    {"startEvent", "endEvent", "intermediateCatchEvent", "intermediateThrowEvent", "boundaryEvent"}
)
GATEWAYS = frozenset(
    {"exclusiveGateway", "parallelGateway", "inclusiveGateway", "eventBasedGateway", "complexGateway"}
)
FLOW_NODES = ACTIVITIES | EVENTS | GATEWAYS


def tag(name: str, namespace: str = BPMN) -> str:
    """Return a name as lxml writes it: `{namespace}name`."""
    return f"{{{namespace}}}{name}"


def kind_of(element: etree._Element) -> str:
    """Return the BPMN name of an element (`userTask`), empty for foreign elements and comments."""
    name = element.tag
    if not isinstance(name, str) or not name.startswith(f"{{{BPMN}}}"):
        return ""
    return name.rpartition("}")[2]


def elements(root: etree._Element, *kinds: str) -> Iterator[etree._Element]:
    """Yield the BPMN elements of these kinds in document order, `root` included; all when none is named."""
    wanted = [tag(kind) for kind in kinds] if kinds else [tag("*")]
    yield from root.iter(*wanted)


def flow_nodes(scope: etree._Element) -> list[etree._Element]:
    """Return the activities, events and gateways drawn directly in a process or sub-process."""
    return [child for child in scope if kind_of(child) in FLOW_NODES]


def extension(element: etree._Element, name: str, namespace: str = ZEEBE) -> etree._Element | None:
    """Return the first extension element of that name of an element, or None."""
    for child in extensions(element, name, namespace):
        return child
    return None


def extensions(element: etree._Element, name: str, namespace: str = ZEEBE) -> list[etree._Element]:
    """Return the extension elements of that name of an element."""
    found: list[etree._Element] = []
    for box in element.findall(tag("extensionElements")):
        found.extend(box.findall(tag(name, namespace)))
    return found


def text_of(element: etree._Element | None) -> str:
    """Return the text inside an element without surrounding blanks, empty for None."""
    return "" if element is None else "".join(str(part) for part in element.itertext()).strip()


def local_part(reference: str) -> str:
    """Return a QName reference without its prefix: `tns:order` -> `order`."""
    return reference.strip().rpartition(":")[2]


def element_id(element: etree._Element) -> str | None:
    """Return the id of an element or of the nearest element around it that has one."""
    around: etree._Element | None = element
    while around is not None:
        if kind_of(around) and around.get("id") is not None:
            return around.get("id")
        around = around.getparent()
    return None

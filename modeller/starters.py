"""What a new process begins with: an empty drawing, or two roles with a form, a step and an end."""

from __future__ import annotations

import json
from html import escape

import regex

from regelruimte.engine.vocabulary import MODEL_FILE

START_FORM = "aanvraag"
"""Id of the form of the starter with two roles."""

_TABLE = """<?xml version="1.0" encoding="UTF-8"?>
<definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/" id="{id}_tabellen" name="{name}"
  namespace="https://regelruimte.nl/models">
  <decision id="{id}" name="{name}">
    <variable id="{id}_uitkomst" name="{id}" />
    <decisionTable id="{id}_tabel" hitPolicy="UNIQUE">
{inputs}
      <output id="{id}_uit_1" label="{label}" name="{output}" typeRef="string" />
      <annotation name="Toelichting" />
    </decisionTable>
  </decision>
</definitions>
"""

_TABLE_INPUT = """      <input id="{id}_in_{number}" label="{label}">
        <inputExpression id="{id}_vraag_{number}" typeRef="string"><text>{text}</text></inputExpression>
      </input>"""

_NOT_IN_NAMES = regex.compile(r"\W+")

_HEAD = """<?xml version="1.0" encoding="UTF-8"?>
<bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL"
  xmlns:bpmndi="http://www.omg.org/spec/BPMN/20100524/DI" xmlns:dc="http://www.omg.org/spec/DD/20100524/DC"
  xmlns:di="http://www.omg.org/spec/DD/20100524/DI" xmlns:zeebe="http://camunda.org/schema/zeebe/1.0"
  xmlns:regelruimte="https://regelruimte.nl/schema/bpmn/1.0" id="Definitions_1"
  targetNamespace="https://regelruimte.nl/models">
"""

_EMPTY = """  <bpmn:process id="{process}" name="{name}" isExecutable="true">
    <bpmn:startEvent id="StartEvent_1" name="Aanvraag" />
  </bpmn:process>
  <bpmndi:BPMNDiagram id="Diagram_1">
    <bpmndi:BPMNPlane id="Plane_1" bpmnElement="{process}">
      <bpmndi:BPMNShape id="StartEvent_1_di" bpmnElement="StartEvent_1">
        <dc:Bounds x="220" y="182" width="36" height="36" />
      </bpmndi:BPMNShape>
    </bpmndi:BPMNPlane>
  </bpmndi:BPMNDiagram>
</bpmn:definitions>
"""

_ROLES = """  <bpmn:collaboration id="Collaboration_1">
    <bpmn:participant id="Participant_1" name="{name}" processRef="{process}" />
  </bpmn:collaboration>
  <bpmn:process id="{process}" name="{name}" isExecutable="true">
    <bpmn:laneSet id="LaneSet_1">
      <bpmn:lane id="Lane_1" name="Inwoner">
        <bpmn:flowNodeRef>StartEvent_1</bpmn:flowNodeRef>
        <bpmn:flowNodeRef>EndEvent_1</bpmn:flowNodeRef>
      </bpmn:lane>
      <bpmn:lane id="Lane_2" name="Medewerker">
        <bpmn:flowNodeRef>Activity_1</bpmn:flowNodeRef>
      </bpmn:lane>
    </bpmn:laneSet>
    <bpmn:startEvent id="StartEvent_1" name="Aanvraag">
      <bpmn:extensionElements><zeebe:formDefinition formId="{form}" /></bpmn:extensionElements>
      <bpmn:outgoing>Flow_1</bpmn:outgoing>
    </bpmn:startEvent>
    <bpmn:sequenceFlow id="Flow_1" sourceRef="StartEvent_1" targetRef="Activity_1" />
    <bpmn:userTask id="Activity_1" name="Aanvraag bekijken"
      regelruimte:citizenText="Wij bekijken uw aanvraag.">
      <bpmn:incoming>Flow_1</bpmn:incoming>
      <bpmn:outgoing>Flow_2</bpmn:outgoing>
    </bpmn:userTask>
    <bpmn:sequenceFlow id="Flow_2" sourceRef="Activity_1" targetRef="EndEvent_1" />
    <bpmn:endEvent id="EndEvent_1" name="Klaar" regelruimte:citizenText="Uw aanvraag is klaar.">
      <bpmn:incoming>Flow_2</bpmn:incoming>
    </bpmn:endEvent>
  </bpmn:process>
  <bpmndi:BPMNDiagram id="Diagram_1">
    <bpmndi:BPMNPlane id="Plane_1" bpmnElement="Collaboration_1">
      <bpmndi:BPMNShape id="Participant_1_di" bpmnElement="Participant_1" isHorizontal="true">
        <dc:Bounds x="160" y="80" width="700" height="400" />
      </bpmndi:BPMNShape>
      <bpmndi:BPMNShape id="Lane_1_di" bpmnElement="Lane_1" isHorizontal="true">
        <dc:Bounds x="190" y="80" width="670" height="200" />
      </bpmndi:BPMNShape>
      <bpmndi:BPMNShape id="Lane_2_di" bpmnElement="Lane_2" isHorizontal="true">
        <dc:Bounds x="190" y="280" width="670" height="200" />
      </bpmndi:BPMNShape>
      <bpmndi:BPMNShape id="StartEvent_1_di" bpmnElement="StartEvent_1">
        <dc:Bounds x="262" y="162" width="36" height="36" />
      </bpmndi:BPMNShape>
      <bpmndi:BPMNShape id="Activity_1_di" bpmnElement="Activity_1">
        <dc:Bounds x="390" y="340" width="100" height="80" />
      </bpmndi:BPMNShape>
      <bpmndi:BPMNShape id="EndEvent_1_di" bpmnElement="EndEvent_1">
        <dc:Bounds x="582" y="162" width="36" height="36" />
      </bpmndi:BPMNShape>
      <bpmndi:BPMNEdge id="Flow_1_di" bpmnElement="Flow_1">
        <di:waypoint x="298" y="180" /><di:waypoint x="344" y="180" />
        <di:waypoint x="344" y="380" /><di:waypoint x="390" y="380" />
      </bpmndi:BPMNEdge>
      <bpmndi:BPMNEdge id="Flow_2_di" bpmnElement="Flow_2">
        <di:waypoint x="490" y="380" /><di:waypoint x="536" y="380" />
        <di:waypoint x="536" y="180" /><di:waypoint x="582" y="180" />
      </bpmndi:BPMNEdge>
    </bpmndi:BPMNPlane>
  </bpmndi:BPMNDiagram>
</bpmn:definitions>
"""


def empty_process(key: str, title: str) -> dict[str, bytes]:
    """Return the bundle of a drawing with nothing but its beginning."""
    return {MODEL_FILE: _model(_EMPTY, key, title)}


def process_with_two_roles(key: str, title: str) -> dict[str, bytes]:
    """Return the bundle of a process that can be published at once: a resident asks, a case worker looks."""
    return {MODEL_FILE: _model(_ROLES, key, title), f"forms/{START_FORM}.form": _start_form()}


def empty_form(form_id: str, title: str) -> bytes:
    """Return a form of one page with one question, as a start."""
    page = _page("pagina-1", title, [_question("Wat wilt u ons laten weten?", "antwoord")])
    return form_bytes({**_schema(form_id, title), "components": [page]})


def form_bytes(schema: dict[str, object]) -> bytes:
    """Return a form schema as the file we keep."""
    return (json.dumps(schema, ensure_ascii=False, indent=2) + "\n").encode()


def _model(text: str, key: str, title: str) -> bytes:
    process = f"Process_{key.replace('-', '_')}"
    return (_HEAD + text.format(process=process, name=escape(title), form=START_FORM)).encode()


def _start_form() -> bytes:
    page = _page("pagina-1", "Uw aanvraag", [_question("Wat wilt u aanvragen?", "vraag")])
    return form_bytes({**_schema(START_FORM, "Aanvraag"), "components": [page]})


def _schema(form_id: str, title: str) -> dict[str, object]:
    return {
        "type": "default",
        "schemaVersion": 18,
        "id": form_id,
        "regelruimte": {"title": title},
    }


def _page(page_id: str, label: str, questions: list[dict[str, object]]) -> dict[str, object]:
    return {
        "type": "group",
        "id": page_id,
        "label": label,
        "regelruimte": {"page": True},
        "components": questions,
    }


def _question(label: str, key: str) -> dict[str, object]:
    return {
        "type": "textarea",
        "id": f"vraag-{key}",
        "key": key,
        "label": label,
        "validate": {"required": True},
        "regelruimte": {"errors": {"empty": "Schrijf op wat wij moeten weten."}},
    }


def empty_table(decision_id: str, name: str, *, inputs: tuple[str, ...], output: str) -> bytes:
    """Return a decision file with one table that has columns and no rows yet.

    Args:
        decision_id: id of the decision, which the process calls it by.
        name: what people call it.
        inputs: what the table looks at, one for each input column; also what the column reads.
        output: what the outcome is called.
    """
    columns = "\n".join(
        _TABLE_INPUT.format(id=decision_id, number=number, label=escape(one), text=_name_of(one))
        for number, one in enumerate(inputs, 1)
    )
    return _TABLE.format(
        id=decision_id, name=escape(name), inputs=columns, label=escape(output), output=_name_of(output)
    ).encode()


def _name_of(label: str) -> str:
    """Return a label as a FEEL name without blanks: ‘Inkomen per maand’ -> `Inkomen_per_maand`."""
    name = _NOT_IN_NAMES.sub("_", label, timeout=1).strip("_")
    return name if name and not name[0].isdigit() else f"_{name}"

import pytest
from lxml import etree

from regelruimte.engine.bpmn import BPMN, REGELRUIMTE, elements, extension, tag, text_of
from regelruimte.engine.errors import DocumentRefused
from regelruimte.engine.importing import NUMBER, normalise
from regelruimte.engine.xml import parse
from tests.drawings import choice, drawn, line


def element(data, id_):
    return next(one for one in elements(parse(normalise(data).bpmn)) if one.get("id") == id_)


def codes(data):
    with pytest.raises(DocumentRefused) as refused:
        normalise(data)
    return [finding.code for finding in refused.value.findings]


def test_gives_the_same_bytes_when_given_the_same_bytes():
    data = line('<userTask id="t" camunda:assignee="${wie}"/>')

    assert normalise(data) == normalise(data)
    assert normalise(data).number == NUMBER


def test_changes_nothing_more_when_given_its_own_result():
    once = normalise(line('<userTask id="t" camunda:formKey="aanvraag" camunda:candidateGroups="a,b"/>')).bpmn

    assert normalise(once).bpmn == once


def test_gives_flows_an_id_when_they_have_none():
    data = drawn(
        '<startEvent id="s"/><endEvent id="e"/><sequenceFlow sourceRef="s" targetRef="e"/>'
        '<sequenceFlow sourceRef="s" targetRef="e"/>'
    )

    flows = list(elements(parse(normalise(data).bpmn), "sequenceFlow"))

    assert [flow.get("id") for flow in flows] == ["flow_s_e", "flow_s_e_2"]


def test_writes_incoming_and_outgoing_when_the_drawing_leaves_them_out():
    node = element(line('<userTask id="t"><documentation>x</documentation></userTask>'), "t")

    assert [(child.tag.rpartition("}")[2], child.text) for child in node] == [
        ("documentation", "x"),
        ("incoming", "f1"),
        ("outgoing", "f2"),
    ]


def test_counts_as_executable_when_nothing_is_said():
    assert element(line('<task id="t"/>', attributes=""), "p").get("isExecutable") == "true"


def test_stays_not_executable_when_the_drawing_says_so():
    data = line('<task id="t"/>', attributes='isExecutable="false"')

    assert element(data, "p").get("isExecutable") == "false"


@pytest.mark.parametrize("prefix", ["camunda", "flowable"])
def test_reads_people_and_form_when_another_engine_wrote_them(prefix):
    attributes = (
        f'{prefix}:assignee="${{wie}}" {prefix}:candidateGroups="a,b" {prefix}:formKey="forms/x.form"'
    )
    task = element(line(f'<userTask id="t" {attributes}/>'), "t")

    assignment = extension(task, "assignmentDefinition")
    assert dict(assignment.attrib) == {"assignee": "=wie", "candidateGroups": "a,b"}
    assert extension(task, "formDefinition").get("formId") == "x"


def test_keeps_ours_when_another_engine_wrote_too():
    ours = '<extensionElements><zeebe:formDefinition formId="ons"/></extensionElements>'
    task = element(line(f'<userTask id="t" camunda:formKey="hun">{ours}</userTask>'), "t")

    assert extension(task, "formDefinition").get("formId") == "ons"
    assert task.get("{http://camunda.org/schema/1.0/bpmn}formKey") == "hun"


def test_keeps_what_it_does_not_know_when_it_is_foreign():
    root = parse(normalise(line('<task id="t" x:kleur="rood"><!-- let op --></task>')).bpmn)

    task = next(elements(root, "task"))
    assert task.get("{urn:foreign}kleur") == "rood"
    assert any(isinstance(child, etree._Comment) for child in task)


def test_writes_condition_as_feel_when_it_is_juel():
    flow = element(choice("${bedrag > 250 && !spoed}"), "yes")

    assert text_of(flow.find(tag("conditionExpression"))) == "=bedrag > 250 and not(spoed = true)"


def test_tells_the_place_when_condition_calls_a_method():
    findings = normalise(choice("${bean.mag()}")).findings

    assert [(one.code, one.severity, one.element) for one in findings] == [
        ("expression-not-translated", "error", "yes")
    ]


def test_maps_when_called_process_gets_and_gives_values():
    box = '<camunda:in source="a" target="b"/><camunda:out sourceExpression="${c.d}" target="e"/>'
    call = (
        f'<callActivity id="t" calledElement="q"><extensionElements>{box}</extensionElements></callActivity>'
    )

    node = element(line(call), "t")

    assert extension(node, "calledElement").get("processId") == "q"
    mapped = [(one.get("source"), one.get("target")) for one in extension(node, "ioMapping")]
    assert mapped == [("=a", "b"), ("=c.d", "e")]


def test_quotes_when_parameter_is_plain_text():
    parameter = '<camunda:inputParameter name="k">zeg "ja"</camunda:inputParameter>'
    box = f"<camunda:inputOutput>{parameter}</camunda:inputOutput>"
    task = f'<serviceTask id="t"><extensionElements>{box}</extensionElements></serviceTask>'

    assert extension(element(line(task), "t"), "ioMapping")[0].get("source") == '="zeg \\"ja\\""'


def test_names_connector_when_service_task_has_foreign_class():
    node = element(line('<serviceTask id="t" flowable:class="org.x.Y"/>'), "t")

    assert extension(node, "taskDefinition").get("type") == "class:org.x.Y"


def test_reads_initial_steps_when_zeebe_lists_them():
    box = '<extensionElements><zeebe:adHoc activeElementsCollection="=[&quot;a&quot;]"/></extensionElements>'
    scope = element(line(f'<adHocSubProcess id="t">{box}<task id="a"/></adHocSubProcess>'), "t")

    assert scope.get(tag("initial", REGELRUIMTE)) == "a"


def test_defines_error_when_vendor_model_names_only_its_code():
    end = '<endEvent id="x"><errorEventDefinition errorRef="E1"/></endEvent>'

    assert element(drawn(end), "E1").get("errorCode") == "E1"


def test_trims_ids_when_blanks_stand_around_them():
    assert element(line('<task id=" t "/>'), "t").get("id") == "t"


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "file-empty"),
        (b"<a", "xml-not-well-formed"),
        (b"<a/>", "not-bpmn"),
        (b'<?xml version="1.0" encoding="UTF-8"?><a b="\xff"/>', "xml-encoding"),
        (b'<?xml version="1.0" encoding="US-ASCII"?><a b="\xc3\xab"/>', "xml-encoding"),
        (b"<!DOCTYPE a><a/>", "xml-doctype"),
        (line('<task id="t"/><task id="t"/>'), "duplicate-id"),
        (line('<task id="../../etc"/>'), "invalid-id"),
        (
            drawn('<startEvent id="s"/><sequenceFlow id="f" sourceRef="s" targetRef="weg"/>'),
            "dangling-reference",
        ),
        (line('<task id="t" default="weg"/>'), "dangling-reference"),
        (line('<receiveTask id="t" messageRef="weg"/>'), "dangling-reference"),
    ],
)
def test_refuses_when_file_cannot_be_opened(data, code):
    assert code in codes(data)


def test_waits_for_its_own_message_when_a_vendor_receive_task_names_none():
    data = line('<receiveTask id="t"/>')

    assert element(data, "t").get("messageRef") == "message_t"
    assert element(data, "message_t").get("name") == "t"


CONNECTOR = (
    '<serviceTask id="t"><extensionElements><camunda:connector><camunda:connectorId>soap'
    "</camunda:connectorId></camunda:connector></extensionElements></serviceTask>"
)


@pytest.mark.parametrize(
    ("task", "connector"),
    [
        ('<serviceTask id="t" operationRef="op"/>', "operation:op"),
        ('<serviceTask id="t" implementation="##WebService"/>', "implementation:##WebService"),
        (CONNECTOR, "soap"),
    ],
)
def test_names_the_connector_when_a_service_task_says_who_does_the_work(task, connector):
    assert extension(element(line(task), "t"), "taskDefinition").get("type") == connector


def test_keeps_a_wrong_way_to_close_when_an_adhoc_sub_process_names_one():
    scope = '<adHocSubProcess id="t" operaton:autoComplete="maybe"><task id="a"/></adHocSubProcess>'
    data = line(scope).replace(
        b"<definitions ", b'<definitions xmlns:operaton="http://operaton.org/schema/1.0/bpmn" '
    )

    assert element(data, "t").get(tag("closes", REGELRUIMTE)) == "maybe"


def plain(body):
    """Draw a model in which no other maker's namespace occurs."""
    return f'<definitions xmlns="{BPMN}" id="d"><process id="p">{body}</process></definitions>'.encode()


def test_defines_error_when_a_throw_and_a_catch_agree_on_its_code():
    end = '<endEvent id="x"><errorEventDefinition errorRef="E1"/></endEvent>'
    sub = f'<subProcess id="s">{end}</subProcess>'
    catch = '<boundaryEvent id="b" attachedToRef="s"><errorEventDefinition errorRef="E1"/></boundaryEvent>'

    assert element(plain(sub + catch), "E1").get("errorCode") == "E1"


def test_refuses_an_error_when_only_a_throw_names_it():
    end = '<endEvent id="x"><errorEventDefinition errorRef="E1"/></endEvent>'

    assert codes(plain(end)) == ["dangling-reference"]


def test_tells_when_an_adhoc_sub_process_says_in_a_property_that_it_closes():
    box = (
        '<extensionElements><camunda:properties><camunda:property name="autoComplete" value="true"/>'
        "</camunda:properties></extensionElements>"
    )
    found = normalise(line(f'<adHocSubProcess id="t">{box}<task id="a"/></adHocSubProcess>')).findings

    assert [one.code for one in found] == ["adhoc-closes-misplaced"]

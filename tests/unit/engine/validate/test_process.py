import pytest

from regelruimte.engine.findings import Severity
from regelruimte.engine.importing import normalise
from regelruimte.engine.validate import check_process
from regelruimte.engine.validate.process import MAX_PARTS
from tests.drawings import choice, drawn, line

USER = '<userTask id="t" name="Betalen"><extensionElements>{}</extensionElements></userTask>'
ROOM = '<regelruimte:room id="r" kind="{kind}" article="{article}">tekst</regelruimte:room>'
ADHOC = '<adHocSubProcess id="t" name="Hulp" {}>{}<task id="a"/></adHocSubProcess>'
TIMER = (
    '<intermediateCatchEvent id="t"><timerEventDefinition><{0}>{1}</{0}></timerEventDefinition>'
    "</intermediateCatchEvent>"
)


def found(data, **known):
    return {(one.code, one.severity.value, one.element) for one in check_process(normalise(data), **known)}


def test_finds_nothing_when_the_drawing_is_complete():
    assignment = '<zeebe:assignmentDefinition candidateGroups="case_worker"/>'

    assert found(line(USER.format(assignment))) == set()


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (drawn('<task id="t"/>'), ("start-missing", "error", "p")),
        (line('<task id="t"/>', attributes='isExecutable="false"'), ("not-executable", "error", "p")),
        (line('<complexGateway id="t"/>'), ("complex-gateway", "error", "t")),
        (line('<task id="t"/><task id="los"/>'), ("unreachable", "warning", "los")),
        (
            drawn('<startEvent id="s"/><task id="t"/><sequenceFlow id="f" sourceRef="s" targetRef="t"/>'),
            ("dead-end", "warning", "t"),
        ),
        (choice("bedrag >"), ("expression-not-feel", "error", "yes")),
        (choice("__import__('os')"), ("expression-not-feel", "error", "yes")),
        (choice('__import__("os").getpid()'), ("function-unknown", "error", "yes")),
        (choice('naam.equals("x")'), ("function-unknown", "error", "yes")),
        (choice("a == 1", extra=' language="groovy"'), ("expression-language", "error", "yes")),
        (
            line('<scriptTask id="t" scriptFormat="python"><script>x</script></scriptTask>'),
            ("script-language", "error", "t"),
        ),
        (line('<scriptTask id="t"/>'), ("script-missing", "error", "t")),
        (line('<userTask id="t"/>'), ("nobody-named", "warning", "t")),
        (line(USER.format('<zeebe:formDefinition formId="x"/>')), ("form-elsewhere", "warning", "t")),
        (
            line(USER.format('<zeebe:assignmentDefinition candidateGroups="Team A"/>')),
            ("group-elsewhere", "warning", "t"),
        ),
        (
            line(USER.format('<zeebe:assignmentDefinition assignee="=a b"/>')),
            ("expression-not-feel", "error", "t"),
        ),
        (line(USER.format('<zeebe:taskSchedule dueDate="morgen"/>')), ("due-date-unreadable", "error", "t")),
        (line('<callActivity id="t" calledElement="q"/>'), ("process-elsewhere", "warning", "t")),
        (line('<serviceTask id="t" camunda:class="a.B"/>'), ("connector-elsewhere", "warning", "t")),
        (
            line('<serviceTask id="t" camunda:expression="${a.b()}"/>'),
            ("connector-elsewhere", "warning", "t"),
        ),
        (line('<businessRuleTask id="t" camunda:decisionRef="x"/>'), ("decision-elsewhere", "warning", "t")),
        (line(TIMER.format("timeDuration", "twee dagen")), ("timer-unreadable", "error", "t")),
        (line(TIMER.format("timeCycle", "0 0 * * *")), ("timer-unreadable", "error", "t")),
        (line(TIMER.format("timeDate", "")), ("timer-empty", "error", "t")),
        (
            line(USER.format(ROOM.format(kind="gunst", article="Awb 4:84"))),
            ("room-kind-unknown", "error", "t"),
        ),
        (line(USER.format(ROOM.format(kind="law", article=" "))), ("room-without-ground", "error", "t")),
        (line(ADHOC.format('regelruimte:initial="b"', "")), ("adhoc-initial-unknown", "error", "t")),
        (line(ADHOC.format('regelruimte:closes="ooit"', "")), ("adhoc-closes-unknown", "error", "t")),
        (line(ADHOC.format('regelruimte:closes="condition"', "")), ("adhoc-condition-missing", "error", "t")),
        (line(ADHOC.format("", '<startEvent id="x"/>')), ("adhoc-start-or-end", "error", "x")),
        (
            line(ADHOC.format("", '<task id="x" regelruimte:maxTimes="0"/>')),
            ("max-times-not-a-count", "error", "x"),
        ),
        (
            line('<task id="t"/>', attributes='regelruimte:legalTermDays="8 weken"'),
            ("term-not-days", "error", "p"),
        ),
        (line('<task id="t"/>', attributes='regelruimte:targetDays="-1"'), ("term-not-days", "error", "p")),
    ],
)
def test_finds_it_when_something_is_wrong(data, expected):
    assert expected in found(data)


@pytest.mark.parametrize(
    "data",
    [
        line(TIMER.format("timeDuration", "P2W")),
        line(TIMER.format("timeDuration", "PT1H30M")),
        line(TIMER.format("timeCycle", "R3/PT1H")),
        line(TIMER.format("timeCycle", "R/2027-01-01T00:00:00Z/P1D")),
        line(TIMER.format("timeDate", "2027-01-31T09:00:00Z")),
        line(TIMER.format("timeDate", "=start + duration(&quot;P1D&quot;)")),
        line(ADHOC.format('regelruimte:initial="a" regelruimte:closes="by_hand" ordering="Sequential"', "")),
        line('<task id="t"/>', attributes='regelruimte:legalTermDays="56" regelruimte:targetDays="14"'),
        choice("=bedrag > 250"),
        choice("count(stukken) > 2"),
    ],
)
def test_has_no_error_when_it_may_run(data):
    assert not [code for code, severity, _ in found(data) if severity == "error"]


def test_says_nothing_of_a_connector_when_it_is_registered():
    box = '<extensionElements><zeebe:taskDefinition type="mail"/></extensionElements>'
    task = f'<serviceTask id="t">{box}</serviceTask>'

    assert ("connector-elsewhere", "warning", "t") in found(line(task))
    assert found(line(task), connectors=frozenset({"mail"})) == set()


def test_names_the_step_as_drawn_when_it_tells():
    (finding,) = check_process(normalise(line('<userTask id="t" name="Betalen"/>')))

    assert finding.severity is Severity.WARNING
    assert finding.message.startswith("De stap ‘Betalen’")
    assert finding.suggestion


def test_checks_the_running_process_only_when_another_is_drawn_beside_it():
    other = '<process id="q" isExecutable="false"><task id="z"/></process>'

    assert found(line('<task id="t"/>', beside=other)) == set()


def test_accepts_lane_name_when_it_is_a_built_in_group():
    lanes = '<laneSet id="l"><lane id="b" name="{}"><flowNodeRef>t</flowNodeRef></lane></laneSet>'
    lanes += '<userTask id="t"/>'

    assert found(line(lanes.format("Inwoner"))) == set()
    assert found(line(lanes.format("Team Parkeren"))) == {("group-elsewhere", "warning", "b")}
    assert found(line(lanes.format(""))) == {("nobody-named", "warning", "t")}


def test_says_only_that_it_is_too_large_when_a_drawing_has_thousands_of_parts():
    data = line('<task id="t"/>' + "".join(f'<task id="t{number}"/>' for number in range(MAX_PARTS)))

    assert found(data) == {("drawing-too-large", "error", None)}


def test_finds_an_arrow_over_a_border_when_the_step_is_in_a_sub_process():
    inner = '<subProcess id="t"><startEvent id="i"/><task id="a"/></subProcess>'
    crossing = '<sequenceFlow id="over" sourceRef="a" targetRef="e"/>'

    assert ("flow-crosses-border", "error", "over") in found(line(inner + crossing))

from regelruimte.engine.findings import Finding, Severity
from regelruimte.engine.validate import check_bundle
from tests.builders import process
from tests.drawings import line

STEP = (
    '<userTask id="t"><extensionElements><zeebe:formDefinition formId="aanvraag"/>'
    '<zeebe:assignmentDefinition candidateGroups="team-parkeren"/></extensionElements></userTask>'
)
FORM = b'{"type": "default", "id": "aanvraag", "components": []}'
DMN = (
    b'<definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/" id="dd" name="n" namespace="urn:x">'
    b'<decision id="tarief" name="Tarief"><literalExpression id="x"><text>1</text></literalExpression>'
    b"</decision>"
    b"</definitions>"
)
GROUPS = frozenset({"team-parkeren"})


def found(files, **known):
    known = {"groups": GROUPS, "connectors": frozenset(), **known}
    return {(one.code, one.severity.value, one.file) for one in check_bundle(files, **known)}


def test_finds_nothing_when_the_bundle_is_complete():
    assert found({"process.bpmn": line(STEP), "forms/aanvraag.form": FORM}) == set()


def test_is_an_error_when_the_form_is_missing():
    assert found({"process.bpmn": line(STEP)}) == {("form-missing", "error", "")}


def test_is_an_error_when_the_group_does_not_exist():
    files = {"process.bpmn": line(STEP), "forms/aanvraag.form": FORM}

    assert found(files, groups=frozenset()) == {("group-missing", "error", "")}


def test_finds_the_decision_when_a_file_of_the_bundle_has_it():
    rule = '<businessRuleTask id="t" camunda:decisionRef="tarief"/>'

    assert ("decision-missing", "error", "") in found({"process.bpmn": line(rule)})
    assert found({"process.bpmn": line(rule), "tarief.dmn": DMN}) == set()


def test_is_an_error_when_the_called_process_is_not_published():
    files = {"process.bpmn": line('<callActivity id="t" calledElement="bezwaar"/>')}

    assert found(files) == {("process-missing", "error", "")}
    assert found(files, called={"elders": process("bezwaar").start().user("t").end().bpmn()}) == set()


def test_warns_only_when_the_connector_is_not_registered():
    files = {"process.bpmn": line('<serviceTask id="t" camunda:topic="mail"/>')}

    assert found(files) == {("connector-elsewhere", "warning", "")}
    assert found(files, connectors=frozenset({"mail"})) == set()


def test_names_the_file_when_it_cannot_be_opened():
    files = {"process.bpmn": line('<task id="t"/>'), "x.dmn": b"<a", "forms/y.form": b"{"}

    assert found(files) == {
        ("xml-not-well-formed", "error", "x.dmn"),
        ("form-not-json", "error", "forms/y.form"),
    }


def test_is_an_error_when_form_id_and_file_name_differ():
    files = {"process.bpmn": line('<task id="t"/>'), "forms/anders.form": FORM}

    assert found(files) == {("form-id-differs", "error", "forms/anders.form")}


def test_is_an_error_when_there_is_no_process():
    assert found({}) == {("process-missing", "error", "")}


def test_gives_the_reasons_when_the_process_is_refused():
    assert found({"process.bpmn": b"<a/>"}) == {("not-bpmn", "error", "")}


def test_adds_the_form_check_when_one_is_given():
    def check_form(path, data, names):
        assert (path, data) == ("forms/aanvraag.form", FORM)
        return (Finding("label-missing", Severity.WARNING, "veld", "Het veld heeft geen vraag."),)

    files = {"process.bpmn": line(STEP), "forms/aanvraag.form": FORM}

    assert found(files, check_form=check_form) == {("label-missing", "warning", "forms/aanvraag.form")}


CALLED = line("<task id='t'/>").replace(b'process id="p"', b'process id="bezwaar"')


def test_finds_the_called_process_when_another_file_of_the_bundle_has_it():
    files = {"process.bpmn": line('<callActivity id="t" calledElement="bezwaar"/>'), "bezwaar.bpmn": CALLED}

    assert found(files) == set()


def test_tells_the_file_when_another_model_of_the_bundle_is_wrong():
    files = {"process.bpmn": line(STEP), "forms/aanvraag.form": FORM, "ander.bpmn": b"<definitions"}

    assert found(files) == {("xml-not-well-formed", "error", "ander.bpmn")}


def test_is_an_error_when_a_letter_text_cannot_be_read():
    letters = {"letters/goed.txt": b"Beste {naam},", "letters/stuk.txt": b"{1 +}", "letters/x.txt": b"\xff"}
    files = {"process.bpmn": line(STEP), "forms/aanvraag.form": FORM, **letters}

    assert found(files) == {
        ("letter-unreadable", "error", "letters/stuk.txt"),
        ("letter-unreadable", "error", "letters/x.txt"),
    }


def test_is_an_error_when_the_form_of_who_does_it_by_hand_is_missing():
    by_hand = '<serviceTask id="t" regelruimte:fallback="{}" camunda:topic="mail"/>'
    known = {"connectors": frozenset({"mail"})}
    files = {"forms/aanvraag.form": FORM}

    for fallback in ("manual", "aanvraag"):
        assert found({**files, "process.bpmn": line(by_hand.format(fallback))}, **known) == set()
    missing = found({**files, "process.bpmn": line(by_hand.format("weg"))}, **known)
    assert missing == {("form-missing", "error", "")}

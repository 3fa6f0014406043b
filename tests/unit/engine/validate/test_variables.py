"""Expressions of a bundle against the names its forms, decisions and mappings fill in."""

from __future__ import annotations

import json

import pytest

from regelruimte.engine.feel.static import KnownName
from regelruimte.engine.validate import check_bundle
from regelruimte.engine.validate.dictionary import dictionary_of
from tests.drawings import line

ASKED = [
    {"type": "number", "key": "inkomen"},
    {"type": "textfield", "key": "schuld", "regelruimte": {"kind": "bedrag"}},
    {"type": "checkbox", "key": "partner"},
    {"type": "datetime", "key": "geboortedatum"},
    {
        "type": "radio",
        "key": "huishouden",
        "values": [{"label": "Alleen", "value": "alleen"}, {"label": "Samen", "value": "samen"}],
    },
]
FORM = json.dumps({"type": "default", "id": "aanvraag", "components": ASKED}).encode()
STEP = (
    '<userTask id="vraag"><extensionElements><zeebe:formDefinition formId="aanvraag"/></extensionElements>'
    "</userTask>"
)


def _script(expression):
    written = expression.replace("<", "&lt;").replace('"', "&quot;")
    return (
        f'<scriptTask id="t"><extensionElements><zeebe:script expression="={written}" '
        'resultVariable="uit"/></extensionElements></scriptTask>'
    )


def _files(step, **more):
    return {"process.bpmn": line(step), "forms/aanvraag.form": FORM, **more}


def found(files):
    known = {"groups": frozenset(), "connectors": frozenset()}
    return [one for one in check_bundle(files, **known) if one.severity.value == "warning"]


def test_knows_types_and_choices_when_a_form_asks_them():
    known = dictionary_of(_files(STEP))

    assert known["inkomen"] == known["schuld"] == KnownName("number")
    assert known["partner"] == KnownName("boolean")
    assert known["geboortedatum"] == KnownName("date")
    assert known["huishouden"] == KnownName("string", ("alleen", "samen"))


def test_knows_only_the_name_when_two_forms_ask_it_differently():
    other = json.dumps({"id": "b", "components": [{"type": "textfield", "key": "inkomen"}]}).encode()

    assert dictionary_of({"forms/aanvraag.form": FORM, "forms/b.form": other})["inkomen"] == KnownName()


def test_knows_no_type_when_a_question_repeats_within_a_list():
    kind = {"type": "dynamiclist", "key": "kinderen", "components": [{"type": "number", "key": "leeftijd"}]}
    form = json.dumps({"id": "b", "components": [kind]}).encode()

    assert dictionary_of({"forms/b.form": form})["leeftijd"] == KnownName()


@pytest.mark.parametrize(
    ("expression", "code"),
    [
        ("inkomem * 2", "name-unknown"),
        ('inkomen > "12"', "types-never-compare"),
        ('huishouden = "gezin"', "choice-unknown"),
        ('today() - geboortedatum > duration("P18Y")', "dates-against-years"),
        ("if inkomen in [5..1] then 1 else 2", "range-empty"),
        ("iets.anders", "name-unknown"),
    ],
)
def test_warns_at_the_step_when_its_expression_cannot_be_meant_so(expression, code):
    (finding,) = found(_files(_script(expression)))

    assert (finding.code, finding.element) == (code, "t")
    assert "bij teken" in finding.message


def test_is_silent_about_a_strange_name_when_a_connection_may_give_it():
    step = '<serviceTask id="t" camunda:topic="mail"/>'
    files = _files(step)
    files["process.bpmn"] = files["process.bpmn"].replace(
        b'<serviceTask id="t"',
        _script("iets + 1").replace('id="t"', 'id="s"').encode() + b'<serviceTask id="t"',
    )

    assert not [one for one in found(files) if one.code == "name-unknown"]


DMN = """<definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/" id="d" name="n" namespace="urn:x">
<decision id="b" name="b"><decisionTable id="tabel" hitPolicy="UNIQUE"><input id="i"><inputExpression>
<text>{name}</text></inputExpression></input><output name="o" typeRef="number"/>
<rule id="r1"><inputEntry><text>"alleen"</text></inputEntry><outputEntry><text>1</text></outputEntry></rule>
</decisionTable></decision></definitions>"""


def test_names_the_missing_choice_when_a_form_lists_what_a_table_reads():
    findings = found(_files(STEP, **{"b.dmn": DMN.format(name="huishouden").encode()}))

    assert [(one.code, one.element) for one in findings] == [("dmn-table-gap", "tabel")]
    assert "‘samen’" in findings[0].message


def test_offers_the_name_like_it_when_a_table_asks_what_nothing_fills_in():
    findings = found(_files(STEP, **{"b.dmn": DMN.format(name="huishoude").encode()}))

    assert ("decision-input-unknown", "i", "Bedoelt u ‘huishouden’?") in [
        (one.code, one.element, one.suggestion) for one in findings
    ]

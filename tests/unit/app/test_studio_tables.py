from io import BytesIO

import pytest

from regelruimte.engine import definitions
from regelruimte.engine.actors import SYSTEM
from regelruimte.modeller.starters import process_with_two_roles

PAGE = "/studio/definitions/zorg/decisions"

TABLE = b"""<definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/" id="d" name="d"
namespace="urn:x">
<inputData id="i1" name="inkomen"><variable name="inkomen" typeRef="number"/></inputData>
<decision id="recht" name="Recht op zorg">
  <informationRequirement id="r1"><requiredInput href="#i1"/></informationRequirement>
  <decisionTable id="t" hitPolicy="FIRST">
    <input id="c1" label="Uw inkomen"><inputExpression id="x1" typeRef="number"><text>inkomen</text>
      </inputExpression></input>
    <output id="o" name="besluit"/>
    <rule id="a"><inputEntry id="e1"><text>&lt; 1000</text></inputEntry>
      <outputEntry id="e2"><text>"toekennen"</text></outputEntry></rule>
    <rule id="b"><inputEntry id="e3"><text>-</text></inputEntry>
      <outputEntry id="e4"><text>"beoordelen"</text></outputEntry></rule>
  </decisionTable></decision></definitions>"""


@pytest.fixture(autouse=True)
def zorg(sign_in, engine):
    sign_in("sanne")
    files = {**process_with_two_roles("zorg", "Zorg"), "recht.dmn": TABLE}
    with engine.work(SYSTEM) as work:
        definitions.create_definition(work, "zorg", title="Zorg", files=files)


def draft(engine):
    with engine.view(SYSTEM) as view:
        return definitions.get_draft(view, "zorg")


def upload(content, name="tabel.dmn", replaces="", revision="1"):
    return {"file": (BytesIO(content), name), "replaces": replaces, "revision": revision}


def test_lists_decisions_with_their_rows(client):
    page = client.get(PAGE).text

    assert "Recht op zorg" in page
    assert "2 rijen" in page


def test_shows_a_decision_as_a_table(client):
    page = client.get(f"{PAGE}/recht").text

    assert "de eerste passende rij telt" in page
    assert "&lt; 1000" in page
    assert "maakt niet uit" in page
    assert 'class="hit"' not in page


def test_adds_a_file_under_a_name_of_its_own(client, engine):
    answer = client.post(PAGE, data=upload(TABLE, "..\\Recht.dmn"))

    assert answer.status_code == 303
    assert draft(engine).files["recht-2.dmn"] == TABLE


def test_replaces_a_file_when_asked(client, engine):
    changed = TABLE.replace(b"1000", b"2000")

    client.post(PAGE, data=upload(changed, replaces="recht.dmn"))

    assert draft(engine).files["recht.dmn"] == changed


@pytest.mark.parametrize(
    ("content", "fields"),
    [(b"<half", {}), (b"<html/>", {}), (TABLE, {"revision": "0"}), (TABLE, {"replaces": "process.bpmn"})],
)
def test_changes_nothing_when_a_file_cannot_be_taken_in(client, engine, content, fields):
    before = draft(engine).files

    answer = client.post(PAGE, data=upload(content, **fields))

    assert answer.status_code == 422
    assert draft(engine).files == before


def test_asks_before_a_file_goes_and_takes_it_out_when_confirmed(client, engine):
    assert client.get(f"{PAGE}/delete?file=recht.dmn").status_code == 200

    client.post(f"{PAGE}/delete?file=recht.dmn", data={"revision": "1"})

    assert "recht.dmn" not in draft(engine).files


@pytest.mark.parametrize("path", ["onbekend", "delete?file=process.bpmn"])
def test_answers_404_when_there_is_no_such_decision(client, path):
    assert client.get(f"{PAGE}/{path}").status_code == 404

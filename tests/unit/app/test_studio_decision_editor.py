import json
import re

import pytest

from regelruimte.engine import definitions
from regelruimte.engine.actors import SYSTEM
from regelruimte.engine.dmn import read_decisions
from regelruimte.modeller.starters import process_with_two_roles

PAGE = "/studio/definitions/zorg/decisions"
EDITOR = f"{PAGE}/recht"

TABLE = b"""<definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/" id="d" name="d"
 namespace="urn:x">
<decision id="recht" name="Recht op zorg">
  <decisionTable id="t" hitPolicy="UNIQUE">
    <input id="c1" label="Uw inkomen"><inputExpression id="x1" typeRef="number"><text>inkomen</text>
      </inputExpression></input>
    <output id="o" name="besluit"/>
    <rule id="a"><inputEntry id="e1"><text>&lt; 1000</text></inputEntry>
      <outputEntry id="e2"><text>"toekennen"</text></outputEntry></rule>
    <rule id="b"><inputEntry id="e3"><text>&gt;= 1000</text></inputEntry>
      <outputEntry id="e4"><text>"beoordelen"</text></outputEntry></rule>
  </decisionTable></decision></definitions>"""
OVERLAP = TABLE.replace(b"&gt;= 1000", b"&gt;= 900")


@pytest.fixture(autouse=True)
def zorg(sign_in, engine):
    sign_in("sanne")
    files = {**process_with_two_roles("zorg", "Zorg"), "recht.dmn": TABLE}
    with engine.work(SYSTEM) as work:
        definitions.create_definition(work, "zorg", title="Zorg", files=files)


def file_of(engine, path="recht.dmn"):
    with engine.view(SYSTEM) as view:
        return definitions.get_draft(view, "zorg").files.get(path)


def island(client):
    page = client.get(f"{EDITOR}/edit").text
    return json.loads(re.search(r'id="decision-data">(.*?)</script>', page, re.DOTALL)[1])


def save(client, content, revision=None):
    sent = {"xml": content.decode(), "revision": revision or island(client)["revision"]}
    return client.post(f"{EDITOR}/save", json=sent)


def new_table(**changed):
    return {"name": "Hoogte", "inputs": "inkomen\r\nAantal kinderen", "output": "Bedrag", **changed}


def test_gives_the_file_as_it_is_kept(client):
    assert client.get(f"{EDITOR}/file.dmn").data == TABLE


def test_tells_the_editor_what_was_found_in_the_file(client):
    save(client, OVERLAP)

    found = [one for one in island(client)["findings"] if one["file"] == "recht.dmn"]

    assert {one["element"] for one in found} & {"a", "b"}


def test_saves_the_file_when_nobody_was_first(client, engine):
    answer = save(client, OVERLAP)

    assert answer.status_code == 200
    assert file_of(engine) == OVERLAP
    assert any(one["element"] in {"a", "b"} for one in answer.json["findings"])


def test_keeps_what_a_colleague_saved_when_second(client, engine):
    before = island(client)["revision"]
    save(client, OVERLAP)

    answer = save(client, TABLE, before)

    assert answer.status_code == 409
    assert file_of(engine) == OVERLAP


@pytest.mark.parametrize("content", [b"<geen-dmn/>", b"<definitions", TABLE.replace(b'"recht"', b'"anders"')])
def test_refuses_a_file_that_no_longer_holds_the_decision(client, engine, content):
    answer = save(client, content)

    assert answer.status_code == 422
    assert answer.json["message"]
    assert file_of(engine) == TABLE


def test_checks_a_table_without_saving_it(client, engine):
    answer = client.post(f"{EDITOR}/check", json={"xml": OVERLAP.decode()})

    assert any(one["element"] in {"a", "b"} for one in answer.json["findings"])
    assert file_of(engine) == TABLE


def test_makes_a_table_with_the_columns_that_were_named(client, engine):
    answer = client.post(f"{PAGE}/new", data=new_table())

    table = read_decisions(file_of(engine, "hoogte.dmn")).decision("hoogte").logic
    assert answer.location.endswith("/decisions/hoogte/edit")
    assert [one.expression for one in table.inputs] == ["inkomen", "Aantal_kinderen"]
    assert [one.label for one in table.outputs] == ["Bedrag"]


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({"name": ""}, "Geef de tabel een naam."),
        ({"name": "Recht"}, "Er is al een beslistabel met deze naam."),
        ({"inputs": "\n".join("abcdefghijklmnopqrstu")}, "Noem hoogstens 20 gegevens."),
        ({"name": "!!"}, "Begin de naam met een letter."),
    ],
)
def test_says_what_is_wrong_with_a_new_table(client, changed, told):
    answer = client.post(f"{PAGE}/new", data=new_table(**changed))

    assert answer.status_code == 422
    assert told in answer.text


def test_leads_from_the_drawing_the_files_and_the_list_to_the_editor(client):
    pages = ("/studio/definitions/zorg", "/studio/definitions/zorg/files", PAGE)

    assert all("/decisions/recht/edit" in client.get(page).text for page in pages)


def test_leads_from_a_finding_to_its_row(client):
    save(client, OVERLAP)

    assert re.search(r"/decisions/recht/edit#[ab]\b", client.get("/studio/definitions/zorg/findings").text)


def test_says_it_is_missing_when_there_is_no_such_decision(client):
    assert client.get(f"{PAGE}/geen/edit").status_code == 404

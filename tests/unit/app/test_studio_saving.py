import pytest

from regelruimte.app.context import ENGINE_KEY
from regelruimte.app.studio.saving import mark_of
from regelruimte.engine import definitions
from regelruimte.engine.actors import SYSTEM
from regelruimte.modeller.starters import process_with_two_roles

PAGE = "/studio/definitions/zorg"


@pytest.fixture
def xml(sign_in, engine):
    sign_in("sanne")
    files = process_with_two_roles("zorg", "Zorg")
    with engine.work(SYSTEM) as work:
        definitions.create_definition(work, "zorg", title="Zorg", files=files)
    return files["process.bpmn"].decode()


def mark(app, path="process.bpmn"):
    with app.extensions[ENGINE_KEY].view(SYSTEM) as view:
        return mark_of(definitions.get_draft(view, "zorg"), path)


def draft(engine):
    with engine.view(SYSTEM) as view:
        return definitions.get_draft(view, "zorg")


def test_page_carries_what_the_editor_needs(client, xml, app):
    page = client.get(PAGE).text

    assert f'"revision": "{mark(app)}"' in page
    assert all(part in page for part in ('id="canvas"', 'id="properties"', 'id="findings"', '"aanvraag"'))


def test_sends_the_drawing_byte_for_byte(client, xml, engine):
    assert client.get(f"{PAGE}/process.bpmn").data == draft(engine).files["process.bpmn"]


def test_answers_with_the_new_mark_and_findings_when_saved(client, xml, app, engine):
    changed = xml.replace(
        '<bpmn:lane id="Lane_2" name="Medewerker">', '<bpmn:lane id="Lane_2" name="Team Onbekend">'
    )

    answer = client.post(f"{PAGE}/save", json={"xml": changed, "revision": mark(app)})

    assert answer.status_code == 200
    assert answer.json["revision"] == mark(app)
    assert any(
        "Team Onbekend" in one["message"] or "team-onbekend" in one["message"]
        for one in answer.json["findings"]
    )
    assert draft(engine).files["process.bpmn"].decode() == changed
    assert "forms/aanvraag.form" in draft(engine).files


def test_saves_nothing_and_says_who_was_first_when_the_file_changed(client, xml, app, engine):
    seen = mark(app)
    client.post(f"{PAGE}/save", json={"xml": xml + "<!-- een -->", "revision": seen})

    answer = client.post(f"{PAGE}/save", json={"xml": xml + "<!-- twee -->", "revision": seen})

    assert answer.status_code == 409
    assert answer.json["savedBy"] == "Sanne de Wit"
    assert answer.json["theirsUrl"] == PAGE
    assert "een" in draft(engine).files["process.bpmn"].decode()


def test_saves_when_another_file_of_the_draft_changed(client, xml, app, engine):
    seen = mark(app)
    form = {"schema": {"type": "default", "components": []}, "revision": mark(app, "forms/aanvraag.form")}
    client.post(f"{PAGE}/forms/aanvraag/save", json=form)

    assert client.post(f"{PAGE}/save", json={"xml": xml + " ", "revision": seen}).status_code == 200


def test_offers_three_ways_on_when_a_plain_form_came_second(client, xml, app):
    seen = mark(app)
    client.post(f"{PAGE}/save", json={"xml": xml + "<!-- een -->", "revision": seen})

    answer = client.post(f"{PAGE}/save", data={"content": "<mijn/>", "revision": seen})

    assert answer.status_code == 409
    assert "&lt;mijn/&gt;" in answer.text
    assert f'href="{PAGE}"' in answer.text
    assert f'formaction="{PAGE}/mine"' in answer.text


def test_gives_my_own_text_back_as_a_file(client, xml):
    answer = client.post(f"{PAGE}/mine", data={"content": "<mijn/>", "path": "process.bpmn"})

    assert answer.data == b"<mijn/>"
    assert "attachment; filename=process.bpmn" in answer.headers["Content-Disposition"]


def test_title_follows_the_name_when_it_changes_in_the_drawing(client, xml, app, engine):
    named = xml.replace('id="Process_zorg" name="Zorg"', 'id="Process_zorg" name="Zorg aan huis"')

    client.post(f"{PAGE}/save", json={"xml": named, "revision": mark(app)})

    with engine.view(SYSTEM) as view:
        assert definitions.get_definition(view, "zorg").title == "Zorg aan huis"


def test_keeps_the_drawing_and_says_why_when_it_is_no_model(client, xml, app):
    answer = client.post(f"{PAGE}/save", json={"xml": "<half", "revision": mark(app)})

    assert answer.json["findings"][0]["severity"] == "error"
    assert client.get(PAGE).status_code == 200
    assert client.get(f"{PAGE}/outline").status_code == 200
    assert client.get(f"{PAGE}/findings").status_code == 200


def test_checks_without_saving(client, xml, engine):
    answer = client.post(f"{PAGE}/check", json={"xml": "<half"})

    assert answer.json["findings"][0]["severity"] == "error"
    assert draft(engine).revision == 1


@pytest.mark.parametrize("sent", [[], {}, {"xml": 1, "revision": "x"}, {"xml": "\ud800", "revision": "x"}])
def test_refuses_a_save_that_is_none(client, xml, sent):
    assert client.post(f"{PAGE}/save", json=sent).status_code == 400


def test_refuses_who_is_no_designer(client, xml, sign_in):
    sign_in("marieke")

    assert client.post(f"{PAGE}/save", json={"xml": xml, "revision": "x"}).status_code == 403

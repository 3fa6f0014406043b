import json

import pytest

from regelruimte.engine import definitions
from regelruimte.engine.actors import SYSTEM
from regelruimte.modeller.starters import process_with_two_roles

PAGE = "/studio/definitions/zorg/forms"


@pytest.fixture(autouse=True)
def zorg(sign_in, engine):
    sign_in("sanne")
    with engine.work(SYSTEM) as work:
        definitions.create_definition(
            work, "zorg", title="Zorg", files=process_with_two_roles("zorg", "Zorg")
        )


def draft(engine):
    with engine.view(SYSTEM) as view:
        return definitions.get_draft(view, "zorg")


def page_of(label, key):
    question = {"type": "textfield", "id": key, "key": key, "label": f"Vraag {label}"}
    return {
        "type": "group",
        "id": f"p-{key}",
        "label": label,
        "regelruimte": {"page": True},
        "components": [question],
    }


def test_lists_forms_with_their_steps_and_questions(client):
    page = client.get(PAGE).text

    assert "Aanvraag" in page
    assert "1 pagina, 1 vraag" in page


def test_adds_a_form_named_after_its_title(client, engine):
    answer = client.post(f"{PAGE}/new", data={"title": "Uw gesprek", "key": ""})

    assert answer.headers["Location"] == f"{PAGE}/uw-gesprek"
    assert json.loads(draft(engine).files["forms/uw-gesprek.form"])["id"] == "uw-gesprek"


@pytest.mark.parametrize(
    ("title", "key", "said"),
    [
        ("", "", "Geef het formulier een titel."),
        ("Aanvraag", "", "Er is al een formulier met deze sleutel."),
        ("Gesprek", "../gesprek", "Gebruik kleine letters"),
    ],
)
def test_says_what_is_wrong_with_a_new_form(client, engine, title, key, said):
    answer = client.post(f"{PAGE}/new", data={"title": title, "key": key})

    assert answer.status_code == 422
    assert said in answer.text
    assert draft(engine).revision == 1


def test_page_carries_what_the_form_editor_needs(client):
    page = client.get(f"{PAGE}/aanvraag").text

    assert all(part in page for part in ('id="form-canvas"', 'id="form-list"', 'id="preview"', '"formUrl"'))


def test_keeps_the_id_of_the_form_when_the_schema_says_another(client, engine):
    page = client.get(f"{PAGE}/aanvraag").text
    mark = page.split('"revision": "')[1].split('"')[0]

    answer = client.post(
        f"{PAGE}/aanvraag/save",
        json={"schema": {"type": "default", "id": "anders", "components": []}, "revision": mark},
    )

    assert answer.status_code == 200
    assert json.loads(draft(engine).files["forms/aanvraag.form"])["id"] == "aanvraag"
    assert "form-asks-nothing" in {one["code"] for one in answer.json["findings"]}


def test_refuses_a_save_when_somebody_changed_the_form(client):
    answer = client.post(f"{PAGE}/aanvraag/save", json={"schema": {"components": []}, "revision": "oud"})

    assert answer.status_code == 409


def test_preview_shows_every_page_as_the_resident_sees_it(client):
    schema = {"type": "default", "id": "x", "components": [page_of("Uw auto", "a"), page_of("Uw huis", "b")]}

    answer = client.post(f"{PAGE}/aanvraag/preview", json=schema)

    assert answer.mimetype == "text/html"
    assert answer.text.count('class="rr-preview__page"') == 2
    assert "Vraag Uw huis" in answer.text
    assert "Studio" not in answer.text


def test_preview_says_why_when_the_form_cannot_be_shown(client):
    answer = client.post(f"{PAGE}/aanvraag/preview", json={"components": "geen lijst", "type": "x"})

    assert answer.status_code == 200
    assert "<details" not in answer.text


def test_preview_may_stand_in_a_frame_of_our_own(client):
    answer = client.get(f"{PAGE}/aanvraag/preview")

    assert "frame-ancestors 'self'" in answer.headers["Content-Security-Policy"]
    assert "Wat wilt u aanvragen?" in answer.text


def test_asks_before_a_form_goes_and_names_the_steps(client, engine):
    page = client.get(f"{PAGE}/aanvraag/delete").text

    assert "Deze stappen tonen het nu nog" in page
    assert "forms/aanvraag.form" in draft(engine).files


def test_takes_a_form_out_of_the_draft_when_confirmed(client, engine):
    answer = client.post(f"{PAGE}/aanvraag/delete", data={"revision": "1"})

    assert answer.status_code == 303
    assert set(draft(engine).files) == {"process.bpmn"}


def test_asks_again_when_the_draft_changed_before_a_form_went(client, engine):
    answer = client.post(f"{PAGE}/aanvraag/delete", data={"revision": "0"})

    assert answer.status_code == 409
    assert "forms/aanvraag.form" in draft(engine).files


@pytest.mark.parametrize(
    "path", ["ontbreekt", "ontbreekt/schema.form", "ontbreekt/preview", "ontbreekt/delete"]
)
def test_answers_404_when_there_is_no_such_form(client, path):
    assert client.get(f"{PAGE}/{path}").status_code == 404

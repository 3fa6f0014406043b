"""Files of anyone: kept by the browser, never opened as a page of ours, under a name a header can hold."""

from io import BytesIO

import pytest
from flask import Response

from regelruimte.app.downloads import as_download
from regelruimte.engine import definitions
from regelruimte.engine.actors import SYSTEM
from regelruimte.modeller.starters import process_with_two_roles
from tests import worklist_process as permit

PAGE = "/studio/definitions/zorg"


@pytest.fixture
def zorg(engine, sign_in):
    sign_in("sanne")
    with engine.work(SYSTEM) as work:
        files = process_with_two_roles("zorg", "Zorg")
        definitions.create_definition(work, "zorg", title="Zorg", files=files)
        definitions.publish(work, "zorg", revision=1, change_note="eerste")


@pytest.mark.parametrize(
    ("name", "header"),
    [
        ("bewijs.pdf", "attachment; filename=bewijs.pdf"),
        (
            "kosten \u017elutko.pdf",
            "attachment; filename=\"kosten zlutko.pdf\"; filename*=UTF-8''kosten%20%C5%BElutko.pdf",
        ),
        ("a\r\nX-Evil: 1.txt", 'attachment; filename="aX-Evil: 1.txt"'),
        ("\ud800", "attachment; filename=bestand"),
        ("", "attachment; filename=bestand"),
    ],
)
def test_names_a_file_so_that_every_server_can_send_it(name, header):
    told = as_download(Response(), name).headers["Content-Disposition"]

    assert told == header
    assert told.encode("latin-1")


@pytest.mark.parametrize("path", ["/process.bpmn", "/versions/1/process.bpmn", "/package.zip"])
def test_models_are_downloads_for_a_drawing_can_hold_a_page(client, zorg, path):
    answer = client.get(PAGE + path)

    assert answer.headers["Content-Disposition"].startswith("attachment; ")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


def test_drawing_of_a_case_is_a_download(engine, client):
    permit.sign_in_worker(engine, client)
    permit.publish(engine)

    answer = client.get(f"/worklist/cases/{permit.start(engine)}/drawing.bpmn")

    assert answer.headers["Content-Disposition"].startswith("attachment; ")


def test_documents_of_a_case_stay_out_of_the_cache_of_a_browser(engine, client):
    permit.sign_in_worker(engine, client)
    permit.publish(engine)
    number = permit.start(engine)
    sent = {"document": (BytesIO(b"%PDF-1.7 inhoud"), "r\u00f6ntgen \u017e.pdf")}
    client.post(f"/worklist/cases/{number}/documents", data=sent, content_type="multipart/form-data")
    link = client.get(f"/worklist/cases/{number}/documents").text.partition("/worklist/documents/")[2][:32]

    answer = client.get(f"/worklist/documents/{link}")

    assert answer.data == b"%PDF-1.7 inhoud"
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.mimetype == "application/pdf"


def test_gives_own_text_back_when_its_name_is_meant_to_split_headers(client, zorg):
    answer = client.post(f"{PAGE}/mine", data={"path": "a/b\r\nX-Evil: 1", "content": "x"})

    assert answer.status_code == 200
    assert "X-Evil" not in answer.headers


@pytest.mark.parametrize("path", ["/versions/99999999999999999999", "/versions/2147483648/process.bpmn"])
def test_finds_no_version_when_its_number_is_larger_than_any(client, zorg, path):
    assert client.get(PAGE + path).status_code == 404


def test_refuses_a_preview_when_its_json_is_nested_too_deep(client, zorg):
    answer = client.post(
        f"{PAGE}/forms/aanvraag/preview", data="[" * 100_000, content_type="application/json"
    )

    assert answer.status_code == 400

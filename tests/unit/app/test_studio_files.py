from io import BytesIO

import pytest

from regelruimte.engine import definitions
from regelruimte.engine.actors import SYSTEM
from regelruimte.engine.bundles import pack, unpack
from regelruimte.modeller.starters import empty_process, process_with_two_roles

PAGE = "/studio/definitions/zorg"
FILES = process_with_two_roles("zorg", "Zorg")


@pytest.fixture(autouse=True)
def designer(sign_in):
    sign_in("sanne")


@pytest.fixture
def zorg(engine):
    with engine.work(SYSTEM) as work:
        definitions.create_definition(work, "zorg", title="Zorg", files=FILES)
        definitions.publish(work, "zorg", revision=1, change_note="eerste")


def upload(content, name="tekening.bpmn", **fields):
    return {"file": (BytesIO(content), name), **fields}


def draft(engine, key="zorg"):
    with engine.view(SYSTEM) as view:
        return definitions.get_draft(view, key)


def test_makes_a_process_named_as_drawn_when_a_drawing_is_opened(client, engine):
    content = empty_process("x", "Melding openbare ruimte")["process.bpmn"]

    answer = client.post("/studio/import", data=upload(content))

    assert answer.status_code == 303
    assert draft(engine, "melding-openbare-ruimte").files["process.bpmn"] == content


def test_makes_a_process_with_all_files_when_a_package_is_opened(client, engine):
    client.post("/studio/import", data=upload(pack(FILES), "zorg.zip"))

    assert draft(engine).files == FILES


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "is leeg"),
        (b"<html/>", "geen BPMN"),
        (b"<!DOCTYPE a><a/>", "DOCTYPE"),
        (b"PK\x03\x04x", "geen pakket"),
    ],
)
def test_says_why_and_makes_nothing_when_a_file_cannot_be_opened(client, engine, content, said):
    answer = client.post("/studio/import", data=upload(content, title="Zorg"))

    assert answer.status_code == 422
    assert said in answer.text
    with engine.view(SYSTEM) as view:
        assert definitions.list_definitions(view) == ()


def test_asks_for_a_file_when_none_is_sent(client):
    answer = client.post("/studio/import", data={"title": "Zorg"})

    assert answer.status_code == 422
    assert "Kies een bestand." in answer.text


def test_replaces_only_the_drawing_when_a_drawing_is_put_in_a_draft(client, engine, zorg):
    content = empty_process("zorg", "Zorg")["process.bpmn"]

    client.post(f"{PAGE}/files", data=upload(content, revision="1"))

    assert draft(engine).files == {**FILES, "process.bpmn": content}


def test_changes_nothing_when_somebody_saved_since(client, engine, zorg):
    with engine.work(SYSTEM) as work:
        definitions.save_draft(work, "zorg", FILES, revision=1)

    answer = client.post(
        f"{PAGE}/files", data=upload(empty_process("zorg", "Z")["process.bpmn"], revision="1")
    )

    assert answer.status_code == 422
    assert "bewaarde dit concept intussen" in answer.text
    assert draft(engine).files == FILES


def test_changes_nothing_when_the_new_file_cannot_be_opened(client, engine, zorg):
    answer = client.post(f"{PAGE}/files", data=upload(b"<half", revision="1"))

    assert answer.status_code == 422
    assert draft(engine).files == FILES


@pytest.mark.parametrize("path", ["package.zip", "versions/1/package.zip"])
def test_sends_everything_as_a_package(client, zorg, path):
    assert unpack(client.get(f"{PAGE}/{path}").data) == FILES


def test_sends_the_drawing_of_a_version_byte_for_byte(client, zorg):
    assert client.get(f"{PAGE}/versions/1/process.bpmn").data == FILES["process.bpmn"]


def test_lists_files_and_versions(client, zorg):
    page = client.get(f"{PAGE}/files").text

    assert "forms/aanvraag.form" in page
    assert "/versions/1/package.zip" in page


def test_answers_404_when_there_is_no_such_version(client, zorg):
    assert client.get(f"{PAGE}/versions/9/process.bpmn").status_code == 404

import pytest
from sqlalchemy import event

from regelruimte.engine import definitions
from regelruimte.engine.actors import SYSTEM
from regelruimte.modeller.starters import process_with_two_roles


@pytest.fixture(autouse=True)
def designer(sign_in):
    sign_in("sanne")


def make(client, title="Parkeren in zone 1", starter="roles"):
    return client.post("/studio/new", data={"title": title, "starter": starter})


def test_tells_how_to_begin_when_there_is_no_process(client):
    assert "Begin met een vraag" in client.get("/studio/").text


def test_makes_a_process_that_can_be_published_when_it_starts_with_two_roles(client, engine):
    answer = make(client)

    assert answer.headers["Location"] == "/studio/definitions/parkeren-in-zone-1"
    with engine.view(SYSTEM) as view:
        draft = definitions.get_draft(view, "parkeren-in-zone-1")
        assert definitions.check_files(view, draft.files) == ()


def test_keeps_what_was_typed_when_the_name_is_taken(client):
    make(client)

    answer = make(client)

    assert answer.status_code == 422
    assert "Er is al een proces met deze naam" in answer.text
    assert 'value="Parkeren in zone 1"' in answer.text


@pytest.mark.parametrize(("title", "said"), [("", "Geef het proces een naam"), ("123", "Begin de naam")])
def test_says_what_is_wrong_with_a_name(client, title, said):
    answer = make(client, title=title)

    assert answer.status_code == 422
    assert said in answer.text


def test_lists_question_state_findings_and_who_saved(client, engine):
    make(client, starter="empty")
    files = process_with_two_roles("zorg", "Zorg thuis")
    model = files["process.bpmn"].replace(
        b'isExecutable="true">', b'isExecutable="true" regelruimte:question="Wie helpt mij?">', 1
    )
    with engine.work(SYSTEM) as work:
        definitions.create_definition(
            work, "zorg", title="Zorg thuis", files={**files, "process.bpmn": model}
        )
        definitions.publish(work, "zorg", revision=1, change_note="eerste")

    page = client.get("/studio/").text

    assert "Wie helpt mij?" in page
    assert "geldende versie 1" in page
    assert "Bewaard door Sanne de Wit" in page
    assert '1<span class="st-hidden"> waarschuwing</span>' in page


def test_finds_processes_by_title(client):
    make(client)
    make(client, title="Zorg thuis")

    page = client.get("/studio/?q=ZORG").text

    assert "Zorg thuis" in page
    assert "Parkeren in zone 1" not in page


def test_asks_the_database_no_more_when_there_are_more_processes(client, engine):
    with engine.work(SYSTEM) as work:
        for number in range(12):
            key = f"proces-{number}"
            definitions.create_definition(work, key, title=key, files=process_with_two_roles(key, key))
    client.get("/studio/")
    asked = []
    with engine.view(SYSTEM) as view:
        database = view.connection.engine
    event.listen(database, "before_cursor_execute", lambda *args: asked.append(args[2]))

    client.get("/studio/")

    assert len([text for text in asked if text.lstrip().upper().startswith("SELECT")]) <= 6

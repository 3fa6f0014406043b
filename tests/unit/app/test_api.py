"""Messages and signals from other programs: who may send them, what comes back, and only once."""

from dataclasses import replace

import pytest

from regelruimte.app import create_app
from regelruimte.app.api.callers import hash_of
from regelruimte.engine import cases, definitions
from regelruimte.engine.dossier import get_dossier
from tests.builders import event, process
from tests.desk import EXPERT, WORKER

TOKEN = "a-long-token-of-the-bank"  # made for this test
GOOD = {"Authorization": f"Bearer {TOKEN}"}


@pytest.fixture
def api(engine, settings):
    """Ask as the bank, with the CSRF check on."""
    told = replace(settings, api_tokens=f"other={hash_of('x')}, bank={hash_of(TOKEN)}")
    client = create_app(engine=engine, settings=told).test_client()

    def post(path, body, headers=GOOD):
        return client.post(f"/api/v1/{path}", json=body, headers=headers)

    return post


@pytest.fixture
def published(engine):
    """Publish a process that starts on a message or signal and then waits for another message."""

    def publish(kind="message"):
        model = getattr(process(), kind)("m", "melding").message("n", "betaald", key="=ref")
        model.start("binnen", event(kind, "m"))
        model.node("intermediateCatchEvent", "wacht", event("message", "n")).user("boek").end()
        with engine.work(EXPERT) as work:
            definitions.create_definition(work, "p", title="Proef", files={"process.bpmn": model.bpmn()})
            definitions.publish(work, "p", revision=1, change_note="eerste")

    return publish


def numbers(engine):
    with engine.view(WORKER) as view:
        return [case.number for case in cases.search_cases(view, "").rows]


@pytest.mark.parametrize("header", ["", "Bearer wrong", f"Basic {TOKEN}", "Bearer ", "Bearer " + "x" * 9000])
def test_refuses_when_the_token_is_not_known(api, header):
    answer = api("messages", {"name": "melding"}, {"Authorization": header})

    assert answer.status_code == 401
    assert answer.get_json()["code"] == "http-401"


def test_refuses_when_only_a_cookie_says_who_asks(engine, app, people):
    client = app.test_client()
    client.post("/sign-in", data={"name": "marieke", "password": "een-lang-wachtwoord"})

    assert client.post("/api/v1/messages", json={"name": "melding"}).status_code == 401


def test_begins_a_case_when_a_message_comes_that_a_process_starts_on(api, engine, published):
    published()

    answer = api("messages", {"name": "melding", "values": {"bedrag": 12.50}})

    assert answer.status_code == 201
    assert [answer.get_json()["case"]] == numbers(engine)
    with engine.view(WORKER) as view:
        dossier = get_dossier(view, numbers(engine)[0])
    assert {v.name: str(v.value) for v in dossier.variables} == {"bedrag": "12.5"}
    assert dossier.case.person_name == "bank"


def test_begins_one_case_when_the_same_message_comes_twice(api, engine, published):
    published()

    first = api("messages", {"name": "melding", "key": "k"})
    second = api("messages", {"name": "melding", "key": "k"})

    assert first.get_json() == second.get_json()
    assert len(numbers(engine)) == 1


def test_conflicts_when_another_message_comes_under_the_same_key(api, published):
    published()
    api("messages", {"name": "melding", "key": "k"})

    answer = api("messages", {"name": "melding", "key": "k", "values": {"a": 1}})

    assert answer.status_code == 409
    assert answer.get_json()["code"] == "submission-already-made"


def test_lets_the_case_go_on_that_waits_for_the_message(api, engine, published):
    published()
    for ref in ("een", "twee"):
        api("messages", {"name": "melding", "values": {"ref": ref}, "person_name": ref})

    answer = api("messages", {"name": "betaald", "correlation": "twee"})
    engine.run_due()

    assert answer.status_code == 202
    with engine.view(WORKER) as view:
        dossiers = [get_dossier(view, number) for number in numbers(engine)]
    found = {one.case.person_name: one.open_tasks for one in dossiers}
    assert [len(found["een"]), len(found["twee"])] == [0, 1]


def test_conflicts_when_nobody_waits_for_the_message(api):
    assert api("messages", {"name": "melding"}).status_code == 409


def test_tells_how_many_receive_a_signal(api, engine, published):
    published("signal")

    answer = api("signals", {"name": "melding"})
    engine.run_due()

    assert (answer.status_code, answer.get_json()) == (202, {"status": "sent", "receivers": 1})
    assert len(numbers(engine)) == 1


@pytest.mark.parametrize(
    "body",
    [
        [],
        {},
        {"name": ""},
        {"name": 3},
        {"name": "x" * 201},
        {"name": "a", "values": []},
        {"name": "a", "key": "k" * 65},
        {"name": "a", "correlation": {}},
    ],
)
def test_refuses_what_is_no_message(api, body):
    assert api("messages", body).status_code == 422


@pytest.mark.parametrize(
    "data", [b"", b"{", b"\xff", b"[" * 100_000, b'{"name":"a","values":{"n":1e99999}}', b'{"name":NaN}']
)
def test_refuses_what_is_no_json(engine, settings, data):
    told = replace(settings, api_tokens=f"bank={hash_of(TOKEN)}")
    client = create_app(engine=engine, settings=told).test_client()

    assert client.post("/api/v1/messages", data=data, headers=GOOD).status_code == 422

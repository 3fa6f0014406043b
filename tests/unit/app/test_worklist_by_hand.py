"""At the desk: what a connector could not do, and what was tried."""

import pytest

from regelruimte.engine import Channel, Intake, Sent, cases, definitions
from regelruimte.engine.actors import SYSTEM
from regelruimte.engine.connect.declared import Declared, Traffic
from regelruimte.engine.connect.registry import ConnectorFailed
from regelruimte.engine.dossier import get_dossier
from regelruimte.engine.terms import day_of
from tests.builders import mapping, process
from tests.worklist_process import sign_in_worker

BSN = "999990019"


def broken(inputs, /, *, key, at):  # the port asks for it
    traffic = Traffic("api.example.nl", "POST", "400", 20, 5)
    message = "‘api.example.nl’ neemt de vraag niet aan (status 400)."
    raise ConnectorFailed("target-refused", message, retry=False, traffic=traffic)


def half_broken(inputs, /, *, key, at):  # the port asks for it
    return {"zone": 2}


@pytest.fixture
def begin(engine, client):
    sign_in_worker(engine, client)

    def begin_with(connector, fallback="manual", source="=zone"):
        declared = Declared(outputs={"zone": "number", "vrij": "boolean"})
        engine.connectors.register("register", connector, declared=declared)
        io = mapping(inputs=[("=bsn", "bsn")], outputs=[(source, "parkeer_zone"), ("=vrij", "plaats_vrij")])
        told = {"regelruimte__fallback": fallback} if fallback else {}
        model = process().start().service("ask", "register", io, name="Zone opzoeken", **told)
        files = {"process.bpmn": model.user("look", name="Bekijken").end().bpmn()}
        with engine.work(SYSTEM) as work:
            definitions.create_definition(work, "p", title="Proef", files=files)
            definitions.publish(work, "p", revision=1, change_note="eerste")
            intake = Intake(Channel.WEB, day_of(work.now))
            number = cases.start_case(work, "p", intake, Sent("k1", {"bsn": BSN})).case_number
        engine.run_due()
        return number

    return begin_with


def dossier(engine, number):
    with engine.view(SYSTEM) as view:
        return get_dossier(view, number)


def test_shows_why_and_what_was_asked_and_takes_the_answers(client, engine, begin):
    number = begin(broken)
    [task] = dossier(engine, number).open_tasks

    page = client.get(f"/worklist/tasks/{task.id}").text
    assert "neemt de vraag niet aan" in page
    assert "Wat is gevraagd" in page
    assert BSN in page
    sent = {"rr-key": "k2", "parkeer_zone": "3,5", "plaats_vrij": "ja"}
    answer = client.post(f"/worklist/tasks/{task.id}", data=sent)

    assert answer.status_code == 303
    kept = {v.name: v.value for v in dossier(engine, number).variables}
    assert (str(kept["parkeer_zone"]), kept["plaats_vrij"]) == ("3.5", True)
    assert [one.name for one in dossier(engine, number).open_tasks] == ["Bekijken"]


def test_says_what_is_wrong_when_an_answer_is_not_of_its_kind(client, engine, begin):
    [task] = dossier(engine, begin(broken)).open_tasks

    answer = client.post(f"/worklist/tasks/{task.id}", data={"rr-key": "k2", "parkeer_zone": "veel"})

    assert answer.status_code == 422
    assert "Parkeer zone" in answer.text


def test_shows_what_was_tried_at_an_incident_without_what_was_said(client, begin):
    number = begin(broken, fallback=None)

    page = client.get(f"/worklist/cases/{number}").text
    log = client.get(f"/worklist/cases/{number}/log").text

    for shown in (page, log):
        assert "POST api.example.nl" in shown
        assert "20 bytes heen en 5 terug" in shown
        assert BSN not in shown
    assert "Doe het met de hand" not in page


def test_opens_the_task_when_a_person_chooses_to_do_it_by_hand(client, engine, begin):
    number = begin(half_broken, source="=count(for a in 1..100000, b in 1..100000 return 1)")
    [incident] = dossier(engine, number).incidents
    assert "Doe het met de hand" in client.get(f"/worklist/cases/{number}").text

    answer = client.post(f"/worklist/cases/{number}/incidents/{incident.id}/by-hand")

    assert answer.status_code == 303
    assert [one.name for one in dossier(engine, number).open_tasks] == ["Zone opzoeken"]
    assert dossier(engine, number).incidents == ()

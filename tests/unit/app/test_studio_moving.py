import pytest
import regex

from regelruimte.app.cli_definitions import publish_bundle
from regelruimte.engine import accounts, dossier, tasks
from regelruimte.engine.accounts import NewAccount
from regelruimte.engine.actors import SYSTEM
from regelruimte.engine.migration import UNDO_WINDOW
from regelruimte.engine.roles import Role
from tests import worklist_process as permit
from tests.builders import process

KEY = "vergunning"
MOVES = f"/studio/definitions/{KEY}/moves"


def line(*steps):
    drawing = process(KEY, name="Parkeervergunning aanvragen").start(name="Aanvraag")
    for element, name in steps:
        permit.user(drawing, element, name)
    return {"process.bpmn": drawing.end(name="Klaar").bpmn()}


ASK, PAY = ("vraag", "Vraag na"), ("betaal", "Betaal")


@pytest.fixture
def owner(engine, client):
    with engine.work(SYSTEM) as work:
        told = NewAccount("ivo", "Ivo Meijer", frozenset({Role.PROCESS_OWNER}), password=permit.PASSWORD)
        accounts.create_account(work, told)
    client.post("/sign-in", data={"name": "ivo", "password": permit.PASSWORD})


def publish(engine, files):
    with engine.work(SYSTEM) as work:
        publish_bundle(work, KEY, files, note="Anders")


@pytest.fixture
def cases(engine, owner):
    """Return three cases on version 1; the third is at the step that version 2 does not have."""
    permit.publish(engine, line(ASK, PAY))
    numbers = [permit.start(engine, key=f"start-{each}") for each in range(3)]
    permit.complete(engine, permit.open_tasks(engine, numbers[2])["Vraag na"].id)
    publish(engine, line(ASK, ("factuur", "Stuur een factuur")))
    return numbers


def version_of(engine, number):
    with engine.view(SYSTEM) as view:
        return dossier.get_dossier(view, number).case.version


PLAN = {"from": "1", "to": "2"}


def start(client, **told):
    return client.post(f"{MOVES}/new", data={**PLAN, "confirmed": "1", **told})


def test_says_what_is_needed_when_there_is_one_version(client, engine, owner):
    permit.publish(engine, line(ASK))
    permit.start(engine)

    assert "Daarvoor zijn twee versies nodig" in client.get(MOVES).text
    assert client.get(f"{MOVES}/new").status_code == 303


def test_proposes_the_version_most_cases_run_on(client, cases):
    page = client.get(MOVES).text

    assert '<option value="1" selected>versie 1 (3 lopende zaken)' in page
    assert '<option value="2" selected>versie 2, geldende versie (0 lopende zaken)' in page
    assert "Lopende zaken laten overstappen" in client.get(f"/studio/definitions/{KEY}/versions").text


def test_groups_cases_by_verdict_with_the_reason(client, cases):
    page = client.get(f"{MOVES}/new?from=1&to=2").text

    assert regex.search(r"kan overstappen</span> 2 zaken", page)
    assert regex.search(r"kan niet</span> 1 zaak", page)
    assert "‘Betaal’ is er niet in de nieuwe versie." in page
    assert f'name="case" value="{cases[0]}"' in page
    assert f'name="case" value="{cases[2]}"' not in page


def test_lets_all_move_when_the_lost_step_is_mapped(client, cases):
    page = client.get(f"{MOVES}/new?from=1&to=2&map.betaal=factuur").text

    assert "kan niet</span>" not in page
    assert "Laat alle 3 zaken overstappen" in page


def test_changes_nothing_when_it_is_tried_out(client, engine, cases):
    answer = client.post(f"{MOVES}/new", data={**PLAN, "act": "try"})

    assert answer.status_code == 200
    assert "Uitgeprobeerd: 2 van 3 zaken kunnen overstappen. Er is niets veranderd." in answer.text
    assert [version_of(engine, number) for number in cases] == [1, 1, 1]


def test_asks_again_before_cases_move(client, engine, cases):
    answer = client.post(f"{MOVES}/new", data={**PLAN, "act": "all"})

    assert "2 zaken laten overstappen?" in answer.text
    engine.run_due()
    assert [version_of(engine, number) for number in cases] == [1, 1, 1]


def test_says_so_when_no_case_was_chosen(client, cases):
    answer = start(client, act="some", case="Z-1999-000001")

    assert answer.status_code == 422
    assert "U koos nog geen zaak." in answer.text


def test_moves_the_chosen_case_in_the_background_with_progress(client, engine, cases):
    answer = start(client, act="some", case=cases[1])
    address = answer.location

    assert "Bezig: 0 van 1 zaken klaar." in client.get(address).text
    engine.run_due()

    page = client.get(address).text
    assert "Klaar." in page
    assert "1 overgestapt" in page
    assert [version_of(engine, number) for number in cases] == [1, 2, 1]
    assert "Van versie 1 naar versie 2" in client.get(MOVES).text


def test_moves_all_with_what_was_mapped(client, engine, cases):
    answer = start(client, act="all", **{"map.betaal": "factuur"})
    engine.run_due()

    assert [version_of(engine, number) for number in cases] == [2, 2, 2]
    assert "Stuur een factuur" in permit.open_tasks(engine, cases[2])
    assert "‘Betaal’ werd ‘Stuur een factuur’" in client.get(answer.location).text


def test_says_why_when_a_case_could_not_move(client, engine, cases):
    answer = start(client, act="some", case=cases[2])
    engine.run_due()

    page = client.get(answer.location).text
    assert "niet overgestapt" in page
    assert "‘Betaal’ is er niet in de nieuwe versie." in page


def test_lets_one_case_go_back(client, engine, cases):
    address = start(client, act="all").location
    engine.run_due()
    ask = client.get(f"{address}/undo?case={cases[0]}")
    assert f"Zaak {cases[0]} laten teruggaan?" in ask.text

    assert client.post(f"{address}/undo", data={"case": cases[0]}).status_code == 303
    assert "onderweg terug" in client.get(address).text
    engine.run_due()

    assert [version_of(engine, number) for number in cases] == [1, 2, 1]
    assert "teruggegaan" in client.get(address).text


def test_lets_go_back_only_what_did_not_go_on(client, engine, cases):
    address = start(client, act="all").location
    engine.run_due()
    permit.complete(engine, permit.open_tasks(engine, cases[0])["Vraag na"].id)

    assert "Laat 1 zaak teruggaan" in client.get(address).text
    assert client.get(f"{address}/undo?case={cases[0]}").status_code == 303
    assert "Terug kan niet meer" in client.get(address).text
    client.post(f"{address}/undo")
    engine.run_due()

    assert [version_of(engine, number) for number in cases] == [2, 1, 1]


def test_offers_no_way_back_after_the_window(client, engine, clock, cases):
    address = start(client, act="all").location
    engine.run_due()
    clock.advance(UNDO_WINDOW * 2)
    client.post("/sign-in", data={"name": "ivo", "password": permit.PASSWORD})

    page = client.get(address).text
    assert "teruggaan" not in page
    assert "Terug kon tot" in page
    client.post(f"{address}/undo")
    assert [version_of(engine, number) for number in cases] == [2, 2, 1]


def test_keeps_a_case_that_ended_meanwhile_out_of_it(client, engine, cases):
    answer = start(client, act="some", case=cases[0])
    with engine.work(permit.WORKER) as work:
        for name in ("Vraag na", "Betaal"):
            task = next(t for t in dossier.get_dossier(work, cases[0]).open_tasks if t.name == name)
            tasks.complete_task(work, task.id, permit.Sent(f"x-{name}", {}))
    engine.run_due()

    assert "De zaak was al klaar." in client.get(answer.location).text


def test_says_404_when_a_version_or_plan_does_not_exist(client, cases):
    assert client.get(f"{MOVES}/new?from=1&to=9").status_code == 404
    assert client.get(f"{MOVES}/new?from=1&to=2&map.betaal=nowhere").status_code == 404
    assert client.get("/studio/moves/nothing").status_code == 404


def test_is_for_owners_only(client, cases, sign_in):
    sign_in("sanne")

    assert client.get(MOVES).status_code == 403
    assert "overstappen" not in client.get(f"/studio/definitions/{KEY}/versions").text

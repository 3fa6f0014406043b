import pytest
import regex

from regelruimte.engine.actors import SYSTEM
from regelruimte.engine.dossier import get_dossier
from regelruimte.engine.vocabulary import DetourStatus
from tests import worklist_process as permit


@pytest.fixture
def worker(engine, client):
    return permit.sign_in_worker(engine, client)


@pytest.fixture
def number(engine, worker):
    permit.publish(engine)
    return permit.start(engine)


def detours_of(engine, number):
    with engine.view(SYSTEM) as view:
        return get_dossier(view, number).detours


def scope_of(engine, number):
    return permit.offer(engine, number, "Bel de inwoner").startable.scope_step


def own_step(client, number, **told):
    sent = {"title": "Bel de huisarts", "who": "group:team-parkeren", "due": "27-11-2026", "place": "before",
            "reason": "Zij is ziek", "ground": "", "note": ""}  # fmt: skip
    return client.post(f"/worklist/cases/{number}/own-step", data=sent | told)


def test_starts_a_free_step_with_one_click(client, engine, number):
    sent = {"scope": scope_of(engine, number), "element": "bel"}

    answer = client.post(f"/worklist/cases/{number}/steps", data=sent)

    assert answer.status_code == 303
    assert "Bel de inwoner" in permit.open_tasks(engine, number)


def test_says_why_a_step_cannot_start_now(client, number):
    page = client.get(f"/worklist/cases/{number}").text

    assert "Vraag advies" in page
    assert "de gegevens in deze zaak geven er geen aanleiding toe" in page


def test_starts_no_step_that_cannot_start(client, engine, number):
    client.post(
        f"/worklist/cases/{number}/steps", data={"scope": scope_of(engine, number), "element": "advies"}
    )

    assert permit.open_tasks(engine, number) == {}
    assert "Deze stap kan nu niet beginnen." in client.get(f"/worklist/cases/{number}").text


def test_takes_a_detour_with_its_reason_and_ground(client, engine, number):
    address = f"/worklist/cases/{number}/detours/start?scope={scope_of(engine, number)}&element=bezoek"
    assert "Welke ruimte gebruikt u?" in client.get(address).text

    answer = client.post(address, data={"reason": "Er is meer aan de hand", "ground": "r1"})

    assert answer.status_code == 303
    detour = detours_of(engine, number)[0]
    assert (detour.reason, detour.ground) == ("Er is meer aan de hand", "Verordening 12")
    assert "Omweg gestart: Ga op huisbezoek" in client.get(f"/worklist/cases/{number}").text


def test_asks_reason_and_ground_of_a_detour(client, engine, number):
    address = f"/worklist/cases/{number}/detours/start?scope={scope_of(engine, number)}&element=bezoek"

    answer = client.post(address, data={"reason": "", "ground": "iets"})

    assert answer.status_code == 422
    assert "Schrijf op waarom." in answer.text
    assert "Kies welke ruimte u gebruikt." in answer.text
    assert detours_of(engine, number) == ()


def test_says_who_may_when_the_worker_has_no_mandate(client, engine, worker):
    with engine.work(SYSTEM) as work:
        permit.definitions.put_group(work, "Team Bezwaar")
    permit.publish(engine, permit.bundle(room_group="team-bezwaar"))
    number = permit.start(engine)

    assert "Vraag: Team Bezwaar." in client.get(f"/worklist/cases/{number}").text
    page = client.get(
        f"/worklist/cases/{number}/detours/start?scope={scope_of(engine, number)}&element=bezoek"
    ).text

    assert "Dit mag u niet zelf starten" in page
    assert "Team Bezwaar (Verordening 12)" in page
    assert 'name="reason"' not in page


def test_knows_no_detour_that_is_not_offered(client, number):
    assert client.get(f"/worklist/cases/{number}/detours/start?scope=x&element=bezoek").status_code == 404


def test_adds_an_own_step_that_holds_the_usual_path(client, engine, number):
    permit.close_block(engine, number)

    answer = own_step(client, number)

    assert answer.status_code == 303
    tasks = permit.open_tasks(engine, number)
    assert tasks["Bel de huisarts"].group == "team-parkeren"
    assert tasks["Beoordeel de aanvraag"].held_by is not None
    page = client.get(f"/worklist/cases/{number}").text
    assert "De gewone weg wacht op: Bel de huisarts" in page
    assert "Wacht: Beoordeel de aanvraag" in page


def test_adds_an_own_step_beside_the_usual_path_for_a_colleague(client, engine, number, worker):
    permit.close_block(engine, number)

    own_step(client, number, place="beside", who=f"person:{worker.id}", note="Vraag naar pijn")

    tasks = permit.open_tasks(engine, number)
    assert tasks["Bel de huisarts"].assignee == worker.id
    assert tasks["Bel de huisarts"].note == "Vraag naar pijn"
    assert tasks["Bel de huisarts"].due_at is not None
    assert tasks["Beoordeel de aanvraag"].held_by is None


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"title": ""}, "Schrijf op wat er moet gebeuren."),
        ({"title": "   "}, "Schrijf op wat er moet gebeuren."),
        ({"reason": ""}, "Schrijf op waarom."),
        ({"due": "morgen"}, "Schrijf de datum als dag-maand-jaar"),
        ({"due": "01-11-2026"}, "Deze dag is al voorbij."),
        ({"who": "person:nobody"}, "Kies wie het doet."),
        ({"place": "ergens"}, "Kies of de gewone weg wacht of doorgaat."),
        ({"title": "x" * 121}, "hoogstens 120 tekens"),
    ],
)
def test_keeps_what_was_typed_when_an_own_step_is_not_complete(client, engine, number, wrong, told):
    answer = own_step(client, number, note="Blijft staan", **wrong)

    assert answer.status_code == 422
    assert told in answer.text
    assert "Blijft staan" in answer.text
    assert detours_of(engine, number) == ()


def test_cancels_an_own_step_with_a_reason(client, engine, number):
    detour = permit.add_own_step(engine, number)
    address = f"/worklist/cases/{number}/detours/{detour.id}/cancel"
    assert client.post(address, data={"reason": ""}).status_code == 422

    answer = client.post(address, data={"reason": "Zij is al beter"})

    assert answer.status_code == 303
    assert detours_of(engine, number)[0].status is DetourStatus.CANCELLED
    assert "Omweg gestopt: Bel de huisarts" in client.get(f"/worklist/cases/{number}").text


def test_says_so_when_an_own_step_is_over_already(client, engine, number):
    answer = client.get(f"/worklist/cases/{number}/detours/nothing/cancel")

    assert answer.status_code == 303
    assert "Deze omweg is al klaar of gestopt." in client.get(f"/worklist/cases/{number}").text


def test_closes_a_block_only_after_a_yes(client, engine, number):
    address = f"/worklist/cases/{number}/blocks/close?scope={scope_of(engine, number)}"
    assert "U kunt dit niet ongedaan maken." in client.get(address).text
    assert permit.open_tasks(engine, number) == {}

    assert client.post(address).status_code == 303

    assert "Beoordeel de aanvraag" in permit.open_tasks(engine, number)


def test_shows_what_is_possible_on_the_detour_page(client, engine, number):
    page = client.get(f"/worklist/cases/{number}/detours").text

    assert "Maatwerk: Kijken wat past" in page
    assert regex.search(r"Voeg een eigen stap toe", page)

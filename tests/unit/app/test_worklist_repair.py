import pytest
import regex

from regelruimte.engine import accounts
from regelruimte.engine.accounts import NewAccount
from regelruimte.engine.actors import SYSTEM
from regelruimte.engine.dossier import get_dossier
from regelruimte.engine.repair_choices import get_repairs
from regelruimte.engine.roles import Role
from regelruimte.engine.vocabulary import CaseStatus
from tests import worklist_process as permit

WHY = "Op verzoek van het team"


def sign_in_administrator(engine, client):
    """Make an administrator and sign in as them."""
    with engine.work(SYSTEM) as work:
        told = NewAccount("noor", "Noor Smit", frozenset({Role.ADMINISTRATOR}), password=permit.PASSWORD)
        accounts.create_account(work, told)
    assert client.post("/sign-in", data={"name": "noor", "password": permit.PASSWORD}).status_code == 303


@pytest.fixture
def number(engine, client):
    permit.publish(engine)
    sign_in_administrator(engine, client)
    number = permit.start(engine)
    permit.close_block(engine, number)
    return number


def dossier(engine, number):
    with engine.view(SYSTEM) as view:
        return get_dossier(view, number)


def step_of(engine, number, name):
    with engine.view(SYSTEM) as view:
        return next(one.step for one in get_repairs(view, number).live if one.name == name)


def send(client, number, act, **told):
    step = told.pop("step", "")
    return client.post(f"/worklist/cases/{number}/repair/{act}?step={step}", data={"reason": WHY, **told})


def log_of(engine, number, tag):
    return [(entry.actor_name, entry.reason) for entry in dossier(engine, number).log if entry.tag == tag]


def test_shows_what_is_live_with_what_can_be_done(client, number):
    page = client.get(f"/worklist/cases/{number}/repair").text

    assert "Wat er nu loopt" in page
    assert "Beoordeel de aanvraag" in page
    assert "Dit is het enige dat loopt." in page
    assert "Haal weg" not in page
    assert "Zet de zaak stil" in page


def test_moves_a_live_step(client, engine, number):
    step = step_of(engine, number, "Beoordeel de aanvraag")

    answer = send(client, number, "move", step=step, element="vraag")

    assert answer.status_code == 303
    assert list(permit.open_tasks(engine, number)) == ["Geef uw kenteken door"]
    assert log_of(engine, number, "step:moved") == [("Noor Smit", WHY)]
    page = client.get(f"/worklist/cases/{number}").text
    assert "Stap verplaatst door een beheerder naar: Geef uw kenteken door" in page
    assert WHY in page


def test_adds_and_removes_a_step(client, engine, number):
    send(client, number, "add", element="vraag")
    assert set(permit.open_tasks(engine, number)) == {"Beoordeel de aanvraag", "Geef uw kenteken door"}

    send(client, number, "remove", step=step_of(engine, number, "Geef uw kenteken door"))

    assert list(permit.open_tasks(engine, number)) == ["Beoordeel de aanvraag"]


@pytest.mark.parametrize(
    ("act", "told", "said"),
    [
        ("suspend", {"reason": ""}, "Schrijf op waarom."),
        ("add", {"element": ""}, "Kies een stap uit de lijst."),
        ("add", {"element": "nowhere"}, "Kies een stap uit de lijst."),
        ("end", {"outcome": " "}, "Schrijf in een of twee woorden hoe de zaak eindigt."),
    ],
)
def test_changes_nothing_when_a_repair_is_not_complete(client, engine, number, act, told, said):
    before = dossier(engine, number)

    answer = send(client, number, act, **told)

    assert answer.status_code == 422
    assert said in answer.text
    assert dossier(engine, number) == before


def test_says_why_when_a_repair_cannot_be_done(client, engine, number):
    answer = send(client, number, "remove", step=step_of(engine, number, "Beoordeel de aanvraag"))

    assert answer.status_code == 409
    assert "Dit is de laatste stap die loopt." in answer.text


def test_leads_back_when_the_step_is_over(client, number):
    answer = send(client, number, "move", step="gone", element="vraag")

    assert answer.status_code == 303
    assert "De zaak veranderde intussen." in client.get(answer.location).text


def test_shows_everybody_that_a_case_is_suspended_and_lets_it_go_on(client, engine, number):
    send(client, number, "suspend")

    page = client.get(f"/worklist/cases/{number}").text
    assert "Deze zaak is stilgezet" in page
    assert f"Reden: ‘{WHY}’." in page
    permit.sign_in_worker(engine, client)
    assert "Stilgezet" in client.get("/worklist/?pile=group").text
    task = permit.open_tasks(engine, number)["Beoordeel de aanvraag"]
    assert "Een beheerder kijkt ernaar." in client.get(f"/worklist/tasks/{task.id}").text
    client.post(f"/worklist/tasks/{task.id}/claim", data={"next": f"/worklist/cases/{number}"})
    assert "De zaak is stilgezet." in client.get(f"/worklist/cases/{number}").text

    client.post("/sign-in", data={"name": "noor", "password": permit.PASSWORD})
    assert send(client, number, "resume").status_code == 303

    assert not dossier(engine, number).is_suspended
    assert log_of(engine, number, "case:resumed") == [("Noor Smit", WHY)]


def test_tells_the_resident_of_a_suspended_case_nothing_but_that_we_look_into_it(client, engine, number):
    send(client, number, "move", step=step_of(engine, number, "Beoordeel de aanvraag"), element="vraag")
    send(client, number, "suspend")
    task = permit.open_tasks(engine, number)["Geef uw kenteken door"]
    with engine.work(SYSTEM) as work:
        told = NewAccount("jo", "Jolanda", frozenset({Role.CITIZEN}), person="jolanda",
                          password=permit.PASSWORD)  # fmt: skip
        accounts.create_account(work, told)
    client.post("/sign-in", data={"name": "jo", "password": permit.PASSWORD})

    page = client.get(f"/mijn-zaken/{number}").text

    assert "Wij kijken uw zaak na" in page
    assert "U bent aan de beurt" not in page
    assert "stilgezet" not in page
    assert WHY not in page
    assert "Wij kijken uw zaak na" in client.get("/mijn-zaken").text
    assert "Zodra u verder kunt, ziet u dat bij uw zaak." in client.get(f"/taken/{task.id}").text


def test_ends_a_case_with_an_outcome_and_a_sentence(client, engine, number):
    send(client, number, "end", outcome="Ingetrokken", text="U hebt uw aanvraag ingetrokken.")

    case = dossier(engine, number).case
    assert (case.status, case.outcome) == (CaseStatus.CLOSED, "Ingetrokken")
    assert case.outcome_text == "U hebt uw aanvraag ingetrokken."
    page = client.get(f"/worklist/cases/{number}/repair")
    assert page.status_code == 200
    assert "Aan een afgeronde zaak kan niets meer veranderen." in page.text
    assert send(client, number, "suspend").status_code == 303


def test_begins_again_at_a_step_that_was_passed(client, engine, number):
    page = client.get(f"/worklist/cases/{number}/repair/restart").text
    assert "Kijken wat past" in page
    assert "Geef uw kenteken door" not in page

    send(client, number, "restart", element="regels")

    assert permit.open_tasks(engine, number) == {}
    assert log_of(engine, number, "case:restarted") == [("Noor Smit", WHY)]


def data_of(page):
    """Return the fields of a form as a browser would send them back."""
    found = regex.findall(r'<input[^>]* name="([^"]+)"[^>]* value="([^"]*)"', page)
    return dict(found) | {"reason": WHY}


def field_named(page, label):
    return regex.search(rf'<label[^>]* for="(value_\d+)">{label}', page).group(1)


def test_shows_what_changes_before_data_is_changed(client, engine, number):
    address = f"/worklist/cases/{number}/repair/data"
    page = client.get(address).text
    sent = data_of(page) | {field_named(page, "Hoeveel auto’s hebt u"): "1,5"}

    confirm = client.post(address, data=sent)

    assert confirm.status_code == 200
    assert "<del>2</del>" in confirm.text
    assert "<ins>1,5</ins>" in confirm.text
    assert log_of(engine, number, "data:changed") == []
    assert client.post(address, data=data_of(confirm.text) | {"confirmed": "1"}).status_code == 303
    entry = next(e for e in dossier(engine, number).log if e.tag == "data:changed")
    assert (str(entry.facts["before"]["autos"]), str(entry.facts["after"]["autos"])) == ("2", "1.5")
    assert entry.reason == WHY


def test_adds_a_value_the_case_does_not_have(client, engine, number):
    address = f"/worklist/cases/{number}/repair/data"
    sent = data_of(client.get(address).text) | {"new_name": "zone", "new_value": '["A", 2]'}

    client.post(address, data=sent | {"confirmed": "1"})

    kept = {one.name: one.value for one in dossier(engine, number).variables}
    assert kept["zone"] == ["A", 2]


@pytest.mark.parametrize(
    ("told", "said"),
    [
        ({"autos": "veel"}, "Schrijf een getal"),
        ({"autos": "9" * 40}, "Schrijf een getal"),
        ({"new_name": "zone", "new_value": "onbekend"}, "Schrijf het als in een regel"),
        ({"new_name": "zone", "new_value": "[1,"}, "Schrijf het als in een regel"),
        ({"new_name": "2 zones", "new_value": "1"}, "Gebruik alleen letters"),
        ({}, "U veranderde nog niets"),
        ({"autos": "1", "reason": ""}, "Schrijf op waarom."),
    ],
)
def test_keeps_what_was_typed_when_a_value_cannot_be_read(client, engine, number, told, said):
    address = f"/worklist/cases/{number}/repair/data"
    page = client.get(address).text
    before = dossier(engine, number)
    typed = {
        field_named(page, "Hoeveel auto’s hebt u") if key == "autos" else key: v for key, v in told.items()
    }

    answer = client.post(address, data=data_of(page) | typed | {"confirmed": "1"})

    assert answer.status_code == 422
    assert said in answer.text
    assert dossier(engine, number) == before


def test_asks_again_when_the_data_changed_meanwhile(client, engine, number):
    address = f"/worklist/cases/{number}/repair/data"
    page = client.get(address).text
    sent = data_of(page) | {field_named(page, "Hoeveel auto’s hebt u"): "1", "confirmed": "1"}
    client.post(address, data=data_of(page) | {"new_name": "zone", "new_value": "1", "confirmed": "1"})

    answer = client.post(address, data=sent)

    assert answer.status_code == 409
    assert "De gegevens veranderden intussen." in answer.text
    assert len(log_of(engine, number, "data:changed")) == 1


def test_leads_from_a_fault_to_repair(client, engine):
    sign_in_administrator(engine, client)
    number = permit.start_with_fault(engine)

    page = client.get(f"/worklist/cases/{number}").text
    assert "Helpt dat niet? Herstel de zaak" in page
    assert client.get(f"/worklist/cases/{number}/repair").status_code == 200
    permit.sign_in_worker(engine, client)
    page = client.get(f"/worklist/cases/{number}").text
    assert "Helpt dat niet? Een beheerder kan de zaak herstellen." in page


def test_opens_repair_to_administrators_only_and_no_detours_to_them(client, engine, number):
    page = client.get(f"/worklist/cases/{number}").text
    assert "Herstel deze zaak" in page
    assert "Voeg een eigen stap toe" not in page
    assert client.get("/worklist/cases").status_code == 200

    permit.sign_in_worker(engine, client)

    assert client.get(f"/worklist/cases/{number}/repair").status_code == 403
    assert "Herstel deze zaak" not in client.get(f"/worklist/cases/{number}").text

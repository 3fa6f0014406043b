"""Leaving the usual path at the desk: skip, replace, repeat, decide otherwise and sub-cases."""

import pytest
import regex

from regelruimte.engine import definitions, detours
from regelruimte.engine.actors import SYSTEM
from regelruimte.engine.dossier import get_dossier
from regelruimte.engine.vocabulary import DetourKind, DetourStatus
from tests import worklist_process as permit
from tests.builders import process

WHY = {"reason": "Zij belde net, alles is duidelijk", "article": "Awb 3:4"}


@pytest.fixture
def worker(engine, client):
    return permit.sign_in_worker(engine, client)


@pytest.fixture
def number(engine, worker):
    permit.publish(engine)
    started = permit.start(engine)
    permit.close_block(engine, started)
    return started


def read(engine, number):
    with engine.view(SYSTEM) as view:
        return get_dossier(view, number)


def place(client, number):
    answer = client.get(f"/worklist/cases/{number}/detours")
    assert answer.status_code == 200
    return answer.text


def address(page, act):
    """Return the address of the first link of a kind on the page of detours."""
    return regex.search(rf'href="([^"]*/{act}[^"]*)"', page)[1]


def test_shows_everything_that_can_be_done_in_one_place(client, engine, number):
    permit.complete(engine, permit.open_tasks(engine, number)["Beoordeel de aanvraag"].id, besluit="ja")

    page = place(client, number)

    for told in ("Voeg een eigen stap toe", "Start een deelzaak", "Sla over", "Vervang", "Doe opnieuw",
                 "Besluit anders"):  # fmt: skip
        assert told in page


def test_leads_to_that_place_from_the_case(client, number):
    page = client.get(f"/worklist/cases/{number}").text

    assert f"/worklist/cases/{number}/detours" in page


def test_skips_a_step_with_its_reason_and_ground(client, engine, number):
    skip = address(place(client, number), "skip/")
    assert "Sla deze stap over: Beoordeel de aanvraag" in client.get(skip).text

    answer = client.post(skip, data=WHY | {"ground": "other"})

    assert answer.status_code == 303
    assert list(permit.open_tasks(engine, number)) == ["Geef uw kenteken door"]
    page = client.get(f"/worklist/cases/{number}").text
    assert "Stap overgeslagen: Beoordeel de aanvraag" in page
    assert "Grond: Awb 3:4." in page
    assert "Overgeslagen, " in page


def test_asks_reason_and_ground_when_a_step_is_skipped(client, engine, number):
    skip = address(place(client, number), "skip/")

    answer = client.post(skip, data={"reason": "", "ground": "other", "article": ""})

    assert answer.status_code == 422
    assert "Schrijf op waarom." in answer.text
    assert "Schrijf op waarop u steunt" in answer.text
    assert read(engine, number).detours == ()


def test_takes_the_room_as_the_ground_when_it_is_chosen(client, engine, number):
    client.post(address(place(client, number), "skip/"), data={"reason": "Het knelt", "ground": "r1"})

    [detour] = read(engine, number).detours
    assert (detour.ground, detour.room) == ("Verordening 12", "r1")


def needing(engine):
    """Publish a process whose way out is chosen by what a step gives, and start a case of it."""
    drawing = process("vergunning", name="Parkeervergunning aanvragen").start(name="Begin")
    permit.user(drawing, "oordeel", "Beoordeel de aanvraag", form="oordeel")
    drawing.exclusive("keus", default="nee").when('besluit = "ja"', "ja").end("gegeven", name="Gegeven")
    drawing.at("keus").named("nee")
    permit.user(drawing, "afwijzen", "Schrijf de afwijzing")
    drawing.end("af", name="Afgewezen")
    permit.publish(engine, permit.bundle() | {"process.bpmn": drawing.bpmn()})
    return permit.start(engine, key="needing")


def test_asks_what_the_path_needs_before_a_step_is_skipped(client, engine, worker):
    number = needing(engine)
    skip = address(place(client, number), "skip/")
    page = client.get(skip).text
    assert "Wat de gewone weg uit deze stap nodig heeft" in page
    assert "Kies een uitkomst" in page
    assert "Wat vindt u ervan?" not in page

    refused = client.post(skip, data=WHY | {"rr-asked": "1"})
    assert refused.status_code == 422
    done = client.post(skip, data=WHY | {"rr-asked": "1", "besluit": "nee"})

    assert done.status_code == 303
    assert list(permit.open_tasks(engine, number)) == ["Schrijf de afwijzing"]


def test_replaces_a_step_by_an_own_step(client, engine, number):
    replace = address(place(client, number), "replace/")
    sent = WHY | {"ground": "other", "element": "", "title": "Overleg met de wijk", "form": "",
                  "due": "27-11-2026",
                  "who": "group:team-parkeren", "note": "Vraag naar parkeerdruk"}  # fmt: skip

    answer = client.post(replace, data=sent)

    assert answer.status_code == 303
    tasks = permit.open_tasks(engine, number)
    assert list(tasks) == ["Overleg met de wijk"]
    assert (tasks["Overleg met de wijk"].group, tasks["Overleg met de wijk"].note) == (
        "team-parkeren", "Vraag naar parkeerdruk",
    )  # fmt: skip
    page = client.get(f"/worklist/cases/{number}").text
    assert "Vervanging: Overleg met de wijk" in page
    assert "In plaats van: Beoordeel de aanvraag" in page


def test_asks_what_an_own_step_is_when_a_step_is_replaced(client, number):
    replace = address(place(client, number), "replace/")

    answer = client.post(
        replace, data=WHY | {"ground": "other", "element": "", "form": "", "who": "group:case_worker"}
    )

    assert answer.status_code == 422
    assert "Schrijf op wat er moet gebeuren." in answer.text


def test_asks_in_a_second_round_what_neither_replacement_nor_form_gives(client, engine, worker):
    number = needing(engine)
    replace = address(place(client, number), "replace/")
    sent = WHY | {"element": "", "title": "Bel", "form": "", "who": "group:case_worker"}

    first = client.post(replace, data=sent)
    assert first.status_code == 422
    assert "De gewone weg heeft nog iets uit deze stap nodig." in first.text
    second = client.post(replace, data=sent | {"rr-asked": "1", "besluit": "ja"})

    assert second.status_code == 303
    assert list(permit.open_tasks(engine, number)) == ["Bel"]


def test_repeats_a_finished_step_that_holds_the_path(client, engine, number):
    task = permit.open_tasks(engine, number)["Beoordeel de aanvraag"]
    permit.complete(engine, task.id, form="oordeel", besluit="ja")

    answer = client.post(
        address(place(client, number), "repeat/"), data=WHY | {"ground": "other", "place": "before"}
    )

    assert answer.status_code == 303
    tasks = permit.open_tasks(engine, number)
    assert tasks["Beoordeel de aanvraag"].form == "oordeel"
    assert tasks["Geef uw kenteken door"].held_by is not None
    assert "De gewone weg wacht op: Beoordeel de aanvraag" in client.get(f"/worklist/cases/{number}").text


def test_gives_a_decision_another_outcome_and_shows_both(client, engine, number):
    override = address(place(client, number), "decisions/")
    assert "Nu geldt: nee" in client.get(override).text

    answer = client.post(override, data=WHY | {"outcome_1": "true"})

    assert answer.status_code == 303
    [detour] = read(engine, number).detours
    assert (detour.kind, detour.facts["after"]) == (DetourKind.OVERRIDE, True)
    page = client.get(f"/worklist/cases/{number}/decisions").text
    assert "Anders besloten" in page
    assert "<s>nee</s> <strong>ja</strong>" in page
    assert "Awb 3:4" in page


def test_refuses_the_outcome_that_stands_already(client, engine, number):
    answer = client.post(address(place(client, number), "decisions/"), data=WHY | {"outcome_1": "false"})

    assert answer.status_code == 422
    assert "kies een andere uitkomst" in answer.text
    assert read(engine, number).detours == ()


def help_at_home(engine):
    drawing = process("hulp", name="Hulp thuis", regelruimte__summary="Wij regelen hulp thuis.").start()
    permit.user(drawing, "regel", "Regel de hulp")
    drawing.end("klaar", name="Hulp geregeld")
    with engine.work(SYSTEM) as work:
        permit.publish_bundle(work, "hulp-thuis", {"process.bpmn": drawing.bpmn()}, note="Eerste")


def test_starts_a_sub_case_and_links_it_both_ways(client, engine, number):
    help_at_home(engine)
    sent = {"definition": "hulp-thuis", "place": "beside", "reason": "Zij valt steeds", "article": ""}

    answer = client.post(f"/worklist/cases/{number}/sub-case", data=sent)

    assert answer.status_code == 303
    [detour] = read(engine, number).detours
    link = f"/worklist/cases/{number}/sub-cases/{detour.id}"
    assert link in client.get(f"/worklist/cases/{number}").text
    page = client.get(link).text
    assert "Regel de hulp" in page
    assert f'href="/worklist/cases/{number}"' in page
    assert "Zij valt steeds" in page


def test_brings_the_outcome_of_a_sub_case_to_the_case_page(client, engine, number):
    help_at_home(engine)
    sent = {"definition": "hulp-thuis", "place": "beside", "reason": "Zij valt steeds", "article": ""}
    client.post(f"/worklist/cases/{number}/sub-case", data=sent)

    permit.complete(engine, permit.open_tasks(engine, number)["Regel de hulp"].id)

    page = client.get(f"/worklist/cases/{number}").text
    assert "Deelzaken die klaar zijn" in page
    assert "Uitkomst: Hulp geregeld" in page


def test_asks_which_process_and_why_for_a_sub_case(client, number):
    answer = client.post(f"/worklist/cases/{number}/sub-case", data={"definition": "nergens", "reason": ""})

    assert answer.status_code == 422
    assert "Kies een proces." in answer.text
    assert "Schrijf op waarom." in answer.text


def test_stops_a_replacement_and_opens_the_step_again(client, engine, number):
    step = next(s for s in open_steps(engine, number) if s.name == "Beoordeel de aanvraag")
    with engine.work(permit.WORKER) as work:
        wanted = detours.Replacement(
            step.step, step.instance, detours.Motive("omdat", article="Awb 3:4"), title="Overleg"
        )
        detour = detours.replace_step(work, number, wanted)

    answer = client.post(f"/worklist/cases/{number}/detours/{detour.id}/cancel", data={"reason": "toch niet"})

    assert answer.status_code == 303
    assert "Beoordeel de aanvraag" in permit.open_tasks(engine, number)
    assert read(engine, number).detours[0].status is DetourStatus.CANCELLED


def open_steps(engine, number):
    with engine.view(permit.WORKER) as view:
        return detours.list_open_steps(view, number)


def test_says_who_may_when_the_worker_may_not_decide_it(client, engine, worker):
    with engine.work(SYSTEM) as work:
        definitions.put_group(work, "Team Bezwaar")
    drawing = process("vergunning", name="Parkeervergunning aanvragen").start()
    permit.user(drawing, "oordeel", "Beoordeel", regelruimte__mandate="team-bezwaar")
    permit.user(drawing, "horen", "Hoor", regelruimte__demandedBy="Awb 4:8")
    permit.publish(engine, permit.bundle() | {"process.bpmn": drawing.end().bpmn()})
    number = permit.start(engine)

    page = place(client, number)
    assert "Dit mag u niet zelf beslissen. Vraag: Team Bezwaar." in page
    assert "/skip/" not in page

    permit.complete(engine, permit.open_tasks(engine, number)["Beoordeel"].id)
    assert "Kan niet: Awb 4:8 vraagt deze stap." in place(client, number)


def test_knows_no_step_or_decision_that_is_not_there(client, number):
    assert client.get(f"/worklist/cases/{number}/skip/nothing").status_code == 409
    assert client.get(f"/worklist/cases/{number}/repeat/nothing").status_code == 404
    assert client.get(f"/worklist/cases/{number}/decisions/999/override").status_code == 404
    assert client.get(f"/worklist/cases/{number}/sub-cases/nothing").status_code == 404


def test_fills_in_a_form_of_the_version_in_an_own_step(client, engine, number):
    sent = {"title": "Vraag het na", "who": "group:team-parkeren", "place": "beside", "reason": "Onduidelijk",
            "form": "vraag"}  # fmt: skip

    client.post(f"/worklist/cases/{number}/own-step", data=sent)

    assert permit.open_tasks(engine, number)["Vraag het na"].form == "vraag"


@pytest.fixture
def eyed(engine, worker):
    with engine.work(SYSTEM) as work:
        definitions.put_group(work, "Toetsers")
    model = permit.model().replace(b'limit="', b'secondEyes="toetsers" limit="')
    permit.publish(engine, permit.bundle() | {"process.bpmn": model})
    number = permit.start(engine, key="eyed")
    permit.close_block(engine, number)
    return number


def ask(client, engine, number):
    page = client.get(address(place(client, number), "skip/"))
    assert "met een tweede paar ogen" in page.text
    answer = client.post(page.request.path, data={"reason": "Het knelt", "ground": "r1"})
    assert answer.status_code == 303
    [asked] = read(engine, number).detours
    assert asked.status is DetourStatus.ASKED
    return asked


def test_asks_a_second_pair_of_eyes_and_skips_when_they_agree(client, engine, eyed):
    asked = ask(client, engine, eyed)
    assert "Een collega vraagt een tweede paar ogen." in client.get(f"/worklist/cases/{eyed}").text
    answer = f"/worklist/cases/{eyed}/detours/{asked.id}/agree"
    assert "Hier kijkt iemand anders naar" in client.get(answer).text
    assert client.post(answer, data={"answer": "agree"}).status_code == 409

    client.post("/sign-out")
    permit.sign_in_worker(engine, client, name="joris", groups=frozenset({"toetsers"}))
    task = next(t for t in read(engine, eyed).open_tasks if t.group == "toetsers")
    assert client.get(f"/worklist/tasks/{task.id}").headers["Location"] == answer
    page = client.get(answer).text
    assert "Deze stap overslaan" in page
    assert "Het knelt" in page
    assert client.post(answer, data={"answer": "agree"}).status_code == 303

    assert list(permit.open_tasks(engine, eyed)) == ["Geef uw kenteken door"]
    assert "Akkoord gegeven: Beoordeel de aanvraag" in client.get(f"/worklist/cases/{eyed}").text


def test_sends_back_only_with_reasons(client, engine, eyed):
    asked = ask(client, engine, eyed)
    client.post("/sign-out")
    permit.sign_in_worker(engine, client, name="joris", groups=frozenset({"toetsers"}))
    answer = f"/worklist/cases/{eyed}/detours/{asked.id}/agree"

    assert client.post(answer, data={"answer": "back", "reason": ""}).status_code == 422
    assert client.post(answer, data={"answer": "back", "reason": "Bel haar eerst"}).status_code == 303

    page = client.get(f"/worklist/cases/{eyed}").text
    assert "Teruggestuurd met uitleg: Beoordeel de aanvraag" in page
    assert "Bel haar eerst" in page
    assert client.get(answer).status_code == 303

import io
import re

import pytest

from regelruimte.engine import tasks
from regelruimte.engine.actors import SYSTEM
from regelruimte.engine.dossier import get_dossier
from regelruimte.engine.vocabulary import Channel
from tests import worklist_process as permit


@pytest.fixture
def worker(engine, client):
    return permit.sign_in_worker(engine, client)


@pytest.fixture
def number(engine, worker):
    permit.publish(engine)
    number = permit.start(engine)
    permit.close_block(engine, number)
    return number


@pytest.fixture
def task(engine, number):
    return permit.open_tasks(engine, number)["Beoordeel de aanvraag"]


def url(task):
    return f"/worklist/tasks/{task.id}"


def first_page(client, task, **more):
    return client.post(
        url(task), data={"rr-key": "k1", "rr-page": "past", "belang": "Ze rijdt voor werk", **more}
    )


def last_page(client, task, **more):
    return client.post(url(task), data={"rr-key": "k1", "rr-page": "kies", "besluit": "ja", **more})


def submissions(engine, number):
    with engine.view(SYSTEM) as view:
        return [made for made in get_dossier(view, number).submissions if made.task is not None]


def last_of(engine, number, task):
    return next(made for made in submissions(engine, number) if made.task == task.id)


def test_shows_the_form_with_what_the_citizen_told_and_the_room(client, task):
    page = client.get(url(task)).text

    assert "Wat vindt u ervan?" in page
    assert "Ik rij voor mijn werk" in page
    assert "Hier mag u zelf beslissen" in page
    assert "Verordening 12" in page
    assert "Bladzijde 1 van 2" in page


def test_completes_a_task_of_two_pages_and_takes_it_on_the_way(client, engine, number, task):
    turned = first_page(client, task)
    assert turned.headers["Location"].endswith("page=kies")
    assert permit.open_tasks(engine, number)["Beoordeel de aanvraag"].assignee_name == "Petra Vos"

    done = last_page(client, task)

    assert done.status_code == 303
    assert done.headers["Location"] == f"/worklist/cases/{number}"
    assert last_of(engine, number, task).values == {"belang": "Ze rijdt voor werk", "besluit": "ja"}
    assert "U rondde ‘Beoordeel de aanvraag’ af." in client.get(f"/worklist/cases/{number}").text


def test_shows_what_is_wrong_and_keeps_the_page_when_an_answer_is_missing(client, task):
    answer = client.post(url(task), data={"rr-key": "k1", "rr-page": "past", "belang": ""})

    assert answer.status_code == 422
    assert "rr-error-summary" in answer.text
    assert "<title>Fout: " in answer.text


def test_goes_to_the_page_that_lacks_an_answer_when_the_last_is_sent_first(client, engine, task):
    answer = last_page(client, task)

    assert answer.headers["Location"].endswith("page=past")


def test_keeps_what_was_typed_when_saved_for_later(client, number, task):
    answer = first_page(client, task, **{"rr-action": "save", "belang": "Half af"})

    assert answer.headers["Location"] == f"/worklist/cases/{number}"
    assert "Half af" in client.get(url(task)).text


@pytest.mark.parametrize(("button", "assignee"), [("claim", "Petra Vos"), ("release", "")])
def test_keeps_what_was_typed_when_the_task_is_taken_or_put_back(
    client, engine, number, task, button, assignee
):
    answer = first_page(client, task, **{"rr-action": button})

    assert answer.status_code == 303
    assert permit.open_tasks(engine, number)["Beoordeel de aanvraag"].assignee_name == assignee
    assert "Ze rijdt voor werk" in client.get(url(task)).text


def test_keeps_what_was_typed_when_an_own_step_is_taken(client, engine, number):
    permit.add_own_step(engine, number)
    own = permit.open_tasks(engine, number)["Bel de huisarts"]
    answer = client.post(url(own), data={"rr-key": "k9", "rr-report": "Nog niemand", "rr-action": "claim"})

    assert "Nog niemand" in answer.text
    assert permit.open_tasks(engine, number)["Bel de huisarts"].assignee_name == "Petra Vos"


def test_goes_back_a_page_without_judging(client, task):
    first_page(client, task)

    answer = client.post(url(task), data={"rr-page": "kies", "rr-action": "back"})

    assert answer.headers["Location"].endswith("page=past")


def test_keeps_what_was_typed_when_a_colleague_took_the_task(client, engine, task):
    permit.claim(engine, task.id)

    answer = first_page(client, task)

    assert answer.status_code == 409
    assert "Test Er pakte deze taak op" in answer.text
    assert "Ze rijdt voor werk" in answer.text


def test_keeps_what_was_typed_when_the_task_was_done_meanwhile(client, engine, task):
    permit.complete(engine, task.id, besluit="nee")

    answer = first_page(client, task)

    assert answer.status_code == 409
    assert "Deze taak is al klaar" in answer.text
    assert "Ze rijdt voor werk" in answer.text


def test_keeps_what_was_typed_when_an_own_step_holds_the_task(client, engine, number, task):
    permit.add_own_step(engine, number)

    answer = first_page(client, task)

    assert answer.status_code == 409
    assert "Deze taak wacht op een eigen stap" in answer.text
    assert "Ze rijdt voor werk" in answer.text


def test_confirms_again_when_the_same_answers_are_sent_twice(client, engine, number, task):
    first_page(client, task)
    last_page(client, task)

    again = last_page(client, task)

    assert again.status_code == 303
    assert len(submissions(engine, number)) == 1


def test_refuses_other_answers_after_the_task_was_done(client, task):
    first_page(client, task)
    last_page(client, task)

    assert last_page(client, task, besluit="nee").status_code == 409


def test_asks_how_the_citizen_told_it_when_a_worker_fills_in_for_them(client, engine, number, task):
    permit.complete(engine, task.id, besluit="ja")
    task = permit.open_tasks(engine, number)["Geef uw kenteken door"]

    answer = client.post(url(task), data={"rr-key": "k2", "rr-page": "vraag", "kenteken": "AB-12-CD"})

    assert answer.status_code == 422
    assert "Kies of de inwoner aan de balie was of belde." in answer.text
    assert "AB-12-CD" in answer.text


def test_keeps_the_channel_when_a_worker_fills_in_for_the_citizen(client, engine, number, task):
    permit.complete(engine, task.id, besluit="ja")
    task = permit.open_tasks(engine, number)["Geef uw kenteken door"]
    page = client.get(url(task)).text
    assert "U vult dit in voor de inwoner" in page

    client.post(url(task), data={"rr-key": "k2", "kenteken": "AB-12-CD", "rr-channel": "desk"})

    assert last_of(engine, number, task).channel is Channel.DESK
    assert "Deze zaak is klaar" in client.get(f"/worklist/cases/{number}").text


def test_completes_an_own_step_with_what_came_out(client, engine, number):
    permit.add_own_step(engine, number, note="Vraag naar de medicijnen")
    task = permit.open_tasks(engine, number)["Bel de huisarts"]
    page = client.get(url(task)).text
    assert "Vraag naar de medicijnen" in page
    assert "Zij is ziek" in page

    client.post(url(task), data={"rr-key": "k3", "rr-report": "Zij wordt beter"})

    assert "Zij wordt beter" in client.get(f"/worklist/cases/{number}/facts").text
    assert permit.open_tasks(engine, number)["Beoordeel de aanvraag"].held_by is None


def test_completes_a_step_without_a_form(client, engine, worker):
    permit.publish(engine)
    number = permit.start(engine)
    permit.start_step(engine, number, "Bel de inwoner")
    task = permit.open_tasks(engine, number)["Bel de inwoner"]

    answer = client.post(url(task), data={"rr-key": "k4"})

    assert answer.status_code == 303
    assert "Bel de inwoner" not in permit.open_tasks(engine, number)


def test_says_so_when_a_file_cannot_be_read(client, engine, task):
    sent = {"rr-page": "past", "belang": "Blijft staan", "bewijs": (io.BytesIO(b"GIF89a"), "foto.gif")}

    answer = client.post(url(task), data=sent, content_type="multipart/form-data")

    assert answer.status_code == 422
    assert "Dit soort bestand kunnen wij niet lezen." in answer.text
    assert "Blijft staan" in answer.text


def test_refuses_a_worker_of_another_group(client, engine, task):
    permit.sign_in_worker(engine, client, name="bram", groups=frozenset())

    assert client.get(url(task)).status_code == 403


def test_keeps_no_file_when_a_colleague_has_the_task(engine, client, number, task):
    with engine.work(permit.WORKER) as work:
        tasks.claim_task(work, task.id)
    files = {"bewijs": (io.BytesIO(b"%PDF-1.7 x"), "bewijs.pdf")}

    first_page(client, task, **files)

    with engine.view(SYSTEM) as view:
        assert get_dossier(view, number).documents == ()


def test_starts_a_step_afresh_when_it_was_done_before(client, engine, worker):
    files = permit.bundle()
    form = b'<zeebe:formDefinition xmlns:zeebe="http://camunda.org/schema/zeebe/1.0" formId="oordeel"/>'
    head, tail = files["process.bpmn"].split(b'name="Bel de inwoner"')
    tail = tail.replace(b"<extensionElements>", b"<extensionElements>" + form, 1)
    permit.publish(engine, {**files, "process.bpmn": head + b'name="Bel de inwoner"' + tail})
    number = permit.start(engine)
    permit.start_step(engine, number, "Bel de inwoner")
    done = permit.open_tasks(engine, number)["Bel de inwoner"]
    first_page(client, done)
    last_page(client, done)
    permit.start_step(engine, number, "Bel de inwoner")

    page = client.get(url(permit.open_tasks(engine, number)["Bel de inwoner"])).text

    assert not re.search(r"<textarea[^>]*>[^<]*Ze rijdt", page)
    assert "Ze rijdt voor werk" in page


def test_says_whose_the_task_is_when_the_first_try_had_a_fault(client, task):
    answer = client.post(url(task), data={"rr-key": "k1", "rr-page": "past", "belang": ""})

    assert answer.status_code == 422
    assert "Nog niemand pakte deze taak op" not in answer.text

import pytest
from lxml import html

from regelruimte.app import template_words
from regelruimte.app.worklist import list_pages
from regelruimte.engine import cases
from regelruimte.engine.actors import SYSTEM
from regelruimte.engine.store.reads import case_lists
from regelruimte.engine.submissions import Sent
from regelruimte.engine.vocabulary import Channel, Intake
from tests import worklist_process as permit
from tests.live.statements import statements


@pytest.fixture
def number(engine, worker):
    permit.publish(engine)
    number = permit.start(engine)
    permit.close_block(engine, number)
    return number


@pytest.fixture
def worker(engine, client):
    return permit.sign_in_worker(engine, client)


def judge(engine, number):
    return permit.open_tasks(engine, number)["Beoordeel de aanvraag"]


def test_shows_a_free_task_of_my_groups_with_its_dates(client, number):
    page = client.get("/worklist/?pile=group").text

    assert "Beoordeel de aanvraag" in page
    assert "Jolanda van Dijk" in page
    assert "Wo 25 nov" in page
    assert "wet: 18 jan 2027" in page
    assert "Pak op" in page


def test_marks_the_law_red_only_when_its_last_day_is_here(client, engine, number, clock):
    assert "rr-due-late" not in client.get("/worklist/?pile=group").text

    clock.advance(permit.days(60))
    permit.sign_in_worker(engine, client)

    page = client.get("/worklist/?pile=group").text
    assert "rr-due-late" in page
    assert "Te laat of vandaag (1)" in page


def test_moves_a_task_to_my_tasks_when_i_take_it(client, engine, number):
    task = judge(engine, number)

    answer = client.post(f"/worklist/tasks/{task.id}/claim", data={"next": "/worklist/?pile=group"})

    assert answer.status_code == 303
    assert answer.headers["Location"] == "/worklist/?pile=group"
    page = client.get("/worklist/").text
    assert "U pakte ‘Beoordeel de aanvraag’ op." in page
    assert "Zet terug" in page


def test_says_who_was_first_when_a_colleague_took_the_task(client, engine, number):
    task = judge(engine, number)
    permit.claim(engine, task.id)

    client.post(f"/worklist/tasks/{task.id}/claim")

    assert "Test Er pakte deze taak al op." in client.get("/worklist/").text


def test_puts_a_task_back_for_the_group(client, engine, number):
    task = judge(engine, number)
    client.post(f"/worklist/tasks/{task.id}/claim")

    client.post(f"/worklist/tasks/{task.id}/release")

    assert judge(engine, number).assignee is None


def test_never_leads_elsewhere_after_taking_a_task(client, engine, number):
    task = judge(engine, number)

    answer = client.post(f"/worklist/tasks/{task.id}/claim", data={"next": "//elsewhere.example"})

    assert answer.headers["Location"] == "/worklist/"


def test_says_where_work_is_when_i_took_nothing(client, number):
    page = client.get("/worklist/").text

    assert "U hebt geen taken opgepakt" in page
    assert "Bekijk taken van mijn groepen" in page


def test_offers_to_drop_the_filter_when_it_leaves_nothing(client, number):
    page = client.get("/worklist/?pile=group&kind=anders").text

    assert "Geen taken van deze soort zaak" in page
    assert "Toon alle soorten" in page


def test_shows_every_page_of_a_long_list(client, engine, number):
    for at in range(26):
        permit.close_block(engine, permit.start(engine, key=f"more-{at}"))

    first = client.get("/worklist/?pile=group").text
    last = client.get(link(first, "next")).text

    assert "Bladzijde 1" in first
    assert "Bladzijde 2" in last
    assert last.count('class="rr-worklist__case"') == 2
    assert cases_on(client.get(link(last, "prev")).text) == cases_on(first)
    assert not cases_on(first) & cases_on(last)


def test_shows_the_first_page_when_the_address_names_a_place_that_cannot_be_read(client, number):
    page = client.get("/worklist/?pile=group&page=7&after=overal~en~nergens").text

    assert number in page
    assert "Bladzijde" not in page


def link(page, rel):
    return html.document_fromstring(page).xpath(f"//a[@rel='{rel}']/@href")[0]


def cases_on(page):
    return set(html.document_fromstring(page).xpath("//a[contains(@class, 'rr-worklist__number')]/text()"))


def test_asks_the_database_at_most_eight_times_whatever_the_number_of_cases(client, engine, number):
    few = count_queries(client, engine)
    for at in range(20):
        permit.close_block(engine, permit.start(engine, key=f"more-{at}"))

    many = count_queries(client, engine)

    assert few == many
    assert many <= 8


def count_queries(client, engine):
    with statements(engine) as asked:
        assert client.get("/worklist/?pile=group").status_code == 200
    return len(asked)


def test_marks_practice_cases_and_trials(client, engine, worker):
    permit.publish(engine)
    permit.close_block(engine, permit.start(engine, is_practice=True))

    assert "Oefenzaak" in client.get("/worklist/?pile=group").text


@pytest.mark.parametrize("text", ["Z-2026", "jolanda", "parkeer"])
def test_finds_a_case_by_number_name_or_kind(client, number, text):
    page = client.post("/worklist/cases", data={"q": text}).text

    assert "1 zaak gevonden" in page
    assert f"/worklist/cases/{number}" in page


def test_says_that_there_may_be_more_when_a_search_stopped(client, number, monkeypatch):
    for module in (case_lists, list_pages):
        monkeypatch.setattr(module, "MOST_FOUND", 1)

    assert "De nieuwste 1 zaken. Zoek preciezer" in client.get("/worklist/cases").text


def test_counts_no_further_than_999_when_there_are_more(client, number, monkeypatch):
    monkeypatch.setattr(template_words, "MOST_COUNTED", 1)

    assert '<span class="rr-count">0+</span>' in client.get("/worklist/?pile=group").text


def test_says_how_to_search_when_nothing_is_found(client, number):
    assert "Wij vonden geen zaak met ‘niets’" in client.post("/worklist/cases", data={"q": "niets"}).text


def test_searches_nothing_for_a_citizen(client, sign_in):
    sign_in("mehmet")

    assert client.get("/worklist/cases").status_code == 403


def test_never_shows_what_was_typed_as_markup(client, engine, worker):
    permit.publish(engine)
    with engine.work(SYSTEM) as work:
        intake = Intake(Channel.WEB, work.now.date())
        cases.start_case(work, "vergunning", intake, Sent("k", {"autos": 1}), person_name="<b>Jo</b>")

    assert "&lt;b&gt;Jo&lt;/b&gt;" in client.get("/worklist/cases").text


def test_lists_a_case_that_a_fault_holds_up(client, engine, worker):
    number = permit.start_with_fault(engine)

    page = client.get("/worklist/?pile=group").text

    assert "Staat stil door een storing (1)" in page
    assert f"/worklist/cases/{number}" in page
    assert "Staat stil door een storing" not in client.get("/worklist/?pile=mine").text

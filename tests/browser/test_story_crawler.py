"""Every link followed and every form sent, by every demo person, on a database with practice cases."""

from datetime import UTC, datetime

import pytest
from lxml import html

from regelruimte.app import create_app
from regelruimte.app.access import TABLE, may_ask
from regelruimte.app.demo import PERSONS, set_up_demo
from regelruimte.app.practice import read_samples
from regelruimte.app.settings import Settings
from regelruimte.engine import Channel, Intake, Sent, applications, cases, detours, documents, mail_in
from regelruimte.engine.actors import SYSTEM, Actor
from regelruimte.engine.clock import VirtualClock
from regelruimte.engine.connect.demo import demo_connectors
from regelruimte.engine.detours import Motive, Skip
from regelruimte.engine.engine import Engine
from regelruimte.engine.ids import SeededIds
from regelruimte.engine.roles import Role
from tests.builders import extensions, process
from tests.crawler import PDF, Crawler
from tests.desk import WORKER, Desk
from tests.write_watch import watch_reads

PARKING = "bewonersparkeervergunning"
NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
NEVER_LINKED = {
    "static", "frame.healthz", "frame.readyz", "metrics.show", "frame.switch_language", "sign_in.show",
}  # fmt: skip
"""Asked by a browser or a monitor, left alone to keep one language, or seen before the walk."""


@pytest.fixture(scope="module")
def app(tmp_path_factory):
    folder = tmp_path_factory.mktemp("crawl")
    url = f"sqlite:///{folder}/crawl.sqlite"
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("REGELRUIMTE_DEMO", "1")
        Engine.open(url).migrate()
        list(set_up_demo(url, until=NOW))
    engine = Engine.open(url, clock=VirtualClock(NOW), ids=SeededIds(11), connectors=demo_connectors())
    settings = Settings(
        demo=True, secret_key="s" * 32, instance_folder=str(folder), contact_phone="088 012 34 56"
    )
    made = create_app(engine=engine, settings=settings)
    made.extensions["crawl.asked"] = ask_for_second_eyes(engine)
    made.extensions["crawl.wrote"] = watch_reads(engine)
    yield made
    engine.close()


@pytest.fixture(scope="module")
def walks(app):
    """Crawl as every demo person, in the order of PERSONS; return the walks by name."""
    return {person.display_name: walk(app, person) for person in PERSONS}


def walk(app, person):
    client = app.test_client()
    engine = app.extensions["regelruimte.engine"]
    crawler = Crawler(client, app.url_map.bind("localhost"), engine.run_due)
    sign_in(client, person.display_name)
    citizen = Actor(person.name, person.display_name, person.roles, person=person.person)
    if person.person is not None:
        apply(engine, citizen)
    mail_a_question(engine, person.name)
    crawler.crawl("/")
    if person.person is not None:
        add_a_letter(engine, citizen)
        go_on(crawler, "/aanvragen/bewonersparkeervergunning", "/mijn-zaken")
    if Role.CASE_WORKER in person.roles:
        go_on(crawler, f"/worklist/cases/{app.extensions['crawl.asked']}")
    return crawler


def go_on(crawler, *addresses):
    """Walk on afresh from addresses that the first walk may have passed by."""
    later = Crawler(crawler.client, crawler.urls, crawler.after)
    for address in addresses:
        later.crawl(address)
    crawler.visited += later.visited
    crawler.submitted += later.submitted
    crawler.problems += later.problems


def apply(engine, citizen):
    """Send the application that leads straight to paying, so that it is this citizen's turn."""
    sample = next(one for one in read_samples(engine) if one.definition == PARKING)
    with engine.work(citizen) as work:
        intake = Intake(Channel.WEB, NOW.date(), facts=citizen.facts)
        application = applications.open_application(work, PARKING, intake)
        applications.submit_application(work, application.id, Sent(f"crawl-{citizen.id}", sample.answers))
    engine.run_due()


def ask_for_second_eyes(engine):
    """Let a case worker ask a colleague to agree: the examples have no rule that demands it."""
    desk, room = (
        Desk(engine),
        '<regelruimte:room id="r1" kind="law" article="Awb 4:84" secondEyes="case_worker">',
    )
    asking = extensions(f"{room}Afwijken</regelruimte:room>")
    drawn = (
        process("ogen").start().node("userTask", "horen", asking, name="Horen").user("beslis", name="Beslis")
    )
    desk.publish(drawn.end("klaar"), key="ogen")
    number = desk.start(key="ogen")
    with engine.work(WORKER) as work:
        step = next(one for one in detours.list_open_steps(work, number) if one.name == "Horen")
        detours.skip_step(work, number, Skip(step.step, step.instance, Motive("Zij is ziek", room="r1")))
    return number


def mail_a_question(engine, name):
    """Let a mail come in that fits nowhere, for a colleague to find where it belongs."""
    with engine.work(SYSTEM) as work:
        mail_in.take_in_mail(work, f"From: {name}@example.nl\r\nSubject: Vraag\r\n\r\nHoe lang nog?".encode())


def add_a_letter(engine, citizen):
    """Let a colleague add a document to the cases of a citizen, for them to read."""
    with engine.view(citizen) as view:
        numbers = [case.number for case in cases.list_my_cases(view)]
    for number in numbers[:1]:
        with engine.work(WORKER) as work:
            documents.add_to_case(work, number, name="brief.pdf", content=PDF)


def sign_in(client, name):
    page = html.document_fromstring(client.get("/sign-in").text)
    form = next(one for one in page.xpath("//form") if name in one.text_content())
    data = {one.get("name"): one.get("value") or "" for one in form.iter("input")}
    assert client.post(form.get("action"), data=data).status_code == 303


def test_nobody_meets_a_dead_end(walks):
    problems = [f"{name}: {one}" for name, walk in walks.items() for one in walk.problems]
    assert not problems, "\n".join(problems)


def test_every_page_somebody_may_see_was_reached(app, walks):
    readable = {rule.endpoint for rule in app.url_map.iter_rules() if "GET" in rule.methods}
    for roles in {person.roles for person in PERSONS}:
        names = [person.display_name for person in PERSONS if person.roles == roles]
        somebody = Actor("x", "x", roles)
        wanted = {one for one in TABLE if one in readable and may_ask(somebody, one)} - NEVER_LINKED
        seen = set().union(*(walks[name].visited for name in names))
        assert wanted - seen == set(), f"not reached by {names}"


def test_every_kind_of_form_was_sent_and_taken(app, walks):
    taken = {
        endpoint for walk in walks.values() for endpoint, status in walk.submitted if status in {200, 303}
    }
    assert {"portal.send", "portal.submit_task_page", "worklist.submit_task", "studio.publish"} <= taken


def test_no_page_takes_the_lock_of_writers_while_it_is_only_looked_at(app, walks):
    assert sum(sum(walk.visited.values()) for walk in walks.values()) > 100
    assert app.extensions["crawl.wrote"] == set()

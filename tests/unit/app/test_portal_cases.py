"""Mijn zaken: what is the person's own, in plain words, with true dates."""

from datetime import timedelta

import pytest

from regelruimte.engine import accounts, applications, detours, dossier, tasks
from regelruimte.engine.accounts import NewAccount
from regelruimte.engine.actors import SYSTEM, Actor
from regelruimte.engine.detours import OwnStep
from regelruimte.engine.roles import Role
from regelruimte.engine.submissions import Sent
from regelruimte.engine.terms import day_of
from regelruimte.engine.vocabulary import Channel, Intake
from tests import permit

MEHMET = Actor(id="m", name="Mehmet Aydin", roles=frozenset({Role.CITIZEN}), person="mehmet")
NOT_YOURS = "Wij vinden deze zaak niet bij u"


@pytest.fixture
def number(engine):
    permit.publish(engine)
    return permit.start(engine, MEHMET)


@pytest.fixture
def stranger(engine, client, people):
    with engine.work(SYSTEM) as work:
        accounts.create_account(
            work,
            NewAccount(
                "linda", "Linda Hendriks", frozenset({Role.CITIZEN}), "een-lang-wachtwoord", person="linda"
            ),
        )
    client.post("/sign-in", data={"name": "linda", "password": "een-lang-wachtwoord"})
    return client


def test_says_first_that_there_is_nothing_to_do(client, sign_in, number):
    sign_in("mehmet")

    page = client.get(f"/mijn-zaken/{number}").text

    assert "U hoeft nu niets te doen." in page
    assert "Wij bekijken uw aanvraag" in page
    assert "28 november 2026" in page
    assert "Uiterlijk op 18 januari 2027" in page


def test_says_first_that_it_is_your_turn(client, engine, sign_in, number):
    task = permit.approve(engine, number)
    sign_in("mehmet")

    page = client.get(f"/mijn-zaken/{number}").text

    assert page.index("U bent aan de beurt") < page.index("Hoe ver zijn wij?")
    assert f'href="/taken/{task}"' in page
    assert "uiterlijk 7 december 2026" in page
    assert "U bent aan de beurt" in client.get("/").text


def test_shows_what_you_sent_and_never_what_colleagues_filled_in(client, engine, sign_in, number):
    permit.approve(engine, number)
    sign_in("mehmet")

    page = client.get(f"/mijn-zaken/{number}").text

    assert "Lindelaan 12" in page
    assert "alleen voor collega" not in page


def test_tells_that_we_are_late_when_the_legal_day_is_past(client, clock, sign_in, number):
    clock.advance(timedelta(days=60))
    sign_in("mehmet")

    page = client.get(f"/mijn-zaken/{number}").text

    assert "Op 18 januari 2027 had ons besluit er moeten zijn. Wij zijn te laat." in page
    assert "Ons doel was 28 november 2026." in page


def test_gives_a_copy_of_exactly_what_was_sent(client, engine, sign_in, number):
    sign_in("mehmet")
    with engine.view(MEHMET) as view:
        (sent,) = dossier.get_my_case(view, number).submissions

    answer = client.get(f"/mijn-zaken/{number}/kopie/{sent.id}")

    assert answer.headers["Content-Disposition"] == f"attachment; filename={number}.html"
    assert "Lindelaan 12" in answer.text
    assert "De auto is van mij" in answer.text
    assert sent.fingerprint in answer.text


@pytest.mark.parametrize(
    ("meaning", "days", "told"),
    [("refused", "42", True), ("granted", "42", False), ("refused", "", False), ("", "42", False)],
)
def test_tells_about_objection_only_when_refused_and_open_to_it(client, engine, sign_in, meaning, days, told):
    permit.publish(engine, outcome="Afgewezen", meaning=meaning, objection_days=days)
    number = permit.start(engine, MEHMET)
    paying = permit.approve(engine, number)
    with engine.work(MEHMET) as work:
        tasks.complete_task(work, paying, Sent("b", {"betaald": True}))
    sign_in("mehmet")

    page = client.get(f"/mijn-zaken/{number}").text

    assert ("U kunt bezwaar maken tot en met 4 januari 2027." in page) is told
    assert ("Wij leggen uit wat u kunt doen." in page) is (meaning == "refused" and not told)
    assert ("U hoeft niets meer te doen." in page) is (meaning != "refused")
    assert ("rr-now--done" in page) is (meaning == "granted")


def test_does_not_find_another_persons_case(stranger, engine, number):
    task = permit.approve(engine, number)
    with engine.view(MEHMET) as view:
        (sent,) = dossier.get_my_case(view, number).submissions

    for path in (f"/mijn-zaken/{number}", f"/taken/{task}", f"/mijn-zaken/{number}/kopie/{sent.id}"):
        answer = stranger.get(path)
        assert answer.status_code == 404, path
        assert NOT_YOURS in answer.text


def test_does_not_find_another_persons_application(stranger, engine, number):
    with engine.work(MEHMET) as work:
        intake = Intake(Channel.WEB, day_of(work.now))
        application = applications.open_application(work, permit.KEY, intake)

    for path in ("", "/u"):
        answer = stranger.get(f"/aanvragen/vergunning/{application.id}{path}")
        assert answer.status_code == 404
        assert NOT_YOURS in answer.text
    assert stranger.post(f"/aanvragen/vergunning/{application.id}/u", data={"straat": "x"}).status_code == 404


def test_does_not_find_a_colleagues_task(client, engine, sign_in, number):
    with engine.view(SYSTEM) as view:
        (task,) = dossier.get_dossier(view, number).open_tasks
    sign_in("mehmet")

    answer = client.get(f"/taken/{task.id}")

    assert answer.status_code == 404
    assert NOT_YOURS in answer.text


def test_reads_why_it_was_decided_only_once_the_case_is_closed(client, engine, sign_in, number):
    paying = permit.approve(engine, number)
    sign_in("mehmet")
    before = client.get(f"/mijn-zaken/{number}").text
    with engine.work(MEHMET) as work:
        tasks.complete_task(work, paying, Sent("b", {"betaald": True}))

    after = client.get(f"/mijn-zaken/{number}").text

    assert "Waarom wij dit besloten" not in before
    assert after.index("Waarom wij dit besloten") < after.index("U woont in de wijk.")
    assert "alleen voor collega" not in after


def test_counts_the_days_to_object_from_the_decision_when_an_own_step_keeps_the_case_open(
    client, engine, clock, sign_in
):
    permit.publish(engine, outcome="Afgewezen", meaning="refused")
    number = permit.start(engine, MEHMET)
    paying = permit.approve(engine, number)
    worker = Actor(id="w", name="Joris", roles=frozenset({Role.CASE_WORKER}))
    with engine.work(worker) as work:
        detours.add_own_step(work, number, OwnStep(title="Bel na", group="case_worker", reason="Nazorg"))
    with engine.work(MEHMET) as work:
        tasks.complete_task(work, paying, Sent("b", {"betaald": True}))
    clock.move_to(clock.now() + timedelta(days=10))
    sign_in("mehmet")

    page = client.get(f"/mijn-zaken/{number}").text

    assert "U kunt bezwaar maken tot en met 4 januari 2027." in page
    assert "Waarom wij dit besloten" in page
    assert "Uiterlijk op" not in page
    assert "van ons." not in client.get("/mijn-zaken").text

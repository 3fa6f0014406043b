from dataclasses import replace
from datetime import timedelta

import pytest
import regex

from regelruimte.app import access, create_app
from regelruimte.app.sign_in_page import local_path
from regelruimte.engine import accounts
from regelruimte.engine.actors import SYSTEM

PASSWORD = "een-lang-wachtwoord"


@pytest.mark.parametrize(
    ("who", "start"), [("mehmet", "/"), ("marieke", "/worklist/"), ("sanne", "/studio/")]
)
def test_leads_to_the_start_of_the_role_when_signed_in(sign_in, who, start):
    assert sign_in(who).headers["Location"] == start


def test_leads_back_to_the_page_when_one_was_asked_for(client, people):
    answer = client.post(
        "/sign-in", data={"name": "marieke", "password": PASSWORD, "next": "/worklist/?page=2"}
    )

    assert answer.headers["Location"] == "/worklist/?page=2"


@pytest.mark.parametrize(
    "target",
    [
        "https://elsewhere.example/",
        "//elsewhere.example",
        "/\\elsewhere.example",
        "worklist",
        "",
        None,
        "/\t/x.example",
    ],
)
def test_local_path_refuses_what_may_lead_elsewhere(target):
    assert local_path(target) is None


def test_keeps_the_name_and_says_what_is_wrong_when_the_password_is_wrong(client, people):
    answer = client.post("/sign-in", data={"name": "marieke", "password": "anders-dan-het-is"})

    assert answer.status_code == 422
    assert 'value="marieke"' in answer.text
    assert "anders-dan-het-is" not in answer.text
    assert "horen niet bij elkaar" in answer.text


def test_points_at_the_field_when_the_password_is_missing(client, people):
    answer = client.post("/sign-in", data={"name": "marieke"})

    assert answer.status_code == 422
    assert '<a href="#password">Vul uw wachtwoord in.</a>' in answer.text
    assert "<title>Fout: " in answer.text


def test_says_when_to_try_again_when_tried_too_often(client, people):
    answers = [
        client.post("/sign-in", data={"name": "marieke", "password": f"fout-{turn}"}) for turn in range(30)
    ]

    assert answers[-1].status_code == 429
    assert "te vaak geprobeerd" in answers[-1].text


def test_gives_a_new_session_when_signing_in(client, people):
    client.get("/language/en")
    with client.session_transaction() as session:
        session["planted"] = "before"

    client.post("/sign-in", data={"name": "marieke", "password": PASSWORD})

    with client.session_transaction() as session:
        assert "planted" not in session
        assert session["language"] == "en"


def test_forgets_the_person_when_signed_out(client, sign_in):
    sign_in("marieke")

    client.post("/sign-out")

    assert client.get("/worklist/").status_code == 303


def test_asks_staff_again_only_after_eight_hours(client, sign_in, clock):
    sign_in("marieke")

    clock.advance(timedelta(hours=7, minutes=59))
    assert client.get("/worklist/").status_code == 200
    clock.advance(timedelta(hours=8, minutes=1))
    assert client.get("/worklist/").status_code == 303


def test_asks_residents_again_after_a_quarter_of_an_hour(client, sign_in, clock):
    sign_in("mehmet")
    assert "Mehmet Aydin" in client.get("/").text

    clock.advance(timedelta(minutes=15, seconds=1))

    assert "Mehmet Aydin" not in client.get("/").text


def test_has_no_demo_persons_when_not_a_demonstration(client, people):
    assert client.post("/sign-in/demo/marieke").status_code == 404
    assert "Demonstratie" not in client.get("/").text


def test_shows_a_banner_when_a_demonstration(engine, settings):
    client = create_app(engine=engine, settings=replace(settings, demo=True)).test_client()

    for path in ("/", "/sign-in", "/nowhere"):
        assert "alles op deze website is verzonnen" in client.get(path).text


def test_asks_again_after_twelve_hours_however_busy_the_visit(client, sign_in, clock):
    sign_in("marieke")

    for _ in range(3):
        clock.advance(timedelta(hours=4))
        assert client.get("/worklist/").status_code == 200
    clock.advance(timedelta(minutes=1))

    assert client.get("/worklist/").status_code == 303


def test_looks_at_no_name_or_password_that_is_longer_than_any(client, people):
    answer = client.post("/sign-in", data={"name": "m" * 151, "password": PASSWORD})

    assert answer.status_code == 422
    assert "horen niet bij elkaar" in answer.text


class TestLatePost:
    """A form that arrives after the session ran out."""

    def late_page(self, app, client, sign_in, clock):
        app.add_url_rule("/worklist/late", "worklist.home_late", lambda: "stored", methods=["POST"])
        sign_in("marieke")
        clock.advance(timedelta(hours=9))
        return client.post("/worklist/late?x=1", data={"reason": "Omdat < het kan", "choice": ["a", "b"]})

    @pytest.fixture(autouse=True)
    def table(self, monkeypatch):
        monkeypatch.setattr(access, "TABLE", {**access.TABLE, "worklist.home_late": access.WORKERS})

    def test_asks_to_sign_in_and_stores_nothing(self, app, client, sign_in, clock):
        answer = self.late_page(app, client, sign_in, clock)

        assert answer.status_code == 401
        assert "staat daarna weer klaar" in answer.text
        assert "stored" not in answer.text

    def test_has_all_that_was_typed_ready_when_signed_in_again(self, app, client, sign_in, clock):
        late = _late_field(self.late_page(app, client, sign_in, clock).text)

        answer = client.post("/sign-in", data={"name": "marieke", "password": PASSWORD, "late": late})

        assert answer.status_code == 200
        assert 'action="/worklist/late?x=1"' in answer.text
        assert 'name="reason" value="Omdat &lt; het kan"' in answer.text
        assert answer.text.count('name="choice"') == 2

    def test_shows_nothing_of_it_when_somebody_else_signs_in(self, app, client, sign_in, clock):
        late = _late_field(self.late_page(app, client, sign_in, clock).text)

        answer = client.post("/sign-in", data={"name": "sanne", "password": PASSWORD, "late": late})

        assert answer.status_code == 303

    def test_shows_nothing_of_it_when_tampered_with(self, app, client, sign_in, clock):
        late = _late_field(self.late_page(app, client, sign_in, clock).text)

        answer = client.post("/sign-in", data={"name": "marieke", "password": PASSWORD, "late": late[:-3]})

        assert answer.status_code == 303


def test_demo_person_signs_in_without_password_when_a_demonstration(engine, settings, demo_person):
    client = create_app(engine=engine, settings=replace(settings, demo=True)).test_client()
    page = client.get("/sign-in").text
    token = regex.search(r'name="csrf_token" value="([^"]+)"', page).group(1)

    answer = client.post(f"/sign-in/demo/{demo_person.id}", data={"csrf_token": token})

    assert demo_person.display_name in page
    assert answer.headers["Location"] == "/"


def test_offers_only_demo_accounts_as_demo_persons(engine, settings, demo_person, people):
    client = create_app(engine=engine, settings=replace(settings, demo=True)).test_client()

    page = client.get("/sign-in").text

    assert demo_person.display_name in page
    assert "Marieke Bos" not in page


def _late_field(page):
    return regex.search(r'name="late" value="([^"]+)"', page).group(1)


def test_lets_others_write_while_a_password_is_judged(client, people, engine, monkeypatch):
    wrote, verify = [], accounts.PasswordHasher.verify

    def write_meanwhile(hasher, kept, password):
        with engine.work(SYSTEM) as work:
            wrote.append(work.now)
        return verify(hasher, kept, password)

    monkeypatch.setattr(accounts.PasswordHasher, "verify", write_meanwhile)

    answer = client.post("/sign-in", data={"name": "mehmet", "password": PASSWORD})

    assert (answer.status_code, len(wrote)) == (303, 1)

"""The database is busy, away or full: the page says so, says when to come back, and keeps what was typed."""

import html
import io
import re
import sqlite3

import pytest
import sqlalchemy as sa

from regelruimte.app import access, create_app
from regelruimte.engine.actors import SYSTEM
from regelruimte.engine.engine import Engine
from regelruimte.engine.errors import (
    DatabaseAway,
    DatabaseBusy,
    DatabaseFull,
    OutcomeUnknown,
    SchemaOutdated,
    TaskNotOpen,
)
from regelruimte.engine.patience import Patience
from regelruimte.engine.store.audit import SYSTEM_CHAIN, is_unbroken
from regelruimte.engine.store.database import file_of
from tests import permit
from tests.builders import process
from tests.desk import Desk
from tests.outages import Disk, at_next_commit

PDF = b"%PDF-1.7 a statement"
LONG = "Lindelaan 12 " * 1_500


@pytest.fixture
def disk(engine):
    return Disk(engine)


@pytest.fixture
def begun(client, sign_in, engine):
    """Begin an application as Mehmet; return its address."""
    permit.publish(engine)
    sign_in("mehmet")
    return client.post("/aanvragen/vergunning").headers["Location"].removesuffix("/u")


@pytest.fixture
def refusing(app, client, monkeypatch):
    """Post to a page that refuses with what it is told to."""

    def post(refusal, path="/refusing", **sent):
        def refuse():
            raise refusal

        app.add_url_rule(path, "portal.refusing", refuse, methods=["GET", "POST"])
        monkeypatch.setattr(access, "TABLE", {**access.TABLE, "portal.refusing": access.ANYONE})
        return client.post(path, **sent)

    return post


def away(*_args, **_named):
    raise DatabaseAway


def given_back(answer):
    """Return where the form of a page goes and what is in it, as a browser reads them."""
    main = answer.text.partition("<main")[2].partition("</main>")[0]
    form = re.search(r'<form method="post" action="([^"]*)">(.*?)</form>', main, re.DOTALL)
    fields = re.findall(r'name="([^"]*)" value="([^"]*)"', form[2])
    return html.unescape(form[1]), {html.unescape(name): html.unescape(value) for name, value in fields}


def test_keeps_what_was_typed_when_the_disk_is_full(client, begun, disk):
    disk.fill()

    answer = client.post(f"{begun}/u", data={"straat": LONG})

    assert answer.status_code == 503
    assert "Wij kunnen nu niets opslaan" in answer.text
    assert int(answer.headers["Retry-After"]) > 0
    assert given_back(answer) == (f"{begun}/u", {"straat": LONG})


def test_stores_nothing_in_part_when_the_disk_is_full(client, begun, disk):
    disk.fill()

    client.post(f"{begun}/u", data={"straat": LONG})

    disk.make_room()
    assert "Lindelaan 12 Lindelaan" not in client.get(f"{begun}/u").text


def test_takes_the_same_form_when_there_is_room_again(client, begun, disk):
    disk.fill()
    path, fields = given_back(client.post(f"{begun}/slot", data={"toelichting": LONG}))
    disk.make_room()

    client.post(path, data=fields)

    assert LONG.strip() in client.get(f"{begun}/slot").text


def test_asks_to_choose_a_file_again_when_the_disk_was_full(client, begun, disk):
    client.post(f"{begun}/u", data={"straat": "Lindelaan 12"})
    disk.fill()
    file = (io.BytesIO(PDF + b"x" * 100_000), "verklaring.pdf")
    data = {"kenteken": "GK-482-T", "eigenaar": "lease", "verklaring": file}

    answer = client.post(f"{begun}/auto", data=data, content_type="multipart/form-data")

    assert answer.status_code == 503
    assert "Uw bestand moet u daarna opnieuw kiezen" in answer.text
    assert given_back(answer)[1] == {"kenteken": "GK-482-T", "eigenaar": "lease"}


def test_is_not_ready_when_the_disk_is_full_and_ready_by_itself_when_there_is_room(client, begun, disk):
    disk.fill()
    client.post(f"{begun}/u", data={"straat": LONG})

    full = client.get("/readyz")
    disk.make_room()
    again = client.get("/readyz")

    assert (full.status_code, full.json) == (503, {"status": "database-full"})
    assert (again.status_code, again.json) == (200, {"status": "ready"})


def test_leaves_nothing_behind_when_room_was_looked_for(client, begun, disk, engine):
    disk.fill()
    client.post(f"{begun}/u", data={"straat": LONG})
    disk.make_room()
    client.get("/readyz")

    with engine.view(SYSTEM) as view:
        names = set(view.connection.exec_driver_sql("SELECT name FROM counter").scalars())
        assert is_unbroken(view.connection, SYSTEM_CHAIN)
    assert "room_to_write" not in names


def test_shows_cases_when_the_disk_is_full(client, begun, disk):
    disk.fill()

    assert client.get("/mijn-zaken").status_code == 200


@pytest.mark.parametrize(
    ("refusal", "seconds", "words"),
    [
        (DatabaseBusy(), 5, "Het is nu te druk"),
        (DatabaseAway(), 30, "Wij kunnen even niet bij onze gegevens"),
        (DatabaseFull(), 120, "Wij kunnen nu niets opslaan"),
        (SchemaOutdated(), 60, "Het is nu te druk"),
    ],
)
def test_says_what_is_the_matter_and_when_to_come_back(refusing, refusal, seconds, words):
    answer = refusing(refusal)

    assert (answer.status_code, answer.headers["Retry-After"]) == (503, str(seconds))
    assert words in answer.text


def test_says_no_time_when_waiting_does_not_help(refusing):
    assert "Retry-After" not in refusing(TaskNotOpen()).headers


def test_offers_to_send_again_when_a_key_keeps_it_from_being_stored_twice(refusing):
    answer = refusing(OutcomeUnknown(), data={"rr-key": "k1", "naam": "<b>"})

    assert "wij slaan het maar één keer op" in answer.text
    assert given_back(answer)[1] == {"rr-key": "k1", "naam": "<b>"}


def test_asks_to_look_first_when_it_could_be_stored_twice(refusing):
    answer = refusing(OutcomeUnknown(), data={"naam": "Mehmet"})

    assert "Kijk eerst of het er staat" in answer.text
    assert "Mehmet" not in answer.text


def test_tells_a_program_in_its_own_way(refusing):
    answer = refusing(DatabaseFull(), json={"naam": "Mehmet"})

    assert (answer.status_code, answer.json["code"]) == (503, "database-full")
    assert answer.headers["Retry-After"] == "120"


def test_gives_back_the_token_as_it_came_and_makes_no_better_one(app, client, sign_in, engine, monkeypatch):
    sign_in("mehmet")
    app.config["WTF_CSRF_ENABLED"] = True
    monkeypatch.setattr(engine, "view", away)

    answer = client.post("/aanvragen/vergunning", data={"csrf_token": "forged", "naam": "x"})

    # Who is asked after before the token is looked at: a form from elsewhere must not get a good one by it.
    assert answer.status_code == 503
    assert given_back(answer)[1] == {"csrf_token": "forged", "naam": "x"}


def test_never_gives_back_what_was_typed_at_signing_in(client, people, engine, monkeypatch):
    monkeypatch.setattr(engine, "work", away)

    answer = client.post("/sign-in", data={"name": "mehmet", "password": "geheim-woord"})

    assert answer.status_code == 503
    assert "geheim-woord" not in answer.text


@pytest.fixture
def locked(database_url, people, settings):
    """An application whose database is held by another program, and that waits a second at most."""
    impatient = Engine.open(database_url, patience=Patience(lock_seconds=1))
    holder = sqlite3.connect(file_of(database_url), isolation_level=None)
    holder.execute("BEGIN IMMEDIATE")
    app = create_app(engine=impatient, settings=settings)
    app.config.update(WTF_CSRF_ENABLED=False)
    yield app.test_client(), holder
    holder.close()
    impatient.close()


def test_answers_within_its_patience_when_another_program_holds_the_database(locked):
    client, holder = locked
    data = {"name": "mehmet", "password": "een-lang-wachtwoord"}

    held = client.post("/sign-in", data=data)
    holder.rollback()
    free = client.post("/sign-in", data=data)

    assert (held.status_code, free.status_code) == (503, 303)
    assert "Het is nu te druk" in held.text


@pytest.mark.parametrize("path", ["/", "/mijn-zaken", "/worklist/", "/studio/"])
def test_answers_every_room_when_the_database_is_gone(database_url, client, sign_in, engine, path):
    sign_in("mehmet")
    engine.close()
    file = file_of(database_url)
    elsewhere = file.rename(file.with_suffix(".elsewhere"))

    gone = client.get(path)
    elsewhere.rename(file)
    back = client.get(path)

    assert (gone.status_code, gone.headers["Retry-After"]) == (503, "30")
    assert f'href="{path}">Open de pagina opnieuw' in gone.text
    assert back.status_code in {200, 403}


def test_shows_its_style_sheets_when_the_database_is_gone(client, sign_in, engine, monkeypatch):
    sign_in("mehmet")
    monkeypatch.setattr(engine, "view", away)

    assert client.get("/static/nothing-here.css").status_code == 404


def test_invites_nobody_to_sign_in_who_could_not_be_asked_after(client, sign_in, engine, monkeypatch):
    sign_in("mehmet")
    monkeypatch.setattr(engine, "view", away)

    answers = [client.get(path).text for path in ("/mijn-zaken", "/worklist/", "/studio/")]

    assert [text for text in answers if "Inloggen" in text] == []


def test_says_not_that_it_went_well_when_the_commit_failed(client, sign_in, engine):
    desk = Desk(engine)
    desk.publish(process().start().user("look", name="Bekijken").end("done"))
    number = desk.start()
    task = desk.open_tasks(number)["Bekijken"].id
    sign_in("marieke")

    lost = sqlite3.OperationalError("disk I/O error")
    lost.sqlite_errorcode, lost.sqlite_errorname = sqlite3.SQLITE_IOERR_FSYNC, "SQLITE_IOERR_FSYNC"

    def lose_the_line(_connection, _commit):
        raise sa.exc.OperationalError("COMMIT", None, lost)

    with at_next_commit(lose_the_line):
        answer = client.post(f"/worklist/tasks/{task}", data={"rr-key": "k1", "rr-verslag": "ja"})
    after = client.get(f"/worklist/cases/{number}")

    assert (answer.status_code, "wij slaan het maar één keer op" in answer.text) == (503, True)
    assert "U rondde" not in answer.text + after.text
    assert list(desk.open_tasks(number)) == ["Bekijken"]

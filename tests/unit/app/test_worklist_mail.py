"""Mail at the desk, and the command that takes it in."""

import pytest
from click.testing import CliRunner

from regelruimte.app.cli import main
from regelruimte.engine import mail_in
from regelruimte.engine.actors import SYSTEM
from tests import worklist_process as permit

HEAD = b"From: Mehmet <m@example.nl>\r\nSubject: <b>Vraag</b>\r\nMessage-ID: <1@example.nl>\r\n"
MAIL = HEAD + b"\r\n<script>x</script>\r\n"


@pytest.fixture
def worker(engine, client):
    return permit.sign_in_worker(engine, client)


@pytest.fixture
def mail(engine, worker):
    with engine.work(SYSTEM) as work:
        return mail_in.take_in_mail(work, MAIL)


def test_lists_what_waits_and_shows_it_as_text(client, mail):
    listed = client.get("/worklist/mail").text
    shown = client.get(f"/worklist/mail/{mail.id}").text

    for page in (listed, shown):
        assert "&lt;b&gt;Vraag&lt;/b&gt;" in page
        assert "Er staat geen zaaknummer in." in page
    assert "&lt;script&gt;x&lt;/script&gt;" in shown


def test_gives_the_whole_mail_as_a_download(client, mail):
    answer = client.get(f"/worklist/mail/{mail.id}/source")

    assert answer.data == MAIL
    assert answer.headers["Content-Disposition"].startswith("attachment")


def test_brings_a_mail_to_a_case(client, engine, mail):
    permit.publish(engine)
    number = permit.start(engine)

    answer = client.post(f"/worklist/mail/{mail.id}/place", data={"number": number})

    assert answer.status_code == 303
    assert "E-mail" in client.get(answer.headers["Location"]).text
    assert client.post(f"/worklist/mail/{mail.id}/place", data={"number": number}).status_code == 303
    assert "Er ligt geen e-mail te wachten" in client.get("/worklist/mail").text


def test_says_what_is_wrong_when_there_is_no_such_case(client, mail):
    answer = client.post(f"/worklist/mail/{mail.id}/place", data={"number": "Z-1"})

    assert answer.status_code == 422
    assert "Wij kennen geen zaak met dit nummer." in answer.text


def test_asks_why_when_a_mail_is_put_away(client, mail):
    without = client.post(f"/worklist/mail/{mail.id}/put-away", data={"reason": ""})
    done = client.post(f"/worklist/mail/{mail.id}/put-away", data={"reason": "reclame"})

    assert (without.status_code, done.status_code) == (422, 303)
    assert "behandeld" in client.get(f"/worklist/mail/{mail.id}").text


def test_is_not_found_when_there_is_no_such_mail(client, worker):
    assert client.get("/worklist/mail/none").status_code == 404
    assert client.post("/worklist/mail/none/place", data={"number": "Z-1"}).status_code == 404


def test_takes_in_a_mail_from_the_pipe_of_a_mail_server(database_url, monkeypatch):
    monkeypatch.setenv("REGELRUIMTE_DATABASE_URL", database_url)

    done = CliRunner().invoke(main, ["mail-in"], input=MAIL)

    assert (done.exit_code, done.output.strip()) == (0, "waits for a person: no-number")


def test_lets_the_mail_server_try_again_when_there_is_no_database(tmp_path, monkeypatch):
    monkeypatch.setenv("REGELRUIMTE_DATABASE_URL", f"sqlite:///{tmp_path}/none.sqlite")

    assert CliRunner().invoke(main, ["mail-in"], input=MAIL).exit_code == 75


def test_gives_a_mail_back_when_it_is_too_large(database_url, monkeypatch):
    monkeypatch.setenv("REGELRUIMTE_DATABASE_URL", database_url)
    monkeypatch.setattr(mail_in, "LARGEST_BYTES", 10)

    assert CliRunner().invoke(main, ["mail-in"], input=MAIL).exit_code == 65

"""Pages for machines: whether the server lives, and whether it can do its work."""

import pytest

from regelruimte.app import create_app
from regelruimte.engine.engine import Engine
from regelruimte.engine.store.schema import newest_revision
from tests.expanding import expand


@pytest.fixture
def unmigrated(tmp_path, settings):
    engine = Engine.open(f"sqlite:///{tmp_path}/empty.sqlite")
    yield create_app(engine=engine, settings=settings).test_client()
    engine.close()


@pytest.fixture
def without_database(tmp_path, settings):
    folder = tmp_path / "away"
    engine = Engine.open(f"sqlite:///{folder}/cases.sqlite")
    folder.rmdir()
    yield create_app(engine=engine, settings=settings).test_client()
    engine.close()


def test_is_ready_when_the_database_answers_with_the_schema_of_this_release(client):
    answer = client.get("/readyz")

    assert (answer.status_code, answer.json) == (200, {"status": "ready"})


def test_is_not_ready_when_the_schema_is_older(unmigrated):
    answer = unmigrated.get("/readyz")

    assert (answer.status_code, answer.json) == (503, {"status": "schema-outdated"})


def test_stays_ready_when_a_newer_release_only_added_to_the_schema(client, database_url):
    expand(database_url, runs_beside=newest_revision())

    assert client.get("/readyz").status_code == 200


def test_is_not_ready_when_a_newer_release_took_something_away(client, database_url):
    expand(database_url, runs_beside="9998")

    answer = client.get("/readyz")

    assert (answer.status_code, answer.json) == (503, {"status": "schema-too-new"})


def test_is_not_ready_when_the_database_is_away(without_database):
    answer = without_database.get("/readyz")

    assert (answer.status_code, answer.json) == (503, {"status": "database-unreachable"})


def test_lives_when_the_database_is_away(without_database):
    assert without_database.get("/healthz").status_code == 200


def test_looks_up_nobody_when_a_probe_brings_a_session(client, sign_in, engine, monkeypatch):
    sign_in("marieke")
    monkeypatch.setattr(engine, "view", lambda *_: pytest.fail("a probe looked somebody up"))

    assert client.get("/healthz").status_code == 200
    assert client.get("/readyz").status_code == 200


@pytest.mark.parametrize("path", ["/healthz", "/readyz"])
def test_keeps_nothing_and_is_kept_nowhere_when_a_probe_asks(client, path):
    answer = client.get(path)

    assert answer.headers["Cache-Control"] == "no-store"
    assert "Set-Cookie" not in answer.headers

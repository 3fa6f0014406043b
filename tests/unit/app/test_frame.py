import json
from dataclasses import replace

import pytest

from regelruimte.app import create_app, static_files


def test_healthz_answers_when_the_server_does(client):
    answer = client.get("/healthz")

    assert (answer.status_code, answer.json) == (200, {"status": "ok"})


def test_shows_only_ways_to_get_help_that_exist(engine, settings, client):
    told = replace(settings, contact_phone="14 0599", contact_phone_hours="Werkdagen van 9.00 tot 17.00 uur")
    page = create_app(engine=engine, settings=told).test_client().get("/").text

    assert 'href="tel:140599"' in page
    assert "Kom langs" not in page
    assert "Hulp nodig?" not in client.get("/").text


def test_menu_has_only_pages_that_exist_and_are_open(client, sign_in):
    sign_in("marieke")

    page = client.get("/worklist/").text

    assert 'href="/worklist/" aria-current="page"' in page
    assert 'href="/studio/"' not in page


def test_writes_the_persons_name_as_text(client, engine, sign_in):
    sign_in("mehmet")

    assert "Mehmet Aydin" in client.get("/").text


class TestStaticFiles:
    @pytest.fixture(autouse=True)
    def dist(self, tmp_path, monkeypatch):
        folder = tmp_path / "dist"
        folder.mkdir()
        (folder / "rr-abc.css").write_text("a{}")
        (folder / "plain.css").write_text("b{}")
        (folder / "manifest.json").write_text(json.dumps({"rr.css": "rr-abc.css"}))
        monkeypatch.setattr("regelruimte.app.wiring.dist_folder", lambda: folder)
        monkeypatch.setattr(static_files, "dist_folder", lambda: folder)

    def test_names_the_built_file_when_the_manifest_has_it(self, engine, settings):
        page = create_app(engine=engine, settings=settings).test_client().get("/").text

        assert 'href="/static/rr-abc.css"' in page
        assert 'href="/static/portal.css"' in page

    def test_keeps_a_file_for_a_year_only_when_its_name_has_a_hash(self, engine, settings):
        client = create_app(engine=engine, settings=settings).test_client()

        with client.get("/static/rr-abc.css") as hashed, client.get("/static/plain.css") as plain:
            assert "immutable" in hashed.headers["Cache-Control"]
            assert "immutable" not in plain.headers["Cache-Control"]

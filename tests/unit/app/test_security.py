from dataclasses import replace

import pytest

from regelruimte.app import access, create_app
from regelruimte.app.security import framed_by_own_pages

STRICT = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self' data:; "
    "connect-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
)


@pytest.mark.parametrize("path", ["/", "/sign-in", "/nowhere", "/healthz", "/worklist/nowhere"])
def test_every_answer_is_under_the_strict_policy(client, path):
    answer = client.get(path)

    assert answer.headers["Content-Security-Policy"] == STRICT
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Referrer-Policy"] == "same-origin"
    assert "camera=()" in answer.headers["Permissions-Policy"]


def test_only_the_studio_may_set_styles(client, sign_in):
    sign_in("sanne")

    assert "style-src 'self' 'unsafe-inline'" in client.get("/studio/").headers["Content-Security-Policy"]
    assert "unsafe-inline" not in client.get("/").headers["Content-Security-Policy"]


def test_own_pages_may_frame_a_page_only_when_it_says_so(app, client, monkeypatch):
    app.add_url_rule("/preview", "portal.preview", framed_by_own_pages(lambda: "shown"))
    monkeypatch.setattr(access, "TABLE", {**access.TABLE, "portal.preview": access.ANYONE})

    assert "frame-ancestors 'self'" in client.get("/preview").headers["Content-Security-Policy"]


def test_pages_are_not_kept_by_browsers(client):
    assert client.get("/").headers["Cache-Control"] == "no-store"


def test_cookie_is_kept_from_scripts_and_other_sites(client, people):
    cookie = client.get("/language/en").headers["Set-Cookie"]

    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie
    assert "Secure" not in cookie


def test_stays_on_https_when_cookies_are_secure(engine, settings):
    client = create_app(engine=engine, settings=replace(settings, secure_cookies=True)).test_client()

    answer = client.get("/language/en")

    assert "Secure" in answer.headers["Set-Cookie"]
    assert "max-age=" in answer.headers["Strict-Transport-Security"]


def test_no_page_has_style_attributes_or_inline_scripts(client, sign_in):
    sign_in("sanne")

    for path in ("/", "/sign-in", "/studio/", "/nowhere"):
        page = client.get(path).text
        assert " style=" not in page
        assert "<script>" not in page


def test_refuses_a_form_without_its_token(app, client):
    app.config["WTF_CSRF_ENABLED"] = True

    assert client.post("/sign-in", data={"name": "x", "password": "y"}).status_code == 400

"""The product in a real browser: a live server with demo persons on a database of its own, and Chromium."""

import shutil
import threading
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest
from werkzeug.serving import make_server

from regelruimte.app.demo import PERSONS
from regelruimte.app.settings import Settings
from regelruimte.app.wiring import create_app
from regelruimte.engine import accounts, definitions
from regelruimte.engine.actors import SYSTEM
from regelruimte.engine.clock import VirtualClock
from regelruimte.engine.connect.demo import demo_connectors
from regelruimte.engine.engine import Engine

CHROMIUM = shutil.which("chromium")
DIST = Path(__file__).resolve().parents[2] / "static" / "dist"
GROUPS = ("Team Parkeren", "Team Inkomen", "Wijkteam")


@dataclass
class Server:
    """A running product.

    Attributes:
        url: its address, without a slash at the end.
        engine: the engine it runs on; clock: its time, which only moves when a test moves it.
    """

    url: str
    engine: Engine
    clock: VirtualClock


def answered_whole(app):
    """Read each answer before it is sent, so that a browser that goes away leaves no file open."""

    def answer(environ, start_response):
        parts = app(environ, start_response)
        try:
            return [b"".join(parts)]
        finally:
            parts.close()

    return answer


@pytest.fixture(scope="session")
def browser():
    sync_api = pytest.importorskip("playwright.sync_api")
    if CHROMIUM is None:
        pytest.skip("Chromium is not installed")
    if not (DIST / "manifest.json").exists():
        pytest.skip("static/dist is not built")
    with sync_api.sync_playwright() as playwright:
        launched = playwright.chromium.launch(
            executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"]
        )
        yield launched
        launched.close()


@pytest.fixture
def server(tmp_path):
    clock = VirtualClock(datetime(2026, 11, 23, 9, 0, tzinfo=UTC))
    engine = Engine.open(f"sqlite:///{tmp_path}/live.sqlite", clock=clock, connectors=demo_connectors())
    engine.migrate()
    with engine.work(SYSTEM) as work:
        for group in GROUPS:
            definitions.put_group(work, group)
        for person in PERSONS:
            accounts.create_account(work, person)
    settings = Settings(
        demo=True,
        secret_key="s" * 32,
        instance_folder=str(tmp_path),
        contact_phone="088 012 34 56",
        contact_phone_hours="Op werkdagen van 8.30 tot 17.00 uur.",
    )
    app = answered_whole(create_app(engine=engine, settings=settings))
    listening = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=listening.serve_forever, daemon=True)
    thread.start()
    yield Server(f"http://127.0.0.1:{listening.server_port}", engine, clock)
    listening.shutdown()
    listening.server_close()
    thread.join()
    engine.close()


@pytest.fixture
def new_page(browser, server):
    """Open a page in a session of its own; a script error on any of them fails the test."""
    problems = []
    contexts = []

    def open_page(*, width=1280, height=800, **options):
        viewport = {"width": width, "height": height}
        context = browser.new_context(
            **{"base_url": server.url, "locale": "nl-NL", "viewport": viewport, **options}
        )
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(15_000)
        page.on("pageerror", lambda error: problems.append(str(error)))
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert problems == []


@pytest.fixture
def page(new_page, request):
    """A page at 1280 px; a test gives it other options by `parametrize("page", [{...}], indirect=True)`."""
    return new_page(**getattr(request, "param", {}))


@pytest.fixture
def sign_in_as(page):
    """Sign a demo person in by name, on the test's page or on another."""

    def sign_in(name, *, on=None):
        used = on or page
        used.goto("/sign-in")
        used.get_by_role("button", name=name).click()
        used.wait_for_url(lambda address: "/sign-in" not in address)
        return used

    return sign_in

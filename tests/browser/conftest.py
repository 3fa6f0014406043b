"""The whole product in Chromium: a live server in demonstration mode on a database of its own."""

from __future__ import annotations

import shutil
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from werkzeug.serving import make_server

from regelruimte.app import create_app
from regelruimte.app.demo import set_up_demo
from regelruimte.app.settings import Settings
from regelruimte.engine.engine import Engine

CHROMIUM = shutil.which("chromium")
DIST = Path(__file__).resolve().parents[2] / "static" / "dist"


@dataclass(frozen=True)
class Server:
    """A running product."""

    url: str
    engine: Engine


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    sync_api = pytest.importorskip("playwright.sync_api")
    if CHROMIUM is None:
        pytest.skip("Chromium is not installed")
    if not (DIST / "manifest.json").exists():
        pytest.skip("static/dist is not built")
    with sync_api.sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield started
        started.close()


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    engine = Engine.open(f"sqlite:///{tmp_path}/live.sqlite")
    engine.migrate()
    list(set_up_demo(engine))
    settings = Settings(
        demo=True,
        secret_key="s" * 32,
        instance_folder=str(tmp_path),
        contact_phone="088 012 34 56",
        contact_phone_hours="Op werkdagen van 8.30 tot 17.00 uur.",
    )
    live = make_server("127.0.0.1", 0, create_app(engine=engine, settings=settings), threaded=True)
    thread = threading.Thread(target=live.serve_forever, daemon=True)
    thread.start()
    yield Server(f"http://127.0.0.1:{live.server_port}", engine)
    live.shutdown()
    thread.join()
    live.server_close()
    engine.close()


@pytest.fixture
def page(browser: Any, server: Server, request: pytest.FixtureRequest) -> Iterator[Any]:
    """A page at 1280 px; `@pytest.mark.parametrize("page", [{...}], indirect=True)` gives it other options."""
    options = {"viewport": {"width": 1280, "height": 900}, "base_url": server.url}
    context = browser.new_context(**{**options, **getattr(request, "param", {})})
    yield context.new_page()
    context.close()


@pytest.fixture
def sign_in_as(page: Any) -> Callable[[str], None]:
    """Sign in as a demo person, by the name on the screen."""

    def sign_in(name: str) -> None:
        page.goto("/sign-in")
        page.get_by_role("button", name=name).click()

    return sign_in

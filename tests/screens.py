"""Make the pictures of `docs/screens` from the demonstration: `python -m tests.screens [FOLDER]`."""

import os
import shutil
import sys
import tempfile
import threading
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from playwright.sync_api import sync_playwright
from werkzeug.serving import make_server

from regelruimte.app import create_app
from regelruimte.app.demo import set_up_demo
from regelruimte.app.settings import Settings
from regelruimte.engine.clock import VirtualClock
from regelruimte.engine.connect.demo import demo_connectors
from regelruimte.engine.engine import Engine
from regelruimte.engine.ids import SeededIds

FOLDER = Path(__file__).resolve().parents[1] / "docs" / "screens"
NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
WIDE, PHONE = {"width": 1280, "height": 900}, {"width": 390, "height": 844}
CITIZEN, WORKER, EXPERT, ADMIN = "Mehmet Aydin", "Marieke Bos", "Sanne de Wit", "Omar Yıldız"
PARKING = "/studio/definitions/bewonersparkeervergunning"
DRAWN = "#drawing[data-ready=yes]"
EDITED = "#canvas[data-ready=yes]"


def open_portal(page):
    """Go to the questions of the portal."""
    page.goto("/")


def open_worklist(page):
    """Go to what waits for the groups of a case worker."""
    page.goto("/worklist/?pile=group")


def open_case(page):
    """Go to the case of the first task where a case worker may decide otherwise, else of the first task."""
    open_worklist(page)
    numbers = page.locator('main a[href*="/worklist/cases/Z-"]').evaluate_all(
        "all => all.map(one => one.getAttribute('href'))"
    )
    for number in numbers:
        page.goto(number)
        if page.locator(".rr-panel--room").count():
            break
    page.wait_for_selector(DRAWN)


def open_studio(page):
    """Go to the drawing of the parking permit."""
    page.goto(PARKING)
    page.wait_for_selector(EDITED)


def open_trial(page):
    """Go to the trial that runs."""
    page.goto("/studio/trials")
    page.locator('main a[href^="/studio/trials/"]').first.click()
    page.wait_for_load_state()


def open_move(page):
    """Go to what would become of the running cases of the parking permit."""
    page.goto(f"{PARKING}/moves/new")


def open_repair(page):
    """Go to the repair of the newest case that runs."""
    page.goto("/worklist/cases")
    page.locator("tr", has_text="Loopt").first.get_by_role("link").click()
    page.get_by_role("link", name="Herstel", exact=True).click()
    page.wait_for_selector(DRAWN)


SCREENS = (
    ("portal", CITIZEN, WIDE, open_portal),
    ("portal-390", CITIZEN, PHONE, open_portal),
    ("worklist", WORKER, WIDE, open_worklist),
    ("case", WORKER, WIDE, open_case),
    ("studio", EXPERT, WIDE, open_studio),
    ("trial", EXPERT, WIDE, open_trial),
    ("move", EXPERT, WIDE, open_move),
    ("repair", ADMIN, WIDE, open_repair),
)


@contextmanager
def demonstration(folder):
    """Run the demonstration on a database in a folder; yield its address."""
    url = f"sqlite:///{folder}/screens.sqlite"
    os.environ["REGELRUIMTE_DEMO"] = "1"
    clock = VirtualClock(NOW)
    engine = Engine.open(url, clock=clock, ids=SeededIds(5), connectors=demo_connectors())
    engine.migrate()
    for line in set_up_demo(url, until=NOW):
        print(line)
    settings = Settings(demo=True, secret_key="s" * 32, instance_folder=folder, contact_phone="088 012 34 56")
    server = make_server("127.0.0.1", 0, create_app(engine=engine, settings=settings), threaded=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()
    engine.close()


def take(browser, address, screen, folder):
    """Sign somebody in and keep a picture of one screen."""
    name, person, viewport, open_screen = screen
    context = browser.new_context(
        base_url=address, viewport=viewport, locale="nl-NL", reduced_motion="reduce"
    )
    page = context.new_page()
    page.goto("/sign-in")
    page.get_by_role("button", name=person).click()
    page.wait_for_url(lambda there: "/sign-in" not in there)
    open_screen(page)
    page.evaluate("document.fonts.ready")
    path = folder / f"{name}.png"
    page.screenshot(path=path)
    print(f"{path.name}: {path.stat().st_size // 1024} kB")
    context.close()


def main(folder):
    """Make every picture anew."""
    folder.mkdir(parents=True, exist_ok=True)
    with (
        tempfile.TemporaryDirectory() as scratch,
        demonstration(scratch) as address,
        sync_playwright() as playwright,
    ):
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        for screen in SCREENS:
            take(browser, address, screen, folder)
        browser.close()


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else FOLDER)

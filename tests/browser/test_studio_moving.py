"""Moving running cases to another version in a real browser: from the plan to the progress and back."""

import pytest

from regelruimte.app.cli_definitions import publish_bundle
from regelruimte.engine.actors import SYSTEM
from tests import worklist_process
from tests.accessibility import violations_on
from tests.builders import process

expect = pytest.importorskip("playwright.sync_api").expect

pytestmark = pytest.mark.browser
MOVES = "/studio/definitions/vergunning/moves"


def line(*steps):
    drawing = process("vergunning", name="Parkeervergunning aanvragen").start(name="Aanvraag")
    for element, name in steps:
        worklist_process.user(drawing, element, name)
    return {"process.bpmn": drawing.end(name="Klaar").bpmn()}


@pytest.fixture
def numbers(server):
    """Return two cases on version 1: one at a step that version 2 has, one at a step it does not have."""
    worklist_process.publish(server.engine, line(("vraag", "Vraag na"), ("betaal", "Betaal")))
    numbers = [worklist_process.start(server.engine, key=f"start-{each}") for each in range(2)]
    task = worklist_process.open_tasks(server.engine, numbers[1])["Vraag na"]
    worklist_process.complete(server.engine, task.id)
    with server.engine.work(SYSTEM) as work:
        files = line(("vraag", "Vraag na"), ("factuur", "Stuur een factuur"))
        publish_bundle(work, "vergunning", files, note="Factuur in plaats van betalen")
    return numbers


def move_all(page):
    page.get_by_role("button", name="Laat alle 2 zaken overstappen").click()
    page.get_by_role("button", name="Laat overstappen").click()
    expect(page.get_by_role("status")).to_contain_text("Bezig: 0 van 2 zaken klaar.")


def test_moves_cases_and_follows_them(page, server, sign_in_as, numbers):
    sign_in_as("Sanne de Wit")
    page.goto("/studio/definitions/vergunning/versions")
    page.get_by_role("link", name="Lopende zaken laten overstappen").click()
    page.get_by_role("button", name="Bekijk wie kan overstappen").click()
    expect(page.get_by_role("heading", name="kan niet 1 zaak")).to_be_visible()
    page.get_by_label("Betaal (1 zaak)").select_option("Stuur een factuur")
    page.get_by_role("button", name="Bekijk met deze keuzes").click()
    page.get_by_role("button", name="Probeer het uit").click()
    expect(page.get_by_role("status")).to_contain_text("2 van 2 zaken kunnen overstappen")
    move_all(page)

    server.engine.run_due()

    expect(page.get_by_role("status")).to_contain_text("Klaar. 2 overgestapt.")
    assert page.get_by_role("link", name="Ververs").count() == 0
    assert "Stuur een factuur" in worklist_process.open_tasks(server.engine, numbers[1])
    page.get_by_role("link", name=f"Laat teruggaan {numbers[1]}").click()
    page.get_by_role("button", name="Laat teruggaan").click()
    server.engine.run_due()
    expect(page.get_by_role("status")).to_contain_text("1 teruggegaan")
    assert "Betaal" in worklist_process.open_tasks(server.engine, numbers[1])


def test_shows_the_progress_by_refreshing_without_script(new_page, server, sign_in_as, numbers):
    page = new_page(java_script_enabled=False)
    sign_in_as("Sanne de Wit", on=page)
    page.goto(f"{MOVES}/new?from=1&to=2&map.betaal=factuur")
    move_all(page)

    server.engine.run_due()
    page.get_by_role("link", name="Ververs").click()

    expect(page.get_by_role("status")).to_contain_text("Klaar. 2 overgestapt.")


@pytest.mark.parametrize(
    "page",
    [{}, {"width": 390}, {"color_scheme": "dark"}],
    ids=["wide", "phone", "dark"],
    indirect=True,
)
def test_every_page_is_accessible(page, server, sign_in_as, numbers):
    sign_in_as("Sanne de Wit")

    def look():
        assert violations_on(page) == [], page.url
        assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), page.url

    for address in (MOVES, f"{MOVES}/new?from=2&to=1", f"{MOVES}/new?from=1&to=2"):
        assert page.goto(address).status == 200
        look()
    page.get_by_role("button", name="Laat de gekozen zaken overstappen").click()
    expect(page.get_by_role("alert")).to_contain_text("U koos nog geen zaak.")
    look()
    page.goto(f"{MOVES}/new?from=1&to=2")
    page.get_by_role("button", name="Laat deze 1 zaak overstappen").click()
    look()
    page.get_by_role("button", name="Laat overstappen").click()
    look()
    server.engine.run_due()
    expect(page.get_by_role("status")).to_contain_text("Klaar.")
    look()
    page.get_by_role("link", name="Laat 1 zaak teruggaan").click()
    look()

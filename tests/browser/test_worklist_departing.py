"""Leaving the usual path in a real browser: without script, and held to axe on both widths."""

import pytest

from regelruimte.engine import definitions, detours
from regelruimte.engine.actors import SYSTEM
from tests import accessibility, worklist_process

expect = pytest.importorskip("playwright.sync_api").expect

pytestmark = pytest.mark.browser


@pytest.fixture
def number(server):
    worklist_process.publish(server.engine)
    started = worklist_process.start(server.engine)
    worklist_process.close_block(server.engine, started)
    return started


@pytest.mark.parametrize("width", [1280, 390])
def test_is_accessible_on_every_page_of_leaving_the_path(page, sign_in_as, server, number, width):
    task = worklist_process.open_tasks(server.engine, number)["Beoordeel de aanvraag"]
    page.set_viewport_size({"width": width, "height": 900})
    sign_in_as("Marieke Bos")
    page.goto(f"/worklist/cases/{number}/detours")
    assert accessibility.violations_on(page) == []
    for link in ("Sla over Beoordeel de aanvraag", "Vervang Beoordeel de aanvraag", "Besluit anders",
                 "Start een deelzaak"):  # fmt: skip
        page.goto(f"/worklist/cases/{number}/detours")
        page.get_by_role("link", name=link).first.click()
        page.wait_for_load_state()
        assert accessibility.violations_on(page) == [], link
        assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), link
    worklist_process.complete(server.engine, task.id, form="oordeel", besluit="ja")
    page.goto(f"/worklist/cases/{number}/detours")
    page.get_by_role("link", name="Doe opnieuw").click()
    page.wait_for_load_state()
    assert accessibility.violations_on(page) == []


@pytest.mark.parametrize("width", [1280, 390])
def test_is_accessible_where_somebody_else_agrees_and_in_a_sub_case(page, sign_in_as, server, width):
    with server.engine.work(SYSTEM) as work:
        definitions.put_group(work, "Toetsers")
    model = worklist_process.model().replace(b'limit="', b'secondEyes="toetsers" limit="')
    worklist_process.publish(server.engine, worklist_process.bundle() | {"process.bpmn": model})
    number = worklist_process.start(server.engine)
    worklist_process.close_block(server.engine, number)
    with server.engine.work(worklist_process.WORKER) as work:
        step = detours.list_open_steps(work, number)[0]
        why = detours.Motive("Het knelt", room="r1")
        asked = detours.skip_step(work, number, detours.Skip(step.step, step.instance, why))
        sub = detours.start_sub_case(work, number, detours.SubCase("vergunning", "Zij verhuist"))
    page.set_viewport_size({"width": width, "height": 900})
    sign_in_as("Marieke Bos")
    for path in (
        f"detours/{asked.id}/agree",
        f"sub-cases/{sub.id}",
        f"detours/{sub.id}/cancel",
        "decisions",
        "",
    ):
        page.goto(f"/worklist/cases/{number}/{path}".rstrip("/"))
        page.wait_for_load_state()
        assert accessibility.violations_on(page) == [], path
        assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), path


def test_replaces_a_step_and_goes_on_when_that_is_done(page, sign_in_as, number):
    sign_in_as("Marieke Bos")
    page.goto(f"/worklist/cases/{number}")
    page.get_by_role("link", name="Start een omweg").first.click()
    page.get_by_role("link", name="Vervang Beoordeel de aanvraag").click()
    page.get_by_label("Wat moet er gebeuren?").fill("Overleg met de wijk")
    page.get_by_label("Waarom wijkt u hier af van de gewone weg?").fill("Zij is bij de wijk bekend")
    page.get_by_label("Geef een vergunning waar de regels knellen").check()
    page.get_by_role("button", name="Vervang de stap").click()

    expect(page.get_by_role("status").filter(has_text="De stap is vervangen")).to_be_visible()
    page.get_by_role("button", name="Pak op Overleg met de wijk").click()
    page.get_by_role("link", name="Open de taak Overleg met de wijk").click()
    page.get_by_role("button", name="Rond de taak af").click()
    expect(page.get_by_role("heading", name="Wacht op de inwoner: Geef uw kenteken door")).to_be_visible()

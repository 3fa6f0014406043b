"""The desk in a real browser: worklist, tasks, detours and own steps, with and without script."""

from pathlib import Path

import pytest

from regelruimte.engine import accounts
from regelruimte.engine.actors import SYSTEM
from tests import worklist_process

expect = pytest.importorskip("playwright.sync_api").expect

AXE = Path(__file__).resolve().parents[2] / "static" / "node_modules" / "axe-core" / "axe.min.js"

pytestmark = pytest.mark.browser


@pytest.fixture
def number(server):
    worklist_process.publish(server.engine)
    return worklist_process.start(server.engine)


@pytest.fixture
def judged(server, number):
    worklist_process.close_block(server.engine, number)
    return number


def assert_accessible(page):
    """Fail on any violation axe finds, and when the page is wider than the screen."""
    if not AXE.exists():
        pytest.skip("axe-core is not installed: run npm ci in static/")
    page.evaluate(AXE.read_text(encoding="utf-8"))
    found = page.evaluate("axe.run().then(r => r.violations.map(v => [v.id, v.nodes.map(n => n.html)]))")
    assert found == [], page.url
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), page.url


def test_takes_and_completes_a_task(page, sign_in_as, judged):
    sign_in_as("Marieke Bos")
    page.get_by_role("link", name="Bekijk taken van mijn groepen").click()
    page.get_by_role("button", name="Pak op Beoordeel de aanvraag").click()
    page.get_by_role("link", name="Mijn taken").click()
    page.get_by_role("link", name="Beoordeel de aanvraag").click()
    page.get_by_label("Wat vindt u ervan?").fill("Zij rijdt voor haar werk")
    page.get_by_role("button", name="Volgende: Uw besluit").click()
    page.get_by_label("Geef de vergunning").check()
    page.get_by_role("button", name="Rond de taak af").click()

    expect(page.get_by_role("status").filter(has_text="U rondde ‘Beoordeel de aanvraag’ af.")).to_be_visible()
    expect(page.get_by_role("heading", name="Wacht op de inwoner: Geef uw kenteken door")).to_be_visible()


def test_draws_where_the_case_is(page, sign_in_as, judged):
    sign_in_as("Marieke Bos")
    page.goto(f"/worklist/cases/{judged}")
    page.wait_for_selector("#drawing[data-ready]")

    expect(page.locator('#drawing [data-element-id="oordeel"].is-now')).to_have_count(1)
    expect(page.locator('#drawing [data-element-id="regels"].is-done')).to_have_count(1)


def test_starts_a_free_step_by_keyboard_and_a_detour_with_a_reason(page, sign_in_as, number):
    sign_in_as("Marieke Bos")
    page.goto(f"/worklist/cases/{number}")
    page.get_by_role("button", name="Start Bel de inwoner").focus()
    page.keyboard.press("Enter")
    page.get_by_role("heading", name="Nog niet opgepakt: Bel de inwoner").wait_for()

    page.get_by_role("link", name="Start Ga op huisbezoek").click()
    page.get_by_role("button", name="Start de omweg").click()
    expect(page.get_by_role("link", name="Schrijf op waarom.")).to_be_visible()
    page.get_by_label("Waarom neemt u deze omweg?").fill("Er is meer aan de hand")
    page.get_by_role("button", name="Start de omweg").click()

    expect(page.get_by_text("Omweg gestart: Ga op huisbezoek").first).to_be_visible()


def test_adds_an_own_step_that_holds_the_usual_path_without_script(new_page, sign_in_as, judged):
    page = new_page(java_script_enabled=False)
    sign_in_as("Marieke Bos", on=page)
    page.goto(f"/worklist/cases/{judged}")
    expect(page.get_by_role("listitem").filter(has_text="Recht berekenen").first).to_be_visible()
    page.get_by_role("link", name="Start een omweg").click()
    page.get_by_role("link", name="Voeg een eigen stap toe").click()
    page.get_by_label("Wat moet er gebeuren?").fill("Bel de huisarts")
    page.get_by_label("Wacht tot deze stap klaar is").check()
    page.get_by_label("Waarom is deze stap nodig?").fill("Zij is ziek")
    page.get_by_role("button", name="Voeg de stap toe").click()

    expect(page.get_by_role("heading", name="De gewone weg wacht op: Bel de huisarts")).to_be_visible()
    expect(page.get_by_role("heading", name="Wacht: Beoordeel de aanvraag")).to_be_visible()


@pytest.mark.parametrize(
    "page",
    [{}, {"width": 390}, {"width": 320}, {"color_scheme": "dark"}],
    ids=["wide", "phone", "narrow", "dark"],
    indirect=True,
)
def test_every_page_is_accessible(page, server, sign_in_as, number):
    other = worklist_process.start(server.engine, key="start-2")
    worklist_process.close_block(server.engine, other)
    detour = worklist_process.add_own_step(server.engine, other)
    own = worklist_process.open_tasks(server.engine, other)["Bel de huisarts"]
    scope = worklist_process.offer(server.engine, number, "Ga op huisbezoek").startable.scope_step
    sign_in_as("Marieke Bos")

    case, held = f"/worklist/cases/{number}", f"/worklist/cases/{other}"
    for address in (
        "/worklist/", "/worklist/?pile=all", "/worklist/cases", case, held,
        f"{held}/facts", f"{held}/documents", f"{held}/decisions", f"{held}/log",
        f"/worklist/tasks/{own.id}", f"{case}/detours", f"{case}/own-step",
        f"{case}/detours/start?scope={scope}&element=bezoek", f"{case}/blocks/close?scope={scope}",
        f"{held}/detours/{detour.id}/cancel",
    ):  # fmt: skip
        assert page.goto(address).status == 200, address
        assert_accessible(page)


def test_a_form_with_errors_is_accessible_and_leads_to_the_question(page, sign_in_as, number):
    sign_in_as("Marieke Bos")
    page.goto(f"/worklist/cases/{number}/own-step")
    page.get_by_role("button", name="Voeg de stap toe").click()

    assert page.title().startswith("Fout: ")
    assert_accessible(page)
    page.get_by_role("link", name="Schrijf op wat er moet gebeuren.").click()
    assert page.get_by_label("Wat moet er gebeuren?").evaluate("e => e === document.activeElement")


def test_everyone_who_can_be_given_work_is_offered(page, server, sign_in_as, number):
    sign_in_as("Marieke Bos")
    page.goto(f"/worklist/cases/{number}/own-step")

    offered = page.get_by_label("Wie doet het?").inner_text()
    with server.engine.view(worklist_process.WORKER) as view:
        assert all(one.name in offered for one in accounts.list_colleagues(view))
    assert "Team Parkeren" in offered
    assert SYSTEM.name not in offered


def test_comes_back_to_what_was_typed_when_a_form_had_errors(page, sign_in_as, number):
    sign_in_as("Marieke Bos")
    page.goto(f"/worklist/cases/{number}/own-step")
    page.get_by_label("Wat moet er gebeuren?").fill("Bel de huisarts")
    page.get_by_label("Wacht tot deze stap klaar is").check()
    page.get_by_role("button", name="Voeg de stap toe").click()
    page.get_by_role("link", name="Schrijf op waarom.").wait_for()
    page.get_by_role("link", name="Terug naar de zaak").click()
    page.wait_for_url(f"**/cases/{number}")

    page.go_back()

    expect(page.get_by_label("Wat moet er gebeuren?")).to_have_value("Bel de huisarts")
    expect(page.get_by_label("Wacht tot deze stap klaar is")).to_be_checked()

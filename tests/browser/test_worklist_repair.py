"""Repairing a case in a real browser."""

import pytest

from tests import worklist_process
from tests.accessibility import violations_on

expect = pytest.importorskip("playwright.sync_api").expect

pytestmark = pytest.mark.browser
ADMINISTRATOR = "Omar Yıldız"
WHY = "Waarom doet u dit?"


@pytest.fixture
def number(server):
    worklist_process.publish(server.engine)
    number = worklist_process.start(server.engine)
    worklist_process.close_block(server.engine, number)
    return number


def test_moves_a_step_and_changes_data(page, server, sign_in_as, number):
    sign_in_as(ADMINISTRATOR)
    page.get_by_role("link", name="Zaken zoeken").click()
    page.get_by_role("link", name="Jolanda van Dijk").click()
    page.get_by_role("link", name="Herstel deze zaak").click()
    expect(page.locator('#drawing [data-element-id="oordeel"].is-now')).to_have_count(1)
    page.get_by_role("link", name="Verplaats Beoordeel de aanvraag").click()
    page.get_by_role("button", name="Verplaats de stap").click()
    expect(page.get_by_role("link", name="Kies een stap uit de lijst.")).to_be_visible()
    page.get_by_label("Bij welke stap?").select_option("Geef uw kenteken door")
    page.get_by_label(WHY).fill("Al beoordeeld aan de telefoon")
    page.get_by_role("button", name="Verplaats de stap").click()
    expect(page.get_by_role("status")).to_contain_text("De stap is verplaatst.")

    page.get_by_role("link", name="Verander gegevens").click()
    page.get_by_label(WHY).fill("Typefout")
    page.get_by_label("Hoeveel auto’s hebt u?").fill("1")
    page.get_by_role("button", name="Bekijk wat er verandert").click()
    expect(page.get_by_role("row", name="Hoeveel auto’s hebt u? 2 1")).to_be_visible()
    page.get_by_role("button", name="Verander de gegevens").click()
    expect(page.get_by_role("status")).to_contain_text("De gegevens zijn veranderd.")

    page.get_by_role("link", name="Overzicht").click()
    page.wait_for_selector("#drawing[data-ready=yes]")
    expect(page.get_by_text("Stap verplaatst door een beheerder naar: Geef uw kenteken door")).to_be_visible()
    assert list(worklist_process.open_tasks(server.engine, number)) == ["Geef uw kenteken door"]


def test_suspends_a_case_and_lets_it_go_on_without_script(new_page, sign_in_as, number):
    page = new_page(java_script_enabled=False)
    sign_in_as(ADMINISTRATOR, on=page)
    page.goto(f"/worklist/cases/{number}/repair")
    page.get_by_role("link", name="Zet de zaak stil").click()
    page.get_by_label(WHY).fill("Even nakijken")
    page.get_by_role("button", name="Zet de zaak stil").click()
    expect(page.get_by_role("heading", name="Deze zaak is stilgezet")).to_be_visible()
    page.get_by_role("link", name="Laat de zaak verdergaan").click()
    page.get_by_label(WHY).fill("Nagekeken")
    page.get_by_role("button", name="Laat de zaak verdergaan").click()

    expect(page.get_by_role("link", name="Zet de zaak stil")).to_be_visible()


@pytest.mark.parametrize(
    "page",
    [{}, {"width": 390}, {"color_scheme": "dark"}],
    ids=["wide", "phone", "dark"],
    indirect=True,
)
def test_every_page_is_accessible(page, sign_in_as, number):
    sign_in_as(ADMINISTRATOR)
    case = f"/worklist/cases/{number}"

    def look():
        assert violations_on(page) == [], page.url
        assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), page.url

    for part in ("", "/repair", "/repair/add", "/repair/restart", "/repair/end", "/repair/data"):
        assert page.goto(case + part).status == 200
        look()
    page.get_by_label("Naam van een gegeven dat nog ontbreekt").fill("zone")
    page.get_by_label("Waarde van dat gegeven").fill("[1")
    page.get_by_role("button", name="Bekijk wat er verandert").click()
    assert page.title().startswith("Fout: ")
    look()
    page.get_by_label("Waarde van dat gegeven").fill("[1]")
    page.get_by_label(WHY).fill("Ontbrak")
    page.get_by_role("button", name="Bekijk wat er verandert").click()
    look()
    page.goto(f"{case}/repair/suspend")
    page.get_by_label(WHY).fill("Even nakijken")
    page.get_by_role("button", name="Zet de zaak stil").click()
    look()
    page.goto(case)
    look()

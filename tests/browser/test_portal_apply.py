"""The resident's story in Chromium: find, apply, send, follow, pay; wide, narrow, and without JavaScript."""

import re
from pathlib import Path

import pytest

from tests import permit

expect = pytest.importorskip("playwright.sync_api").expect

AXE = Path(__file__).resolve().parents[2] / "static" / "node_modules" / "axe-core" / "axe.min.js"
WIDE = {"bypass_csp": True}
NARROW = {"width": 390, "height": 844, "bypass_csp": True}
PLAIN = {"java_script_enabled": False}
PDF = {"name": "verklaring.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.7 a statement"}

pytestmark = pytest.mark.browser


@pytest.fixture
def looked_at(page, request):
    """Return a function that checks the page at hand: no violation of axe, nothing wider than 320 px."""
    options = request.node.callspec.params["page"]

    def look():
        page.wait_for_load_state("load")
        if options is PLAIN:
            return
        if not AXE.exists():
            pytest.skip("axe-core is not installed: run npm ci in static/")
        page.evaluate(AXE.read_text(encoding="utf-8"))
        found = page.evaluate("axe.run().then(r => r.violations.map(v => [v.id, v.nodes.map(n => n.html)]))")
        assert found == [], page.url
        size = page.viewport_size
        page.set_viewport_size({"width": 320, "height": 800})
        assert page.evaluate("document.documentElement.scrollWidth") <= 320, page.url
        page.set_viewport_size(size)

    return look


def press(page, name):
    page.get_by_role("button", name=name).first.click()


def follow(page, name):
    page.get_by_role("main").get_by_role("link", name=name).first.click()


@pytest.mark.parametrize("page", [WIDE, NARROW, PLAIN], ids=["1280", "390", "no-js"], indirect=True)
def test_tells_the_residents_story(server, page, looked_at):
    permit.publish(server.engine)

    find_and_begin(page, looked_at)
    fill_in(page, looked_at)
    number = check_and_send(page, looked_at)
    follow_and_pay(page, server.engine, number, looked_at)


def find_and_begin(page, looked_at):
    page.goto("/")
    looked_at()
    follow(page, "Ik wil parkeren of reizen")
    looked_at()
    follow(page, "Ik wil parkeren bij mijn huis")
    looked_at()
    follow(page, "Log in om te beginnen")
    looked_at()
    press(page, "Mehmet Aydin")
    press(page, "Begin met aanvragen")
    looked_at()
    expect(page.get_by_text("Mehmet Aydin")).to_have_count(2)
    page.get_by_label("Straat en huisnummer").fill("Lindelaan 12")
    press(page, "Volgende: uw auto")


def fill_in(page, looked_at):
    expect(page.get_by_label("Verklaring van het leasebedrijf")).not_to_be_visible()
    page.get_by_label("Wat is het kenteken?").fill("GK-4823-T")
    page.get_by_label("Ik lease de auto").check()
    expect(page.get_by_label("Verklaring van het leasebedrijf")).to_be_visible()
    page.keyboard.press("Enter")
    page.locator(".rr-error-summary:focus").wait_for()
    assert page.title().startswith("Fout: ")
    looked_at()
    page.get_by_label("Wat is het kenteken?").fill("gk 482 t")
    page.get_by_label("Verklaring van het leasebedrijf").set_input_files([PDF])
    press(page, "Opslaan en later verdergaan")
    expect(page.get_by_text("Wij bewaren uw antwoorden tot")).to_be_visible()
    looked_at()
    page.get_by_role("link", name="Mijn zaken").first.click()
    looked_at()
    follow(page, "Ga verder")
    expect(page.get_by_text("verklaring.pdf").first).to_be_visible()
    press(page, "Volgende")
    page.get_by_label("Hoe heet het leasebedrijf?").fill("Lease BV")
    press(page, "Volgende")
    press(page, "Volgende")


def check_and_send(page, looked_at):
    expect(page.get_by_text("U hebt nog niets verstuurd")).to_be_visible()
    looked_at()
    follow(page, "Wijzig Straat en huisnummer")
    page.get_by_label("Straat en huisnummer").fill("Dorpsstraat 1")
    press(page, "Verder")
    expect(page.get_by_text("Dorpsstraat 1")).to_be_visible()
    check = page.url
    press(page, "Aanvraag versturen")
    number = page.locator(".rr-receipt__number").inner_text()
    assert re.fullmatch(r"Z-\d{4}-\d{6}", number)
    looked_at()
    with page.expect_download() as copied:
        follow(page, "Bewaar een kopie")
    assert "Dorpsstraat 1" in Path(copied.value.path()).read_text(encoding="utf-8")
    page.goto(check)
    expect(page.get_by_text("U hebt dit al verstuurd")).to_be_visible()
    return number


def follow_and_pay(page, engine, number, looked_at):
    follow(page, "Naar mijn zaak")
    expect(page.get_by_text("U hoeft nu niets te doen.")).to_be_visible()
    looked_at()
    permit.approve(engine, number)
    page.goto("/")
    looked_at()
    follow(page, "Parkeervergunning")
    expect(page.get_by_role("heading", name="U bent aan de beurt")).to_be_visible()
    follow(page, "Begin Betaal uw vergunning")
    looked_at()
    page.get_by_label("Ik heb betaald").check()
    press(page, "Verstuur")
    expect(page.get_by_role("heading", name="Wij hebben uw antwoorden ontvangen")).to_be_visible()
    follow(page, "Naar mijn zaak")
    expect(page.get_by_role("heading", name="U hebt een vergunning")).to_be_visible()
    looked_at()


def test_comes_back_to_what_was_typed_when_a_page_had_errors(server, page, sign_in_as):
    permit.publish(server.engine)
    sign_in_as("Mehmet Aydin")
    page.goto("/aanvragen/vergunning")
    press(page, "Begin met aanvragen")
    page.get_by_label("Straat en huisnummer").fill("")
    press(page, "Volgende")
    page.wait_for_selector(".rr-error-summary")
    follow(page, "Terug naar de uitleg")
    page.wait_for_url("**/aanvragen/vergunning")

    page.go_back()

    expect(page.locator(".rr-error-summary")).to_be_visible()
    page.reload()
    expect(page.locator(".rr-error-summary")).to_be_visible()


def test_warns_five_minutes_before_signing_out(server, page, sign_in_as):
    page.clock.install(time=server.clock.now())
    permit.publish(server.engine)
    sign_in_as("Mehmet Aydin")
    page.goto("/aanvragen/vergunning")
    press(page, "Begin met aanvragen")
    page.wait_for_selector("[data-session-ends]")

    page.clock.fast_forward("09:00")
    expect(page.get_by_role("alert")).to_have_count(0)
    page.clock.fast_forward("02:00")

    expect(page.get_by_role("alert")).to_contain_text("Over 5 minuten wordt u uitgelogd.")

"""What a case worker does about a service that failed and a mail without a place, in a real browser."""

import os
from pathlib import Path

import pytest

from regelruimte.engine import mail_in
from regelruimte.engine.actors import SYSTEM
from regelruimte.engine.connect.declared import Declared, Traffic
from regelruimte.engine.connect.registry import ConnectorFailed
from tests.accessibility import violations_on
from tests.builders import mapping, process
from tests.desk import Desk

expect = pytest.importorskip("playwright.sync_api").expect

pytestmark = pytest.mark.browser
WORKER = "Marieke Bos"
MAIL = b"From: Jolanda <j@example.nl>\r\nSubject: Mijn aanvraag\r\n\r\nHierbij het huurcontract.\r\n"


def broken(inputs, /, *, key, at):  # the port asks for it
    traffic = Traffic("register.example.nl", "POST", "400", 64, 12)
    message = "‘register.example.nl’ neemt de vraag niet aan (status 400)."
    raise ConnectorFailed("target-refused", message, retry=False, traffic=traffic)


def begin(server, fallback):
    declared = Declared("Adresregister", outputs={"zone": "number", "vrij": "boolean"})
    server.engine.connectors.register("adres", broken, declared=declared)
    io = mapping(inputs=[("=postcode", "postcode")], outputs=[("=zone", "zone"), ("=vrij", "plaats_vrij")])
    told = {"regelruimte__fallback": fallback} if fallback else {}
    model = process().start().service("ask", "adres", io, name="Zone opzoeken", **told).user("look").end()
    desk = Desk(server.engine)
    desk.publish(model)
    number = desk.start({"postcode": "1234 AB"})
    server.engine.run_due()
    return number


def look(page, name):
    """Keep a picture where somebody asked for pictures."""
    folder = os.environ.get("REGELRUIMTE_PICTURES")
    if folder:
        page.screenshot(path=str(Path(folder) / f"{name}.png"), full_page=True)


@pytest.mark.parametrize("width", [1280, 390])
def test_does_by_hand_what_a_service_could_not(new_page, server, sign_in_as, width):
    number = begin(server, "manual")
    page = new_page(width=width)
    sign_in_as(WORKER, on=page)
    page.goto(f"/worklist/cases/{number}")
    page.get_by_role("link", name="Open de taak").click()
    expect(page.get_by_text("neemt de vraag niet aan")).to_be_visible()
    assert violations_on(page) == []
    look(page, f"by-hand-{width}")

    page.get_by_label("Zone").fill("3")
    page.get_by_role("button", name="Rond de taak af").click()

    expect(page.get_by_role("status")).to_contain_text("U rondde ‘Zone opzoeken’ af.")


@pytest.mark.parametrize("width", [1280, 390])
def test_sees_what_was_tried_at_a_fault(new_page, server, sign_in_as, width):
    number = begin(server, None)
    page = new_page(width=width)
    sign_in_as(WORKER, on=page)
    page.goto(f"/worklist/cases/{number}")
    page.get_by_text("Wat er is geprobeerd").click()
    expect(page.get_by_text("POST register.example.nl")).to_be_visible()
    assert violations_on(page) == []
    look(page, f"fault-{width}")

    page.goto(f"/worklist/cases/{number}/log")
    expect(page.get_by_role("heading", name="Gesprekken met andere systemen")).to_be_visible()
    assert violations_on(page) == []
    look(page, f"log-{width}")


@pytest.mark.parametrize("width", [1280, 390])
def test_brings_a_mail_to_its_case(new_page, server, sign_in_as, width):
    number = begin(server, None)
    with server.engine.work(SYSTEM) as work:
        mail_in.take_in_mail(work, MAIL)
    page = new_page(width=width)
    sign_in_as(WORKER, on=page)
    page.goto("/worklist/mail")
    assert violations_on(page) == []
    look(page, f"mail-list-{width}")
    page.get_by_role("link", name="Mijn aanvraag").click()
    page.get_by_role("button", name="Leg bij deze zaak").click()
    expect(page.get_by_text("Wij kennen geen zaak met dit nummer.")).to_be_visible()
    assert violations_on(page) == []
    look(page, f"mail-{width}")

    page.get_by_label("Zaaknummer").fill(number)
    page.get_by_role("button", name="Leg bij deze zaak").click()

    expect(page.get_by_role("status")).to_contain_text("De e-mail ligt nu bij de zaak.")

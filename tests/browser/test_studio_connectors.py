"""Choosing a service at an automatic step, in a real browser."""

import os
from pathlib import Path

import pytest

from regelruimte.engine import definitions
from regelruimte.engine.actors import SYSTEM
from regelruimte.engine.connect.declared import Declared

expect = pytest.importorskip("playwright.sync_api").expect

pytestmark = pytest.mark.browser
MODEL = b"""<?xml version="1.0" encoding="UTF-8"?>
<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" id="d" targetNamespace="urn:x"
 xmlns:bpmndi="http://www.omg.org/spec/BPMN/20100524/DI" xmlns:dc="http://www.omg.org/spec/DD/20100524/DC"
 xmlns:zeebe="http://camunda.org/schema/zeebe/1.0">
 <process id="p" name="Proef" isExecutable="true"><serviceTask id="ask" name="Opzoeken"><extensionElements>
 <zeebe:ioMapping><zeebe:input source="=kenteken" target="kenteken"/></zeebe:ioMapping>
 </extensionElements></serviceTask></process>
 <bpmndi:BPMNDiagram id="di"><bpmndi:BPMNPlane id="pl" bpmnElement="p">
 <bpmndi:BPMNShape id="s" bpmnElement="ask"><dc:Bounds x="200" y="160" width="100" height="80"/>
 </bpmndi:BPMNShape></bpmndi:BPMNPlane></bpmndi:BPMNDiagram>
</definitions>"""


def test_offers_services_with_what_they_take_and_give(page, server, sign_in_as):
    declared = Declared(
        "Kentekenregister", inputs=("kenteken", "jaar"), outputs={"merk": "text", "zwaar": "boolean"}
    )
    server.engine.connectors.register("kenteken", lambda *_, **__: {}, declared=declared)
    with server.engine.work(SYSTEM) as work:
        definitions.create_definition(work, "proef", title="Proef", files={"process.bpmn": MODEL})
    sign_in_as("Sanne de Wit")
    page.goto("/studio/definitions/proef#ask")
    page.wait_for_selector('#properties [data-subject="ask"]')

    page.get_by_label("Koppeling").select_option("Kentekenregister (kenteken)")
    panel = page.locator("#properties")
    expect(panel.get_by_text("Neemt: kenteken, jaar")).to_be_visible()
    expect(panel.get_by_text("Geeft: merk, zwaar")).to_be_visible()
    panel.get_by_role("button", name="Zet deze gegevens klaar").click()
    expect(panel.get_by_role("button", name="Zet deze gegevens klaar")).to_have_count(0)
    page.get_by_label("Als het niet lukt").select_option("doet een medewerker het met de hand")
    if folder := os.environ.get("REGELRUIMTE_PICTURES"):
        page.screenshot(path=str(Path(folder) / "panel.png"))
    with page.expect_response("**/save"):
        page.get_by_role("button", name="Bewaar").click()

    with server.engine.view(SYSTEM) as view:
        saved = definitions.get_draft(view, "proef").files["process.bpmn"].decode()
    assert 'regelruimte:fallback="manual"' in saved
    assert 'type="kenteken"' in saved
    assert saved.count('target="kenteken"') == 1
    for line in (
        'source="=jaar" target="jaar"',
        'source="=merk" target="merk"',
        'source="=zwaar" target="zwaar"',
    ):
        assert line in saved

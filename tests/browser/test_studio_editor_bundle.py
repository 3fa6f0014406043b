"""The bundled process editor in a real browser, on a page of this test, without the product's server."""

import json
import shutil
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

sync_api = pytest.importorskip("playwright.sync_api")
expect = sync_api.expect

DIST = Path(__file__).resolve().parents[2] / "static" / "dist"
CHROMIUM = shutil.which("chromium")

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="Chromium is not installed"),
    pytest.mark.skipif(not (DIST / "manifest.json").exists(), reason="static/dist is not built"),
]

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; "
    "font-src 'self' data:; connect-src 'self'"
)

MODEL = """<?xml version="1.0" encoding="UTF-8"?>
<bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL"
  xmlns:bpmndi="http://www.omg.org/spec/BPMN/20100524/DI" xmlns:dc="http://www.omg.org/spec/DD/20100524/DC"
  xmlns:di="http://www.omg.org/spec/DD/20100524/DI" xmlns:acme="urn:acme" id="defs"
  targetNamespace="https://example.org">
  <bpmn:process id="proces" isExecutable="true">
    <bpmn:startEvent id="start"><bpmn:outgoing>f1</bpmn:outgoing></bpmn:startEvent>
    <bpmn:sequenceFlow id="f1" sourceRef="start" targetRef="beslis" />
    <bpmn:userTask id="beslis" name="Beslissen" acme:kept="yes"><bpmn:incoming>f1</bpmn:incoming>
      <bpmn:outgoing>f2</bpmn:outgoing></bpmn:userTask>
    <bpmn:sequenceFlow id="f2" sourceRef="beslis" targetRef="deel" />
    <bpmn:subProcess id="deel" name="Onderzoek"><bpmn:incoming>f2</bpmn:incoming>
      <bpmn:startEvent id="binnen" /></bpmn:subProcess>
  </bpmn:process>
  <bpmndi:BPMNDiagram id="d"><bpmndi:BPMNPlane id="p" bpmnElement="proces">
    <bpmndi:BPMNShape id="s1" bpmnElement="start"><dc:Bounds x="160" y="182" width="36" height="36" />
    </bpmndi:BPMNShape>
    <bpmndi:BPMNShape id="s2" bpmnElement="beslis"><dc:Bounds x="260" y="160" width="100" height="80" />
    </bpmndi:BPMNShape>
    <bpmndi:BPMNShape id="s3" bpmnElement="deel" isExpanded="true">
      <dc:Bounds x="420" y="110" width="300" height="180" /></bpmndi:BPMNShape>
    <bpmndi:BPMNShape id="s4" bpmnElement="binnen"><dc:Bounds x="450" y="182" width="36" height="36" />
    </bpmndi:BPMNShape>
    <bpmndi:BPMNEdge id="e1" bpmnElement="f1"><di:waypoint x="196" y="200" /><di:waypoint x="260" y="200" />
    </bpmndi:BPMNEdge>
    <bpmndi:BPMNEdge id="e2" bpmnElement="f2"><di:waypoint x="360" y="200" /><di:waypoint x="420" y="200" />
    </bpmndi:BPMNEdge>
  </bpmndi:BPMNPlane></bpmndi:BPMNDiagram>
</bpmn:definitions>
"""

DATA = {
    "bpmnUrl": "/process.bpmn",
    "saveUrl": "/save",
    "revision": 3,
    "csrfToken": "token-1",
    "forms": [{"id": "besluit", "title": "Besluit"}],
    "decisions": [{"id": "recht", "name": "Recht", "resultVariable": "uitkomst"}],
    "groups": [{"key": "team-parkeren", "name": "Team Parkeren"}],
    "connectors": ["mail"],
    "findings": [
        {"code": "X1", "severity": "error", "element": "beslis", "message": "Kies wie dit doet."},
        {"code": "X2", "severity": "advice", "element": None, "message": "Geef het proces een vraag."},
    ],
    "readOnly": False,
    "locale": "nl",
    "texts": {},
}


def page_of(manifest: dict[str, str]) -> str:
    sheets = "".join(
        f'<link rel="stylesheet" href="/{manifest[name]}">'
        for name in ("fonts.css", "theme.css", "nlds.css", "rr.css", "studio.css", "modeler.css")
    )
    return f"""<!doctype html><html lang="nl" class="utrecht-root voorbeeld-theme st-studio"><head>
<meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>Tekening</title>{sheets}</head>
<body class="utrecht-document utrecht-body"><main class="st-work"><header class="st-bar"><h1>Tekening</h1>
<button id="save" class="utrecht-button utrecht-button--primary-action">Bewaar</button></header><span></span>
<div class="st-stage st-stage--drawing"><div id="canvas"></div>
<div id="properties" class="st-panel"></div></div><footer id="findings" class="st-strip"></footer></main>
<script type="application/json" id="studio-data">{json.dumps(DATA)}</script>
<script type="module" src="/{manifest["modeler.js"]}"></script></body></html>"""


@dataclass
class Editor:
    """A loaded editor page and what it sent."""

    page: "sync_api.Page"
    sent: list[dict[str, object]] = field(default_factory=list)
    answers: list[tuple[int, dict[str, object]]] = field(default_factory=list)

    def select(self, element: str) -> None:
        self.page.locator(f'g.djs-element[data-element-id="{element}"] > .djs-hit').first.click(
            position={"x": 8, "y": 8}, force=True
        )
        self.page.wait_for_selector(f'#properties [data-subject="{element}"]')

    def save(self) -> dict[str, object]:
        with self.page.expect_response("**/save"):
            self.page.click("#save")
        return self.sent[-1]

    def saved_xml(self) -> str:
        return str(self.save()["xml"])


def handler_for(editor: Editor) -> type[BaseHTTPRequestHandler]:
    page = page_of(json.loads((DIST / "manifest.json").read_text()))
    kinds = {".js": "text/javascript", ".css": "text/css", ".woff2": "font/woff2", ".bpmn": "application/xml"}

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            name = self.path.split("?")[0].lstrip("/")
            if name == "":
                self.answer(200, "text/html; charset=utf-8", page.encode())
            elif name == "process.bpmn":
                self.answer(200, "application/xml", MODEL.encode())
            elif (DIST / name).is_file():
                kind = kinds.get(Path(name).suffix, "application/octet-stream")
                self.answer(200, kind, (DIST / name).read_bytes())
            else:
                self.answer(404, "text/plain", b"")

        def do_POST(self):
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            editor.sent.append({**body, "token": self.headers["X-CSRFToken"]})
            saved = {"revision": 4, "savedAt": "2026-11-22T13:03:00Z", "findings": []}
            status, answer = editor.answers.pop(0) if editor.answers else (200, saved)
            self.answer(status, "application/json", json.dumps(answer).encode())

        def answer(self, status, kind, body):
            self.send_response(status)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Security-Policy", POLICY)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_args):
            """Stay silent."""

    return Handler


@pytest.fixture
def editor(browser) -> Iterator[Editor]:
    page = browser.new_page(viewport={"width": 1280, "height": 800})
    page.set_default_timeout(10_000)
    problems: list[str] = []
    page.on("pageerror", lambda error: problems.append(str(error)))
    opened = Editor(page)
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler_for(opened))
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    page.goto(f"http://127.0.0.1:{server.server_port}/")
    page.wait_for_selector("#canvas[data-ready=yes]")
    yield opened
    page.close()
    server.shutdown()
    server.server_close()
    thread.join()
    assert problems == []


def test_replace_menu_has_dutch_entries_when_a_task_is_changed(editor):
    editor.select("beslis")

    editor.page.click('.djs-context-pad [data-action="replace"]')

    entries = editor.page.locator(".djs-popup .entry")
    entries.first.wait_for()
    assert "Beslistabel" in " ".join(entries.all_inner_texts())


def test_property_edit_lands_in_the_xml_when_saved(editor):
    editor.select("beslis")
    editor.page.select_option("#prop-zeebe-FormDefinition-formId", "besluit")
    editor.page.fill("#prop-zeebe-TaskSchedule-dueDate", "2")

    sent = editor.save()

    assert '<zeebe:formDefinition formId="besluit" />' in sent["xml"]
    assert '<zeebe:taskSchedule dueDate="P2D" />' in sent["xml"]
    assert (sent["revision"], sent["token"]) == (3, "token-1")


def test_foreign_attribute_survives_when_a_changed_model_is_saved(editor):
    editor.select("beslis")
    editor.page.fill("#prop-name", "Besluit nemen")

    xml = editor.saved_xml()

    assert 'acme:kept="yes"' in xml
    assert 'name="Besluit nemen"' in xml


def test_room_lands_in_the_xml_when_added_in_the_panel(editor):
    editor.select("beslis")
    editor.page.click("#prop-add-room")
    editor.page.fill("#prop-room-0-article", "Awb 4:84")
    editor.page.fill("#prop-room-0-text", "Voorrang geven")

    xml = editor.saved_xml()

    assert '<regelruimte:room id="r1" kind="policy_rule" article="Awb 4:84">Voorrang geven' in xml
    assert 'xmlns:regelruimte="https://regelruimte.nl/schema/bpmn/1.0"' in xml


def test_watermark_is_visible_and_on_top_when_the_page_is_open(editor):
    mark = editor.page.locator(".bjs-powered-by")

    covered_by = mark.evaluate(
        "mark => { const box = mark.getBoundingClientRect();"
        " const top = document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2);"
        " return mark.contains(top) ? '' : top.outerHTML.slice(0, 80); }"
    )

    expect(mark).to_be_visible()
    assert covered_by == ""


def test_inner_start_event_goes_when_a_subprocess_becomes_tailored_work(editor):
    editor.select("deel")
    editor.page.click('.djs-context-pad [data-action="replace"]')

    editor.page.click('.djs-popup .entry:has-text("Maatwerk")')
    xml = editor.saved_xml()

    assert "<bpmn:adHocSubProcess" in xml
    assert 'id="binnen"' not in xml


def test_two_lanes_stand_around_the_drawing_when_roles_are_chosen(editor):
    editor.page.click('.djs-palette [data-action="create.roles"]')

    xml = editor.saved_xml()

    assert xml.count("<bpmn:lane ") == 2
    assert 'name="Inwoner"' in xml
    assert 'name="Medewerker"' in xml


def test_two_lanes_and_a_step_are_made_when_the_canvas_is_empty(editor):
    editor.select("beslis")
    editor.page.locator(".djs-container svg").first.press("Control+a")
    editor.page.keyboard.press("Delete")

    editor.page.click('.djs-palette [data-action="create.roles"]')
    editor.page.click('.djs-palette [data-action="create.user-task"]')
    editor.page.mouse.click(500, 200)
    xml = editor.saved_xml()

    assert xml.count("<bpmn:lane ") == 2
    assert xml.count("<bpmn:userTask") == 1
    assert 'id="beslis"' not in xml


def test_step_is_appended_when_made_with_the_keyboard(editor):
    editor.select("beslis")
    editor.page.focus('.djs-palette [data-action="create.user-task"]')

    editor.page.keyboard.press("Enter")
    xml = editor.saved_xml()

    assert xml.count("<bpmn:userTask") == 2
    assert xml.count("<bpmn:sequenceFlow") == 3


def test_finding_selects_its_element_when_clicked_in_the_list(editor):
    editor.page.click('#findings button[data-element="beslis"]')

    editor.page.locator("#properties h2", has_text="Beslissen").wait_for()
    expect(editor.page.locator('.djs-overlays[data-container-id="beslis"] .st-mark--error')).to_be_visible()


def test_conflict_asks_and_overwrites_on_purpose_when_a_colleague_saved_first(editor):
    editor.answers.append(
        (409, {"revision": 9, "savedBy": "Omar", "savedAt": "2026-11-22T13:01:00Z", "theirsUrl": "/"})
    )
    editor.select("beslis")
    editor.page.fill("#prop-name", "Mijn naam")
    editor.save()
    assert "Omar" in editor.page.locator("dialog").inner_text()

    with editor.page.expect_response("**/save"):
        editor.page.click('dialog [data-choice="conflictOverwrite"]')

    assert editor.sent[-1]["revision"] == 9
    assert editor.sent[-1]["overwrite"] is True
    assert 'name="Mijn naam"' in str(editor.sent[-1]["xml"])


def test_edits_stay_and_the_page_says_so_when_the_network_fails(editor):
    editor.select("beslis")
    editor.page.fill("#prop-name", "Nog niet bewaard")
    editor.page.context.set_offline(True)

    editor.page.click("#save")

    editor.page.locator('#save-status[data-state="failed"]').wait_for()
    assert editor.page.input_value("#prop-name") == "Nog niet bewaard"

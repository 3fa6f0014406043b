"""The bundled form editor and the case drawing in a real browser, on pages of this test."""

import json
import shutil
import threading
from collections.abc import Iterator
from contextlib import contextmanager
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

STRICT = (
    "default-src 'none'; script-src 'self'; img-src 'self' data:; font-src 'self' data:; connect-src 'self'"
)

FORM = {
    "type": "default",
    "id": "aanvraag",
    "schemaVersion": 19,
    "components": [
        {
            "type": "textfield",
            "id": "plate",
            "key": "kenteken",
            "label": "Wat is het kenteken?",
            "regelruimte": {"kind": "kenteken"},
        },
        {"type": "textarea", "id": "words", "key": "toelichting", "label": "Wilt u iets vertellen?"},
    ],
}

MODEL = """<?xml version="1.0" encoding="UTF-8"?>
<bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL"
  xmlns:bpmndi="http://www.omg.org/spec/BPMN/20100524/DI" xmlns:dc="http://www.omg.org/spec/DD/20100524/DC"
  id="defs" targetNamespace="https://example.org">
  <bpmn:process id="p"><bpmn:task id="eerst" name="Eerst" /><bpmn:task id="ver" name="Ver weg" />
  </bpmn:process>
  <bpmndi:BPMNDiagram id="d"><bpmndi:BPMNPlane id="pl" bpmnElement="p">
    <bpmndi:BPMNShape id="s1" bpmnElement="eerst"><dc:Bounds x="0" y="0" width="100" height="80" />
    </bpmndi:BPMNShape>
    <bpmndi:BPMNShape id="s2" bpmnElement="ver"><dc:Bounds x="5000" y="0" width="100" height="80" />
    </bpmndi:BPMNShape>
  </bpmndi:BPMNPlane></bpmndi:BPMNDiagram>
</bpmn:definitions>
"""


@dataclass
class Site:
    """What a page is made of and what it sent."""

    page: str
    policy: str
    files: dict[str, bytes]
    sent: list[tuple[str, dict[str, object]]] = field(default_factory=list)
    answers: dict[str, bytes] = field(default_factory=dict)


def handler_for(site: Site) -> type[BaseHTTPRequestHandler]:
    kinds = {".js": "text/javascript", ".css": "text/css", "": "text/html; charset=utf-8"}

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            name = self.path.lstrip("/")
            built = DIST / name
            if name == "":
                self.answer(site.page.encode(), "text/html; charset=utf-8")
            elif name in site.files:
                self.answer(site.files[name], "application/octet-stream")
            elif built.is_file():
                self.answer(built.read_bytes(), kinds.get(built.suffix, "font/woff2"))
            else:
                self.answer(b"", "text/plain", 404)

        def do_POST(self):
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            site.sent.append((self.path, body))
            self.answer(site.answers[self.path], "text/html")

        def answer(self, body, kind, status=200):
            self.send_response(status)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Security-Policy", site.policy)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_args):
            """Stay silent."""

    return Handler


@contextmanager
def opened(browser, site: Site, ready: str) -> Iterator["sync_api.Page"]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler_for(site))
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    page = browser.new_page(viewport={"width": 1280, "height": 900})
    page.set_default_timeout(10_000)
    page.goto(f"http://127.0.0.1:{server.server_port}/")
    page.wait_for_selector(ready)
    try:
        yield page
    finally:
        page.close()
        server.shutdown()
        server.server_close()
        thread.join()


def page_with(script: str, sheets: tuple[str, ...], body: str) -> str:
    manifest = json.loads((DIST / "manifest.json").read_text(encoding="utf-8"))
    links = "".join(f'<link rel="stylesheet" href="/{manifest[name]}">' for name in sheets)
    return (
        '<!doctype html><html lang="nl" class="voorbeeld-theme st-studio"><head><meta charset="utf-8">'
        f"<title>Proef</title>{links}</head><body>{body}"
        f'<script type="module" src="/{manifest[script]}"></script></body></html>'
    )


@pytest.fixture
def form_site() -> Site:
    data = {
        "formUrl": "/form",
        "saveUrl": "/save",
        "previewUrl": "/preview",
        "revision": 1,
        "csrfToken": "token-1",
        "formId": "aanvraag",
    }
    body = (
        '<button id="save">Bewaar</button><main class="st-fe"><div id="form-list"></div><div>'
        '<div id="form-canvas"></div><div id="form-properties"></div></div><div id="preview"></div></main>'
        f'<script type="application/json" id="form-data">{json.dumps(data)}</script>'
    )
    page = page_with("form-editor.js", ("fonts.css", "rr.css", "studio.css", "form-editor.css"), body)
    policy = f"{STRICT}; style-src 'self' 'unsafe-inline'"
    saved = json.dumps({"revision": 2, "savedAt": "2026-11-22T10:00:00Z"}).encode()
    answers = {"/save": saved, "/preview": b"<p>Zo ziet de inwoner het</p>"}
    return Site(page, policy, {"form": json.dumps(FORM).encode()}, answers=answers)


def saved_schema(page, site: Site) -> dict[str, object]:
    with page.expect_response("**/save"):
        page.click("#save")
    return next(body["schema"] for path, body in reversed(site.sent) if path == "/save")


def test_own_keys_land_in_the_form_when_two_fields_are_filled_in_a_row(browser, form_site):
    with opened(browser, form_site, "#form-canvas[data-ready=yes]") as page:
        page.click("#row-plate")
        page.fill("#prop-own-why", "Om te zien of het mag")
        page.fill("#prop-own-errors-empty", "Vul het kenteken in")

        schema = saved_schema(page, form_site)

    assert schema["components"][0]["regelruimte"] == {
        "kind": "kenteken",
        "why": "Om te zien of het mag",
        "errors": {"empty": "Vul het kenteken in"},
    }


def test_question_moves_when_its_button_in_the_list_is_pressed(browser, form_site):
    with opened(browser, form_site, "#form-canvas[data-ready=yes]") as page:
        page.focus("#down-plate")
        page.keyboard.press("Enter")

        schema = saved_schema(page, form_site)

    assert [component["id"] for component in schema["components"]] == ["words", "plate"]


def test_preview_shows_the_servers_page_when_the_form_is_open(browser, form_site):
    with opened(browser, form_site, "#form-canvas[data-ready=yes]") as page:
        page.locator("#preview", has_text="Zo ziet de inwoner het").wait_for()

    assert form_site.sent[0][0] == "/preview"
    assert form_site.sent[0][1]["id"] == "aanvraag"


def test_drawing_opens_readably_on_the_current_step_when_the_model_is_wide(browser):
    marks = json.dumps({"done": ["eerst"], "now": ["ver"], "flows": []})
    body = (
        '<figure class="rr-process"><div id="drawing" class="rr-process__canvas" data-bpmn-url="/model">'
        "</div></figure>"
        f'<script type="application/json" id="drawing-marks">{marks}</script>'
    )
    page = page_with("viewer.js", ("fonts.css", "rr.css", "staff.css", "viewer.css"), body)
    site = Site(page, f"{STRICT}; style-src 'self'", {"model": MODEL.encode()})

    with opened(browser, site, "#drawing[data-ready=yes]") as opened_page:
        step = opened_page.locator('[data-element-id="ver"].is-now')
        box = step.bounding_box()
        assert 0 < box["x"] < 1280
        assert box["width"] >= 80
        expect(opened_page.locator(".bjs-powered-by")).to_be_visible()

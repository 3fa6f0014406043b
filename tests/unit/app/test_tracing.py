"""One trace from what a citizen sends to the effect in another program, with nothing of the citizen in it."""

import json
import sys
import threading
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter
from opentelemetry.trace import StatusCode

from regelruimte.app import create_app, opening
from regelruimte.app.portal.filling import REMARK
from regelruimte.app.settings import SettingRefused
from regelruimte.app.traces import TraceObserver, current_trace
from regelruimte.app.tracing import Tracing
from regelruimte.engine.actors import SYSTEM
from regelruimte.engine.connect.registry import ConnectorFailed
from regelruimte.engine.roles import CITIZEN_GROUP
from regelruimte.engine.trail import outgoing_headers
from tests.builders import mapping, process
from tests.desk import Desk

TRACE = "4bf92f3577b34da6a3ce929d0e0e4736"
REMARKED = "mijn geheim"
FROM_PROXY = f"00-{TRACE}-00f067aa0ba902b7-01"


class Partner:
    """A partner that remembers the headers it was sent, and the trace that our log would have named."""

    def __init__(self):
        self.headers, self.logged, self.fails = [], [], False

    def __call__(self, _inputs, /, *, key, at):  # noqa: ARG002  # what connectors are called with
        self.headers.append(outgoing_headers())
        self.logged.append(current_trace().id)
        if self.fails:
            raise ConnectorFailed("partner-away", "Mehmet is niet bekend.", retry=False)
        return {}


@pytest.fixture
def spans():
    return InMemorySpanExporter()


@pytest.fixture
def tracing(spans):
    provider = TracerProvider()
    provider.add_span_processor(SimpleSpanProcessor(spans))
    return Tracing(provider.get_tracer("test"))


@pytest.fixture
def partner(engine):
    made = Partner()
    engine.connectors.register("partner", made)
    return made


@pytest.fixture
def app(engine, settings, tracing):
    engine.watch(TraceObserver())
    engine.watch(tracing)
    made = create_app(engine=engine, settings=settings, tracing=tracing)
    made.config.update(WTF_CSRF_ENABLED=False)
    return made


@pytest.fixture
def number(engine, people):
    """Start a case of Mehmet that waits for him and then tells a partner what he wrote."""
    desk = Desk(engine)
    io = mapping(inputs=[(f"={REMARK}", "remark")])
    model = process().start().user("pay", group=CITIZEN_GROUP, name="Betalen").service("tell", "partner", io)
    desk.publish(model.end("done"))
    return desk.start(actor=people["mehmet"].actor)


@pytest.fixture
def send(client, sign_in, engine, number, partner, spans):
    """Send, as Mehmet, the form he is asked for; spans before it are forgotten."""
    task = Desk(engine).open_tasks(number)["Betalen"].id
    sign_in("mehmet")

    def post(**headers):
        spans.clear()
        data = {REMARK: REMARKED, "sleutel": "k1"}
        return client.post(f"/taken/{task}/pagina-1", data=data, headers=headers)

    return post


def by_name(spans):
    return {span.name: span for span in spans.get_finished_spans()}


def ancestors(span, spans):
    by_id = {one.context.span_id: one for one in spans.get_finished_spans()}
    while span.parent is not None and span.parent.span_id in by_id:
        span = by_id[span.parent.span_id]
        yield span.name


def test_leads_from_what_a_citizen_sent_to_the_effect_in_one_trace(send, engine, spans):
    assert send().status_code == 303
    engine.run_due()

    assert len({span.context.trace_id for span in spans.get_finished_spans()}) == 1
    assert list(ancestors(by_name(spans)["call partner"], spans)) == [
        "job call_connector", "work", "POST /taken/<task_id>/<page_id>",
    ]  # fmt: skip


def test_tells_what_it_was_about(send, engine, number, spans):
    send()
    engine.run_due()

    told = by_name(spans)
    asked, job = told["POST /taken/<task_id>/<page_id>"], told["job call_connector"]
    assert asked.attributes == {
        "http.request.method": "POST", "http.route": "/taken/<task_id>/<page_id>",
        "http.response.status_code": 303, "regelruimte.case": number,
    }  # fmt: skip
    assert (job.attributes["regelruimte.case"], job.attributes["regelruimte.job.outcome"]) == (number, "done")
    steps = [event for span in spans.get_finished_spans() for event in span.events]
    assert {(event.name, event.attributes["regelruimte.process"]) for event in steps} == {("step", "p")}


def test_tells_nothing_of_a_person(send, engine, partner, spans):
    partner.fails = True
    send()
    engine.run_due()

    told = json.dumps([json.loads(span.to_json()) for span in spans.get_finished_spans()])
    assert not [word for word in (REMARKED, "Mehmet", "mehmet", "127.0.0.1", "k1") if word in told]


def test_sends_its_trace_along_to_the_partner_and_names_it_in_the_log(send, engine, partner, spans):
    send()
    engine.run_due()

    call = by_name(spans)["call partner"]
    trace, span = f"{call.context.trace_id:032x}", f"{call.context.span_id:016x}"
    [headers] = partner.headers
    assert headers["traceparent"].startswith(f"00-{trace}-{span}-0")
    assert partner.logged == [trace]


def test_goes_on_in_the_trace_of_a_proxy_of_ours(send, app, settings, spans):
    app.extensions["regelruimte.settings"] = replace(settings, trusted_proxies=1)

    answer = send(traceparent=FROM_PROXY)

    assert {f"{span.context.trace_id:032x}" for span in spans.get_finished_spans()} == {TRACE}
    assert answer.headers["X-Request-ID"] == TRACE


def test_begins_its_own_trace_when_nobody_vouches_for_who_asks(send, spans):
    answer = send(traceparent=FROM_PROXY)

    [trace] = {f"{span.context.trace_id:032x}" for span in spans.get_finished_spans()}
    assert trace != TRACE
    assert answer.headers["X-Request-ID"] == trace


def test_marks_what_went_wrong_by_its_code(send, engine, partner, spans):
    partner.fails = True
    send()
    engine.run_due()

    told = by_name(spans)
    assert told["call partner"].status.status_code is StatusCode.ERROR
    assert told["call partner"].attributes["error.type"] == "partner-away"
    assert told["job call_connector"].status.status_code is StatusCode.ERROR
    assert told["POST /taken/<task_id>/<page_id>"].status.status_code is StatusCode.UNSET


def test_marks_a_refusal_on_the_work_that_was_taken_back(client, sign_in, number, engine, spans):
    sign_in("marieke")
    spans.clear()

    client.post(f"/worklist/cases/{number}/incidents/none/retry")

    told = by_name(spans)
    assert told["work"].attributes["error.type"] == "not-found"
    assert (
        told["POST /worklist/cases/<number>/incidents/<incident_id>/retry"].attributes["error.type"]
        == "not-found"
    )


def test_says_nothing_of_a_worker_that_finds_nothing_to_do(app, engine, spans):
    engine.run_due()

    assert spans.get_finished_spans() == ()


def test_leaves_nothing_open_between_requests(send, tracing, engine):
    send()
    engine.run_due()

    assert tracing.trail() == ""


def test_jobs_carry_nothing_when_nobody_follows(engine, people):
    desk = Desk(engine)
    engine.connectors.register("silent", lambda *_, **__: dict(outgoing_headers()))
    desk.publish(
        process().start().service("tell", "silent", mapping(outputs=[("=traceparent", "t")])).end("done")
    )
    number = desk.start()

    with engine.view(SYSTEM) as view:
        [payload] = view.connection.exec_driver_sql("SELECT payload FROM job").scalars()
    engine.run_due()

    assert "trail" not in payload
    assert {one.name: one.value for one in desk.dossier(number).variables}["t"] is None


@pytest.fixture
def no_collector(monkeypatch):
    for name in ("REGELRUIMTE_TRACING_URL", *opening._STANDARD_NAMES):
        monkeypatch.delenv(name, raising=False)


def test_is_off_unless_a_collector_is_named(no_collector, engine):
    assert opening.follow_traces(engine, role="web") is None


def test_refuses_a_collector_when_the_extra_is_not_there(no_collector, engine, monkeypatch):
    monkeypatch.setenv("REGELRUIMTE_TRACING_URL", "http://127.0.0.1:1")
    monkeypatch.setitem(sys.modules, "regelruimte.app.tracing", None)

    with pytest.raises(SettingRefused, match="tracing"):
        opening.follow_traces(engine, role="web")


class Collector(BaseHTTPRequestHandler):
    """Keeps what is sent to it."""

    def do_POST(self):
        self.server.got.append((self.path, self.rfile.read(int(self.headers["Content-Length"]))))
        self.send_response(200)
        self.end_headers()

    def log_message(self, *_):
        """Say nothing."""


@pytest.fixture
def desk_with_job(engine, partner):
    desk = Desk(engine)
    desk.publish(process().start().service("tell", "partner").end("done"))
    desk.start()
    return desk


@pytest.fixture
def collector():
    server = HTTPServer(("127.0.0.1", 0), Collector)
    server.got = []
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


def test_sends_traces_to_the_collector_of_the_settings(
    no_collector, collector, engine, desk_with_job, monkeypatch
):
    monkeypatch.setenv("REGELRUIMTE_TRACING_URL", f"http://127.0.0.1:{collector.server_port}/")
    tracing = opening.follow_traces(engine, role="worker")

    engine.run_due()
    tracing.close()

    [(path, body)] = collector.got
    assert path == "/v1/traces"
    assert b"job call_connector" in body
    assert b"worker" in body

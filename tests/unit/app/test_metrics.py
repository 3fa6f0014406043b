"""Measures: right, read only by whom may, and without anything of a person or a case."""

import os
import subprocess
import sys
from dataclasses import replace
from datetime import timedelta

import pytest
from prometheus_client.parser import text_string_to_metric_families

from regelruimte.app import create_app, metrics
from regelruimte.app.settings import SettingRefused, Settings
from regelruimte.engine import definitions
from regelruimte.engine.actors import SYSTEM
from regelruimte.engine.connect.registry import ConnectorFailed
from regelruimte.engine.engine import Engine
from tests.builders import process
from tests.desk import Desk

TOKEN = "een-lang-token-voor-het-meten"
LOCAL = {"REMOTE_ADDR": "127.0.0.1"}


@pytest.fixture
def measured(engine, settings, monkeypatch):
    monkeypatch.delenv(metrics.SHARED, raising=False)
    return create_app(engine=engine, settings=replace(settings, metrics=True))


@pytest.fixture
def measures(measured):
    """Return a function that reads the page: name and labels -> value."""

    def read():
        answer = measured.test_client().get("/metrics", environ_base=LOCAL)
        assert answer.status_code == 200
        return {
            (sample.name, frozenset(sample.labels.items())): sample.value
            for family in text_string_to_metric_families(answer.text)
            for sample in family.samples
        }

    return read


@pytest.fixture
def desk(engine):
    with engine.work(SYSTEM) as work:
        definitions.put_group(work, "Team Parkeren")
    return Desk(engine)


def one(read, name, **labels):
    return read.get((f"regelruimte_{name}", frozenset(labels.items())))


def test_page_is_not_there_when_measuring_is_off(client):
    assert client.get("/metrics").status_code == 404


def test_counts_cases_steps_and_tasks(measures, desk):
    desk.publish(process().start().user("bekijk").user("besluit").end("klaar"))
    desk.complete(desk.open_tasks(desk.start())["bekijk"])
    desk.start()

    read = measures()

    assert one(read, "cases", status="open") == 2
    assert one(read, "tasks_open") == 2
    assert one(read, "steps_total") == 3
    assert one(read, "database_ready") == 1


def test_tells_how_late_what_runs_by_itself_is(measures, desk, clock):
    desk.publish(process().start().timer("wacht", "P2D").end("klaar"))
    desk.start()
    clock.advance(timedelta(days=2, seconds=90))

    assert one(measures(), "timer_lateness_seconds") == 90


def test_counts_runs_of_jobs_and_incidents(measures, desk, engine):
    def call(_inputs, *, key, at):
        raise ConnectorFailed("away", "Niet bereikbaar", retry=False)

    engine.connectors.register("register", call)
    desk.publish(process().start().service("vraag", "register").end("klaar"))
    desk.start()
    engine.run_due()

    read = measures()

    assert one(read, "job_runs_total", kind="call_connector", outcome="incident") == 1
    assert one(read, "job_seconds_count", kind="call_connector") == 1
    assert one(read, "incidents_open") == 1


def test_times_requests_by_route_and_never_by_what_was_asked(measured, measures):
    client = measured.test_client()
    client.get("/zoeken?q=Mehmet")
    client.get("/mijn-zaken/Mehmet-Aydin")
    client.get("/Mehmet/123456782")
    client.open("/zoeken", method="MEHMET")

    read = measures()

    assert one(read, "request_seconds_count", method="GET", route="/zoeken", status="2xx") == 1
    assert one(read, "request_seconds_count", method="GET", route="/mijn-zaken/<number>", status="3xx") == 1
    assert one(read, "request_seconds_count", method="other", route="unmatched", status="4xx") == 2
    assert "ehmet" not in str(read).casefold()


def test_reads_the_figures_again_only_after_ten_seconds(measures, desk, clock):
    desk.publish(process().start().user("bekijk").end("klaar"))
    desk.start()
    first = one(measures(), "cases", status="open")
    desk.start()
    clock.advance(timedelta(seconds=9))
    kept = one(measures(), "cases", status="open")
    clock.advance(timedelta(seconds=1))

    assert (first, kept, one(measures(), "cases", status="open")) == (1, 1, 2)


def test_reads_the_figures_again_when_the_clock_was_put_back(measures, desk, clock):
    desk.publish(process().start().user("bekijk").end("klaar"))
    measures()
    desk.start()
    clock.advance(-timedelta(hours=1))

    assert one(measures(), "cases", status="open") == 1


def test_reads_less_often_when_reading_takes_long(engine, clock, monkeypatch):
    moments = iter([0.0, 1.0, 1.0, 2.0])
    monkeypatch.setattr(metrics, "perf_counter", lambda: next(moments))
    reads = []
    kept = metrics.Kept(lambda view: reads.append(view.now) or len(reads))

    for seconds in (0, 59, 1):
        clock.advance(timedelta(seconds=seconds))
        with engine.view(SYSTEM) as view:
            kept.get(view)

    assert len(reads) == 2


def test_still_tells_the_rest_when_the_database_is_away(tmp_path, settings):
    engine = Engine.open(f"sqlite:///{tmp_path}/empty.sqlite")
    client = create_app(engine=engine, settings=replace(settings, metrics=True)).test_client()

    text = client.get("/metrics", environ_base=LOCAL).text
    engine.close()

    assert "regelruimte_database_ready 0.0" in text
    assert "regelruimte_steps_total 0.0" in text
    assert "regelruimte_cases" not in text


@pytest.mark.parametrize(
    ("address", "headers", "status"),
    [
        ("127.0.0.1", {}, 200),
        ("::1", {}, 200),
        ("198.51.100.7", {}, 403),
        ("", {}, 403),
        ("127.0.0.1", {"X-Forwarded-For": "198.51.100.7"}, 403),
        ("127.0.0.1", {"Forwarded": "for=198.51.100.7"}, 403),
        ("127.0.0.1", {"Authorization": "Bearer "}, 200),
    ],
)
def test_only_this_machine_reads_when_there_is_no_token(measured, address, headers, status):
    answer = measured.test_client().get("/metrics", headers=headers, environ_base={"REMOTE_ADDR": address})

    assert answer.status_code == status


@pytest.mark.parametrize(
    ("given", "status"),
    [(f"Bearer {TOKEN}", 200), (f"Bearer {TOKEN}x", 403), (TOKEN, 403), ("Bearer ", 403), (None, 403)],
)
def test_only_who_has_the_token_reads_when_there_is_one(engine, settings, given, status):
    client = create_app(
        engine=engine, settings=replace(settings, metrics=True, metrics_token=TOKEN)
    ).test_client()
    headers = {} if given is None else {"Authorization": given}

    assert client.get("/metrics", headers=headers, environ_base=LOCAL).status_code == status


def test_refuses_a_token_that_is_easy_to_guess():
    with pytest.raises(SettingRefused, match="METRICS_TOKEN"):
        Settings(demo=True, metrics_token="kort")


def test_keeps_the_page_nowhere_and_looks_up_nobody(measured):
    answer = measured.test_client().get("/metrics", environ_base=LOCAL)

    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.content_type == metrics.CONTENT_TYPE
    assert "Set-Cookie" not in answer.headers


COUNT = """
from regelruimte.app import metrics
metrics.share_measures({folder!r})
measures = metrics.Measures()
measures.step_taken()
print(measures.written().decode())
"""


def test_processes_count_together_when_they_share_a_folder(tmp_path):
    environment = {name: value for name, value in os.environ.items() if name != metrics.SHARED}
    program = COUNT.format(folder=str(tmp_path / "shared"))

    told = [
        subprocess.run(
            [sys.executable, "-c", program], env=environment, check=True, capture_output=True, text=True
        ).stdout
        for _ in range(2)
    ]

    assert "regelruimte_steps_total 1.0" in told[0]
    assert "regelruimte_steps_total 2.0" in told[1]


def test_worker_counts_only_where_it_can_be_read(engine, monkeypatch, tmp_path):
    watching = []
    monkeypatch.setattr(engine, "watch", watching.append)
    monkeypatch.setenv(metrics.SHARED, "")
    monkeypatch.setattr(metrics, "Measures", lambda: "measures")

    metrics.measure_worker(engine, "")
    metrics.measure_worker(engine, str(tmp_path / "shared"))

    assert watching == ["measures"]
    assert os.environ[metrics.SHARED] == str(tmp_path / "shared")

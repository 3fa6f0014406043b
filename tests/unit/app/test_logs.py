"""The log of a whole story: every request and job has its line, and no line has anything of a person."""

import json
import logging
import re
import sys
import warnings
from dataclasses import replace
from io import StringIO

import pytest

from regelruimte.app import access, create_app
from regelruimte.app.logs import set_up_logs
from regelruimte.app.settings import SettingRefused, Settings, read_log
from regelruimte.app.traces import TraceObserver
from regelruimte.engine import definitions
from regelruimte.engine.actors import SYSTEM
from regelruimte.engine.connect.registry import ConnectorFailed
from tests import permit
from tests.builders import process
from tests.desk import Desk
from tests.unit.app.conftest import PASSWORD

BSN = "123456782"
PRIVATE = (
    "Mehmet", "Aydin", "mehmet", "Marieke", "marieke", "Lindelaan", "GK-482-T", "gk482t", "1234 AB",
    BSN, "hardop", "zoekwoord", "198.51.100.7", PASSWORD,
)  # fmt: skip


@pytest.fixture
def lines():
    """Log as in production; give a function that returns what was logged until now."""
    root = logging.getLogger()
    kept, hook = (root.level, root.handlers[:]), sys.excepthook
    levels = {name: logging.getLogger(name).level for name in ("regelruimte", "_granian")}
    set_up_logs("json")
    written = StringIO()
    root.handlers[0].setStream(written)
    yield lambda: [json.loads(line) for line in written.getvalue().splitlines()]
    root.setLevel(kept[0])
    root.handlers[:] = kept[1]
    for name, level in levels.items():
        logging.getLogger(name).setLevel(level)
    logging.captureWarnings(capture=False)
    sys.excepthook = hook


@pytest.fixture
def watched(engine):
    engine.watch(TraceObserver())
    return engine


def hidden(page, name):
    return re.search(rf'name="{name}"[^>]*value="([^"]*)"', page)[1]


def sign_in(client, name, password=PASSWORD):
    return client.post("/sign-in", data={"name": name, "password": password})


def apply(client):
    begun = client.post("/aanvragen/vergunning").headers["Location"].removesuffix("/u")
    client.post(f"{begun}/u", data={"straat": "Lindelaan 12, 1234 AB"})
    client.post(f"{begun}/auto", data={"kenteken": "GK-482-T!"})
    client.post(f"{begun}/auto", data={"kenteken": "gk482t", "eigenaar": "ik"})
    client.post(f"{begun}/slot", data={"toelichting": f"Mijn BSN is {BSN}, ik zeg het hardop."})
    check = begun.replace("vergunning/", "vergunning/controle/")
    page = client.get(check).text
    sent = client.post(check, data={"key": hidden(page, "key"), "seen": hidden(page, "seen")})
    assert sent.status_code == 303
    return re.search(r"Z-\d+-\d+", client.get("/mijn-zaken", follow_redirects=True).text)[0]


def tell_story(app):
    """Apply, look, search, and go wrong in every way there is; return the number of the case."""
    citizen, worker = app.test_client(), app.test_client()
    sign_in(citizen, "mehmet", f"fout {BSN}")
    sign_in(citizen, "mehmet")
    number = apply(citizen)
    citizen.get(f"/zoeken?q=zoekwoord+{BSN}", environ_base={"REMOTE_ADDR": "198.51.100.7"})
    citizen.get(f"/Mehmet-Aydin/{BSN}?adres=Lindelaan")
    citizen.get("/mijn-zaken/Mehmet")
    citizen.get("/", headers={"Referer": f"http://elders/?bsn={BSN}", "traceparent": f"Mehmet {BSN}"})
    sign_in(worker, "marieke")
    worker.get(f"/worklist/cases/{number}")
    worker.get("/worklist/search?q=Mehmet+Aydin")
    worker.get("/worklist/cases/Mehmet")
    return number


def test_tells_nothing_of_a_person_when_a_whole_story_is_told(app, watched, people, lines):
    permit.publish(watched)

    number = tell_story(app)

    told = "\n".join(json.dumps(line, ensure_ascii=False) for line in lines())
    assert [private for private in PRIVATE if private in told] == []
    assert told.count('"event": "request"') > 15
    assert number in told


def test_sends_the_case_along_when_a_request_changes_or_shows_it(app, watched, people, lines):
    permit.publish(watched)

    number = tell_story(app)

    by_route = {line["route"]: line for line in lines() if line["event"] == "request" and line.get("case")}
    assert {line["case"] for line in by_route.values()} == {number}
    assert any(line["method"] == "POST" for line in by_route.values())
    assert "/worklist/cases/<number>" in by_route


def test_line_of_a_request_has_route_answer_and_trace(client, lines):
    answer = client.get("/readyz?secret=1")

    (line,) = [line for line in lines() if line["event"] == "request"]
    assert (line["route"], line["status"], line["method"]) == ("/readyz", 200, "GET")
    assert line["trace"] == answer.headers["X-Request-ID"]
    assert re.fullmatch(r"[0-9a-f]{32}", line["trace"])
    assert line["ms"] >= 0
    assert "case" not in line


def test_two_requests_have_two_traces_and_no_case_of_each_other(client, lines):
    client.get("/worklist/cases/Z-2026-000001")
    client.get("/")

    first, second = (line for line in lines() if line["event"] == "request")
    assert (first["case"], "case" in second) == ("Z-2026-000001", False)
    assert first["trace"] != second["trace"]


def test_takes_the_trace_of_a_proxy_only_when_it_is_trusted(engine, settings, client, lines):
    begun = {"traceparent": f"00-{'ab' * 16}-{'cd' * 8}-01"}
    behind = create_app(engine=engine, settings=replace(settings, trusted_proxies=1)).test_client()

    behind.get("/healthz", headers=begun)
    client.get("/healthz", headers=begun)

    assert [line["trace"] == "ab" * 16 for line in lines()] == [True, False]


def test_names_the_refusal_when_a_request_is_refused(client, lines):
    client.get("/nergens")

    (line,) = [line for line in lines() if line["event"] == "request"]
    assert (line["route"], line["status"], line["code"]) == ("unmatched", 404, "http-404")


def test_tells_where_a_bug_is_but_not_what_was_typed(app, client, lines, monkeypatch):
    def broken():
        raise ValueError(f"Mehmet Aydin, {BSN}")

    app.add_url_rule("/broken", "broken", broken)
    monkeypatch.setattr(access, "TABLE", {**access.TABLE, "broken": access.ANYONE})
    client.get("/broken")

    bug, request = lines()
    assert (bug["event"], bug["level"], bug["error"]["type"]) == ("bug", "error", "ValueError")
    assert bug["error"]["at"][-1].endswith(" broken")
    assert bug["trace"] == request["trace"]
    assert BSN not in json.dumps(lines())


@pytest.fixture
def calling(watched):
    """Publish a process that calls a register, which answers as it is told; start a case."""

    def start(*answers):
        waiting = list(answers)

        def call(_inputs, *, key, at):
            answer = waiting.pop(0)
            if isinstance(answer, Exception):
                raise answer
            return answer

        watched.connectors.register("register", call)
        with watched.work(SYSTEM) as work:
            definitions.put_group(work, "Team Parkeren")
        desk = Desk(watched)
        desk.publish(process().start().service("vraag", "register").user("bekijk").end("klaar"))
        return desk.start({"naam": "Mehmet Aydin"})

    return start


def test_line_of_a_job_has_kind_outcome_case_and_trace(calling, watched, lines):
    number = calling({"naam": "Mehmet Aydin"})

    watched.run_due()

    (line,) = [line for line in lines() if line["event"] == "job"]
    assert (line["kind"], line["outcome"], line["attempt"]) == ("call_connector", "done", 1)
    assert line["case"] == number
    assert len(line["trace"]) == 32


@pytest.mark.parametrize(("retry", "outcome"), [(True, "retry"), (False, "incident")])
def test_tells_what_became_of_a_job_when_the_other_side_fails(calling, watched, lines, retry, outcome):
    calling(ConnectorFailed("away", f"Mehmet Aydin {BSN} is er niet", retry=retry))

    watched.run_due()

    assert [line["outcome"] for line in lines() if line["event"] == "job"] == [outcome]
    assert BSN not in json.dumps(lines())


def test_tells_that_a_job_crashed_when_it_has_a_bug(calling, watched, lines):
    calling(RuntimeError(f"Mehmet {BSN}"))

    watched.run_due()

    crash, job = lines()[-2:]
    assert (job["outcome"], crash["event"], crash["level"]) == ("crashed", "job-crashed", "error")
    assert BSN not in json.dumps(lines())


def test_tells_that_a_process_crashed_without_what_its_error_says(watched, lines):
    sys.excepthook(RuntimeError, RuntimeError(f"Mehmet {BSN}"), None)

    (crash,) = lines()
    assert (crash["event"], crash["level"]) == ("crashed", "critical")
    assert BSN not in json.dumps(crash)


def test_leaves_the_arguments_out_when_a_library_logs(lines):
    logging.getLogger("some.library").error("cannot parse %s", BSN)
    with warnings.catch_warnings():
        warnings.simplefilter("always")
        warnings.warn(f"odd value {BSN}", UserWarning, stacklevel=1)

    library, warning = lines()
    assert library["event"] == "cannot parse %s"
    assert warning["event"] == "warning"
    assert BSN not in json.dumps(warning)


def test_refuses_a_kind_of_log_there_is_not():
    with pytest.raises(SettingRefused, match="expected text or json"):
        read_log({"REGELRUIMTE_LOG": "xml"})
    with pytest.raises(SettingRefused, match="REGELRUIMTE_LOG"):
        Settings(demo=True, log="xml")


def test_changes_nothing_when_the_log_is_for_people():
    before = logging.getLogger().handlers[:], sys.excepthook

    set_up_logs("text")

    assert (logging.getLogger().handlers[:], sys.excepthook) == before

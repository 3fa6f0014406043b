"""The benchmarks play what they say they measure, and say so when a partner is absent."""

import json
import subprocess
import sys

import pytest
from lxml import etree

from benchmarks import bpmn_engine, feel, growth, p10, p10_model, queries
from benchmarks.__main__ import PARTS, main
from benchmarks.bpmn_engine import BpmnEngineAbsent
from benchmarks.databases import database, with_driver
from benchmarks.feelin import FeelinAbsent
from benchmarks.million import Million, prepare
from benchmarks.weight import weigh
from regelruimte.engine.spiff.interpreter import compile_model
from tests.live.visitor import Page


def test_lists_every_part_when_asked(capsys):
    assert main(["list"]) == 0
    assert [line.partition(":")[0] for line in capsys.readouterr().out.splitlines()] == list(PARTS)


def test_prints_one_flat_object_last_when_json_is_asked(monkeypatch, capsys):
    monkeypatch.setattr(growth, "run", lambda _database: ({"a": 1.5}, ["a remark"]))

    assert main(["growth", "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == {"a": 1.5}


def test_prints_null_and_the_reason_when_feelin_is_absent(monkeypatch):
    def absent():
        raise FeelinAbsent("npm is not installed")

    monkeypatch.setattr(feel, "Feelin", absent)
    monkeypatch.setattr(feel, "per_second", lambda _work: 1.0)
    monkeypatch.setattr(feel, "cold_start_ms", lambda: 1.0)
    found, remarks = feel.run("sqlite")

    assert found["over_feelin"] is None
    assert "npm is not installed" in remarks[0]


def test_prints_null_and_the_reason_when_bpmn_engine_is_absent(monkeypatch):
    def absent():
        raise BpmnEngineAbsent("Node.js with npm is not installed")

    monkeypatch.setattr(bpmn_engine, "measure", absent)
    found, remarks = bpmn_engine.peer(6.0)

    assert found == {"over_bpmn_engine": None}
    assert "Node.js" in remarks[0]


def test_says_our_cost_over_theirs_when_bpmn_engine_ran(monkeypatch):
    monkeypatch.setattr(bpmn_engine, "measure", lambda: {"recovered": 60.0, "memory": 30.0})

    assert bpmn_engine.peer(6.0)[0]["over_bpmn_engine"] == 0.1


def test_bpmn_engine_gets_our_process_when_p10_is_written_for_it():
    models = [etree.fromstring(model) for model in (p10_model.ours(), p10_model.javascripts())]

    ours, theirs = ([node.get("id") for node in model.iter("{*}*") if node.get("id")] for model in models)
    assert ours == theirs
    assert models[1].find(".//{*}conditionExpression").get("language") == "javascript"


def test_variables_of_the_gateway_are_five_kilobytes_when_written():
    assert 4_500 < len(json.dumps(feel.context(int))) < 6_000


@pytest.mark.parametrize(
    ("model", "elements"), [(growth.loop(), ("u",)), (growth.join_loop(), ("u1", "u2"))], ids=("loop", "join")
)
def test_goes_round_when_a_loop_is_played(model, elements):
    play = growth.Play(compile_model("growth", model))
    for _ in range(3):
        for element in elements:
            play.complete(element)

    assert play.variables.get("main", "n") == 3
    assert len(play.costs) == 3 * len(elements)
    assert play.largest > 0


def test_our_case_and_theirs_end_when_p10_is_played(tmp_path):
    ours, naive = p10.Ours(f"sqlite:///{tmp_path}/o.sqlite"), p10.Naive(f"sqlite:///{tmp_path}/n.sqlite")

    assert ours.case(1) > 0
    naive.case(p10.spiff_spec(), 1)
    ours.engine.close()
    naive.close()


def test_loads_no_database_code_when_feel_is_used_by_itself():
    code = "import sys; import regelruimte.engine.feel; print('sqlalchemy' in sys.modules)"
    told = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)

    assert told.stdout.strip() == "False"


@pytest.fixture
def few(tmp_path):
    url = f"sqlite:///{tmp_path}/few.sqlite"
    prepare(url)
    Million(url, tasks=60_000, timers=1_000).fill()
    return queries.Lists(url)


def test_bare_statements_find_the_rows_of_ours_when_pages_are_compared(few):
    # `place` holds the rows of the page it comes to against those of the bare statement.
    dated, undated = few.place(2), few.place(pages_of(few))

    assert dated.number == 2
    assert not dated.after.startswith("~")
    assert undated.after.startswith("~")
    few.engine.close()


def pages_of(lists):
    at, pages = queries.FIRST, 0
    with lists.engine.view(queries.WORKER) as view:
        while at is not None:
            at, pages = queries._page(view, at).later, pages + 1
    return pages


def test_due_timers_wait_again_when_taking_them_was_measured(few):
    assert min(*few.due(), *few.due()) > 0
    with few.engine.work(queries.WORKER) as work:
        assert len(queries.step_rows.take_due_timers(work, queries.DUE)) == queries.DUE
    few.engine.close()


def test_refuses_to_fill_a_database_that_has_cases(few):
    with pytest.raises(RuntimeError, match="empty"):
        prepare(few.engine._database.url.render_as_string())
    few.engine.close()


FILES = {
    "/": b'<link rel="stylesheet" href="/s/a.css"><script src="/s/a.js"></script>',
    "/s/a.css": b"@font-face{src:url(x.woff2) format('woff2'),url(x.ttf)} .b{background:url(n.svg)}",
    "/s/a.js": b'import{b}from"./b.js";import("./later.js")',
    "/s/b.js": b"export const b=1",
    "/s/x.woff2": b"wOF2",
}


class Wire:
    """A visitor who finds pages in a dict."""

    def ask(self, _method, path, **_headers):
        return Page(path, 200 if path in FILES else 404, {}, FILES.get(path, b""))


def test_weighs_what_a_browser_loads_at_once_when_a_page_names_it():
    assert weigh(Wire(), "/") == {path: len(body) for path, body in FILES.items()}


def test_takes_a_file_of_its_own_or_the_address_when_asked_for_a_database(tmp_path):
    with database("sqlite", tmp_path) as own, database("postgresql://here/now", tmp_path) as given:
        assert own == f"sqlite:///{tmp_path}/ours.sqlite"
        assert with_driver(given) == "postgresql+psycopg://here/now"


def test_measures_on_a_server_when_postgresql_is_asked(monkeypatch):
    monkeypatch.setattr(p10, "RUNS", 1)
    monkeypatch.setattr(p10, "CASES", 1)

    found, _ = p10.run("postgresql")

    assert {"over_floor", "over_naive", "cpu_ms", "floor_cpu_ms", "naive_cpu_ms"} <= found.keys()
    assert min(found[name] for name in ("over_floor", "over_naive", "cpu_ms")) > 0

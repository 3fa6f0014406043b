"""The benchmarks play what they say they measure, and say so when a partner is absent."""

import json
import subprocess
import sys

import pytest

from benchmarks import feel, growth, p10
from benchmarks.__main__ import PARTS, main
from benchmarks.databases import database, with_driver
from benchmarks.feelin import FeelinAbsent
from regelruimte.engine.spiff.interpreter import compile_model


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


def test_takes_a_file_of_its_own_or_the_address_when_asked_for_a_database(tmp_path):
    with database("sqlite", tmp_path) as own, database("postgresql://here/now", tmp_path) as given:
        assert own == f"sqlite:///{tmp_path}/ours.sqlite"
        assert with_driver(given) == "postgresql+psycopg://here/now"


def test_measures_on_a_server_when_postgresql_is_asked(monkeypatch):
    monkeypatch.setattr(p10, "RUNS", 1)
    monkeypatch.setattr(p10, "CASES", 1)

    found, _ = p10.run("postgresql")

    assert found.keys() == {"over_floor", "over_naive", "cpu_ms", "floor_cpu_ms", "naive_cpu_ms"}
    assert min(found.values()) > 0

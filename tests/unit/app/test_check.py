import json
import os

import pytest
from click.testing import CliRunner

from regelruimte.app.check import check, model_files
from regelruimte.app.checking import BoundedChecker
from regelruimte.engine.validate import Status
from tests.drawings import corpus, line


def run(*arguments):
    return CliRunner().invoke(check, [str(one) for one in arguments])


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "b").mkdir()
    (tmp_path / "b" / "goed.BPMN").write_bytes(line('<task id="t" name="Één stap"/>'))
    (tmp_path / "a.bpmn20.xml").write_bytes(line('<complexGateway id="t"/>'))
    (tmp_path / "c.bpmn2").write_bytes(b"<a/>")
    (tmp_path / "lees.xml").write_bytes(b"<a/>")
    return tmp_path


def test_writes_one_object_a_line_when_asked_for_json(folder):
    result = run(folder, "--json")

    lines = [json.loads(one) for one in result.output.splitlines()]
    assert [one["path"] for one in lines] == [
        f"{folder}/a.bpmn20.xml",
        f"{folder}/b/goed.BPMN",
        f"{folder}/c.bpmn2",
    ]
    assert [one["status"] for one in lines] == ["drawable", "executable", "refused"]
    assert set(lines[0]["findings"][0]) == {"code", "severity", "element", "message", "suggestion"}


def test_exits_with_0_when_all_may_run(folder):
    assert run(folder / "b", "--json").exit_code == 0


def test_exits_with_1_when_one_may_not_run(folder):
    assert run(folder, "--json").exit_code == 1


@pytest.mark.parametrize("arguments", [(), ("bestaat-niet.bpmn",), ("--nee",)])
def test_exits_with_2_when_used_wrongly(arguments):
    assert run(*arguments).exit_code == 2


def test_reports_the_file_when_it_is_named_outright(folder):
    result = run(folder / "lees.xml", "--json")

    assert json.loads(result.output)["status"] == "refused"


def test_reads_as_sentences_when_not_asked_for_json(folder):
    result = run(folder)

    assert "goed.BPMN: kan worden uitgevoerd" in result.output
    assert "fout: Het keuzepunt ‘t’" in result.output


def test_shows_no_control_characters_when_a_name_holds_them(tmp_path):
    path = tmp_path / "x.bpmn"
    path.write_bytes(line('<userTask id="t" name="a&#x202E;b"/>'))

    result = run(path)

    assert "\u202e" not in result.output
    assert "a?b" in result.output


def test_keeps_the_path_as_given_when_it_is_relative(folder, monkeypatch):
    monkeypatch.chdir(folder)

    assert list(model_files((".",))) == ["./a.bpmn20.xml", "./b/goed.BPMN", "./c.bpmn2"]


def test_refuses_and_goes_on_when_a_file_takes_too_long(folder):
    pipe = folder / "hangt.bpmn"
    os.mkfifo(pipe)

    with BoundedChecker(seconds=0.3) as checker:
        hung = checker.check(pipe)
        after = checker.check(folder / "b" / "goed.BPMN")

    assert [finding.code for finding in hung.findings] == ["check-too-slow"]
    assert after.status is Status.EXECUTABLE


def test_refuses_and_goes_on_when_a_file_takes_too_much_memory(folder):
    heavy = folder / "zwaar.bpmn"
    heavy.write_bytes(line("".join(f'<task id="n{number}"/>' for number in range(200_000))))

    with BoundedChecker(memory_bytes=150_000_000) as checker:
        swollen = checker.check(heavy)
        after = checker.check(folder / "b" / "goed.BPMN")

    assert swollen.status is Status.REFUSED
    assert after.status is Status.EXECUTABLE


@pytest.mark.corpus
def test_gives_every_file_a_status_when_run_on_real_models():
    result = run(corpus("valtimo-platform"), "--json")

    statuses = [json.loads(one)["status"] for one in result.output.splitlines()]
    assert len(statuses) == len(list(model_files((str(corpus("valtimo-platform")),))))
    assert statuses.count("executable") > len(statuses) // 2
    assert "refused" not in statuses

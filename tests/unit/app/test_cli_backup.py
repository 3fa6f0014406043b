import json

import pytest
from click.testing import CliRunner

from regelruimte.app.cli import main


@pytest.fixture
def run(tmp_path, monkeypatch):
    monkeypatch.setenv("REGELRUIMTE_DATABASE_URL", f"sqlite:///{tmp_path}/cli.sqlite")
    return lambda *words: CliRunner().invoke(main, [str(word) for word in words])


@pytest.fixture
def kept(run, tmp_path):
    run("migrate-db")
    assert run("backup", tmp_path / "kept.sqlite").exit_code == 0
    return tmp_path / "kept.sqlite"


def test_tells_size_and_schema_when_a_backup_is_made(run, tmp_path):
    run("migrate-db")

    answer = run("backup", tmp_path / "kept.sqlite")

    assert "0 cases" in answer.output
    assert "MB, schema" in answer.output


def test_tells_a_program_the_same_when_it_asks(run, kept):
    told = json.loads(run("backup", kept, "--replace", "--json").output)

    assert told["size_bytes"] == kept.stat().st_size
    assert set(told) == {"file", "size_bytes", "revision", "cases"}


def test_exit_code_says_that_no_backup_was_made_when_it_was_refused(run, kept):
    answer = run("backup", kept)

    assert answer.exit_code == 1
    assert "exists already" in answer.output


def test_restores_over_a_database_only_when_asked(run, kept, tmp_path):
    refused, done = run("restore", kept), run("restore", kept, "--replace")

    assert (refused.exit_code, done.exit_code) == (1, 0), refused.output + done.output
    assert "kept in" in done.output


def test_restored_database_can_be_worked_with_when_there_was_none(run, kept, tmp_path, monkeypatch):
    monkeypatch.setenv("REGELRUIMTE_DATABASE_URL", f"sqlite:///{tmp_path}/new/cases.sqlite")

    told = json.loads(run("restore", kept, "--json").output)

    assert told["replaced"] is None
    assert run("work", "--once").output == "0 jobs done\n"

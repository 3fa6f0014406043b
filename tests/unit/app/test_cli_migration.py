import json
from datetime import date

import pytest
from click.testing import CliRunner

from regelruimte.app.cli import main
from regelruimte.engine import Channel, Engine, Intake, Sent, cases, definitions
from regelruimte.engine.actors import SYSTEM
from tests.builders import process


@pytest.fixture
def engine(tmp_path, monkeypatch):
    address = f"sqlite:///{tmp_path}/cli.sqlite"
    monkeypatch.setenv("REGELRUIMTE_DATABASE_URL", address)
    made = Engine.open(address)
    made.migrate()
    yield made
    made.close()


@pytest.fixture
def number(engine):
    """Return a case of version 1, beside a version 2 in which its step has another id."""
    publish(engine, "a")
    with engine.work(SYSTEM) as work:
        intake = Intake(Channel.WEB, date(2026, 11, 2))
        case = cases.start_case(work, "p", intake, Sent("key", {})).case_number
    publish(engine, "z")
    return case


def publish(engine, step):
    files = {"process.bpmn": process().start().user(step).end().bpmn()}
    with engine.work(SYSTEM) as work:
        definitions.publish_files(work, "p", files, change_note="test")


def run(*words):
    return CliRunner().invoke(main, ["migrate-cases", "p", "--from", "1", "--to", "2", *words])


def version(engine, number):
    with engine.view(SYSTEM) as view:
        return cases.get_case(view, number).version


def test_moves_cases_when_the_mapping_says_where_to(engine, number):
    answer = run("--map", "a=z")

    assert (answer.exit_code, version(engine, number)) == (0, 2)
    assert "1 of 1 cases moved to version 2" in answer.output


def test_changes_nothing_when_it_is_a_dry_run(engine, number):
    answer = run("--map", "a=z", "--dry-run")

    assert (answer.exit_code, version(engine, number)) == (0, 1)
    assert f"{number}: can move" in answer.output


def test_says_why_when_a_case_cannot_move(engine, number):
    answer = run("--json")

    told = json.loads(answer.output)
    assert (answer.exit_code, version(engine, number)) == (1, 1)
    assert told["cases"][0]["obstacles"][0]["code"] == "no-target"
    assert told["cases"][0]["moved"] is False


@pytest.mark.parametrize(("words", "code"), [(("--map", "a"), 2), (("--map", "a=nowhere"), 1)])
def test_ends_with_a_clear_code_when_the_mapping_is_wrong(number, words, code):
    assert run(*words).exit_code == code

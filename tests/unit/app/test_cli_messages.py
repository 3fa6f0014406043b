"""The commands that hand messages and signals from outside to the cases."""

import json

import pytest
from click.testing import CliRunner

from regelruimte.app.api.callers import hash_of
from regelruimte.app.cli import main
from regelruimte.engine import Engine, definitions
from tests.builders import event, process
from tests.desk import EXPERT


@pytest.fixture
def run(tmp_path, monkeypatch):
    """Run a command on an installation with a process that starts on a message and one on a signal."""
    url = f"sqlite:///{tmp_path}/cli.sqlite"
    monkeypatch.setenv("REGELRUIMTE_DATABASE_URL", url)
    engine = Engine.open(url)
    engine.migrate()
    with engine.work(EXPERT) as work:
        for kind in ("message", "signal"):
            model = getattr(process(), kind)("m", kind).start("binnen", event(kind, "m")).user("bekijk").end()
            definitions.create_definition(work, kind, title=kind, files={"process.bpmn": model.bpmn()})
            definitions.publish(work, kind, revision=1, change_note="eerste")
    engine.close()
    return lambda *words: CliRunner().invoke(main, words)


def test_begins_a_case_when_a_message_is_sent(run):
    words = ("send-message", "message", "--values", '{"bedrag": 12.5}', "--key", "k", "--json")
    done = run(*words)

    assert done.exit_code == 0
    assert json.loads(done.stdout)["status"] == "begun"
    assert run(*words).stdout == done.stdout


def test_says_in_one_line_when_nobody_waits(run):
    done = run("send-message", "onbekend")

    assert done.exit_code == 1
    assert done.stderr.startswith("regelruimte: ")


def test_tells_how_many_receive_a_signal(run):
    assert run("send-signal", "signal").stdout == "1 receivers\n"


@pytest.mark.parametrize("values", ["[]", "{", "3"])
def test_calls_it_wrong_use_when_values_are_no_object(run, values):
    assert run("send-message", "message", "--values", values).exit_code == 2


def test_shows_a_token_with_what_the_settings_keep_of_it():
    lines = CliRunner().invoke(main, ["api-token", "bank"]).stdout.splitlines()

    token = lines[0].removeprefix("token: ")
    assert lines[1] == f"add to REGELRUIMTE_API_TOKENS: bank={hash_of(token)}"

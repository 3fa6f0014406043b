import json
import socket

import pytest
from click.testing import CliRunner

from regelruimte.app.cli import main
from regelruimte.app.cli_server import where_to_click
from regelruimte.app.settings import Settings
from regelruimte.engine import accounts, definitions
from regelruimte.engine.accounts import SignIn
from regelruimte.engine.actors import SYSTEM
from regelruimte.engine.bundles import read_bundle
from regelruimte.engine.engine import Engine
from regelruimte.engine.store.schema import newest_revision
from tests.expanding import expand

MODEL = b"""<?xml version="1.0" encoding="UTF-8"?>
<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" id="d" targetNamespace="t">
  <process id="klein" name="Kleine vraag" isExecutable="true">
    <startEvent id="start"/><endEvent id="klaar"/>
    <sequenceFlow id="f" sourceRef="start" targetRef="klaar"/>
  </process>
</definitions>"""
BROKEN = MODEL.replace(b"</process>", b'<scriptTask id="s" scriptFormat="python"/></process>')


@pytest.fixture
def url(tmp_path, monkeypatch):
    address = f"sqlite:///{tmp_path}/here/cli.sqlite"
    monkeypatch.setenv("REGELRUIMTE_DATABASE_URL", address)
    return address


@pytest.fixture
def run():
    return lambda *words: CliRunner().invoke(main, words)


@pytest.fixture
def migrated(url, run):
    assert run("migrate-db").exit_code == 0
    return url


@pytest.fixture
def bundle(tmp_path):
    folder = tmp_path / "kleine-vraag"
    folder.mkdir()
    (folder / "process.bpmn").write_bytes(MODEL)
    (folder / "notes.exe").write_bytes(b"not ours")
    return folder


@pytest.mark.parametrize("name", sorted(main.commands))
def test_every_command_explains_itself(run, name):
    answer = run(name, "--help")

    assert answer.exit_code == 0
    assert len(answer.output.splitlines()) > 3


def test_refuses_to_work_when_the_schema_is_old(tmp_path, monkeypatch, run):
    monkeypatch.setenv("REGELRUIMTE_DATABASE_URL", f"sqlite:///{tmp_path}/empty.sqlite")

    answer = run("work", "--once")

    assert answer.exit_code == 1
    assert "migrate-db" in answer.output


def test_refuses_to_work_when_a_newer_release_took_something_away(migrated, run):
    expand(migrated, runs_beside="9998")

    answers = [run("work", "--once"), run("migrate-db")]

    assert [answer.exit_code for answer in answers] == [1, 1]
    assert all("newer release" in answer.output for answer in answers)


def test_goes_on_when_a_newer_release_only_added_to_the_schema(migrated, run):
    expand(migrated, runs_beside=newest_revision())

    answers = [run("work", "--once"), run("migrate-db")]

    assert [answer.exit_code for answer in answers] == [0, 0]
    assert "newer release" in answers[1].output


def test_refuses_to_serve_without_a_secret_when_not_a_demonstration(migrated, run):
    answer = run("serve")

    assert answer.exit_code == 1
    assert "REGELRUIMTE_SECRET_KEY" in answer.output


def test_migrates_again_without_harm(migrated, run):
    assert run("migrate-db").exit_code == 0


def test_works_once_and_says_how_much(migrated, run):
    assert run("work", "--once").output == "0 jobs done\n"


def test_publishes_a_folder(migrated, run, bundle):
    answer = run("publish", str(bundle), "--json")

    assert answer.exit_code == 0, answer.output
    facts = json.loads(answer.output)
    assert (facts["key"], facts["version"]) == ("kleine-vraag", 1)
    assert _title(migrated) == "Kleine vraag"


def test_publishes_nothing_and_names_the_place_when_there_are_errors(migrated, run, bundle):
    (bundle / "process.bpmn").write_bytes(BROKEN)

    answer = run("publish", str(bundle))

    assert answer.exit_code == 1
    assert " s " in answer.output
    assert "nothing was published" in answer.output
    assert run("export", "kleine-vraag", str(bundle / "x.zip")).exit_code == 1


def test_gives_the_same_files_when_exported_and_imported(migrated, run, bundle, tmp_path):
    run("import", str(bundle))

    assert run("export", "kleine-vraag", str(tmp_path / "out.zip")).exit_code == 0
    assert read_bundle(tmp_path / "out.zip") == {"process.bpmn": MODEL}
    assert run("import", str(tmp_path / "out.zip"), "--key", "kopie").exit_code == 0


def test_says_in_one_line_why_a_package_is_refused(migrated, run, tmp_path):
    (tmp_path / "x.zip").write_bytes(b"hello")

    answer = run("publish", str(tmp_path / "x.zip"))

    assert answer.exit_code == 1
    assert answer.output == (
        "regelruimte: Dit bestand is geen pakket dat wij kunnen lezen. Kies een zip-bestand.\n"
    )


def test_makes_an_account_that_signs_in(migrated, run):
    words = ("account", "create", "Anna", "--role", "case_worker", "--password", "een-lang-wachtwoord")

    assert run(*words).exit_code == 0
    engine = Engine.open(migrated)
    with engine.work(SYSTEM) as work:
        signed_in = accounts.sign_in(work, SignIn("anna", "een-lang-wachtwoord", "here"))
    engine.close()
    assert signed_in is not None


def test_refuses_an_account_when_the_password_is_short(migrated, run):
    answer = run("account", "create", "anna", "--role", "case_worker", "--password", "kort")

    assert answer.exit_code == 1
    assert "twelve characters" in answer.output


def test_demo_is_refused_when_the_setting_is_off(migrated, run, monkeypatch):
    monkeypatch.setenv("REGELRUIMTE_SECRET_KEY", "s" * 32)

    assert run("demo", "--no-serve").exit_code == 2


def test_demo_can_run_twice(migrated, run, monkeypatch, tmp_path):
    monkeypatch.setenv("REGELRUIMTE_DEMO", "1")
    monkeypatch.setenv("REGELRUIMTE_INSTANCE_FOLDER", str(tmp_path))

    first, second = run("demo", "--no-serve"), run("demo", "--no-serve")

    assert (first.exit_code, second.exit_code) == (0, 0), first.output + second.output
    assert "7 demo persons added" in first.output
    assert "0 demo persons added" in second.output


def test_removes_practice_cases(migrated, run):
    assert run("remove-practice").output == "0 practice cases removed\n"


def _title(url):
    engine = Engine.open(url)
    with engine.view(SYSTEM) as view:
        title = definitions.get_definition(view, "kleine-vraag").title
    engine.close()
    return title


def test_refuses_to_serve_on_a_port_that_another_server_has(migrated, run, monkeypatch, tmp_path):
    monkeypatch.setenv("REGELRUIMTE_DEMO", "1")
    monkeypatch.setenv("REGELRUIMTE_INSTANCE_FOLDER", str(tmp_path))
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        monkeypatch.setenv("REGELRUIMTE_PORT", str(port))

        answer = run("serve")

    assert answer.exit_code == 1
    assert f"Port {port} on 127.0.0.1 is taken" in answer.output


def test_says_where_to_click_and_as_whom():
    said = where_to_click(Settings(demo=True, port=8123))

    assert "http://127.0.0.1:8123/worklist/" in said
    assert "Mehmet Aydin" in said
    assert "Sanne de Wit" in said

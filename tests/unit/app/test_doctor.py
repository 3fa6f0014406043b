"""An installation is looked over: each trouble is found, named, and has an advice."""

import json
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace

import pytest
from click.testing import CliRunner

from regelruimte.app import doctor
from regelruimte.app.cli import main
from regelruimte.app.doctor import Check, Verdict
from regelruimte.app.settings import Settings
from regelruimte.engine.actors import SYSTEM
from regelruimte.engine.clock import SystemClock
from regelruimte.engine.engine import Engine
from regelruimte.engine.store.reads.figures import Figures
from regelruimte.engine.store.schema import Fit
from regelruimte.engine.store.worker_rows import AtWork, tell_of_worker

SECRET = "Wq8z-kL3v-Np2x-Rt7m-Yc4b-Hd9s-Gf6j"
WELL = Figures({}, 0, 0, 0, 0.0, 0.0, workers=1, late_seconds=0.4)
ADDRESS = "REGELRUIMTE_DATABASE_URL"


@pytest.fixture
def environ(tmp_path, monkeypatch):
    (tmp_path / "dist").mkdir()
    (tmp_path / "dist" / "manifest.json").write_text("{}")
    monkeypatch.setattr(doctor, "dist_folder", lambda: tmp_path / "dist")
    monkeypatch.setattr(doctor.shutil, "disk_usage", lambda _: usage(free=50, total=100))
    return {
        ADDRESS: f"sqlite:///{tmp_path}/cases.sqlite",
        "REGELRUIMTE_SECRET_KEY": SECRET,
        "REGELRUIMTE_INSTANCE_FOLDER": str(tmp_path / "instance"),
    }


@pytest.fixture
def migrated(environ):
    engine = Engine.open(environ[ADDRESS])
    engine.migrate()
    engine.close()
    return environ


@pytest.fixture
def vitals(engine):
    return engine.examine()


def usage(*, free, total):
    return SimpleNamespace(free=free * 10**9, total=total * 10**9)


def judged(environ):
    return {check.name: check.verdict for check in doctor.examine(environ)}


def test_finds_all_well_when_all_is_well(migrated):
    engine = Engine.open(migrated[ADDRESS])
    with engine.work(SYSTEM) as work:
        now = work.now
        worker = AtWork(
            id="w", name="here:1", began_at=now, seen_at=now, concurrency=4, jobs_done=0, late_seconds=0.1
        )
        tell_of_worker(work, worker)
    engine.close()

    assert set(judged(migrated).values()) == {Verdict.OK}


def test_every_trouble_has_an_advice_and_nothing_else_has(environ):
    checks = doctor.examine({**environ, "REGELRUIMTE_SECRET_KEY": "kort"})

    assert {bool(check.advice) for check in checks if check.verdict is Verdict.OK} == {False}
    assert {bool(check.advice) for check in checks if check.verdict is not Verdict.OK} == {True}


def test_makes_no_database_and_no_secret_when_there_is_none(environ, tmp_path):
    del environ["REGELRUIMTE_SECRET_KEY"]

    found = judged({**environ, "REGELRUIMTE_DEMO": "1"})

    assert found["database"] is Verdict.FAULT
    assert sorted(path.name for path in tmp_path.iterdir()) == ["dist"]


@pytest.mark.parametrize(
    "address",
    ["postgresql://nobody:hunter2@127.0.0.1:1/cases?connect_timeout=2", "rubbish hunter2"],
)
def test_tells_no_password_when_the_database_is_away(environ, address):
    found = next(check for check in doctor.examine({**environ, ADDRESS: address}) if check.name == "database")

    assert found.verdict is Verdict.FAULT
    assert "hunter2" not in found.found + found.advice


def test_finds_a_file_that_is_no_database(environ, tmp_path):
    (tmp_path / "cases.sqlite").write_bytes(b"rubbish" * 2000)

    assert judged(environ)["database"] is Verdict.FAULT


def test_finds_an_old_schema(environ, tmp_path):
    Engine.open(environ[ADDRESS]).close()
    (tmp_path / "cases.sqlite").touch()

    assert judged(environ)["schema"] is Verdict.FAULT


def test_finds_a_schema_of_a_newer_release(vitals):
    found = doctor.check_schema(replace(vitals, revision="9999", fit=Fit.TOO_NEW))

    assert (found.verdict, "may not work with" in found.found) == (Verdict.FAULT, True)


def test_minds_a_schema_that_a_newer_release_expanded(vitals):
    found = doctor.check_schema(replace(vitals, revision="9999", fit=Fit.EXPANDED))

    assert (found.verdict, "Finish the upgrade" in found.advice) == (Verdict.ATTENTION, True)


def test_finds_damage(migrated, tmp_path):
    with (tmp_path / "cases.sqlite").open("r+b") as file:
        file.seek(4 * 4096)
        file.write(b"\xff" * 4096 * 12)

    found = judged(migrated)

    assert Verdict.FAULT in {found.get("integrity"), found["database"]}


def test_finds_a_log_that_is_off(vitals):
    found = {check.name: check.verdict for check in doctor.check_database(replace(vitals, journal="delete"))}

    assert found["durability"] is Verdict.FAULT


@pytest.mark.parametrize(
    ("seconds", "verdict"),
    [(0, Verdict.OK), (-1, Verdict.OK), (10, Verdict.ATTENTION), (-3600, Verdict.FAULT)],
)
def test_judges_the_clock_by_that_of_the_server(vitals, clock, seconds, verdict):
    served = replace(vitals, clock=clock.now() + timedelta(seconds=seconds))

    assert doctor.check_clock(served, clock.now()).verdict is verdict


def test_finds_a_clock_that_jumped_back_behind_the_last_step(vitals, clock):
    stepped = replace(vitals, last_step_at=clock.now() + timedelta(hours=1))

    found = doctor.check_clock(stepped, clock.now())

    assert (found.verdict, "3600 s before" in found.found) == (Verdict.FAULT, True)


@pytest.mark.parametrize(
    ("late", "verdict"), [(5, Verdict.OK), (61, Verdict.ATTENTION), (601, Verdict.FAULT)]
)
def test_judges_workers_by_what_waits_for_them(late, verdict):
    assert doctor.check_workers(replace(WELL, job_lateness_seconds=late)).verdict is verdict
    assert doctor.check_workers(replace(WELL, timer_lateness_seconds=late)).verdict is verdict


def test_finds_that_no_worker_runs_when_a_job_has_waited(migrated):
    engine = Engine.open(migrated[ADDRESS])
    with engine.work(SYSTEM) as work:
        hour_ago = SystemClock().now() - timedelta(hours=1)
        work.enqueue("throw", {}, case=None, run_at=hour_ago)
    engine.close()

    assert judged(migrated)["workers"] is Verdict.FAULT


def test_finds_that_nobody_works_when_nothing_waits():
    assert doctor.check_workers(replace(WELL, workers=0)).verdict is Verdict.ATTENTION


def test_tells_how_late_jobs_began_at_most():
    well, late = doctor.check_workers(WELL), doctor.check_workers(replace(WELL, late_seconds=12.3))

    assert (well.verdict, "0.4 s late" in well.found) == (Verdict.OK, True)
    assert (late.verdict, "12.3 s late" in late.found) == (Verdict.ATTENTION, True)


def test_finds_jobs_that_were_given_up_and_belong_to_no_case():
    assert doctor.check_stopped(WELL).verdict is Verdict.OK
    assert doctor.check_stopped(replace(WELL, stopped_jobs=2)).verdict is Verdict.ATTENTION


def test_finds_jobs_of_a_worker_that_vanished():
    assert doctor.check_workers(replace(WELL, abandoned_jobs=2)).verdict is Verdict.ATTENTION


def test_finds_incidents_nobody_resolved():
    assert doctor.check_incidents(replace(WELL, open_incidents=1)).verdict is Verdict.ATTENTION


@pytest.mark.parametrize(
    ("free", "total", "verdict"),
    [
        (50, 100, Verdict.OK),
        (5, 100, Verdict.ATTENTION),
        (0.5, 1, Verdict.ATTENTION),
        (0.05, 1, Verdict.FAULT),
    ],
)
def test_judges_the_room_on_the_disk(monkeypatch, tmp_path, free, total, verdict):
    monkeypatch.setattr(doctor.shutil, "disk_usage", lambda _: usage(free=free, total=total))

    assert doctor.check_disk(tmp_path / "not" / "yet").verdict is verdict


def test_finds_a_secret_that_is_missing_or_easy_to_guess(environ):
    assert judged({**environ, "REGELRUIMTE_SECRET_KEY": ""})["settings"] is Verdict.FAULT
    assert judged({**environ, "REGELRUIMTE_SECRET_KEY": "x" * 40})["secret key"] is Verdict.FAULT


@pytest.mark.parametrize(
    ("told", "verdict"),
    [
        ({"demo": True}, Verdict.ATTENTION),
        ({"demo": True, "host": "0.0.0.0"}, Verdict.FAULT),  # noqa: S104  # what it must find
        ({"trusted_proxies": 1}, Verdict.ATTENTION),
        ({"trusted_proxies": 1, "secure_cookies": True}, Verdict.OK),
        ({}, Verdict.OK),
    ],
)
def test_judges_what_others_can_come_to(told, verdict):
    assert doctor.check_exposure(Settings(secret_key=SECRET, **told)).verdict is verdict


def test_finds_browser_files_that_were_not_built(tmp_path):
    assert doctor.check_browser_files(tmp_path).verdict is Verdict.FAULT


def test_worst_part_decides_about_the_whole():
    checks = (Check("a", Verdict.OK, ""), Check("b", Verdict.FAULT, ""), Check("c", Verdict.ATTENTION, ""))

    assert doctor.worst_of(checks) is Verdict.FAULT
    assert doctor.worst_of(()) is Verdict.OK


@pytest.fixture
def run(monkeypatch):
    def run_with(environ, *words):
        for name, value in environ.items():
            monkeypatch.setenv(name, value)
        return CliRunner().invoke(main, ["doctor", *words])

    return run_with


def test_command_exits_well_when_nothing_is_at_fault(run, migrated):
    answer = run({**migrated, "REGELRUIMTE_TRUSTED_PROXIES": "1"})

    assert answer.exit_code == 0, answer.output
    assert "ATTENTION" in answer.output
    assert SECRET not in answer.output


def test_command_tells_a_program_what_is_at_fault(run, environ):
    answer = run(environ, "--json")

    told = json.loads(answer.output)
    assert (answer.exit_code, told["verdict"]) == (1, "fault")
    assert set(told["checks"][0]) == {"name", "verdict", "found", "advice"}
    assert not Path(environ[ADDRESS].removeprefix("sqlite:///")).exists()

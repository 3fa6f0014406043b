"""The worker's command as operators meet it: it ends well on a signal, and at once on a second one."""

import os
import signal
import subprocess
import sys
import time
from contextlib import contextmanager, suppress

import pytest
from click.testing import CliRunner

from regelruimte.app.cli import main
from regelruimte.engine import Engine
from regelruimte.engine.actors import SYSTEM
from regelruimte.engine.store import job_rows, worker_rows

PATIENCE_SECONDS = 180


@pytest.fixture
def engine(database_url):
    made = Engine.open(database_url)
    yield made
    made.close()


@contextmanager
def working(database_url, *words):
    """Start the command, and give it when it has told that it is at work."""
    environ = {**os.environ, "REGELRUIMTE_DATABASE_URL": database_url}
    command = [sys.executable, "-m", "regelruimte.app.cli", "work", *words]
    process = subprocess.Popen(command, env=environ, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    engine = Engine.open(database_url)
    try:
        until = time.monotonic() + PATIENCE_SECONDS
        while not workers(engine) and time.monotonic() < until:
            with suppress(subprocess.TimeoutExpired):
                process.wait(timeout=0.1)
        yield process
    finally:
        engine.close()
        process.kill()
        process.communicate()


def workers(engine):
    with engine.view(SYSTEM) as view:
        return worker_rows.list_workers(view)


@pytest.mark.database
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_ends_well_when_it_is_told_to_stop(database_url, engine, number):
    with working(database_url, "--concurrency", "3") as process:
        (worker,) = workers(engine)

        process.send_signal(number)
        said, _ = process.communicate(timeout=PATIENCE_SECONDS)

    assert (process.returncode, said) == (0, b"")
    assert worker.concurrency == 3
    assert workers(engine) == ()


def test_refuses_a_concurrency_of_none():
    answer = CliRunner().invoke(main, ["work", "--concurrency", "0"])

    assert answer.exit_code == 2


def test_refuses_a_grace_that_is_no_number(monkeypatch, database_url):
    monkeypatch.setenv("REGELRUIMTE_DATABASE_URL", database_url)
    monkeypatch.setenv("REGELRUIMTE_WORK_GRACE_SECONDS", "soon")

    answer = CliRunner().invoke(main, ["work"])

    assert answer.exit_code == 1
    assert "REGELRUIMTE_WORK_GRACE_SECONDS" in answer.output


@pytest.fixture
def stopped(engine):
    with engine.work(SYSTEM) as work:
        return job_rows.insert_stopped(work, "throw", {})


def test_lists_stopped_jobs_and_lets_them_run_when_asked(monkeypatch, database_url, engine, stopped):
    monkeypatch.setenv("REGELRUIMTE_DATABASE_URL", database_url)
    listed = CliRunner().invoke(main, ["stopped-jobs"])
    let = CliRunner().invoke(main, ["stopped-jobs", "--retry"])

    with engine.work(SYSTEM) as work:
        due = job_rows.find_due(work, stopped)

    assert (stopped in listed.output, "1 stopped jobs" in listed.output) == (True, True)
    assert let.output.endswith("1 jobs may run again\n")
    assert due.id == stopped

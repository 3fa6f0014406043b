"""Word of jobs on PostgreSQL: there when the job is committed, gone with it, and procrastinate's own."""

from datetime import timedelta

import procrastinate
import pytest

from regelruimte.engine import Engine
from regelruimte.engine.actors import SYSTEM
from regelruimte.engine.clock import VirtualClock
from regelruimte.engine.ids import SeededIds
from regelruimte.engine.jobs.runner import prepare
from regelruimte.engine.priority import Priority
from regelruimte.engine.store import dispatch, job_queue, job_rows, worker_rows
from regelruimte.engine.store.schema import migrate
from tests.desk import WORKER


@pytest.fixture
def databases(postgresql_databases):
    return postgresql_databases


@pytest.fixture
def engine(database_url, clock):
    made = Engine.open(database_url, clock=clock, ids=SeededIds())
    yield made
    made.close()


COLUMNS = "queue_name, task_name, priority, lock, queueing_lock, args, status, scheduled_at, attempts"


def heard(engine):
    """Return what is there to be heard."""
    with engine.view(SYSTEM) as view:
        rows = view.connection.exec_driver_sql(f"SELECT {COLUMNS} FROM procrastinate_jobs ORDER BY id")  # noqa: S608  # ours
        return [dict(row) for row in rows.mappings()]


def put(engine, actor=WORKER, **told):
    with engine.work(actor) as work:
        work.enqueue("throw", {}, **{"case": "c1", **told})


def test_word_is_what_procrastinate_itself_would_write(engine, database_url):
    put(engine)
    (ours,) = heard(engine)
    connector = procrastinate.SyncPsycopgConnector(conninfo=engine._database.conninfo)
    with procrastinate.App(connector=connector).open() as app, engine.work(SYSTEM) as work:
        work.connection.exec_driver_sql("DELETE FROM procrastinate_jobs")
        task = app.configure_task(
            dispatch.TASK,
            queue=dispatch.QUEUE,
            lock="c1",
            queueing_lock=ours["queueing_lock"],
            priority=10,
            connection=work.connection.connection.driver_connection,
        )
        task.defer(job_id=ours["args"]["job_id"])

    assert heard(engine) == [ours]


def test_word_is_gone_when_the_transaction_is_rolled_back(engine):
    def fail():
        with engine.work(WORKER) as work:
            work.enqueue("throw", {}, case=None)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()

    assert heard(engine) == []


def test_nothing_is_said_of_what_runs_later(engine, clock):
    put(engine, run_at=clock.now() + timedelta(minutes=1))

    assert heard(engine) == []


def test_word_goes_with_the_job_when_somebody_did_it(engine):
    with engine.work(WORKER) as work:
        work.enqueue("throw", thrown(), case=None)

    assert engine.run_due() == 1

    assert heard(engine) == []


def thrown():
    return {"element": "e", "kind": "signal", "name": "s", "correlation": None, "values": {}}


def test_word_goes_when_a_call_is_claimed(engine, clock):
    put(engine)
    with engine.work(SYSTEM) as work:
        (job,) = job_rows.take_jobs(work, 10)
        job_rows.claim_job(work, job, clock.now() + timedelta(minutes=1))

    assert heard(engine) == []


def test_job_that_was_called_off_is_heard_in_vain(engine):
    put(engine)
    (word,) = heard(engine)
    with engine.work(SYSTEM) as work:
        job_queue.cancel(work.connection, word["args"]["job_id"])

        assert job_rows.find_due(work, word["args"]["job_id"]) is None


def test_word_is_given_again_when_a_held_job_may_run(engine, clock):
    put(engine, run_at=clock.now() + timedelta(minutes=1))
    clock.advance(timedelta(minutes=2))
    with engine.work(SYSTEM) as work:
        (job,) = job_rows.take_jobs(work, 10)
        job_rows.hold_job(work, job)
    before = heard(engine)

    with engine.work(WORKER) as work:
        job_rows.release_held_jobs(work, "c1")
        job_rows.release_held_jobs(work, "c1")

    assert (before, [word["args"]["job_id"] for word in heard(engine)]) == ([], [job.id])


def test_more_urgent_is_more_urgent_to_procrastinate_too(engine):
    put(engine, priority=Priority.LATER)
    put(engine, priority=Priority.WAITED_FOR)

    assert [word["priority"] for word in heard(engine)] == [-10, 10]


def test_a_look_is_asked_for_once_however_often_it_is_asked(engine):
    for _ in range(3):
        with engine.work(SYSTEM) as work:
            worker_rows.wake(work, 2)

    assert [word["queueing_lock"] for word in heard(engine)] == ["look-0", "look-1"]


def test_timers_are_told_of_in_one_word_for_some_lanes(engine, clock):
    with engine.work(SYSTEM) as work:
        for n in range(20):
            work.tells = False
            work.enqueue("call_connector", {"n": n}, case=None)
        for job in job_rows.take_jobs(work, 20):
            job_rows.claim_job(work, job, clock.now())
        assert prepare(work) == 20

    assert len(heard(engine)) == 8


def test_migrating_again_leaves_procrastinate_alone(engine):
    put(engine)

    migrate(engine._database)

    assert len(heard(engine)) == 1


def test_schema_is_what_procrastinate_of_this_release_has(engine):
    manager = procrastinate.App(connector=procrastinate.SyncPsycopgConnector()).schema_manager
    functions = {line.split("FUNCTION ")[1].split("(")[0] for line in manager.get_schema().splitlines()
                 if line.startswith("CREATE FUNCTION procrastinate_")}  # fmt: skip
    with engine.view(SYSTEM) as view:
        there = view.connection.exec_driver_sql(
            "SELECT proname FROM pg_proc WHERE proname LIKE 'procrastinate%%'"
        )
        names = {row[0] for row in there}

    assert functions - names == set()


def test_clock_of_a_test_decides_what_is_due(database_url, clock):
    engine = Engine.open(database_url, clock=VirtualClock(clock.now() - timedelta(days=900)))
    put(engine, case=None, run_at=engine.clock.now() + timedelta(seconds=30))

    ran_before, _ = engine.run_due(), engine.clock.advance(timedelta(hours=1))
    with engine.work(SYSTEM) as work:
        due = job_rows.take_jobs(work, 10)
    engine.close()

    assert (ran_before, len(due)) == (0, 1)

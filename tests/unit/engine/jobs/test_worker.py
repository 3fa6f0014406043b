"""A worker as it runs: it hears of jobs, is in time, shows that it is there, and finishes what it began."""

import threading
from datetime import timedelta

import pytest

from regelruimte.engine import Engine
from regelruimte.engine.actors import SYSTEM
from regelruimte.engine.clock import SystemClock
from regelruimte.engine.jobs.tally import Tally
from regelruimte.engine.jobs.worker import Pace
from regelruimte.engine.observer import JobOutcome, JobRun, Observer
from regelruimte.engine.store import worker_rows
from regelruimte.engine.store.worker_rows import AtWork
from tests.builders import process
from tests.desk import WORKER, Desk

pytestmark = pytest.mark.database

PATIENCE_SECONDS = 60
QUICK = Pace(look=0.2, beat=0.1, grace=PATIENCE_SECONDS)


class Bystander(Observer):
    """Keeps runs, and lets a test wait for so many of them."""

    def __init__(self):
        self.runs = []
        self._more = threading.Condition()

    def job_ended(self, run):
        with self._more:
            self.runs.append(run)
            self._more.notify_all()

    def wait_for(self, number):
        with self._more:
            assert self._more.wait_for(lambda: len(self.runs) >= number, PATIENCE_SECONDS)


@pytest.fixture
def engine(database_url):
    made = Engine.open(database_url)
    yield made
    made.close()


@pytest.fixture
def seen(engine):
    made = Bystander()
    engine.watch(made)
    return made


@pytest.fixture
def at_work(engine, seen):
    """Start workers; each is stopped at the end of the test."""
    started = []

    def start(concurrency=2, pace=QUICK):
        worker = engine.worker(concurrency=concurrency, pace=pace)
        ended = []
        thread = threading.Thread(target=lambda: ended.append(worker.run()))
        thread.start()
        started.append((worker, thread))
        worker.ended, worker.thread = ended, thread
        return worker

    yield start
    for worker, thread in started:
        worker.stop()
        thread.join(PATIENCE_SECONDS)
        assert not thread.is_alive()
        # What outlasted its grace must not meet the end of the database.
        assert worker._crew.wait(PATIENCE_SECONDS)


def asks(connector="register"):
    return process().start().service("vraag", connector).user("kijk", name="Kijken").end("klaar")


def test_does_a_job_as_soon_as_it_is_committed_and_a_timer_within_two_seconds(engine, seen, at_work):
    engine.connectors.register("register", lambda _inputs, **_: {})
    desk = Desk(engine)
    desk.publish(process().start().timer("wacht", "PT0.5S").service("vraag", "register").end("klaar"))
    at_work()

    number = desk.start()
    seen.wait_for(2)

    assert [run.kind for run in seen.runs] == ["fire_timer", "call_connector"]
    assert max(run.late_seconds for run in seen.runs) < 2
    assert desk.dossier(number).case.outcome == "klaar"


def test_makes_as_many_calls_at_once_as_it_has_lanes(engine, seen, at_work):
    together = threading.Barrier(3, timeout=PATIENCE_SECONDS)

    def call(_inputs, /, *, key, at):  # what connectors are called with
        together.wait()
        return {}

    engine.connectors.register("register", call)
    desk = Desk(engine)
    desk.publish(asks())
    numbers = [desk.start() for _ in range(3)]

    at_work(concurrency=3)
    seen.wait_for(3)

    assert [list(desk.open_tasks(number)) for number in numbers] == [["Kijken"]] * 3


def test_finishes_the_call_it_began_and_begins_no_other_when_it_is_stopped(engine, seen, at_work):
    is_called, may_answer = threading.Event(), threading.Event()

    def call(_inputs, /, *, key, at):  # what connectors are called with
        is_called.set()
        assert may_answer.wait(PATIENCE_SECONDS)
        return {}

    engine.connectors.register("register", call)
    desk = Desk(engine)
    desk.publish(asks())
    first, second = desk.start(), desk.start()
    worker = at_work(concurrency=1)
    assert is_called.wait(PATIENCE_SECONDS)

    worker.stop()
    may_answer.set()
    worker.thread.join(PATIENCE_SECONDS)

    assert worker.ended == [True]
    assert sorted(list(desk.open_tasks(number)) for number in (first, second)) == [[], ["Kijken"]]


def test_says_so_when_a_call_outlasts_the_grace(engine, at_work):
    is_called, may_answer = threading.Event(), threading.Event()

    def call(_inputs, /, *, key, at):  # what connectors are called with
        is_called.set()
        assert may_answer.wait(PATIENCE_SECONDS)
        return {}

    engine.connectors.register("register", call)
    desk = Desk(engine)
    desk.publish(asks())
    desk.start()
    worker = at_work(pace=Pace(look=0.2, grace=0.05))
    assert is_called.wait(PATIENCE_SECONDS)

    worker.stop()
    worker.thread.join(PATIENCE_SECONDS)
    may_answer.set()

    assert worker.ended == [False]


def test_does_what_was_put_in_the_queue_without_word_of_it(engine, seen, at_work):
    at_work()

    with engine.work(SYSTEM) as work:
        # As a worker of an older release does, or a moment that has come.
        work.tells = False
        work.enqueue("throw", thrown(), case=None, run_at=work.now + timedelta(seconds=0.3))
    seen.wait_for(1)

    assert seen.runs[0].outcome is JobOutcome.DONE


def thrown():
    return {"element": "e", "kind": "signal", "name": "s", "correlation": None, "values": {}}


def test_two_workers_do_each_job_once(engine, seen, at_work):
    desk = Desk(engine)
    desk.publish(process().start().timer("wacht", "PT0.2S").user("kijk", name="Kijken").end("klaar"))
    at_work()
    at_work()

    numbers = [desk.start() for _ in range(12)]
    seen.wait_for(12)

    assert [list(desk.open_tasks(number)) for number in numbers] == [["Kijken"]] * 12
    assert len(seen.runs) == 12


def test_tells_that_it_is_at_work_and_leaves_when_it_stops(engine, seen, at_work):
    worker = at_work(concurrency=2)
    with engine.work(WORKER) as work:
        work.enqueue("throw", thrown(), case=None)
    seen.wait_for(1)

    worker.stop()
    worker.thread.join(PATIENCE_SECONDS)

    with engine.view(SYSTEM) as view:
        assert worker_rows.list_workers(view) == ()


def told(engine, **changes):
    now = SystemClock().now()
    row = {
        "id": "w", "name": "here:1", "began_at": now, "seen_at": now, "concurrency": 4, "jobs_done": 0,
        "late_seconds": 0.25, **changes,
    }  # fmt: skip
    with engine.work(SYSTEM) as work:
        worker_rows.tell_of_worker(work, AtWork(**row))


def test_keeps_what_a_worker_told_last(engine):
    told(engine)
    told(engine, jobs_done=7, late_seconds=1.5)

    with engine.view(SYSTEM) as view:
        (worker,) = worker_rows.list_workers(view)

    assert (worker.name, worker.jobs_done, worker.late_seconds) == ("here:1", 7, 1.5)


def test_forgets_workers_that_fell_silent(engine):
    told(engine, seen_at=SystemClock().now() - timedelta(hours=2))
    told(engine, id="other")

    engine.run_due()

    with engine.view(SYSTEM) as view:
        assert [worker.id for worker in worker_rows.list_workers(view)] == ["other"]


def test_what_recurs_is_done_once_in_a_period(engine):
    with engine.work(SYSTEM) as work:
        turns = [worker_rows.turn_of(work, "sweep", timedelta(hours=1)) for _ in range(3)]
    with engine.work(SYSTEM) as work:
        later = worker_rows.turn_of(work, "sweep", timedelta(hours=1))

    assert (turns, later) == ([True, False, False], False)


def test_tells_the_greatest_lateness_and_the_number_of_jobs():
    tally = Tally()
    for late in (0.5, 2.5, 1.0):
        tally.job_ended(JobRun("j", "throw", 1, JobOutcome.DONE, 0.1, late))

    assert (tally.done, tally.late_seconds()) == (3, 2.5)

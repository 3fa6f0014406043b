"""A worker freezes for ten minutes in the middle of a job and thaws: another did it, and it is done once."""

from contextlib import suppress
from datetime import UTC, datetime, timedelta

import pytest

from regelruimte.engine import Engine
from regelruimte.engine.actors import SYSTEM
from regelruimte.engine.clock import VirtualClock
from regelruimte.engine.connect.registry import ConnectorFailed, Connectors
from regelruimte.engine.errors import DatabaseBusy
from regelruimte.engine.jobs import calling
from regelruimte.engine.jobs.calling import Made
from regelruimte.engine.jobs.lane import LEASE
from regelruimte.engine.observer import Observer
from regelruimte.engine.patience import Patience
from regelruimte.engine.store import job_rows
from regelruimte.engine.store.audit import case_chain, is_unbroken
from regelruimte.engine.submissions import Sent
from tests.builders import process
from tests.desk import Desk
from tests.servers import postgresql

pytestmark = pytest.mark.database

FROZEN = timedelta(minutes=10)


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def url(request, tmp_path_factory):
    folder = tmp_path_factory.mktemp("frozen")
    if request.param == "sqlite":
        yield f"sqlite:///{folder}/frozen.sqlite"
        return
    with postgresql(folder) as address:
        yield address


@pytest.fixture
def clock():
    return VirtualClock(datetime(2026, 11, 23, 9, 0, tzinfo=UTC))


class Partner:
    """A partner that honours idempotency keys; `meanwhile` happens once, before it answers."""

    def __init__(self):
        self.keys, self.meanwhile, self.fails = [], None, False

    def __call__(self, _inputs, /, *, key, at):  # noqa: ARG002  # what connectors are called with
        self.keys.append(key)
        meanwhile, self.meanwhile = self.meanwhile, None
        if meanwhile is None:
            return {}
        meanwhile()
        if self.fails:
            raise ConnectorFailed("cut-off", "De partner antwoordde niet.", retry=True)
        return {}


@pytest.fixture
def partner():
    return Partner()


@pytest.fixture
def workers(url, clock, partner):
    """Two workers on one database: the first freezes, the second does not."""
    made = [
        Engine.open(
            url, clock=clock, connectors=Connectors({"partner": partner}), patience=Patience(lock_seconds=1)
        )
        for _ in range(2)
    ]
    made[0].migrate()
    yield made
    for engine in made:
        engine.close()


@pytest.fixture
def desk(workers):
    return Desk(workers[1])


class Freeze(Observer):
    """Freezes a worker once, when it has begun with a job: its transaction stays open meanwhile."""

    def __init__(self, meanwhile):
        self.meanwhile = meanwhile

    def job_began(self, job):  # noqa: ARG002  # what observers are told
        meanwhile, self.meanwhile = self.meanwhile, lambda: None
        meanwhile()


def start(desk, model, name):
    desk.publish(model, key=name)
    with desk.engine.work(SYSTEM) as work:
        key = work.ids.new()
    desk.sent = lambda *_: Sent(key, {})
    return desk.start(key=name)


def assert_done_once(desk, number):
    seen = desk.dossier(number)
    assert (seen.case.outcome, seen.incidents) == ("done", ())
    with desk.engine.view(SYSTEM) as view:
        assert is_unbroken(view.connection, case_chain(seen.case.id))
    return seen


def let_other_finish(clock, other):
    def meanwhile():
        clock.advance(FROZEN)
        # On SQLite the open transaction of who froze holds all writers: they are told so, and come back.
        with suppress(DatabaseBusy):
            other.run_due()

    return meanwhile


def test_call_of_a_frozen_worker_is_recorded_once_and_asked_under_one_key(workers, desk, clock, partner):
    frozen, other = workers
    number = start(desk, process("called").start().service("pay", "partner").end("done"), "called")
    partner.meanwhile = let_other_finish(clock, other)

    frozen.run_due()

    seen = assert_done_once(desk, number)
    assert len(partner.keys) == 2
    assert len(set(partner.keys)) == 1
    assert [entry.tag for entry in seen.log].count("connector:answered") == 1


def test_failure_of_a_frozen_worker_lets_nothing_run_again(workers, desk, clock, partner):
    frozen, other = workers
    number = start(desk, process("failed").start().service("pay", "partner").end("done"), "failed")
    partner.meanwhile, partner.fails = let_other_finish(clock, other), True

    frozen.run_due()
    clock.advance(timedelta(hours=2))
    other.run_due()

    assert_done_once(desk, number)
    assert len(partner.keys) == 2


def test_failure_of_a_frozen_worker_leaves_the_job_of_who_is_still_at_it(workers, desk, clock, partner):
    frozen, other = workers
    number = start(desk, process("still").start().service("pay", "partner").end("done"), "still")
    with frozen.work(SYSTEM) as work:
        [job] = job_rows.take_jobs(work, 1)
        taken, call = calling.begin_call(work, job, work.now + LEASE)
    looked = []

    def thaw_while_the_other_is_calling():
        with frozen.work(SYSTEM) as work:
            cut_off = ConnectorFailed("cut-off", "Afgebroken.", retry=True)
            calling.record(work, taken, Made(call, cut_off, milliseconds=1))
        clock.advance(timedelta(minutes=1))
        looked.append(frozen.run_due())

    clock.advance(FROZEN)
    partner.meanwhile = thaw_while_the_other_is_calling
    other.run_due()

    assert looked == [0]
    assert_done_once(desk, number)
    assert len(partner.keys) == 1


def test_timer_of_a_frozen_worker_fires_once(workers, desk, clock):
    frozen, other = workers
    model = process("timed").start().timer("wait", "PT1M").user("look", name="Bekijken").end("done")
    number = start(desk, model, "timed")
    clock.advance(timedelta(minutes=1))
    frozen.watch(Freeze(let_other_finish(clock, other)))

    frozen.run_due()

    log = [entry.tag for entry in desk.dossier(number).log]
    assert log.count("timer:fired") == 1
    assert list(desk.open_tasks(number)) == ["Bekijken"]


def test_frozen_worker_stores_nothing_of_a_job_that_another_finished(workers, desk, clock):
    frozen, other = workers
    model = process("once").start().timer("wait", "PT1M").end("done")
    number = start(desk, model, "once")
    clock.advance(timedelta(minutes=1))
    frozen.watch(Freeze(let_other_finish(clock, other)))
    frozen.run_due()

    before = desk.dossier(number).log
    frozen.run_due()

    assert_done_once(desk, number)
    assert desk.dossier(number).log == before

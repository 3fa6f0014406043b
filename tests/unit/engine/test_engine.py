"""Units of work: together or not at all, also when two people press at the same moment."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime
from threading import Barrier

import pytest
import sqlalchemy as sa

from regelruimte.engine import Channel, Engine, Intake, applications, cases, definitions, tasks
from regelruimte.engine.clock import VirtualClock
from regelruimte.engine.errors import DraftRevisionConflict, EngineError, TaskClaimedByAnother, TaskNotOpen
from regelruimte.engine.submissions import Sent
from tests.builders import process
from tests.databases import with_driver
from tests.unit.engine.conftest import CITIZEN, COLLEAGUE, EXPERT, WORKER, Desk

pytestmark = pytest.mark.database

INTAKE = Intake(Channel.WEB, date(2026, 11, 2))


@pytest.fixture
def engine(database_url):
    # Ids are random here, for two threads ask for them at once.
    clock = VirtualClock(datetime(2026, 11, 2, 9, 0, tzinfo=UTC))
    made = Engine.open(database_url, clock=clock)
    yield made
    made.close()


@pytest.fixture
def desk(engine):
    desk = Desk(engine)
    desk.publish(process().start().user("look", name="Bekijken").user("decide", name="Beslissen").end("done"))
    return desk


def race(*acts):
    """Do things at the same moment; return what each gave or was refused."""
    barrier = Barrier(len(acts))

    def run(act):
        barrier.wait(10)
        try:
            return act()
        except EngineError as refusal:
            return refusal

    with ThreadPoolExecutor(len(acts)) as pool:
        return [done.result(30) for done in [pool.submit(run, act) for act in acts]]


def kinds(results):
    return sorted(type(result).__name__ for result in results)


def test_one_completes_and_one_is_refused_when_two_complete_a_task(desk):
    number = desk.start()
    task = desk.open_tasks(number)["Bekijken"]

    results = race(
        lambda: desk.complete(task, {"by": 1}, actor=WORKER, key="a"),
        lambda: desk.complete(task, {"by": 2}, actor=COLLEAGUE, key="b"),
    )

    assert kinds(results) == ["Receipt", TaskNotOpen.__name__]
    assert list(desk.open_tasks(number)) == ["Beslissen"]
    assert len(desk.dossier(number).submissions) == 2  # the start and one of both


def test_both_get_the_same_receipt_when_one_key_is_sent_twice_at_once(engine, desk):
    with engine.work(CITIZEN) as work:
        opened = applications.open_application(work, "p", INTAKE)

    def send():
        with engine.work(CITIZEN) as work:
            return applications.submit_application(work, opened.id, Sent("k", {"a": 1}))

    first, second = race(send, send)

    assert first == second
    with engine.view(CITIZEN) as view:
        assert len(cases.list_my_cases(view)) == 1


def test_one_case_begins_when_one_key_starts_it_twice_at_once(engine, desk):
    def start():
        with engine.work(CITIZEN) as work:
            return cases.start_case(work, "p", INTAKE, Sent("k", {"a": 1}))

    first, second = race(start, start)

    assert first == second


def test_one_has_the_task_when_two_claim_it(engine, desk):
    task = desk.open_tasks(desk.start())["Bekijken"]

    def claim(actor):
        with engine.work(actor) as work:
            return tasks.claim_task(work, task.id)

    assert kinds(race(lambda: claim(WORKER), lambda: claim(COLLEAGUE))) == [
        "Task", TaskClaimedByAnother.__name__,
    ]  # fmt: skip


def test_one_is_told_of_the_other_when_two_save_a_draft(engine, desk):
    with engine.view(EXPERT) as view:
        seen = definitions.get_draft(view, "p")

    def save(text):
        with engine.work(EXPERT) as work:
            return definitions.save_draft(
                work, "p", {**seen.files, "README.md": text}, revision=seen.revision
            )

    results = race(lambda: save(b"een"), lambda: save(b"twee"))

    assert kinds(results) == ["Draft", DraftRevisionConflict.__name__]


def test_nothing_changes_when_a_refusal_follows_what_was_written(engine, desk):
    number = desk.start()
    task = desk.open_tasks(number)["Bekijken"]
    before = desk.dossier(number)

    def complete_and_claim():
        with engine.work(WORKER) as work:
            tasks.complete_task(work, task.id, Sent("a", {"x": 1}))
            tasks.claim_task(work, task.id)

    with pytest.raises(TaskNotOpen):
        complete_and_claim()

    assert desk.dossier(number) == before
    desk.complete(task)
    assert list(desk.open_tasks(number)) == ["Beslissen"]


def test_commits_nothing_when_it_joins_a_transaction_of_its_caller(engine, desk, database_url):
    own = sa.create_engine(with_driver(database_url))
    with own.connect() as connection:
        if connection.dialect.name == "sqlite":
            connection.exec_driver_sql("BEGIN IMMEDIATE")
        with engine.work(CITIZEN, connection=connection) as work:
            cases.start_case(work, "p", INTAKE, Sent("k", {}))
        with engine.view(CITIZEN, connection=connection) as view:
            assert len(cases.list_my_cases(view)) == 1
        connection.rollback()
    own.dispose()

    with engine.view(CITIZEN) as view:
        assert cases.list_my_cases(view) == ()

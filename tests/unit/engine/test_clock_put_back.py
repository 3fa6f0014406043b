"""The clock jumps back an hour: nothing is done twice, nothing waits for long, and no chain breaks."""

from datetime import timedelta

import pytest

from regelruimte.engine import accounts, applications
from regelruimte.engine.accounts import NewAccount, SignIn
from regelruimte.engine.actors import SYSTEM
from regelruimte.engine.connect.registry import ConnectorFailed
from regelruimte.engine.errors import SignInThrottled
from regelruimte.engine.ids import SeededIds
from regelruimte.engine.jobs.lane import LEASE
from regelruimte.engine.roles import Role
from regelruimte.engine.store import job_rows
from regelruimte.engine.store.audit import SYSTEM_CHAIN, case_chain, is_unbroken
from regelruimte.engine.store.unit_of_work import retry_moment
from regelruimte.engine.vocabulary import Channel, Intake
from tests.builders import process, timer
from tests.desk import CITIZEN

pytestmark = pytest.mark.database

HOUR = timedelta(hours=1)
SECOND = timedelta(seconds=1)
PASSWORD = "een-lang-wachtwoord"


@pytest.fixture
def register(engine):
    """Register a connector that fails as often as it is told to; return the keys it was called with."""
    calls, failures = [], []

    def call(_inputs, /, *, key, at):  # what connectors are called with
        calls.append(key)
        if failures:
            raise failures.pop()
        return {}

    engine.connectors.register("register", call)
    return calls, failures


def reminds_every_ten_minutes():
    model = process().start().user("pay", name="Betalen").end("done")
    model.boundary("again", "pay", timer("R/PT10M", "timeCycle"), cancels=False).user(
        "call", name="Bellen"
    ).end("b")
    return model


def tasks_named(desk, number, name):
    return sum(task.name == name for task in desk.dossier(number).open_tasks)


def test_fires_no_timer_twice(desk, engine, clock):
    desk.publish(reminds_every_ten_minutes())
    number = desk.start()
    clock.advance(timedelta(minutes=10))
    engine.run_due()

    clock.advance(-HOUR)
    engine.run_due()
    for _ in range(60):
        clock.advance(timedelta(minutes=1))
        engine.run_due()

    assert tasks_named(desk, number, "Bellen") == 1
    clock.advance(timedelta(minutes=10))
    engine.run_due()
    assert tasks_named(desk, number, "Bellen") == 2


def test_fires_a_timer_at_its_own_moment_and_not_an_hour_after_it(desk, engine, clock):
    desk.publish(process().start().timer("wait", "PT10M").user("look", name="Bekijken").end())
    number = desk.start()
    due = clock.now() + timedelta(minutes=10)

    clock.advance(-HOUR)
    engine.run_due()
    before = list(desk.open_tasks(number))
    clock.move_to(due)
    engine.run_due()

    assert (before, list(desk.open_tasks(number))) == ([], ["Bekijken"])


def test_waits_no_longer_than_the_longest_wait_before_another_try(desk, engine, clock, register):
    calls, failures = register
    failures.append(ConnectorFailed("down", "Het register antwoordt niet.", retry=True))
    desk.publish(process().start().service("ask", "register").end("done"))
    number = desk.start()
    engine.run_due()

    clock.advance(-HOUR)
    engine.run_due()

    assert len(calls) == 2
    assert desk.dossier(number).case.outcome == "done"


def test_leaves_a_wait_alone_that_is_not_too_long(desk, engine, clock, register):
    calls, failures = register
    failures.append(ConnectorFailed("down", "Het register antwoordt niet.", retry=True))
    desk.publish(process().start().service("ask", "register").end("done"))
    desk.start()
    engine.run_due()

    clock.advance(-SECOND)
    engine.run_due()

    assert len(calls) == 1


def test_does_at_once_what_was_to_be_done_before_the_clock_was_put_back(desk, engine, clock, register):
    desk.publish(process().start().service("ask", "register").end("done"))
    number = desk.start()

    clock.advance(-HOUR)
    engine.run_due()

    assert desk.dossier(number).case.outcome == "done"


def take_job_and_vanish(engine):
    with engine.work(SYSTEM) as work:
        [job] = job_rows.take_jobs(work, 1)
        return job_rows.claim_job(work, job, work.now + LEASE)


def test_takes_over_from_a_worker_that_vanished_before_the_clock_was_put_back(desk, engine, clock, register):
    calls, _ = register
    desk.publish(process().start().service("ask", "register").end("done"))
    number = desk.start()
    assert take_job_and_vanish(engine) is not None

    clock.advance(-HOUR)
    engine.run_due()

    assert len(calls) == 1
    assert desk.dossier(number).case.outcome == "done"


def test_leaves_a_job_to_its_worker_when_clocks_differ_a_little(desk, engine, clock, register):
    calls, _ = register
    desk.publish(process().start().service("ask", "register").end("done"))
    desk.start()
    assert take_job_and_vanish(engine) is not None

    clock.advance(timedelta(seconds=-30))
    engine.run_due()

    assert calls == []


def test_keeps_every_chain_whole(desk, engine, clock):
    desk.publish(process().start().user("first").user("second").end("done"))
    number = desk.start()
    desk.complete(desk.open_tasks(number)["first"])
    clock.advance(-HOUR)
    desk.complete(desk.open_tasks(number)["second"])

    seen = desk.dossier(number)
    with engine.view(SYSTEM) as view:
        assert is_unbroken(view.connection, case_chain(seen.case.id))
        assert is_unbroken(view.connection, SYSTEM_CHAIN)
    told = [entry.facts["name"] for entry in seen.log if entry.tag == "task:completed"]
    assert told == ["first", "second"]


@pytest.fixture
def account(engine):
    with engine.work(SYSTEM) as work:
        new = NewAccount("mehmet", "Mehmet", frozenset({Role.CITIZEN}), password=PASSWORD)
        return accounts.create_account(work, new)


def try_to_sign_in(engine, password):
    with engine.work(SYSTEM) as work:
        return accounts.sign_in(work, SignIn("mehmet", password, "127.0.0.1"))


def test_lets_nobody_wait_an_hour_to_sign_in(engine, clock, account):
    for _ in range(5):
        try_to_sign_in(engine, "wrong")
    with pytest.raises(SignInThrottled):
        try_to_sign_in(engine, PASSWORD)

    clock.advance(-HOUR)

    assert try_to_sign_in(engine, PASSWORD) is not None


def test_still_counts_wrong_tries(engine, clock, account):
    for _ in range(5):
        try_to_sign_in(engine, "wrong")
    clock.advance(-HOUR)
    try_to_sign_in(engine, "wrong")

    with pytest.raises(SignInThrottled):
        try_to_sign_in(engine, PASSWORD)


def test_keeps_an_application_as_long_as_was_said(desk, engine, clock):
    desk.publish(process().start().end("done"))
    with engine.work(CITIZEN) as work:
        opened = applications.open_application(work, "p", Intake(Channel.WEB, clock.now().date()))

    clock.advance(-HOUR)
    engine.run_due()
    clock.move_to(opened.keep_until - SECOND)
    engine.run_due()
    with engine.view(CITIZEN) as view:
        assert applications.get_application(view, opened.id) == opened


def test_every_wait_there_is_ends_before_the_longest(clock):
    now = clock.now()

    assert all(retry_moment(now, tries, SeededIds(tries)) <= now + HOUR for tries in range(1, 50))

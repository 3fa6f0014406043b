"""A worker's turns: it waits for a database that is not there, goes on by itself, and loses no job."""

import logging
from datetime import UTC, datetime, timedelta

import pytest

from regelruimte.app.working import keep_working
from regelruimte.engine import Engine
from regelruimte.engine.actors import SYSTEM
from regelruimte.engine.clock import VirtualClock
from regelruimte.engine.connect.registry import Connectors
from regelruimte.engine.errors import DatabaseAway, DatabaseFull
from regelruimte.engine.store.audit import SYSTEM_CHAIN, case_chain, is_unbroken
from tests.builders import mapping, process
from tests.desk import Desk
from tests.outages import Disk


class EndOfTest(Exception):
    """Ends what would go on for ever."""


def turns_of(*outcomes):
    """Return a turn that fares as told, one by one, and the list of pauses between them."""
    left, pauses = list(outcomes), []

    def turn():
        if not left:
            raise EndOfTest
        outcome = left.pop(0)
        if outcome is not None:
            raise outcome

    with pytest.raises(EndOfTest):
        keep_working(turn, sleep=pauses.append)
    return pauses


def test_pauses_a_second_when_all_goes_well():
    assert turns_of(None, None) == [1, 1]


def test_waits_longer_each_time_and_never_too_long_when_the_database_is_away():
    assert turns_of(*[DatabaseAway()] * 7) == [1, 2, 4, 8, 15, 15, 15]


def test_is_as_quick_as_before_when_the_database_is_back():
    assert turns_of(DatabaseFull(), DatabaseFull(), None, None, DatabaseAway()) == [1, 2, 1, 1, 1]


def test_ends_when_it_is_a_bug():
    with pytest.raises(ZeroDivisionError):
        keep_working(lambda: 1 / 0, sleep=lambda _: None)


def test_tells_why_it_waits_and_that_it_goes_on(caplog):
    with caplog.at_level(logging.WARNING, logger="regelruimte.app.working"):
        turns_of(DatabaseFull(cause="SQLITE_FULL"), None)

    waits, goes_on = caplog.records
    assert waits.told == {"code": "database-full", "cause": "SQLITE_FULL", "again_after_seconds": 1.0}
    assert goes_on.getMessage() == "the worker goes on"


@pytest.fixture
def asked():
    return []


@pytest.fixture
def engine(tmp_path, asked):
    def register(inputs, /, *, key, at):  # what connectors are called with
        asked.append(key)
        return {"told": "x" * 200_000}

    made = Engine.open(
        f"sqlite:///{tmp_path}/working.sqlite",
        clock=VirtualClock(datetime(2026, 11, 23, 9, 0, tzinfo=UTC)),
        connectors=Connectors({"register": register}),
    )
    made.migrate()
    yield made
    made.close()


def asks():
    io = mapping(inputs=[("=n", "n")], outputs=[("=told", "told")])
    return process().start().service("ask", "register", io).user("look", name="Bekijken").end("done")


def test_keeps_its_job_and_does_it_by_itself_when_there_is_room_again(engine, asked):
    desk, disk = Desk(engine), Disk(engine)
    desk.publish(asks())
    number = desk.start({"n": 1})
    pauses = []

    def sleep(seconds):
        pauses.append(seconds)
        if len(pauses) == 1:
            disk.make_room()
            engine.clock.advance(timedelta(minutes=6))
        if len(pauses) == 3:
            raise EndOfTest

    disk.fill()
    with pytest.raises(EndOfTest):
        keep_working(engine.run_due, sleep=sleep)

    assert list(desk.open_tasks(number)) == ["Bekijken"]
    assert desk.dossier(number).incidents == ()
    assert len(set(asked)) == 1
    with engine.view(SYSTEM) as view:
        assert is_unbroken(view.connection, case_chain(desk.dossier(number).case.id))
        assert is_unbroken(view.connection, SYSTEM_CHAIN)

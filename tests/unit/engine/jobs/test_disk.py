"""A worker whose disk is full keeps its job, and does it once there is room."""

from datetime import UTC, datetime, timedelta

import pytest

from regelruimte.engine import Engine
from regelruimte.engine.actors import SYSTEM
from regelruimte.engine.clock import VirtualClock
from regelruimte.engine.connect.registry import Connectors
from regelruimte.engine.errors import DatabaseFull
from regelruimte.engine.store.audit import SYSTEM_CHAIN, case_chain, is_unbroken
from tests.builders import mapping, process
from tests.desk import Desk
from tests.outages import Disk


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


def test_keeps_its_job_and_does_it_when_there_is_room_again(engine, asked):
    desk, disk = Desk(engine), Disk(engine)
    desk.publish(asks())
    number = desk.start({"n": 1})

    disk.fill()
    with pytest.raises(DatabaseFull):
        engine.run_due()
    disk.make_room()
    engine.clock.advance(timedelta(minutes=6))
    engine.run_due()

    assert list(desk.open_tasks(number)) == ["Bekijken"]
    assert desk.dossier(number).incidents == ()
    assert len(set(asked)) == 1
    with engine.view(SYSTEM) as view:
        assert is_unbroken(view.connection, case_chain(desk.dossier(number).case.id))
        assert is_unbroken(view.connection, SYSTEM_CHAIN)

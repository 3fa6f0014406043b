"""Engines for stories: on an empty database, with a virtual clock."""

from datetime import UTC, datetime

import pytest

from regelruimte.engine import Engine, definitions
from regelruimte.engine.actors import SYSTEM
from regelruimte.engine.clock import VirtualClock
from regelruimte.engine.ids import SeededIds
from tests.desk import Desk


@pytest.fixture
def clock():
    return VirtualClock(datetime(2026, 11, 2, 9, 0, tzinfo=UTC))


@pytest.fixture
def engine(database_url, clock):
    made = Engine.open(database_url, clock=clock, ids=SeededIds())
    with made.work(SYSTEM) as work:
        definitions.put_group(work, "Team Parkeren")
    yield made
    made.close()


@pytest.fixture
def desk(engine):
    return Desk(engine)

"""An engine with the demonstration services, and the parking process on it."""

import pytest

from regelruimte.engine.clock import VirtualClock
from regelruimte.engine.connect.demo import demo_connectors
from regelruimte.engine.engine import Engine
from regelruimte.engine.ids import SeededIds
from tests.unit.processes.office import NOW, PARKING, Office


@pytest.fixture
def clock():
    return VirtualClock(NOW)


@pytest.fixture
def engine(database_url, clock):
    made = Engine.open(database_url, clock=clock, ids=SeededIds(), connectors=demo_connectors())
    yield made
    made.close()


@pytest.fixture
def parking(engine):
    return Office(engine, PARKING)

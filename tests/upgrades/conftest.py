"""An engine on an empty database of this release, and a desk at it."""

from datetime import UTC, datetime

import pytest

from regelruimte.engine import Engine
from regelruimte.engine.clock import VirtualClock
from regelruimte.engine.ids import SeededIds
from tests.desk import Desk


@pytest.fixture
def engine(database_url):
    clock = VirtualClock(datetime(2026, 11, 2, 9, 0, tzinfo=UTC))
    made = Engine.open(database_url, clock=clock, ids=SeededIds())
    yield made
    made.close()


@pytest.fixture
def desk(engine):
    return Desk(engine)

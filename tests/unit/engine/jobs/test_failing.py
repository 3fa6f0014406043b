import logging

import pytest

from regelruimte.engine.errors import DatabaseFull
from regelruimte.engine.jobs.failing import tell_failure


@pytest.fixture(autouse=True)
def heard(caplog):
    caplog.set_level(logging.WARNING, logger="regelruimte.engine.jobs.failing")
    return caplog


def test_tells_in_one_line_why_it_waits_when_the_database_is_full(heard):
    tell_failure("lane-failed", DatabaseFull(cause="SQLITE_FULL"))

    [record] = heard.records
    assert (record.levelno, record.exc_info) == (logging.WARNING, None)
    assert record.told == {"code": "database-full", "cause": "SQLITE_FULL"}


def test_tells_where_it_went_wrong_when_it_is_a_bug(heard):
    tell_failure("lane-failed", ZeroDivisionError())

    [record] = heard.records
    assert record.levelno == logging.ERROR
    assert record.exc_info is not None

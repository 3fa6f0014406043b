from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from regelruimte.engine.spiff.step import WaitKind
from regelruimte.engine.spiff.timers import Timing
from regelruimte.engine.spiff.trouble import Failing
from regelruimte.engine.values import YearsMonths
from tests.builders import process, timer

AT = datetime(2026, 11, 22, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "due"),
    [
        ("P2D", datetime(2026, 11, 24, 12, tzinfo=UTC)),
        ("PT90M", datetime(2026, 11, 22, 13, 30, tzinfo=UTC)),
        ("P1M", datetime(2026, 12, 22, 12, tzinfo=UTC)),
        ("P2W", datetime(2026, 12, 6, 12, tzinfo=UTC)),
        ("2027-01-31", datetime(2027, 1, 30, 23, tzinfo=UTC)),
        ("2027-07-01T09:00:00", datetime(2027, 7, 1, 7, tzinfo=UTC)),
        ("2027-07-01T09:00:00Z", datetime(2027, 7, 1, 9, tzinfo=UTC)),
    ],
)
def test_is_due_when_the_text_says(text, due):
    assert Timing(text).due(None, AT).at == due


def test_keeps_the_hour_on_the_clock_when_summer_time_begins():
    before = datetime(2027, 3, 27, 11, tzinfo=UTC)
    assert Timing("P2D").due(None, before).at == datetime(2027, 3, 29, 10, tzinfo=UTC)


def test_ends_on_the_last_day_when_the_month_is_shorter():
    assert Timing("P1M").due(None, datetime(2027, 1, 31, 12, tzinfo=UTC)).at.day == 28


@pytest.mark.parametrize(("text", "repeats"), [("R3/P1D", 2), ("R/PT1H", -1), ("R1/P1D", 0)])
def test_counts_what_is_left_when_it_is_a_cycle(text, repeats):
    assert Timing(text).due(None, AT).repeats == repeats


def test_begins_at_its_start_when_a_cycle_has_one():
    due = Timing("R2/2027-01-01T00:00:00Z/P1D").due(None, AT)
    assert due.at == datetime(2027, 1, 1, tzinfo=UTC)


@pytest.mark.parametrize(
    ("value", "due"),
    [
        (timedelta(days=1), AT + timedelta(days=1)),
        (YearsMonths(2), datetime(2027, 1, 22, 12, tzinfo=UTC)),
        (date(2027, 1, 31), datetime(2027, 1, 30, 23, tzinfo=UTC)),
        ("P1D", AT + timedelta(days=1)),
    ],
)
def test_takes_what_an_expression_says_when_there_is_one(value, due):
    expression = object()
    assert Timing("=x", expression).due(value, AT).at == due


@pytest.mark.parametrize("text", ["", "P", "PT", "tomorrow", "R0/P1D", "R/", "P99999Y", "R3", None])
def test_fails_when_it_cannot_be_read(text):
    with pytest.raises(Failing):
        Timing("=x", object()).due(text, AT)


@pytest.mark.parametrize(
    ("text", "hours"),
    [
        ("R3/PT1H/2026-11-22T20:00:00Z", [1, 2, 3]),
        ("R5/PT1H/2026-11-22T14:00:00Z", [1, 2]),
        ("R/PT1H/2026-11-22T14:30:00Z", [1, 2]),
        ("R3/PT1H/2026-11-22T12:30:00Z", [0.5]),
    ],
)
def test_fires_until_its_end_when_a_cycle_has_one(play, text, hours):
    model = process().start().user("u").end()
    model.boundary("b", "u", timer(text, "timeCycle"), cancels=False).user("note").end("e")
    run = play(model)
    run.start()
    begun, fired = run.at, []
    while run.waiting(WaitKind.TIMER):
        run.fire("b")
        fired.append((run.at - begun).total_seconds() / 3600)
    assert fired == hours

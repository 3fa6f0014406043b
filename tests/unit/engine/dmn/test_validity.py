"""Periods of tables and rows: two ISO dates, inclusive."""

from __future__ import annotations

from datetime import date

import pytest
from lxml import etree

from regelruimte.engine.dmn.validity import (
    ALWAYS,
    VALID_FROM,
    VALID_UNTIL,
    Period,
    PeriodUnreadable,
    period_of,
)


def _rule(**attributes: str) -> etree._Element:
    names = {"valid_from": VALID_FROM, "valid_until": VALID_UNTIL}
    return etree.Element("rule", {names[name]: text for name, text in attributes.items()})


def test_period_is_always_when_no_dates_are_written() -> None:
    assert period_of(_rule()) == ALWAYS
    assert period_of(_rule(valid_from=" ")).is_always


def test_period_counts_both_days_when_both_are_written() -> None:
    period = period_of(_rule(valid_from="2027-01-01", valid_until="2027-12-31"))

    assert period.holds_on(date(2027, 1, 1))
    assert period.holds_on(date(2027, 12, 31))
    assert not period.holds_on(date(2026, 12, 31))
    assert not period.holds_on(date(2028, 1, 1))


@pytest.mark.parametrize("written", ["31-01-2027", "20270131", "2027-W05-7", "2027-02-30", "morgen"])
def test_period_is_unreadable_when_it_is_no_iso_date(written: str) -> None:
    with pytest.raises(PeriodUnreadable) as refused:
        period_of(_rule(valid_from=written))

    assert refused.value.written == written


def test_periods_share_the_days_of_both_when_they_meet() -> None:
    first = Period(None, date(2027, 1, 1))
    second = Period(date(2027, 1, 1), None)

    assert first.within(second) == Period(date(2027, 1, 1), date(2027, 1, 1))
    assert not first.within(second).is_empty


def test_period_is_empty_when_it_ends_before_it_starts() -> None:
    assert Period(date(2027, 2, 1), date(2027, 1, 31)).is_empty

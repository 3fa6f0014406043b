from datetime import UTC, date, datetime

import pytest

from regelruimte.engine.terms import day_of, legal_end


def test_counts_calendar_days_from_the_day_after_receipt():
    assert legal_end(date(2026, 11, 2), 56) == date(2026, 12, 28)


@pytest.mark.parametrize(
    ("end", "moved"),
    [
        (date(2026, 11, 7), date(2026, 11, 9)),  # Saturday
        (date(2026, 12, 25), date(2026, 12, 28)),  # Christmas on Friday, then the weekend
        (date(2027, 3, 26), date(2027, 3, 30)),  # Good Friday, then Easter
        (date(2026, 5, 5), date(2026, 5, 6)),  # 5 May, every year
        (date(2027, 4, 27), date(2027, 4, 28)),  # the King's birthday
        (date(2026, 5, 14), date(2026, 5, 15)),  # Ascension Day
    ],
)
def test_moves_to_the_next_working_day_when_the_term_ends_on_a_day_off(end, moved):
    received = date.fromordinal(end.toordinal() - 14)

    assert legal_end(received, 14) == moved


def test_takes_the_day_in_the_netherlands_when_it_is_still_yesterday_in_utc():
    assert day_of(datetime(2026, 11, 22, 23, 30, tzinfo=UTC)) == date(2026, 11, 23)

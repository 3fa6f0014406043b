from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from regelruimte.forms import formats

MOMENT = datetime(2027, 1, 4, 13, 3, tzinfo=UTC)
SUMMER = datetime(2027, 7, 4, 22, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("written", "nl", "en"),
    [
        (lambda locale: formats.format_date(date(2027, 1, 4), locale), "4 januari 2027", "4 January 2027"),
        (lambda locale: formats.format_time(MOMENT, locale), "14.03\u00a0uur", "14:03"),
        (lambda locale: formats.format_short_time(MOMENT, locale), "14.03", "14:03"),
        (
            lambda locale: formats.format_moment(MOMENT, locale),
            "4 januari 2027 om 14.03\u00a0uur",
            "4 January 2027 at 14:03",
        ),
        (lambda locale: formats.format_amount(Decimal("1155.45"), locale), "€\u00a01.155,45", "€1,155.45"),
        (lambda locale: formats.format_amount(Decimal(-2), locale), "-€\u00a02,00", "-€2.00"),
        (lambda locale: formats.format_number(Decimal("1155.50"), locale), "1.155,5", "1,155.5"),
        (lambda locale: formats.format_number(Decimal("1E+3"), locale), "1.000", "1,000"),
        (lambda locale: formats.format_percent(Decimal(81), locale), "81\u00a0%", "81%"),
    ],
)
def test_writes_for_people_when_given_a_value(written, nl, en):
    assert (written("nl"), written("en")) == (nl, en)


def test_shows_the_day_in_amsterdam_when_it_is_past_midnight_there():
    assert formats.format_date(SUMMER) == "5 juli 2027"


def test_refuses_moment_when_it_has_no_time_zone():
    with pytest.raises(ValueError, match="aware"):
        formats.format_time(datetime(2027, 1, 4, 13, 3))  # noqa: DTZ001  # the point of this test

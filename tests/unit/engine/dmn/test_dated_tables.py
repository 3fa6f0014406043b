"""Tables and rows with dates: which count on a reference date, and what the trace says of it."""

from datetime import date
from decimal import Decimal

import pytest

from regelruimte.engine.dmn import evaluate, judge_rows, read_decisions, table_view
from tests.dated import fee_table

NORM = (
    ("validUntil", "2026-12-31", "100"),
    ("validFrom", "2027-01-01", "200"),
)


def fee_on(day, *, rows=NORM, table=""):
    model = read_decisions(fee_table(rows, table=table))
    return evaluate(model, "fee", {"age": Decimal(20)}, on=day)


@pytest.mark.parametrize(
    ("day", "fee"),
    [
        (date(2026, 12, 30), 100),
        (date(2026, 12, 31), 100),
        (date(2027, 1, 1), 200),
    ],
)
def test_counts_the_rows_in_force_when_a_reference_date_is_given(day, fee):
    assert fee_on(day).result == fee


def test_tells_the_reference_date_and_the_rows_skipped_for_it():
    trace = fee_on(date(2027, 1, 1)).trace

    assert trace["reference_date"] == date(2027, 1, 1)
    assert trace["not_in_force"] == [1]
    assert trace["counted"] == [2]


def test_skips_every_row_when_the_table_is_not_in_force():
    decided = fee_on(date(2027, 1, 1), table='rr:validUntil="2026-12-31"')

    assert decided.result is None
    assert decided.trace["not_in_force"] == [1, 2]


def test_does_not_look_at_dates_when_there_is_no_reference_date():
    decided = fee_on(None, rows=NORM[:1])

    assert decided.result == 100
    assert "not_in_force" not in decided.trace


def test_shows_the_period_of_a_row_within_that_of_its_table():
    model = read_decisions(fee_table(NORM, table='rr:validFrom="2026-01-01"'))

    view = table_view(model, "fee")

    assert view.is_dated
    assert view.rows[0].period.valid_from == date(2026, 1, 1)
    assert view.rows[0].period.valid_until == date(2026, 12, 31)
    assert [row.id for row in view.rows] == ["r1", "r2"]


def test_judges_every_cell_of_every_row():
    model = read_decisions(fee_table(NORM))

    judged = judge_rows(model, "fee", {"age": Decimal(10)}, on=date(2027, 1, 1))

    assert [(row.number, row.in_force, row.cells, row.fits) for row in judged] == [
        (1, False, (False,), False),
        (2, True, (False,), False),
    ]
    assert judge_rows(model, "fee", {"age": Decimal(30)}, on=date(2027, 1, 1))[1].fits


def test_counts_the_rows_in_force_of_a_table_in_an_imported_file():
    norm = fee_table(NORM)
    asking = (
        b'<definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/" id="a" namespace="urn:a">'
        b'<import name="leges" namespace="urn:fee" importType="urn:dmn"/>'
        b'<decision id="twice" name="twice"><variable id="w" name="twice"/><informationRequirement id="r">'
        b'<requiredDecision href="urn:fee#fee"/></informationRequirement><literalExpression id="l">'
        b"<text>leges.fee * 2</text></literalExpression></decision></definitions>"
    )
    model = read_decisions(asking, [norm.replace(b'name="Wat kost het?"', b'name="fee"')])

    assert evaluate(model, "twice", {"age": Decimal(20)}, on=date(2026, 12, 31)).result == 200
    assert evaluate(model, "twice", {"age": Decimal(20)}, on=date(2027, 1, 1)).result == 400

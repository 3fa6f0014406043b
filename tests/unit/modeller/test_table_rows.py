from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from regelruimte.engine.dmn.validity import Period
from regelruimte.modeller.table_rows import Row, change_from, read_rows, table_of, write_rows
from tests.dated import fee_table

PARKING = (
    Path(__file__).resolve().parents[3] / "processes/bewonersparkeervergunning/tarief.dmn"
).read_bytes()
PLAIN = fee_table((("validFrom", "2026-01-01", "100"), ("validFrom", "2026-02-01", "200")))


def lines(data):
    """Return the lines of a file after its head, whose attributes may be laid out anew."""
    return [line.strip() for line in data.decode().partition("<decision ")[2].splitlines()]


def rows_of(data, decision="fee"):
    return read_rows(table_of(data, decision))


@pytest.mark.parametrize(("data", "decision"), [(PLAIN, "fee"), (PARKING, "tarief")])
def test_reads_back_the_same_when_nothing_was_changed(data, decision):
    rows = rows_of(data, decision)

    written = write_rows(data, decision, rows)

    assert rows_of(written, decision) == rows
    assert lines(written)[-40:] == lines(data)[-40:]


def test_changes_only_the_line_of_the_cell_that_changed():
    first, *others = rows_of(PARKING, "tarief")

    written = write_rows(PARKING, "tarief", [replace(first, outputs=("150", first.outputs[1])), *others])

    assert set(lines(written)) - set(lines(PARKING)) == {"<text>150</text>"}
    assert lines(written).count('<rule id="tarief_zone_1_eerste">') == 1


def test_gives_a_new_row_ids_of_its_own_and_its_dates():
    new = Row("", (">= 65",), ("0",), ("AOW",), Period(date(2027, 1, 1), None))

    written = write_rows(PLAIN, "fee", [*rows_of(PLAIN), new])

    *kept, made = rows_of(written)
    assert kept == list(rows_of(PLAIN))
    assert replace(made, id="") == new
    assert made.id == "fee_rij_1"


def test_takes_out_a_row_that_is_left_out():
    _first, second = rows_of(PLAIN)

    assert rows_of(write_rows(PLAIN, "fee", [second])) == (second,)


def test_takes_out_dates_that_are_gone():
    first, _second = rows_of(PLAIN)

    written = write_rows(PLAIN, "fee", [replace(first, period=Period())])

    assert b"validFrom" not in written


def test_writes_our_prefix_when_a_table_gets_its_first_dates():
    first, *others = rows_of(PARKING, "tarief")

    written = write_rows(PARKING, "tarief", [replace(first, period=Period(date(2027, 1, 1), None)), *others])

    assert b'regelruimte:validFrom="2027-01-01"' in written
    assert b'xmlns:dmndi="' in written


def test_lets_a_row_end_the_day_before_its_new_form_starts():
    first, second = rows_of(PLAIN)

    rows = change_from((first, second), replace(first, outputs=("150",)), date(2027, 1, 1))

    assert [(row.id, row.outputs, row.period) for row in rows] == [
        ("r1", ("100",), Period(date(2026, 1, 1), date(2026, 12, 31))),
        ("", ("150",), Period(date(2027, 1, 1), None)),
        ("r2", ("200",), second.period),
    ]


@pytest.mark.parametrize("day", [date(2025, 12, 31), date(2026, 1, 1)])
def test_refuses_a_change_on_a_day_the_row_does_not_hold_already(day):
    rows = rows_of(PLAIN)

    with pytest.raises(ValueError, match="202"):
        change_from(rows, rows[0], day)


def test_knows_no_table_where_the_decision_is_none():
    with pytest.raises(KeyError):
        write_rows(PLAIN, "elsewhere", [])

"""Spreadsheets of decision tables: out and back exactly, and nothing that does harm."""

import io
import zipfile
from dataclasses import replace
from datetime import date, datetime, time
from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook

from regelruimte.engine.dmn import read_decisions
from regelruimte.engine.dmn.validity import Period
from regelruimte.modeller.sheet_files import (
    MAX_BYTES,
    MAX_ROWS,
    SheetRefused,
    read_grid,
    write_csv,
    write_xlsx,
)
from regelruimte.modeller.sheet_rows import compare_rows, heads_of, lines_of, read_lines
from regelruimte.modeller.table_rows import Row, read_rows, table_of
from tests.dated import fee_table

PROCESSES = Path(__file__).resolve().parents[3] / "processes"
TABLES = [
    ("bewonersparkeervergunning/recht.dmn", "recht"),
    ("bewonersparkeervergunning/tarief.dmn", "tarief"),
    ("kwijtschelding/draagkracht.dmn", "draagkracht"),
]
FEE = table_of(fee_table((("validFrom", "2026-01-01", "100"), ("validUntil", "2026-12-31", "200"))), "fee")
ROWS = read_rows(FEE)
HEADS = heads_of(FEE)


def read(data, table=FEE, rows=ROWS, known=frozenset()):
    return read_lines(table, read_grid(data), rows, known=known)


def csv_of(*lines):
    return write_csv([HEADS, *lines])


def workbook(*lines):
    book = Workbook()
    book.active.append(list(HEADS))
    for line in lines:
        book.active.append(line)
    written = io.BytesIO()
    book.save(written)
    return written.getvalue()


def refused(data):
    with pytest.raises(SheetRefused) as why:
        read(data)
    return " ".join(why.value.problems)


@pytest.mark.parametrize(("path", "decision"), TABLES)
@pytest.mark.parametrize("write", [lambda lines: write_xlsx("Tabel", lines), write_csv], ids=["xlsx", "csv"])
def test_gives_the_same_rows_back(path, decision, write):
    data = (PROCESSES / path).read_bytes()
    table, known = table_of(data, decision), read_decisions(data).names
    rows = read_rows(table)

    assert read(write(lines_of(table, rows)), table, rows, known) == rows


@pytest.mark.parametrize("write", [lambda lines: write_xlsx("T", lines), write_csv], ids=["xlsx", "csv"])
@pytest.mark.parametrize("note", ["=1+1", "-2", "@SUM(A1)", "+31", "'=1", "\t=x", 'a;b\n"c"'])
def test_keeps_texts_that_look_like_formulas(write, note):
    rows = [replace(ROWS[0], annotations=(note,))]

    (back,) = read(write(lines_of(FEE, rows)))

    assert back.annotations == (note.strip(),)


def test_writes_no_formula_a_spreadsheet_would_calculate():
    rows = [replace(ROWS[0], annotations=('=HYPERLINK("http://x","y")',))]

    book = load_workbook(io.BytesIO(write_xlsx("T", lines_of(FEE, rows))))
    written = write_csv(lines_of(FEE, rows)).decode("utf-8-sig")

    assert book.active["C2"].data_type == "s"
    assert "\"'=HYPERLINK" in written


@pytest.mark.parametrize(
    ("typed", "text"),
    [
        (1283.83, "1283.83"),
        (0.1, "0.1"),
        (144, "144"),
        (True, "true"),
        (date(2027, 1, 1), 'date("2027-01-01")'),
    ],
)
def test_reads_what_a_spreadsheet_made_of_a_value_exactly(typed, text):
    (row,) = read(workbook([typed, "100"]))

    assert row.inputs == (text,)


@pytest.mark.parametrize("typed", [datetime(2027, 1, 31), "2027-01-31", "31-01-2027", "31-1-2027"])  # noqa: DTZ001  # a spreadsheet has no zones
def test_reads_dates_as_people_type_them(typed):
    (row,) = read(workbook([">= 18", "100", "", typed]))

    assert row.period == Period(date(2027, 1, 31), None)


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ([">= 18", "=1+1"], "Cel B2 bevat een formule"),
        ([">= 18", "1283,83"], "Cel B2: ‘1283,83’ is dubbelzinnig"),
        ([">= = 18", "1"], "Cel A2"),
        ([1 / 3, "1"], "Het getal in cel A2 is niet precies te bewaren"),
        ([time(9, 30), "1"], "Cel A2 bevat een tijd"),
        ([">= 18", "1", "", "volgend jaar"], "Cel D2: ‘volgend jaar’ is geen datum"),
        ([">= 18", "1", "", "2027-01-01", "2026-01-01"], "Cel E2: de laatste dag ligt voor de eerste"),
    ],
)
def test_names_the_cell_that_cannot_be_read(line, told):
    assert told in refused(workbook(line))


def test_names_the_column_that_is_another():
    told = refused(write_csv([("Leeftijd", *HEADS[1:])]))

    assert told == "Kolom 1 heet ‘Leeftijd’; daar hoort ‘Als: Leeftijd’."


def test_takes_what_stayed_the_same_without_judging_it():
    doubtful = replace(ROWS[0], inputs=("1,2",))

    assert read_lines(
        FEE, read_grid(write_csv(lines_of(FEE, [doubtful]))), [doubtful], known=frozenset()
    ) == (doubtful,)


def test_tells_what_would_change_by_row():
    first, second = ROWS
    cheaper = replace(first, outputs=("90",))
    new = Row("", ("-",), ("0",), ("",), Period())

    changes = compare_rows(ROWS, [new, cheaper])

    assert (changes.added, changes.removed) == ((new,), (second,))
    assert [(one.before, one.after) for one in changes.changed] == [(first, cheaper)]
    assert not changes.is_moved
    assert compare_rows(ROWS, [second, first]).is_moved
    assert compare_rows(ROWS, ROWS).is_empty


def test_takes_a_copied_line_for_a_new_row():
    first, copy = read(write_csv(lines_of(FEE, [ROWS[0], ROWS[0]])))

    assert (first.id, copy.id) == ("r1", "")


def bomb():
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("xl/worksheets/sheet1.xml", b" " * 20_000_000)
    return packed.getvalue()


def with_entities():
    source, packed = zipfile.ZipFile(io.BytesIO(workbook([">= 18", "1"]))), io.BytesIO()
    with zipfile.ZipFile(packed, "w") as package:
        for name in source.namelist():
            content = source.read(name)
            if name.endswith("sheet1.xml"):
                content = b'<!DOCTYPE x [<!ENTITY a "aaaa">]>' + content
            package.writestr(name, content)
    return packed.getvalue()


@pytest.mark.parametrize(
    ("data", "told"),
    [
        (bomb(), "te groot"),
        (with_entities(), "niet toegestaan"),
        (b"PK\x03\x04 kapot", "geen werkblad"),
        (b"\0\1\2", "geen spreadsheet"),
        (b"", "leeg"),
        (b"x" * (MAX_BYTES + 1), "groter dan 1 MB"),
        (b"a\n" * (MAX_ROWS + 2), "meer dan 2000 rijen"),
        (b'a;"b', "csv"),
    ],
    ids=["bomb", "entities", "broken", "binary", "empty", "large", "rows", "quotes"],
)
def test_refuses_what_does_harm_or_is_no_spreadsheet(data, told):
    assert told in refused(data)


def test_refuses_a_sheet_with_a_cell_far_below():
    book = Workbook()
    book.active.cell(MAX_ROWS + 2, 1).value = "x"
    written = io.BytesIO()
    book.save(written)

    assert "meer dan 2000 rijen" in refused(written.getvalue())

"""Spreadsheets as files: .xlsx and .csv to and from a grid of texts, with limits that hold for anyone.

What the columns mean is in `sheet_rows`.
"""

from __future__ import annotations

import csv
import io
import struct
import zipfile
import zlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

from openpyxl import Workbook, load_workbook
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter

from regelruimte.engine.feel.render import number_text
from regelruimte.engine.xml import XmlRefused, parse

MAX_BYTES = 1_000_000
"""Most that a file may be."""

MAX_UNPACKED_BYTES = 10_000_000
MAX_PARTS = 200
MAX_ROWS = 2_000
MAX_COLUMNS = 200
MAX_CELL = 10_000
"""Most characters of a cell."""

_RISKY = ("=", "+", "-", "@", "\t", "\r", "'")
_EXACT_DIGITS = 15
_BROKEN = (
    zipfile.BadZipFile, zlib.error, struct.error, EOFError, OSError, NotImplementedError, RuntimeError,
    ValueError, IndexError, KeyError, TypeError, AttributeError, SyntaxError,
)  # fmt: skip
"""What reading a workbook raises when its bytes were damaged, or made to mislead."""


class SheetRefused(ValueError):
    """A spreadsheet cannot be read as it must be.

    Attributes:
        problems: what is wrong and where, in Dutch; at least one.
    """

    def __init__(self, *problems: str) -> None:
        super().__init__(" ".join(problems))
        self.problems = problems


@dataclass(frozen=True, slots=True)
class SheetCell:
    """A cell: where it is (`B4`), its text, and the day where it holds one."""

    where: str
    text: str
    day: date | None = None


Grid = tuple[tuple[SheetCell, ...], ...]


def write_xlsx(title: str, lines: Iterable[Sequence[str]]) -> bytes:
    """Return a workbook of one sheet; every cell is a text, so that nothing in it is calculated.

    Raises:
        SheetRefused: a cell is longer than a spreadsheet keeps.
    """
    book = Workbook()
    sheet = book.active
    assert sheet is not None  # noqa: S101  # a new workbook has one sheet
    sheet.title = "".join(one for one in title if one not in "[]:*?/\\'")[:31] or "Tabel"
    for row, line in enumerate(lines, 1):
        for column, text in enumerate(line, 1):
            _require_fits(text)
            cell = sheet.cell(row, column)
            cell.value, cell.number_format = text or None, "@"
            if text:
                cell.data_type = "s"
                cell.quotePrefix = row > 1
            if row == 1:
                cell.font = Font(bold=True)
                sheet.column_dimensions[get_column_letter(column)].width = min(60, max(14, len(text) + 2))
    sheet.freeze_panes = "A2"
    written = io.BytesIO()
    book.save(written)
    return written.getvalue()


def write_csv(lines: Iterable[Sequence[str]]) -> bytes:
    """Return comma-separated values as Dutch spreadsheets open them: semicolons, UTF-8 with its mark.

    A cell that a spreadsheet would calculate gets an apostrophe in front, which reading takes away.
    """
    written = io.StringIO()
    writer = csv.writer(written, delimiter=";", lineterminator="\r\n")
    writer.writerows([_guarded(text) for text in line] for line in lines)
    return written.getvalue().encode("utf-8-sig")


def read_grid(data: bytes) -> Grid:
    """Return the cells of the first sheet of a workbook, or of comma-separated values, without empty rows.

    Raises:
        SheetRefused: it is neither, too large, or a cell holds what is no plain value.
    """
    if len(data) > MAX_BYTES:
        raise SheetRefused(f"Het bestand is groter dan {MAX_BYTES // 1_000_000} MB.")
    lines = _of_xlsx(data) if data.startswith(b"PK") else _of_csv(data)
    grid: list[tuple[SheetCell, ...]] = []
    problems: list[str] = []
    for number, line in enumerate(lines, 1):
        if number > MAX_ROWS + 1:
            raise SheetRefused(f"Er zijn meer dan {MAX_ROWS} rijen.")
        cells = tuple(
            _cell(f"{get_column_letter(at)}{number}", one, problems) for at, one in enumerate(line, 1)
        )
        if any(one.text for one in cells):
            grid.append(cells)
    if problems:
        raise SheetRefused(*problems[:20])
    return tuple(grid)


def _require_fits(text: str) -> None:
    if len(text) > MAX_CELL:
        raise SheetRefused(f"Een cel is langer dan {MAX_CELL} tekens. Dat past niet in een spreadsheet.")


def _guarded(text: str) -> str:
    # A dash alone means "anything" and is no formula.
    return f"'{text}" if text.startswith(_RISKY) and text != "-" else text


def _unguarded(text: str) -> str:
    return text[1:] if text.startswith("'") and text[1:].startswith(_RISKY) else text


def _of_csv(data: bytes) -> Iterator[Sequence[object]]:
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = data.decode("cp1252", errors="replace")
    if "\0" in text:
        raise SheetRefused("Dit is geen spreadsheet die wij kunnen lezen. Kies een .xlsx- of .csv-bestand.")
    head = text.partition("\n")[0]
    delimiter = max(";,\t", key=head.count)
    try:
        for line in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True):
            yield [_unguarded(one) for one in line[:MAX_COLUMNS]]
    except csv.Error as error:
        raise SheetRefused("Het bestand is geen leesbare csv: een aanhalingsteken staat verkeerd.") from error


def _of_xlsx(data: bytes) -> Iterator[Sequence[object]]:
    try:
        _require_harmless(data)
        book = load_workbook(io.BytesIO(data), read_only=True, keep_links=False)
        found = [list(row) for row in book.worksheets[0].iter_rows(max_row=MAX_ROWS + 2, max_col=MAX_COLUMNS)]
        book.close()
    except SheetRefused:
        raise
    except _BROKEN as error:
        raise SheetRefused(
            "Dit is geen werkblad dat wij kunnen lezen. Bewaar het opnieuw als .xlsx."
        ) from error
    yield from found


def _require_harmless(data: bytes) -> None:
    """Refuse a package that swells when unpacked, or whose parts bring entities along.

    Raises:
        SheetRefused: it does.
    """
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        parts = package.infolist()
        if len(parts) > MAX_PARTS or sum(part.file_size for part in parts) > MAX_UNPACKED_BYTES:
            raise SheetRefused(
                "Het werkblad is uitgepakt te groot. Bewaar alleen de tabel in een nieuw bestand."
            )
        for part in parts:
            if part.filename.endswith((".xml", ".rels")):
                try:
                    parse(package.read(part))
                except XmlRefused as error:
                    raise SheetRefused("Het werkblad is beschadigd of niet toegestaan.") from error


def _cell(where: str, given: Any, problems: list[str]) -> SheetCell:
    value = given if isinstance(given, str) else getattr(given, "value", None)
    kind = getattr(given, "data_type", "s")
    if problem := _problem(where, kind, value):
        problems.append(problem)
        return SheetCell(where, "")
    if isinstance(value, date):
        return _of_day(where, value, problems)
    if isinstance(value, bool):
        return SheetCell(where, "true" if value else "false")
    if isinstance(value, int | float):
        return SheetCell(where, _of_number(where, value, problems))
    # A browser sends every line of a text with a carriage return.
    return SheetCell(where, (value or "").replace("\r\n", "\n").strip())


def _problem(where: str, kind: str, value: object) -> str:
    if kind == "f":
        return f"Cel {where} bevat een formule. Zet er de waarde zelf neer."
    if kind == "e":
        return f"Cel {where} bevat een fout ({value})."
    if isinstance(value, str):
        return f"Cel {where} is langer dan {MAX_CELL} tekens." if len(value) > MAX_CELL else ""
    is_known = value is None or isinstance(value, date | int | float)
    return "" if is_known else f"Cel {where} bevat een tijd of een andere waarde die hier niet kan."


def _of_day(where: str, value: date, problems: list[str]) -> SheetCell:
    if isinstance(value, datetime):
        if value.time() != time():
            problems.append(f"Cel {where} bevat een datum met een tijd. Schrijf alleen de datum.")
        value = value.date()
    return SheetCell(where, f'date("{value.isoformat()}")', value)


def _of_number(where: str, value: float, problems: list[str]) -> str:
    number = Decimal(repr(value))
    if not number.is_finite() or len(number.normalize().as_tuple().digits) > _EXACT_DIGITS:
        problems.append(
            f"Het getal in cel {where} is niet precies te bewaren. "
            "Zet de cel op tekst en schrijf het getal uit."
        )
        return ""
    return number_text(number)

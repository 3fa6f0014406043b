from datetime import date
from decimal import Decimal

import pytest

from regelruimte.engine.dmn.plain_cell import PlainCell, plain_cell


@pytest.mark.parametrize(
    ("text", "cell"),
    [
        ("<= 1283.83", PlainCell("<=", (Decimal("1283.83"),))),
        (">0", PlainCell(">", (Decimal(0),))),
        ('"ja"', PlainCell("", ("ja",))),
        ('"a, b", "c"', PlainCell("", ("a, b", "c"))),
        ("true", PlainCell("", (True,))),
        ("null", PlainCell("", (None,))),
        ("[1..5]", PlainCell("..", (Decimal(1), Decimal(5)))),
        ('< date("2027-01-01")', PlainCell("<", (date(2027, 1, 1),))),
    ],
)
def test_reads_constants_limits_and_spans(text, cell):
    assert plain_cell(text) == cell


@pytest.mark.parametrize("text", ["", "-", "not(1)", "<= norm", "(1..5]", "? > 3", '"half', "1 +"])
def test_gives_nothing_when_there_are_no_plain_words(text):
    assert plain_cell(text) is None

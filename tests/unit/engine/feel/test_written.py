"""Expressions explained by their conditions, and nodes written as text again."""

from __future__ import annotations

from decimal import Decimal

import pytest

from regelruimte.engine.feel import compile_expression
from regelruimte.engine.feel.expression import parsed
from regelruimte.engine.feel.written import written


def test_tells_which_conditions_were_true_when_asked():
    expression = compile_expression('inkomen < 1200 and (huishouden = "samen" or not(partner))')

    told = expression.explain({"inkomen": Decimal(1100), "huishouden": "alleen", "partner": True})

    assert told.result is False
    assert [(part.text, part.result, part.inputs) for part in told.parts] == [
        ("inkomen < 1200", True, {"inkomen": 1100}),
        ('huishouden = "samen"', False, {"huishouden": "alleen"}),
        ("partner", True, {"partner": True}),
    ]


def test_tells_the_condition_when_the_expression_chooses():
    told = compile_expression("if inkomen > 10 then 1 else 2").explain({"inkomen": Decimal(5)})

    assert told.result == 2
    assert [(part.text, part.result) for part in told.parts] == [("inkomen > 10", False)]


def test_tells_null_when_a_condition_lacks_its_value():
    told = compile_expression("inkomen > 10 or true").explain({})

    assert [(part.text, part.result) for part in told.parts] == [("inkomen > 10", None), ("true", True)]


@pytest.mark.parametrize(
    "text",
    [
        "a.b[c > 1] = -(1 + 2) * 3",
        "x between 1 and 2",
        "x in (1, [2..3), > 5)",
        "x in [1, 2]",
        'years and months duration(from, today()) >= @"P18Y"',
        "substring(string: a, start position: 2) = null",
        "x instance of number and (a or b)",
    ],
)
def test_writes_what_it_read_when_asked(text):
    tree, free = parsed(text, frozenset({"from"}))
    again = written(tree)

    assert parsed(again, free)[0] == tree

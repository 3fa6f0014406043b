from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal

import pytest

from regelruimte.engine.dmn import read_decisions
from regelruimte.engine.values import YearsMonths
from regelruimte.modeller.tryout import (
    Asked,
    AskedKind,
    ValueRefused,
    asked_of,
    expected_of,
    typed_of,
    value_of,
)
from tests.dated import fee_table

MODEL = b"""<definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/" id="d" name="d"
  namespace="urn:x">
<inputData id="i1" name="inkomen"><variable name="inkomen" typeRef="number"/></inputData>
<decision id="norm" name="norm"><variable name="norm"/>
  <informationRequirement id="r1"><requiredInput href="#i1"/></informationRequirement>
  <literalExpression><text>inkomen * 2</text></literalExpression></decision>
<decision id="recht" name="recht">
  <informationRequirement id="r2"><requiredDecision href="#norm"/></informationRequirement>
  <decisionTable id="t" hitPolicy="FIRST">
    <input id="c1" label="Wat is de norm?"><inputExpression id="x1"><text>norm</text></inputExpression>
    </input><input id="c2" label="Soort"><inputExpression id="x2" typeRef="string"><text>soort</text>
      </inputExpression>
      <inputValues><text>"eigen","lease"</text></inputValues></input>
    <input id="c3" label="Woont hier?"><inputExpression id="x3" typeRef="boolean"><text>woont</text>
      </inputExpression></input>
    <output id="o" name="uit"/>
    <rule id="row"><inputEntry id="e1"><text>&gt; 1</text></inputEntry><inputEntry id="e2"><text>-</text>
      </inputEntry><inputEntry id="e3"><text>-</text></inputEntry>
      <outputEntry id="e4"><text>"ja"</text></outputEntry></rule>
  </decisionTable></decision></definitions>"""


def test_asks_by_type_through_required_decisions():
    asked = {one.name: one for one in asked_of(read_decisions(MODEL), "recht")}

    assert {name: one.kind for name, one in asked.items()} == {
        "inkomen": AskedKind.NUMBER,
        "soort": AskedKind.CHOICE,
        "woont": AskedKind.YES_NO,
    }
    assert asked["soort"].choices == ("eigen", "lease")
    assert asked["woont"].label == "Woont hier?"


@pytest.mark.parametrize(
    ("kind", "typed", "value"),
    [
        (AskedKind.TEXT, " Jan ", "Jan"),
        (AskedKind.NUMBER, "12,50", Decimal("12.50")),
        (AskedKind.DAY, "2026-11-23", date(2026, 11, 23)),
        (AskedKind.YES_NO, "true", True),
        (AskedKind.FEEL, "[1, 2]", [Decimal(1), Decimal(2)]),
        (AskedKind.NUMBER, "  ", None),
    ],
)
def test_reads_what_was_typed(kind, typed, value):
    assert value_of(Asked("x", "x", kind), typed) == value


@pytest.mark.parametrize(
    ("kind", "typed"),
    [
        (AskedKind.NUMBER, "veel"),
        (AskedKind.NUMBER, "NaN"),
        (AskedKind.DAY, "morgen"),
        (AskedKind.YES_NO, "misschien"),
        (AskedKind.FEEL, "(1 +"),
    ],
)
def test_refuses_what_is_no_value_of_the_kind(kind, typed):
    with pytest.raises(ValueRefused):
        value_of(Asked("x", "x", kind), typed)


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        (AskedKind.TEXT, "ja, graag"),
        (AskedKind.NUMBER, Decimal("1283.83")),
        (AskedKind.YES_NO, False),
        (AskedKind.DAY, date(2027, 1, 1)),
        (AskedKind.FEEL, [date(2027, 1, 1), None, 'a"b', {"x y": Decimal("0.1")}]),
        (AskedKind.FEEL, timedelta(days=2)),
        (AskedKind.FEEL, YearsMonths(14)),
        (AskedKind.FEEL, datetime(2027, 1, 1, 9, 30, tzinfo=UTC)),
        (AskedKind.FEEL, time(9, 30)),
    ],
)
def test_reads_back_what_a_value_is_typed_as(kind, value):
    asked = Asked("x", "X", kind)

    assert value_of(asked, typed_of(asked, value)) == value


def test_asks_what_must_come_out_by_output_column():
    model = read_decisions(fee_table((("validFrom", "2026-01-01", "100"),)))

    assert expected_of(model, "fee") == (Asked("", "Leges", AskedKind.NUMBER),)


def test_asks_a_list_in_feel_when_all_rows_count():
    model = read_decisions(fee_table((("validFrom", "2026-01-01", "100"),), policy="COLLECT"))

    assert [one.kind for one in expected_of(model, "fee")] == [AskedKind.FEEL]

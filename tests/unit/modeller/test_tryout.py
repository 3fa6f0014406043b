from datetime import date
from decimal import Decimal

import pytest

from regelruimte.engine.dmn import read_decisions
from regelruimte.modeller.tryout import Asked, AskedKind, ValueRefused, asked_of, value_of

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

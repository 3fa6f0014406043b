"""What the demonstration services say they give is what they give."""

from datetime import UTC, datetime
from decimal import Decimal

import pytest

from regelruimte.engine.connect.declared import OUTPUT_KINDS
from regelruimte.engine.connect.demo import demo_connectors

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
CONNECTORS = demo_connectors()


@pytest.mark.parametrize("name", sorted(CONNECTORS.names()))
def test_gives_what_it_says_when_it_is_called(name):
    declared = CONNECTORS.declared(name)

    answer = CONNECTORS.call(name, {"bedrag": Decimal(10)}, key="k", at=NOW)

    assert set(answer) == set(declared.outputs)
    assert set(declared.outputs.values()) <= set(OUTPUT_KINDS)
    assert declared.title.endswith("(demonstratie)")

"""Every BPMN element in every place: it runs as drawn, or is refused; docs/reference/bpmn.md prints this."""

from __future__ import annotations

import pytest

from regelruimte.engine.spiff.parser import ModelRefused, compile_model
from regelruimte.engine.spiff.support import refusals
from regelruimte.engine.xml import parse
from tests.unit.engine.spiff.elements_table import LINES

RUNNING = [name for name, line in LINES.items() if not line.refused]
REFUSED = [name for name, line in LINES.items() if line.refused]


@pytest.mark.parametrize("name", RUNNING)
def test_runs_as_drawn_when_accepted(play, name):
    line = LINES[name]
    model = line.draw()
    found = refusals(parse(model.bpmn()))
    assert {finding.code for finding in found} <= {line.warned}, found
    line.story(play(model))


@pytest.mark.parametrize("name", REFUSED)
def test_is_refused_when_it_would_not_run_as_drawn(name):
    with pytest.raises(ModelRefused) as refused:
        compile_model("v", LINES[name].draw().bpmn())
    assert LINES[name].refused in {finding.code for finding in refused.value.findings}

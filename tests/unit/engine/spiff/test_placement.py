"""What stands where it cannot run as drawn is refused, by name and at the element it is about."""

import pytest

from regelruimte.engine.spiff.interpreter import ModelRefused, compile_model
from tests.unit.engine.spiff.elements_table import line_of
from tests.unit.engine.spiff.placement_lines import misplaced

AT = {
    "boundary-host": "b", "boundary-entered": "b", "event-gateway-target": "a",
    "event-sub-process-in-flow": "s", "sub-start-triggered": "is", "sub-starts-several": "two",
    "link-twice": "c2", "token-quantity": "a", "loop-endless": "a",
}  # fmt: skip
"""The element each finding must name, in the models of `placement_lines`."""
LINES = [line_of(drawn) for drawn in misplaced()]


@pytest.mark.parametrize("line", LINES, ids=lambda line: line.name)
def test_names_nothing_but_the_element_that_is_misplaced(line):
    with pytest.raises(ModelRefused) as why:
        compile_model("v", line.draw().bpmn())

    found = {(finding.code, finding.element) for finding in why.value.findings if finding.is_error}
    assert found == {(line.refused, AT[line.refused])}

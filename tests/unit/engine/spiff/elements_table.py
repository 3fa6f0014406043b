"""The table of BPMN elements: what the tests run and `docs/generate.py` prints."""

from __future__ import annotations

from tests.unit.engine.spiff.element_line import Drawn, Line
from tests.unit.engine.spiff.event_lines import INNER, PLACES, event_line
from tests.unit.engine.spiff.flow_lines import flows, gateways, tasks
from tests.unit.engine.spiff.placement_lines import misplaced
from tests.unit.engine.spiff.scope_lines import around, data, repeated, sub_processes


def line_of(drawn: Drawn) -> Line:
    """Return the line of an element that is no event."""
    element, place, section, model, shown = drawn
    if isinstance(shown, str):
        return Line(element, place, section, lambda: model, refused=shown)
    return Line(element, place, section, lambda: model, shown)


EVENTS: dict[tuple[str, str], Line] = {
    (kind, place): event_line(kind, place) for kind in INNER for place in PLACES
}
NODES: tuple[Line, ...] = tuple(
    line_of(drawn)
    for drawn in (
        *tasks(),
        *flows(),
        *gateways(),
        *sub_processes(),
        *repeated(),
        *data(),
        *around(),
        *misplaced(),
    )
)
LINES: dict[str, Line] = {line.name: line for line in (*NODES, *EVENTS.values())}

"""Every example is drawn whole and readably: nothing undrawn, nothing on top of each other."""

from collections import Counter
from dataclasses import dataclass
from itertools import combinations, pairwise

import pytest

from regelruimte.app.demo import example_folders
from regelruimte.engine.bundles import read_bundle
from regelruimte.engine.vocabulary import MODEL_FILE
from regelruimte.engine.xml import parse

SPACES = {
    "bpmn": "http://www.omg.org/spec/BPMN/20100524/MODEL",
    "di": "http://www.omg.org/spec/DD/20100524/DI",
    "dc": "http://www.omg.org/spec/DD/20100524/DC",
    "bpmndi": "http://www.omg.org/spec/BPMN/20100524/DI",
}
NODES = ("Event", "Task", "task", "Gateway", "ubProcess", "callActivity")
HOLDS = {"adHocSubProcess", "subProcess", "transaction"}


@dataclass(frozen=True)
class Box:
    left: float
    top: float
    right: float
    bottom: float

    def overlaps(self, other):
        beside = self.right <= other.left or other.right <= self.left
        apart = self.bottom <= other.top or other.bottom <= self.top
        return not (beside or apart)

    def holds(self, other):
        across = self.left <= other.left and other.right <= self.right
        return across and self.top <= other.top and other.bottom <= self.bottom

    def touches(self, x, y, slack=1):
        return self.left - slack <= x <= self.right + slack and self.top - slack <= y <= self.bottom + slack


class Example:
    """The drawing of an example process."""

    def __init__(self, folder):
        self.root = parse(read_bundle(folder)[MODEL_FILE])
        self.kinds = {one.get("id"): one.tag.split("}")[1] for one in self.find("//bpmn:process//*[@id]")}
        self.shapes = {one.get("bpmnElement"): self.box(one) for one in self.find("//bpmndi:BPMNShape")}
        self.edges = {one.get("bpmnElement"): self.points(one) for one in self.find("//bpmndi:BPMNEdge")}

    def find(self, path):
        return self.root.xpath(path, namespaces=SPACES)

    def nodes(self):
        return [one for one, kind in self.kinds.items() if kind.endswith(NODES)]

    def flows(self):
        return self.find("//bpmn:sequenceFlow")

    def lanes(self):
        return {
            lane: lane.xpath("bpmn:flowNodeRef/text()", namespaces=SPACES)
            for lane in self.find("//bpmn:lane")
        }

    def labels(self):
        drawn = self.find("//*[self::bpmndi:BPMNShape or self::bpmndi:BPMNEdge][bpmndi:BPMNLabel/dc:Bounds]")
        return {one.get("bpmnElement"): self.box(one.find("bpmndi:BPMNLabel", SPACES)) for one in drawn}

    def around(self, node):
        """Return what a step is drawn in or on by its nature: its blocks, and the step it is attached to."""
        [element] = self.find(f"//bpmn:process//*[@id='{node}']")
        blocks = [one.get("id") for one in element.iterancestors()]
        return {*blocks, element.get("attachedToRef")}

    def ink(self, node):
        """Return the box a step fills: a gateway is a diamond, which leaves the corners of its box free."""
        box = self.shapes[node]
        if not self.kinds[node].endswith("Gateway"):
            return box
        aside, down = (box.right - box.left) / 4, (box.bottom - box.top) / 4
        return Box(box.left + aside, box.top + down, box.right - aside, box.bottom - down)

    @staticmethod
    def box(shape):
        bounds = shape.find("dc:Bounds", SPACES)
        x, y, width, height = (float(bounds.get(name)) for name in ("x", "y", "width", "height"))
        return Box(x, y, x + width, y + height)

    @staticmethod
    def points(edge):
        return [(float(one.get("x")), float(one.get("y"))) for one in edge.findall("di:waypoint", SPACES)]


@pytest.fixture(params=example_folders(), ids=lambda folder: folder.name)
def example(request):
    return Example(request.param)


def test_uses_every_id_once_when_a_model_is_read(example):
    counted = Counter(example.find("//@id"))

    assert [one for one, times in counted.items() if times > 1] == []


def test_draws_every_step_and_flow_when_the_model_has_it(example):
    flows = {flow.get("id") for flow in example.flows()}
    lanes = {lane.get("id") for lane in example.lanes()}

    assert {*example.nodes(), *lanes} - set(example.shapes) == set()
    assert flows - set(example.edges) == set()


def test_names_every_step_when_a_person_reads_the_drawing(example):
    leaving = Counter(flow.get("sourceRef") for flow in example.flows())
    # A gateway where paths only come together asks nothing, so it needs no words.
    joins = {one for one in example.nodes() if example.kinds[one].endswith("Gateway") and leaving[one] == 1}
    unnamed = [one for one in example.nodes() if not example.find(f"//bpmn:*[@id='{one}']/@name")]

    assert set(unnamed) - joins == set()


def test_puts_every_step_in_one_lane_when_the_process_has_lanes(example):
    held = Counter(node for nodes in example.lanes().values() for node in nodes)
    outer = {one.get("id") for one in example.find("//bpmn:process/*[@id]")} & set(example.nodes())

    assert held == Counter(outer)


def test_keeps_every_step_within_its_lane_when_drawn(example):
    strays = [
        node
        for lane, nodes in example.lanes().items()
        for node in nodes
        # A boundary event stands on the edge of its step, so it may stick out of the lane.
        if example.kinds[node] != "boundaryEvent"
        and not example.shapes[lane.get("id")].holds(example.shapes[node])
    ]

    assert strays == []


def test_lets_no_two_steps_overlap_when_drawn(example):
    clashes = [
        (one, other)
        for one, other in combinations(example.nodes(), 2)
        if one not in example.around(other)
        and other not in example.around(one)
        and example.shapes[one].overlaps(example.shapes[other])
    ]

    assert clashes == []


def test_holds_every_inner_step_when_a_block_is_drawn(example):
    outside = [
        (node, block)
        for block in example.nodes()
        if example.kinds[block] in HOLDS
        for node in example.nodes()
        if node != block and block in example.around(node) and example.kinds[node] != "boundaryEvent"
        and not example.shapes[block].holds(example.shapes[node])
    ]  # fmt: skip

    assert outside == []


def test_draws_flows_straight_when_they_connect_steps(example):
    slanted = [
        flow
        for flow, points in example.edges.items()
        for (x1, y1), (x2, y2) in pairwise(points)
        if x1 != x2 and y1 != y2
    ]

    assert slanted == []


def test_lets_flows_begin_and_end_at_their_steps_when_drawn(example):
    loose = [
        flow.get("id")
        for flow in example.flows()
        for end, place in (("sourceRef", 0), ("targetRef", -1))
        if not example.shapes[flow.get(end)].touches(*example.edges[flow.get("id")][place])
    ]

    assert loose == []


def test_lets_no_flow_run_through_a_step_when_drawn(example):
    crossings = [
        (flow.get("id"), node)
        for flow in example.flows()
        for begin, end in pairwise(example.edges[flow.get("id")])
        for node in example.nodes()
        if node not in {flow.get("sourceRef"), flow.get("targetRef")}
        and node not in example.around(flow.get("sourceRef"))
        and example.shapes[node].overlaps(along(begin, end))
    ]

    assert crossings == []


def test_lets_no_label_cover_a_step_or_label_when_drawn(example):
    labels = example.labels()
    blocks = {one for one in example.nodes() if example.kinds[one] in HOLDS}
    on_steps = [
        (label, node)
        for label, box in labels.items()
        for node in set(example.nodes()) - blocks
        if box.overlaps(example.ink(node))
    ]
    on_labels = [pair for pair in combinations(labels, 2) if labels[pair[0]].overlaps(labels[pair[1]])]

    assert (on_steps, on_labels) == ([], [])


def along(begin, end):
    """The line between two points, a hair thick, without its ends."""
    (x1, y1), (x2, y2) = begin, end
    return Box(min(x1, x2), min(y1, y2), max(x1, x2) + 0.1, max(y1, y2) + 0.1)

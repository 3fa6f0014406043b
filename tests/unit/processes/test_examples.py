"""Every example process can be published, drawn and played, straight from its folder."""

from itertools import combinations

import pytest

from regelruimte.engine import definitions
from regelruimte.engine.actors import SYSTEM
from regelruimte.engine.feel import compile_expression
from regelruimte.engine.findings import Severity
from regelruimte.engine.vocabulary import CaseStatus
from regelruimte.engine.xml import parse
from regelruimte.forms.check import check_form
from regelruimte.forms.read import read_form
from tests.unit.processes.office import (
    BUNDLES,
    CONTAINERS,
    DI,
    DMN,
    EXPERT,
    ZEEBE,
    Office,
    elements_of,
    lane_groups,
    nodes_of,
    overlap,
    samples_of,
    shapes_of,
    tag_of,
)

ALL_SAMPLES = [
    pytest.param(key, sample, id=f"{key}: {sample['name']}") for key in BUNDLES for sample in samples_of(key)
]
EVERY_BUNDLE = pytest.mark.parametrize("key", BUNDLES)


@EVERY_BUNDLE
def test_finds_nothing_wrong_when_a_bundle_is_checked(engine, key):
    with engine.work(SYSTEM) as work:
        for name in lane_groups(key):
            definitions.put_group(work, name)
    with engine.view(EXPERT) as view:
        findings = definitions.check_files(view, BUNDLES[key], check_form=check_form)

    serious = [one for one in findings if one.severity is not Severity.ADVICE]
    assert [one for one in serious if one.code != "condition-name-unknown"] == []


@EVERY_BUNDLE
def test_draws_every_node_and_flow_when_opened(key):
    root = parse(BUNDLES[key]["process.bpmn"])
    drawn = {each.get("bpmnElement") for tag in ("BPMNShape", "BPMNEdge") for each in root.iter(DI + tag)}
    flows = {each.get("id") for each in elements_of(key).values() if tag_of(each) == "sequenceFlow"}

    assert set(nodes_of(key)) | flows <= drawn


@EVERY_BUNDLE
def test_keeps_shapes_apart_when_drawn(key):
    tags = {element: tag_of(each) for element, each in elements_of(key).items()}
    solid = [(name, at) for name, at in shapes_of(key).items() if tags[name] not in CONTAINERS]

    assert [(a, b) for (a, here), (b, there) in combinations(solid, 2) if overlap(here, there)] == []


@EVERY_BUNDLE
def test_ends_each_flow_at_its_nodes_when_drawn(key):
    shapes, elements = shapes_of(key), elements_of(key)
    loose = []
    for edge in parse(BUNDLES[key]["process.bpmn"]).iter(f"{DI}BPMNEdge"):
        points = [(float(p.get("x")), float(p.get("y"))) for p in edge if p.tag.endswith("waypoint")]
        flow = elements[edge.get("bpmnElement")]
        for point, node in ((points[0], flow.get("sourceRef")), (points[-1], flow.get("targetRef"))):
            x, y, width, height = shapes[node]
            if not (x <= point[0] <= x + width and y <= point[1] <= y + height):
                loose.append((flow.get("id"), node))

    assert loose == []


@EVERY_BUNDLE
def test_says_where_a_case_is_when_a_citizen_looks(key):
    silent = {
        "startEvent",
        "exclusiveGateway",
        "parallelGateway",
        "inclusiveGateway",
        "boundaryEvent",
        "scriptTask",
    }
    attribute = "{https://regelruimte.nl/schema/bpmn/1.0}citizenText"
    nodes = nodes_of(key).values()

    assert [
        n.get("id")
        for n in nodes
        if tag_of(n) not in silent and not tag_of(n).endswith("Gateway") and not n.get(attribute)
    ] == []


@EVERY_BUNDLE
def test_asks_or_looks_up_a_fact_when_a_decision_reads_it(key):
    files = BUNDLES[key]
    asked = {one.key for path in files if path.endswith(".form") for one in read_form(files[path]).fields}
    root = parse(files["process.bpmn"])
    given = {each.get("target") for each in root.iter(f"{ZEEBE}output")}
    given |= {each.get("resultVariable") for each in root.iter() if each.get("resultVariable")}
    tables = [parse(data) for path, data in files.items() if path.endswith(".dmn")]
    given |= {each.get("name") for table in tables for each in table.iter(f"{DMN}decision")}
    written = [
        each.findtext(f"{DMN}text") for table in tables for each in table.iter(f"{DMN}inputExpression")
    ]
    read = {name for text in written for name in compile_expression(text).names}

    assert read - asked - given == set()


@EVERY_BUNDLE
def test_names_existing_elements_when_samples_are_read(key):
    named = {
        element
        for sample in samples_of(key)
        for element in (*sample["expect"]["path"], *(task["element"] for task in sample["tasks"]))
    }

    assert named - set(nodes_of(key)) == set()


@pytest.mark.parametrize(("key", "sample"), ALL_SAMPLES)
def test_goes_as_expected_when_a_sample_is_played(engine, key, sample):
    office = Office(engine, key)
    office.start(sample["answers"])
    for given in sample["tasks"]:
        office.play(given)

    found = office.dossier()
    assert (found.case.status, found.case.outcome) == (CaseStatus.CLOSED, sample["expect"]["outcome"])
    assert found.incidents == ()
    rest = iter(office.passed())
    assert all(element in rest for element in sample["expect"]["path"])

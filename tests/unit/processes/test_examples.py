"""Every example process can be published, drawn and played, straight from its folder."""

import json
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from itertools import combinations
from pathlib import Path

import pytest

from regelruimte.app.bundles import read_bundle
from regelruimte.engine import cases, definitions, detours, dossier, tasks
from regelruimte.engine.actors import SYSTEM, Actor
from regelruimte.engine.bpmn import flow_nodes
from regelruimte.engine.cases import Intake
from regelruimte.engine.clock import VirtualClock
from regelruimte.engine.connect.demo import demo_connectors
from regelruimte.engine.detours import OfferedDetour
from regelruimte.engine.dmn import evaluate, read_decisions
from regelruimte.engine.engine import Engine
from regelruimte.engine.feel import compile_expression
from regelruimte.engine.findings import Severity
from regelruimte.engine.ids import SeededIds
from regelruimte.engine.roles import ANY_CASE_WORKER, CITIZEN_GROUP, SYSTEM_GROUP, Role, group_of_lane
from regelruimte.engine.submissions import Sent
from regelruimte.engine.vocabulary import CaseStatus, Channel
from regelruimte.engine.xml import parse
from regelruimte.forms.check import check_form
from regelruimte.forms.read import read_form
from regelruimte.forms.values import typed_all

ROOT = Path(__file__).parents[3] / "processes"
BUNDLES = {path.parent.name: read_bundle(path.parent) for path in sorted(ROOT.glob("*/process.bpmn"))}
PARKING = "bewonersparkeervergunning"
NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)

BPMN = "{http://www.omg.org/spec/BPMN/20100524/MODEL}"
DI = "{http://www.omg.org/spec/BPMN/20100524/DI}"
DC = "{http://www.omg.org/spec/DD/20100524/DC}"
DMN = "{https://www.omg.org/spec/DMN/20191111/MODEL/}"
ZEEBE = "{http://camunda.org/schema/zeebe/1.0}"
CONTAINERS = ("participant", "lane", "subProcess", "adHocSubProcess", "boundaryEvent")

CITIZEN = Actor("c1", "Mehmet Aydin", frozenset({Role.CITIZEN}), person="p1")
EXPERT = Actor("e1", "Sanne de Wit", frozenset({Role.DOMAIN_EXPERT}))


def samples_of(key):
    files = BUNDLES[key]
    return json.loads(files["samples.json"], parse_float=Decimal, parse_int=Decimal)


ALL_SAMPLES = [pytest.param(key, sample, id=f"{key}: {sample['name']}") for key in BUNDLES for sample in samples_of(key)]  # fmt: skip
EVERY_BUNDLE = pytest.mark.parametrize("key", BUNDLES)


def elements_of(key):
    """Return tag and name of everything drawn, by id."""
    root = parse(BUNDLES[key]["process.bpmn"])
    return {
        each.get("id"): each for each in root.iter(f"{BPMN}*") if each.get("id") and not each.tag.endswith("Definition")
    }  # fmt: skip


def tag_of(element):
    return element.tag.removeprefix(BPMN)


def nodes_of(key):
    scopes = [each for each in elements_of(key).values() if tag_of(each) in {"process", "adHocSubProcess", "subProcess"}]  # fmt: skip
    return {node.get("id"): node for scope in scopes for node in flow_nodes(scope)}


def lane_groups(key):
    lanes = [each.get("name") for each in elements_of(key).values() if tag_of(each) == "lane"]
    return {
        name for name in lanes if group_of_lane(name) not in {CITIZEN_GROUP, SYSTEM_GROUP, ANY_CASE_WORKER}
    }


def shapes_of(key):
    """Return the bounds (x, y, width, height) of every shape, by the id of what it draws."""
    found = {}
    for shape in parse(BUNDLES[key]["process.bpmn"]).iter(f"{DI}BPMNShape"):
        bounds = shape.find(f"{DC}Bounds")
        found[shape.get("bpmnElement")] = tuple(
            float(bounds.get(side)) for side in ("x", "y", "width", "height")
        )
    return found


def overlap(one, other):
    (x, y, width, height), (u, v, broad, high) = one, other
    return x < u + broad and u < x + width and y < v + high and v < y + height


def form_of(key, element):
    node = nodes_of(key)[element]
    found = next(node.iter(f"{ZEEBE}formDefinition"), None)
    return None if found is None else read_form(BUNDLES[key][f"forms/{found.get('formId')}.form"])


@pytest.fixture
def clock():
    return VirtualClock(NOW)


@pytest.fixture
def engine(tmp_path, clock):
    made = Engine.open(
        f"sqlite:///{tmp_path}/engine.sqlite", clock=clock, ids=SeededIds(), connectors=demo_connectors()
    )
    made.migrate()
    yield made
    made.close()


class Office:
    """One example, published, with a case and the people who work on it."""

    def __init__(self, engine, key):
        self.engine, self.key, self.number = engine, key, ""
        self._keys = 0
        with engine.work(SYSTEM) as work:
            groups = frozenset(definitions.put_group(work, name) for name in lane_groups(key))
        self.worker = Actor("w1", "Marieke Bos", frozenset({Role.CASE_WORKER}), groups=groups)
        with engine.work(EXPERT) as work:
            definitions.create_definition(work, key, title=key, files=BUNDLES[key])
            definitions.publish(work, key, revision=1, change_note="eerste", check_form=check_form)

    def start(self, answers):
        [start] = [each for each in nodes_of(self.key).values() if tag_of(each) == "startEvent"]
        values = self._typed(start.get("id"), answers)
        with self.engine.work(CITIZEN) as work:
            receipt = cases.start_case(
                work, self.key, Intake(Channel.WEB, date(2026, 11, 23)), self._sent(values)
            )
        self.number = receipt.case_number
        self.engine.run_due()

    def play(self, given):
        """Do one task of a sample: from the tailored work when it is offered there, else the open one."""
        offers = {offer.startable.element: offer for offer in self.offers()}
        if given["element"] in offers:
            self._begin(offers[given["element"]], given)
        elif offers:
            self._close(next(iter(offers.values())))
        self.complete(given["element"], given["values"])

    def complete(self, element, values):
        [task] = [task for task in self.dossier().open_tasks if task.element == element]
        actor = CITIZEN if task.group == CITIZEN_GROUP else self.worker
        with self.engine.work(actor) as work:
            tasks.complete_task(work, task.id, self._sent(self._typed(element, values)))
        self.engine.run_due()

    def offers(self):
        with self.engine.view(self.worker) as view:
            return detours.list_offers(view, self.number)

    def dossier(self):
        with self.engine.view(self.worker) as view:
            return dossier.get_dossier(view, self.number)

    def waiting_for(self):
        return sorted(task.element for task in self.dossier().open_tasks)

    def passed(self):
        return [
            passage.element for passage in self.dossier().passages if passage.element in nodes_of(self.key)
        ]

    def _begin(self, offer, given):
        scope, element = offer.startable.scope_step, offer.startable.element
        with self.engine.work(self.worker) as work:
            if not offer.is_detour:
                detours.start_free_step(work, self.number, scope_step=scope, element=element)
                return
            request = OfferedDetour(scope, element, given["reason"], given["ground"])
            detours.take_offered_detour(work, self.number, request)

    def _close(self, offer):
        with self.engine.work(self.worker) as work:
            detours.close_block(work, self.number, scope_step=offer.startable.scope_step)

    def _typed(self, element, values):
        """Return what the form makes of the answers, as if they were typed in it."""
        form = form_of(self.key, element)
        if form is None:
            return values
        known = {} if not self.number else {v.name: v.value for v in self.dossier().variables}
        typed = {
            name: str(value).replace(".", ",") if isinstance(value, Decimal) else value
            for name, value in values.items()
        }
        uploads = {name for value in values.values() if isinstance(value, list) for name in value}
        return typed_all(form, typed, known, known_files={name: name for name in uploads}, now=NOW)

    def _sent(self, values):
        self._keys += 1
        return Sent(f"key-{self._keys}", values)


@pytest.fixture
def parking(engine):
    return Office(engine, PARKING)


@EVERY_BUNDLE
def test_gives_no_finding_but_known_names_when_a_bundle_is_checked(engine, key):
    with engine.work(SYSTEM) as work:
        for name in lane_groups(key):
            definitions.put_group(work, name)
    with engine.view(EXPERT) as view:
        findings = definitions.check_files(view, BUNDLES[key], check_form=check_form)

    assert [f for f in findings if f.severity is Severity.ERROR or f.code != "condition-name-unknown"] == []


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
    silent = {"exclusiveGateway", "parallelGateway", "inclusiveGateway", "boundaryEvent", "scriptTask"}
    attribute = "{https://regelruimte.nl/schema/bpmn/1.0}citizenText"
    nodes = nodes_of(key).values()

    assert [n.get("id") for n in nodes if tag_of(n) not in silent and not n.get(attribute)] == []


@EVERY_BUNDLE
def test_asks_or_looks_up_all_that_a_decision_reads(key):
    files = BUNDLES[key]
    asked = {one.key for path in files if path.endswith(".form") for one in read_form(files[path]).fields}
    root = parse(files["process.bpmn"])
    given = {each.get("target") for each in root.iter(f"{ZEEBE}output")}
    given |= {each.get("resultVariable") for each in root.iter() if each.get("resultVariable")}
    read = {
        name
        for path in files if path.endswith(".dmn")
        for expression in parse(files[path]).iter(f"{DMN}inputExpression")
        for name in compile_expression(expression.findtext(f"{DMN}text")).names
    }  # fmt: skip

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
    assert (found.case.status, found.case.outcome, found.incidents) == (CaseStatus.CLOSED, sample["expect"]["outcome"], ())  # fmt: skip
    rest = iter(office.passed())
    assert all(element in rest for element in sample["expect"]["path"])


def test_waits_for_the_payment_when_all_goes_by_itself(parking):
    parking.start(samples_of(PARKING)[0]["answers"])

    assert parking.waiting_for() == ["betalen"]


def test_reminds_and_then_calls_when_nobody_pays(parking, engine, clock):
    parking.start(samples_of(PARKING)[0]["answers"])

    clock.advance(timedelta(days=7))
    engine.run_due()
    assert "herinnerd" in parking.passed()
    assert parking.waiting_for() == ["betalen"]

    clock.advance(timedelta(days=7))
    engine.run_due()
    assert parking.waiting_for() == ["bel_over_betaling", "betalen"]


def test_forgets_the_call_and_grants_when_somebody_pays_late(parking, engine, clock):
    parking.start(samples_of(PARKING)[0]["answers"])
    clock.advance(timedelta(days=15))
    engine.run_due()

    parking.complete("betalen", {"betaald": "balie"})

    case = parking.dossier().case
    assert (case.status, case.outcome) == (CaseStatus.CLOSED, "Verleend")
    assert case.outcome_text == "U heeft de vergunning. U mag bij uw huis parkeren."


def test_asks_for_the_statement_only_once_when_it_does_not_come(parking):
    later = next(sample for sample in samples_of(PARKING) if "later" in sample["name"])
    parking.start(later["answers"])

    parking.complete("verklaring_sturen", {"verklaring": "geen"})

    assert [offer.startable.element for offer in parking.offers()] == [
        "bellen_inwoner", "huurcontract_bekijken", "advies_wijkteam",
    ]  # fmt: skip


def entitlement(**answers):
    usual = {
        "bijzonderheden": "nee", "adres_gevonden": True, "soort": "personenauto", "lengte": Decimal("4.05"),
        "hoogte": Decimal("1.45"), "max_vergunningen": Decimal(2), "vergunningen_op_adres": Decimal(0),
        "auto_gevonden": True, "auto_van_wie": "ik", "verklaring": None, "plaatsen_vrij": Decimal(3),
    }  # fmt: skip
    return evaluate(read_decisions(BUNDLES[PARKING]["recht.dmn"]), "recht", usual | answers).result


@pytest.mark.parametrize(
    ("answers", "expected"),
    [
        ({}, "verlenen"),
        ({"lengte": Decimal(6), "hoogte": Decimal("2.4")}, "verlenen"),
        ({"lengte": Decimal("6.01")}, "uitleg"),
        ({"hoogte": Decimal("2.41")}, "uitleg"),
        ({"soort": "camper"}, "uitleg"),
        ({"soort": "aanhanger"}, "uitleg"),
        ({"soort": "bestelauto"}, "verlenen"),
        ({"vergunningen_op_adres": Decimal(1)}, "verlenen"),
        ({"vergunningen_op_adres": Decimal(2)}, "uitleg"),
        ({"max_vergunningen": Decimal(1), "vergunningen_op_adres": Decimal(1)}, "uitleg"),
        ({"plaatsen_vrij": Decimal(0)}, "wachtlijst"),
        ({"plaatsen_vrij": Decimal(0), "bijzonderheden": "ja"}, "medewerker"),
        ({"soort": "camper", "bijzonderheden": "ja"}, "medewerker"),
        ({"auto_van_wie": "deelauto"}, "verlenen"),
        ({"auto_van_wie": "iemand_anders"}, "medewerker"),
        ({"auto_van_wie": "lease", "verklaring": "upload"}, "verlenen"),
        ({"auto_van_wie": "lease", "verklaring": "later"}, "verklaring"),
        ({"auto_van_wie": "lease", "verklaring": "geen"}, "medewerker"),
        ({"auto_gevonden": False, "soort": None, "lengte": None, "hoogte": None}, "medewerker"),
        (
            {"adres_gevonden": False, "max_vergunningen": Decimal(0), "plaatsen_vrij": Decimal(0)},
            "medewerker",
        ),
    ],
)
def test_decides_with_a_reason_and_an_article_when_facts_are_known(answers, expected):
    decided = entitlement(**answers)

    assert decided["uitkomst"] == expected
    assert decided["reden"].endswith(".")
    assert decided["grond"].startswith("Parkeerverordening artikel")


@pytest.mark.parametrize(
    ("zone", "permits", "expected"),
    [(1, 0, 144), (1, 1, 216), (2, 0, 96), (2, 1, 156), (3, 0, 60), (3, 1, 96), (3, 2, 96), (None, 0, 60)],
)
def test_asks_more_for_a_next_permit_when_the_zone_is_busy(zone, permits, expected):
    facts = {"zone": None if zone is None else Decimal(zone), "vergunningen_op_adres": Decimal(permits)}

    fee = evaluate(read_decisions(BUNDLES[PARKING]["tarief.dmn"]), "tarief", facts).result

    assert fee["bedrag"] == Decimal(expected)

"""Reading and playing the example processes in tests."""

import json
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

from regelruimte.engine import cases, definitions, detours, dossier, tasks
from regelruimte.engine.actors import SYSTEM, Actor
from regelruimte.engine.bpmn import flow_nodes
from regelruimte.engine.bundles import read_bundle
from regelruimte.engine.cases import Intake
from regelruimte.engine.detours import OfferedDetour
from regelruimte.engine.roles import ANY_CASE_WORKER, CITIZEN_GROUP, SYSTEM_GROUP, Role, group_of_lane
from regelruimte.engine.submissions import Sent
from regelruimte.engine.vocabulary import Channel
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
SCOPES = ("process", "subProcess", "adHocSubProcess")
CONTAINERS = ("participant", "lane", "subProcess", "adHocSubProcess", "boundaryEvent")

CITIZEN = Actor("c1", "Mehmet Aydin", frozenset({Role.CITIZEN}), person="p1")
EXPERT = Actor("e1", "Sanne de Wit", frozenset({Role.DOMAIN_EXPERT}))


def samples_of(key):
    files = BUNDLES[key]
    return json.loads(files["samples.json"], parse_float=Decimal, parse_int=Decimal)


def elements_of(key):
    """Return everything in the model that has an id, by id."""
    root = parse(BUNDLES[key]["process.bpmn"])
    named = [each for each in root.iter(f"{BPMN}*") if each.get("id")]
    return {each.get("id"): each for each in named if not tag_of(each).endswith("Definition")}


def tag_of(element):
    return element.tag.removeprefix(BPMN)


def nodes_of(key):
    scopes = [each for each in elements_of(key).values() if tag_of(each) in SCOPES]
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


class Office:
    """One example, published, with a case and the people who work on it."""

    def __init__(self, engine, key, *, keys=0):
        self.engine, self.key, self.number = engine, key, ""
        self._keys = keys
        with engine.work(SYSTEM) as work:
            groups = frozenset(definitions.put_group(work, name) for name in lane_groups(key))
        self.worker = Actor("w1", "Marieke Bos", frozenset({Role.CASE_WORKER}), groups=groups)
        with engine.work(EXPERT) as work:
            definitions.create_definition(work, key, title=key, files=BUNDLES[key])
            definitions.publish(work, key, revision=1, change_note="eerste", check_form=check_form)

    def told(self):
        """Return the steps that the resident reads."""
        with self.engine.view(CITIZEN) as view:
            return dossier.get_my_case(view, self.number).steps

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
        """Do a task of a sample: open, or offered by tailored work, whose block itself is closed."""
        offers = {offer.startable.element: offer for offer in self.offers()}
        if tag_of(nodes_of(self.key)[given["element"]]) == "adHocSubProcess":
            self._close(next(iter(offers.values())))
            return
        if given["element"] in offers:
            self._begin(offers[given["element"]], given)
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

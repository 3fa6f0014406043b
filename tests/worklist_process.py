"""A small process with everything the desk deals with, for the tests of the worklist."""

import json
from datetime import timedelta
from decimal import Decimal

from lxml import etree

from regelruimte.app.cli_definitions import publish_bundle
from regelruimte.engine import accounts, cases, definitions, detours, tasks
from regelruimte.engine.accounts import NewAccount
from regelruimte.engine.actors import SYSTEM, Actor
from regelruimte.engine.detours import OwnStep
from regelruimte.engine.dossier import get_dossier
from regelruimte.engine.roles import Role
from regelruimte.engine.submissions import Sent
from regelruimte.engine.vocabulary import Channel, Intake
from tests.builders import extensions, part, process

CALLED = '<zeebe:calledDecision decisionId="recht" resultVariable="recht"/>'
PASSWORD = "een-lang-wachtwoord"
WORKER = Actor("tester", "Test Er", frozenset({Role.CASE_WORKER}), frozenset({"team-parkeren"}))
BPMN = "{http://www.omg.org/spec/BPMN/20100524/MODEL}"
NODE = [BPMN + t for t in ("startEvent", "businessRuleTask", "adHocSubProcess", "userTask", "endEvent")]
DI = (
    'xmlns:di="http://www.omg.org/spec/BPMN/20100524/DI" xmlns:dc="http://www.omg.org/spec/DD/20100524/DC" '
    'xmlns:dd="http://www.omg.org/spec/DD/20100524/DI"'
)
SIZES = {"startEvent": (36, 36), "endEvent": (36, 36), "adHocSubProcess": (170, 350)}
SHAPE = (
    '<di:BPMNShape id="shape_{0}" bpmnElement="{0}" isExpanded="true">'
    '<dc:Bounds x="{1}" y="{2}" width="{3}" height="{4}"/></di:BPMNShape>'
)
EDGE = (
    '<di:BPMNEdge id="edge_{0}" bpmnElement="{0}"><dd:waypoint x="{1}" y="240"/>'
    '<dd:waypoint x="{2}" y="240"/></di:BPMNEdge>'
)
DECISION = """<definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/" id="d" name="Recht"
 namespace="urn:tests"><decision id="recht" name="Recht op een vergunning">
 <variable name="recht" typeRef="boolean"/>
 <decisionTable hitPolicy="UNIQUE">
  <input id="i1" label="Aantal auto's">
   <inputExpression id="e1" typeRef="number"><text>autos</text></inputExpression></input>
  <output id="o1" name="recht" label="Recht" typeRef="boolean"/>
  <rule id="u1"><inputEntry id="c1"><text>&lt;= 1</text></inputEntry>
   <outputEntry id="v1"><text>true</text></outputEntry></rule>
  <rule id="u2"><inputEntry id="c2"><text>&gt; 1</text></inputEntry>
   <outputEntry id="v2"><text>false</text></outputEntry></rule>
 </decisionTable></decision></definitions>"""


def field(kind, key, label, **more):
    return {"type": kind, "id": key, "key": key, "label": label, **more}


def form(form_id, title, *components):
    schema = {
        "type": "default",
        "id": form_id,
        "regelruimte": {"title": title},
        "components": list(components),
    }
    return json.dumps(schema).encode()


def page(page_id, title, *components):
    group = {"type": "group", "id": page_id, "label": title, "components": list(components)}
    return group | {"regelruimte": {"page": True}}


CHOICES = [{"label": "Geef de vergunning", "value": "ja"}, {"label": "Wijs af", "value": "nee"}]
REQUIRED = {"required": True}
FORMS = {
    "forms/aanvraag.form": form(
        "aanvraag",
        "Aanvraag",
        field("textarea", "verhaal", "Vertel uw verhaal"),
        field("number", "autos", "Hoeveel auto’s hebt u?", validate=REQUIRED),
    ),
    "forms/oordeel.form": form(
        "oordeel",
        "Oordeel",
        page("past", "Past dit?", field("textarea", "belang", "Wat vindt u ervan?", validate=REQUIRED)),
        page(
            "kies",
            "Uw besluit",
            field("radio", "besluit", "Kies een uitkomst", values=CHOICES, validate=REQUIRED),
        ),
    ),
    "forms/vraag.form": form(
        "vraag", "Vraag", field("textfield", "kenteken", "Uw kenteken", validate=REQUIRED)
    ),
}


def room(group):
    return (
        f'<regelruimte:room id="r1" kind="hardship_clause" article="Verordening 12" group="{group}" '
        'limit="tot 12 maanden">Geef een vergunning waar de regels knellen</regelruimte:room>'
    )


def user(drawing, element, name, *, group="case_worker", form=None, due=None, rooms="", **more):
    told = f'<zeebe:assignmentDefinition candidateGroups="{group}"/>' + rooms
    told += f'<zeebe:formDefinition formId="{form}"/>' if form else ""
    told += f'<zeebe:taskSchedule dueDate="{due}"/>' if due else ""
    return drawing.node("userTask", element, extensions(told), name=name, **more)


def model(*, room_group="team-parkeren"):
    inner = part()
    user(inner.at(None), "bel", "Bel de inwoner")
    user(inner.at(None), "bezoek", "Ga op huisbezoek", rooms=room(room_group))
    user(inner.at(None), "advies", "Vraag advies", regelruimte__entryCondition="autos > 3")
    drawing = (
        process(
            "vergunning",
            name="Parkeervergunning aanvragen",
            regelruimte__question="Ik kan mijn auto niet kwijt",
            regelruimte__legalTermDays="56",
            regelruimte__legalTermSource="Awb 4:13",
            regelruimte__targetDays="4",
        )
        .start(inner=extensions('<zeebe:formDefinition formId="aanvraag"/>'), name="Aanvraag ontvangen")
        .node("businessRuleTask", "regels", extensions(CALLED), name="Recht berekenen")
        .adhoc("maatwerk", inner, name="Kijken wat past")
    )
    user(drawing, "oordeel", "Beoordeel de aanvraag", group="team-parkeren", form="oordeel", due="P2D",
         rooms=room(room_group))  # fmt: skip
    user(drawing, "vraag", "Geef uw kenteken door", group="citizen", form="vraag")
    drawing.end(name="Vergunning gegeven", regelruimte__citizenText="U krijgt een vergunning.")
    return with_diagram(drawing.bpmn())


def with_diagram(bpmn):
    """Add a drawing: everything in one row, what is inside a block stacked in it."""
    root = etree.fromstring(bpmn)
    shapes, left = {}, 160
    for node in root.iter(*NODE):
        outer = node.getparent().get("id")
        kind = etree.QName(node).localname
        if outer in shapes:
            at, top, *_size = shapes[outer]
            below = sum(1 for key, shape in shapes.items() if shape[4] == outer)
            shapes[node.get("id")] = (at + 30, top + 40 + 95 * below, 110, 80, outer)
            continue
        wide, high = SIZES.get(kind, (110, 80))
        shapes[node.get("id")] = (left, 240 - high // 2, wide, high, "")
        left += wide + 60
    drawn = "".join(SHAPE.format(key, *shape[:4]) for key, shape in shapes.items())
    for flow in root.iter(f"{BPMN}sequenceFlow"):
        start, end = shapes[flow.get("sourceRef")], shapes[flow.get("targetRef")]
        drawn += EDGE.format(flow.get("id"), start[0] + start[2], end[0])
    diagram = f'<di:BPMNDiagram {DI} id="di"><di:BPMNPlane id="dip" bpmnElement="vergunning">{drawn}'
    return bpmn.replace(
        b"</definitions>", f"{diagram}</di:BPMNPlane></di:BPMNDiagram></definitions>".encode()
    )


def publish(engine, files=None):
    """Publish the process and return its key."""
    with engine.work(SYSTEM) as work:
        definitions.put_group(work, "Team Parkeren")
        publish_bundle(work, "vergunning", files or bundle(), note="Eerste versie")
    return "vergunning"


def bundle(**told):
    return {"process.bpmn": model(**told), "recht.dmn": DECISION.encode(), **FORMS}


def start(engine, *, autos=2, person="Jolanda van Dijk", key="start-1", is_practice=False):
    """Start a case and return its number."""
    with engine.work(SYSTEM) as work:
        intake = Intake(Channel.PHONE, work.now.date(), is_practice=is_practice)
        values = {"verhaal": "Ik rij voor mijn werk", "autos": Decimal(autos)}
        sent = Sent(key, values, form="aanvraag", channel=Channel.PHONE)
        receipt = cases.start_case(work, "vergunning", intake, sent, person="jolanda", person_name=person)
        return receipt.case_number


def close_block(engine, number):
    """Close the tailored work of a case, so that it goes on to the judgement."""
    with engine.work(WORKER) as work:
        detours.close_block(
            work, number, scope_step=detours.list_offers(work, number)[0].startable.scope_step
        )


def open_tasks(engine, number):
    """Return the open tasks of a case, by name."""
    with engine.view(WORKER) as view:
        return {task.name: task for task in get_dossier(view, number).open_tasks}


def claim(engine, task_id):
    """Let a colleague take a task."""
    with engine.work(WORKER) as work:
        return tasks.claim_task(work, task_id)


def complete(engine, task_id, *, form=None, **values):
    """Let a colleague complete a task."""
    with engine.work(WORKER) as work:
        tasks.complete_task(work, task_id, Sent(f"done-{task_id}", values, form=form))


def add_own_step(engine, number, **told):
    """Let a colleague add an own step; return its detour."""
    with engine.work(WORKER) as work:
        wanted = {"title": "Bel de huisarts", "reason": "Zij is ziek", "holds": True}
        return detours.add_own_step(work, number, OwnStep(**(wanted | told)))


def days(count):
    return timedelta(days=count)


def sign_in_worker(engine, client, *, name="petra", groups=frozenset({"team-parkeren"})):
    """Make a case worker and sign in as them; return the account."""
    with engine.work(SYSTEM) as work:
        known = {account.name: account for account in accounts.list_accounts(work)}
        account = known.get(name) or accounts.create_account(
            work,
            NewAccount(name, "Petra Vos", frozenset({Role.CASE_WORKER}), password=PASSWORD, groups=groups),
        )
    assert client.post("/sign-in", data={"name": name, "password": PASSWORD}).status_code == 303
    return account


def offer(engine, number, name):
    """Return what the open block of a case offers under a name."""
    with engine.view(WORKER) as view:
        return next(one for one in detours.list_offers(view, number) if one.startable.name == name)


def start_step(engine, number, name):
    """Let a colleague start a free step."""
    start = offer(engine, number, name).startable
    with engine.work(WORKER) as work:
        detours.start_free_step(work, number, scope_step=start.scope_step, element=start.element)


def start_with_fault(engine):
    """Publish a process that no rule leads further, start a case of it and return its number."""
    drawing = process("vergunning", name="Parkeervergunning aanvragen")
    drawing.start(name="Aanvraag ontvangen").exclusive("keus", name="Kies de weg")
    drawing.when("autos > 100").end(name="Klaar")
    publish(engine, bundle() | {"process.bpmn": drawing.bpmn()})
    return start(engine)

"""A small permit process for tests: applying, a colleague's check, paying by the resident, an outcome."""

import json

from regelruimte.engine import cases, definitions, dossier, tasks
from regelruimte.engine.actors import SYSTEM
from regelruimte.engine.submissions import Sent
from regelruimte.engine.terms import day_of
from regelruimte.engine.vocabulary import Channel, Intake
from tests.builders import extensions, process

KEY = "vergunning"


def bundle(*, outcome="Verleend", meaning="granted", objection_days="42"):
    """Return the files of the process."""
    model = (
        process(
            "vergunning",
            name="Parkeervergunning",
            regelruimte__question="Ik wil parkeren bij mijn huis",
            regelruimte__summary="Met een vergunning parkeert u in uw eigen wijk.",
            regelruimte__topic="parkeren-verkeer",
            regelruimte__legalTermDays="56",
            regelruimte__legalTermSource="Awb 4:13",
            regelruimte__objectionDays=objection_days,
            regelruimte__targetDays="5",
        )
        .start("start", extensions('<zeebe:formDefinition formId="aanvraag"/>'))
        .user(
            "bekijk",
            name="Bekijk de aanvraag",
            form="bekijk",
            group="case_worker",
            regelruimte__citizenText="Wij bekijken uw aanvraag",
        )
        .user(
            "betaal",
            name="Betaal uw vergunning",
            form="betaal",
            group="citizen",
            due="P14D",
            regelruimte__citizenText="Wij wachten op uw betaling",
        )
        .end(
            "einde",
            name=outcome,
            regelruimte__outcome=meaning,
            regelruimte__citizenText="U hebt een vergunning",
        )
    )
    return {
        "process.bpmn": model.bpmn(),
        "forms/aanvraag.form": _file(APPLICATION),
        "forms/bekijk.form": _file({"id": "bekijk", "components": REVIEW}),
        "forms/betaal.form": _file(PAYMENT),
    }


def _file(schema):
    return json.dumps({"type": "default", "schemaVersion": 18, **schema}).encode()


def _text(key, label, *, required=True, **own):
    validate = {"required": True} if required else {}
    return {
        "type": "textfield",
        "id": key,
        "key": key,
        "label": label,
        "validate": validate,
        "regelruimte": own,
    }


def _page(page_id, label, *components, hide=None, **own):
    page = {
        "type": "group",
        "id": page_id,
        "label": label,
        "regelruimte": {"page": True, **own},
        "components": list(components),
    }
    return {**page, "conditional": {"hide": hide}} if hide else page


REVIEW = [
    _text("oordeel", "Uw oordeel"),
    _text("uitleg", "Waarom?", required=False, toResident="Waarom wij dit besloten"),
]
REVIEWED = {"oordeel": "alleen voor collega's", "uitleg": "U woont in de wijk."}

APPLICATION = {
    "id": "aanvraag",
    "regelruimte": {"title": "Parkeervergunning aanvragen", "en": {"title": "Apply for a parking permit"}},
    "components": [
        _page(
            "u",
            "U en uw adres",
            {
                "type": "textfield",
                "id": "naam",
                "key": "naam",
                "label": "Naam",
                "readonly": True,
                "regelruimte": {"source": "Uit de Basisregistratie Personen", "en": {"label": "Name"}},
            },
            _text("straat", "Straat en huisnummer", source="Uit de Basisregistratie Personen"),
            en={"label": "You and your address"},
        ),
        _page(
            "auto",
            "Uw auto",
            _text(
                "kenteken", "Wat is het kenteken?", kind="kenteken", why="Een vergunning hoort bij een auto."
            ),
            {
                "type": "radio",
                "id": "eigenaar",
                "key": "eigenaar",
                "label": "Van wie is de auto?",
                "validate": {"required": True},
                "values": [
                    {"label": "De auto is van mij", "value": "ik"},
                    {"label": "Ik lease de auto", "value": "lease"},
                ],
            },
            {
                "type": "filepicker",
                "id": "verklaring",
                "key": "verklaring",
                "label": "Verklaring van het leasebedrijf",
                "validate": {"required": True},
                "conditional": {"hide": '=eigenaar != "lease"'},
            },
        ),
        _page(
            "lease",
            "Uw leaseauto",
            _text("bedrijf", "Hoe heet het leasebedrijf?"),
            hide='=eigenaar != "lease"',
        ),
        _page(
            "slot",
            "Tot slot",
            {
                "type": "textarea",
                "id": "toelichting",
                "key": "toelichting",
                "label": "Moeten wij nog iets weten?",
            },
        ),
    ],
}

PAYMENT = {
    "id": "betaal",
    "regelruimte": {"title": "Betaal uw vergunning"},
    "components": [
        {
            "type": "checkbox",
            "id": "betaald",
            "key": "betaald",
            "label": "Ik heb betaald",
            "validate": {"required": True},
        }
    ],
}


def publish(engine, *, outcome="Verleend", meaning="granted", objection_days="42"):
    """Create and publish the process."""
    with engine.work(SYSTEM) as work:
        files = bundle(outcome=outcome, meaning=meaning, objection_days=objection_days)
        definitions.create_definition(work, KEY, title="Parkeervergunning", files=files)
        definitions.publish(work, KEY, revision=1, change_note="Eerste versie")


def start(engine, actor):
    """Start a case of an actor with an own car; return its number."""
    values = {"straat": "Lindelaan 12", "kenteken": "GK-482-T", "eigenaar": "ik", "toelichting": None}
    with engine.work(actor) as work:
        intake = Intake(Channel.WEB, day_of(work.now))
        return cases.start_case(work, KEY, intake, Sent("start", values, form="aanvraag")).case_number


def approve(engine, number):
    """Do the colleague's check; return the id of the resident's task that follows."""
    with engine.work(SYSTEM) as work:
        (task,) = dossier.get_dossier(work, number).open_tasks
        tasks.complete_task(work, task.id, Sent("bekijk", REVIEWED, form="bekijk"))
        (following,) = dossier.get_dossier(work, number).open_tasks
    return following.id

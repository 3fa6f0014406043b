import json
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import pytest

from regelruimte.engine import cases, definitions, detours, dossier, tasks
from regelruimte.engine.actors import SYSTEM, Actor
from regelruimte.engine.cases import Intake
from regelruimte.engine.clock import VirtualClock
from regelruimte.engine.connect.demo import demo_connectors
from regelruimte.engine.connect.registry import Connectors
from regelruimte.engine.detours import OfferedDetour
from regelruimte.engine.dmn import evaluate, read_decisions
from regelruimte.engine.engine import Engine
from regelruimte.engine.errors import NotStartable
from regelruimte.engine.ids import SeededIds
from regelruimte.engine.roles import Role
from regelruimte.engine.submissions import Sent
from regelruimte.engine.vocabulary import CaseStatus, Channel
from regelruimte.forms.check import check_form
from regelruimte.forms.read import read_form
from regelruimte.forms.values import typed_all

ROOT = Path(__file__).parents[3] / "processes" / "kwijtschelding"
FILES = {path.relative_to(ROOT).as_posix(): path.read_bytes() for path in ROOT.rglob("*") if path.is_file()}
SAMPLES = json.loads(FILES["samples.json"], parse_float=Decimal, parse_int=Decimal)

CITIZEN = Actor("c1", "Fatima Haddad", frozenset({Role.CITIZEN}), person="p1")
WORKER = Actor("w1", "Marieke Bos", frozenset({Role.CASE_WORKER}), groups=frozenset({"team-inkomen"}))
EXPERT = Actor("e1", "Sanne de Wit", frozenset({Role.DOMAIN_EXPERT}))


@pytest.fixture
def letters():
    return []


@pytest.fixture
def connectors(letters):
    """The demonstration services, of which the messages are kept to look at."""
    send = demo_connectors()

    def keep(inputs, *, key, at):
        letters.append(dict(inputs))
        return send.call("demo.bericht", inputs, key=key, at=at)

    return Connectors({"demo.bericht": keep})


@pytest.fixture
def engine(database_url, connectors):
    made = Engine.open(
        database_url,
        clock=VirtualClock(datetime(2026, 11, 2, 9, 0, tzinfo=UTC)),
        ids=SeededIds(),
        connectors=connectors,
    )
    with made.work(SYSTEM) as work:
        definitions.put_group(work, "Team Inkomen")
    yield made
    made.close()


class Office:
    """The published process with one case, and the person who works on it."""

    def __init__(self, engine):
        self.engine = engine
        self.number = ""
        self._keys = 0
        with engine.work(EXPERT) as work:
            definitions.create_definition(work, "kwijtschelding", title="Kwijtschelding", files=FILES)
            definitions.publish(
                work, "kwijtschelding", revision=1, change_note="eerste", check_form=check_form
            )

    def start(self, answers):
        intake = Intake(Channel.WEB, date(2026, 11, 2))
        with self.engine.work(CITIZEN) as work:
            self.number = cases.start_case(work, "kwijtschelding", intake, self._sent(answers)).case_number
        self.engine.run_due()

    def play(self, given):
        """Do one task of a sample; naming the tailored work itself closes it."""
        offers = {offer.startable.element: offer for offer in self.offers()}
        if given["element"] == "maatwerk":
            self._close(next(iter(offers.values())))
            return
        if given["element"] in offers:
            self._begin(offers[given["element"]], given)
        [task] = [task for task in self.dossier().open_tasks if task.element == given["element"]]
        with self.engine.work(WORKER) as work:
            tasks.complete_task(work, task.id, self._sent(given["values"]))
        self.engine.run_due()

    def offers(self):
        with self.engine.view(WORKER) as view:
            return detours.list_offers(view, self.number)

    def dossier(self):
        with self.engine.view(WORKER) as view:
            return dossier.get_dossier(view, self.number)

    def _begin(self, offer, given):
        startable = offer.startable
        with self.engine.work(WORKER) as work:
            if not offer.is_detour:
                detours.start_free_step(
                    work, self.number, scope_step=startable.scope_step, element=startable.element
                )
                return
            request = OfferedDetour(startable.scope_step, startable.element, given["reason"], given["ground"])
            detours.take_offered_detour(work, self.number, request)

    def _close(self, offer):
        with self.engine.work(WORKER) as work:
            detours.close_block(work, self.number, scope_step=offer.startable.scope_step)

    def _sent(self, values):
        self._keys += 1
        return Sent(f"key-{self._keys}", values)


@pytest.fixture
def office(engine):
    return Office(engine)


def sample_named(start):
    return next(sample for sample in SAMPLES if sample["name"].startswith(start))


def test_gives_only_the_advice_we_do_not_take_when_the_bundle_is_checked(engine):
    with engine.view(EXPERT) as view:
        findings = definitions.check_files(view, FILES, check_form=check_form)

    # A default way would decide for a person who did not; see the README of the example. The forms do not let
    # anyone leave out what the tables ask, which the advice about rows for null cannot know.
    assert [(one.code, one.element) for one in findings] == [
        ("default-missing", "wat_is_beslist"),
        ("dmn-table-gap-rest", "draagkracht_tabel"),
        ("dmn-table-gap-rest", "auto_telt_mee_tabel"),
        ("dmn-table-gap-rest", "vermogen_tabel"),
    ]


def test_never_refuses_by_itself_when_nothing_was_decided(office, letters):
    office.start(sample_named("Inkomen")["answers"])
    office.play({"element": "maatwerk", "values": {}})
    office.play({"element": "beslissen", "values": {}})

    assert letters == []
    assert [incident.element for incident in office.dossier().incidents] == ["wat_is_beslist"]


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda sample: sample["name"])
def test_ends_as_expected_when_a_sample_is_played(office, sample):
    office.start(sample["answers"])
    for given in sample["tasks"]:
        office.play(given)

    case = office.dossier().case
    assert (case.status, case.outcome) == (CaseStatus.CLOSED, sample["expect"]["outcome"])


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda sample: sample["name"])
def test_passes_the_expected_steps_when_a_sample_is_played(office, sample):
    office.start(sample["answers"])
    for given in sample["tasks"]:
        office.play(given)

    expected = sample["expect"]["path"]
    passed = dict.fromkeys(passage.element for passage in office.dossier().passages)
    assert [element for element in passed if element in expected] == expected


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda sample: sample["name"])
def test_accepts_the_answers_of_a_sample_when_they_are_typed_in_the_form(sample):
    forms = {
        "start_aanvraag": "aanvraag",
        "bel_inwoner": "telefoongesprek",
        "bijzondere_kosten_bekijken": "bijzondere-kosten",
        "beslissen": "beslissen",
        "bel_voor_afwijzing": "bel-voor-afwijzing",
    }
    given_forms = ({"element": "start_aanvraag", "values": sample["answers"]}, *sample["tasks"])
    for given in (one for one in given_forms if one["element"] in forms):
        spec = read_form(FILES[f"forms/{forms[given['element']]}.form"])
        typed = {key: str(value).replace(".", ",") if isinstance(value, Decimal) else value
                 for key, value in given["values"].items()}  # fmt: skip
        assert given["values"].items() <= typed_all(spec, typed, {}).items()


def test_writes_the_amount_and_reason_in_the_message_when_part_is_granted(office, letters):
    sample = sample_named("Spaargeld")
    office.start(sample["answers"])
    for given in sample["tasks"]:
        office.play(given)

    [letter] = letters
    assert letter["onderwerp"] == "Kwijtschelding gedeeltelijk verleend"
    assert letter["tekst"].startswith("U hoeft een deel van de belasting niet te betalen: € 240,05.")
    assert letter["tekst"].endswith("U hebt spaargeld, maar ook hoge kosten door ziekte.")


def test_promises_an_answer_within_eight_weeks_when_somebody_applies(office):
    office.start(sample_named("Inkomen")["answers"])

    assert office.dossier().case.legal_due == date(2026, 12, 28)


def test_asks_a_reason_when_special_costs_are_looked_at(office, engine):
    office.start(sample_named("Spaargeld")["answers"])
    [offer] = [one for one in office.offers() if one.is_detour]

    with engine.work(WORKER) as work, pytest.raises(NotStartable):
        detours.start_free_step(
            work,
            office.number,
            scope_step=offer.startable.scope_step,
            element=offer.startable.element,
        )

    assert offer.rooms[0].article == "Awb 4:84"


def capital(**answers):
    usual = {
        "huishouden": "alleen", "inkomen": Decimal(1200), "huur": Decimal(500), "zorgpremie": Decimal(100),
        "saldo": Decimal(0), "auto": "nee",
    }  # fmt: skip
    return evaluate(read_decisions(FILES["vermogen.dmn"]), "vermogen", usual | answers).result["bedrag"]


@pytest.mark.parametrize(
    ("answers", "expected"),
    [
        ({"auto": "ja", "waarde_auto": Decimal(3350), "auto_nodig": "nee"}, Decimal(0)),
        ({"auto": "ja", "waarde_auto": Decimal("3350.01"), "auto_nodig": "nee"}, Decimal("3350.01")),
        ({"auto": "ja", "waarde_auto": Decimal(5000), "auto_nodig": "ja"}, Decimal(0)),
        ({"saldo": Decimal(1800)}, Decimal(0)),
        ({"saldo": Decimal("1800.01")}, Decimal("0.01")),
        (
            {"saldo": Decimal(1900), "auto": "ja", "waarde_auto": Decimal(4000), "auto_nodig": "nee"},
            Decimal(4100),
        ),
    ],
)
def test_counts_what_somebody_owns_exactly_when_at_a_limit(answers, expected):
    assert capital(**answers) == expected


@pytest.mark.parametrize(
    ("household", "income", "owns", "expected"),
    [
        ("alleen", "1283.83", "0", "toekennen"),
        ("alleen", "1283.84", "0", "medewerker beoordeelt"),
        ("samen", "1834.04", "0", "toekennen"),
        ("samen", "1834.05", "0", "medewerker beoordeelt"),
        ("alleen", "1283.83", "0.01", "medewerker beoordeelt"),
        ("samen", "1834.05", "0.01", "medewerker beoordeelt"),
    ],
)
def test_grants_up_to_and_with_the_norm_when_income_is_compared(household, income, owns, expected):
    answers = {"huishouden": household, "inkomen": Decimal(income), "vermogen": {"bedrag": Decimal(owns)}}

    found = evaluate(read_decisions(FILES["draagkracht.dmn"]), "draagkracht", answers).result

    assert found["besluit"] == expected

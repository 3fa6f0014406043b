"""A question of one's own needs no fixed path: the worker does what is needed and says when it is done."""

from itertools import permutations

import pytest

from regelruimte.app.portal import topics
from regelruimte.app.worklist.readable import question_of
from regelruimte.engine import definitions, detours, tasks
from regelruimte.engine.actors import SYSTEM
from regelruimte.engine.detours import OwnStep
from regelruimte.engine.submissions import Sent
from regelruimte.engine.vocabulary import CaseStatus
from tests.unit.processes.office import Office, samples_of

KEY = "eigen-vraag"
STEPS = {
    "bel_inwoner": {"gesproken": "nee"},
    "spreek_af": {"afspraak_op": "2026-12-01", "afspraak_waar": "loket"},
    "zoek_uit": {"gevonden": "Het staat in de brief."},
    "geef_antwoord": {"antwoord": "U hoeft niets te betalen."},
}


@pytest.fixture
def office(engine):
    made = Office(engine, KEY)
    made.start(samples_of(KEY)[0]["answers"])
    return made


def test_opens_no_task_by_itself_and_offers_all_four_when_asked(office):
    assert office.waiting_for() == []
    assert {offer.startable.element for offer in office.offers()} == set(STEPS)
    assert not any(offer.is_detour for offer in office.offers())


@pytest.mark.parametrize("order", list(permutations(STEPS))[::5], ids=" ".join)
def test_takes_the_steps_in_any_order(office, order):
    for element in order:
        office.play({"element": element, "values": STEPS[element]})
    office.play({"element": "maatwerk", "values": {}})

    assert [element for element in office.passed() if element in STEPS] == [e for e in order for _ in (0, 1)]
    assert office.dossier().case.status is CaseStatus.CLOSED


def test_stays_open_until_the_worker_says_so_when_steps_are_done(office):
    for element, values in STEPS.items():
        office.play({"element": element, "values": values})

    assert office.dossier().case.status is CaseStatus.OPEN
    office.play({"element": "maatwerk", "values": {}})
    assert office.dossier().case.outcome == "Vraag beantwoord"


def test_takes_a_step_that_the_model_never_had(office, engine):
    with engine.work(office.worker) as work:
        detours.add_own_step(work, office.number, OwnStep("Loop mee naar de bank", "Durft niet alleen."))
    [own] = office.dossier().open_tasks
    office.play({"element": "maatwerk", "values": {}})
    assert office.dossier().case.status is CaseStatus.OPEN

    with engine.work(office.worker) as work:
        tasks.complete_task(work, own.id, Sent("own", {"opmerking": "Gelukt."}))
    assert office.dossier().case.status is CaseStatus.CLOSED


def test_tells_the_worker_the_question_in_the_words_of_the_person(office, engine):
    assert question_of(office.dossier()) == samples_of(KEY)[0]["answers"]["wat_is_er"]

    other = Office(engine, "kwijtschelding", keys=100)
    other.start(samples_of("kwijtschelding")[2]["answers"])
    assert question_of(other.dossier()) == "Ik kan mijn gemeentelijke belasting niet betalen"


def test_promises_a_target_but_no_legal_term(office):
    case = office.dossier().case

    assert case.target_due is not None
    assert case.legal_due is None


def test_gives_each_of_the_thirteen_questions_an_answer(office, engine):
    with engine.view(SYSTEM) as view:
        offered = definitions.list_offered(view)

    assert office.key in {one.key for one in topics.general_of(offered)}
    assert {topic.key for topic in topics.topics_of(offered)} == set(topics.TOPICS)
    assert len(topics.TOPICS) == 13

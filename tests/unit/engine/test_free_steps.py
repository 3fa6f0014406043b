"""Questions that do not fit open a free step for staff, beside the usual path."""

import pytest

from regelruimte.engine import tasks
from regelruimte.engine.submissions import Sent
from regelruimte.engine.unfit import UnfitQuestion
from regelruimte.engine.vocabulary import CaseStatus
from tests.builders import process
from tests.unit.engine.conftest import WORKER

pytestmark = pytest.mark.database

PLATE = UnfitQuestion("kenteken", "Wat is het kenteken?", "Het is een tractor.")
OPENED = "Vraag past niet: Wat is het kenteken?"


@pytest.fixture
def number(desk):
    desk.publish(process().start().user("look", name="Bekijken", group="team-parkeren").end("done"))
    return desk.start()


def mark(desk, number, *unfit, key="k"):
    task = desk.open_tasks(number)["Bekijken"]
    with desk.engine.work(WORKER) as work:
        return tasks.complete_task(work, task.id, Sent(key, {"kenteken": None}, unfit=unfit))


def test_opens_a_free_step_for_the_group_when_a_question_does_not_fit(desk, number):
    mark(desk, number, PLATE)

    opened = desk.open_tasks(number)[OPENED]
    assert opened.source == "free_step"
    assert opened.group == "team-parkeren"
    assert opened.note == "Wat is het kenteken?: ‘Het is een tractor.’"


def test_keeps_the_case_open_until_somebody_looked(desk, number):
    mark(desk, number, PLATE)
    assert desk.dossier(number).case.status is CaseStatus.OPEN

    desk.complete(desk.open_tasks(number)[OPENED])

    assert desk.dossier(number).case.status is CaseStatus.CLOSED


def test_opens_one_step_for_all_questions_of_one_sending(desk, number):
    mark(desk, number, PLATE, UnfitQuestion("naam", "Uw naam", "Die geef ik niet."))

    assert list(desk.open_tasks(number)) == ["Vragen passen niet: Wat is het kenteken?, Uw naam"]


def test_opens_nothing_twice_when_the_same_answers_come_again(desk, number):
    mark(desk, number, PLATE)
    task = desk.dossier(number).tasks[0].id
    with desk.engine.work(WORKER) as work:
        tasks.complete_task(work, task, Sent("k", {"kenteken": None}, unfit=(PLATE,)))

    assert list(desk.open_tasks(number)) == [OPENED]


def test_opens_nothing_when_all_questions_fit(desk, number):
    mark(desk, number)

    assert desk.dossier(number).case.status is CaseStatus.CLOSED


def test_tells_it_in_the_log_when_a_question_does_not_fit(desk, number):
    mark(desk, number, PLATE)

    (entry,) = [one for one in desk.dossier(number).log if one.tag == "question:unfit"]
    assert entry.facts["names"] == ["Wat is het kenteken?"]

from decimal import Decimal

import pytest

from regelruimte.engine import detours, tasks
from regelruimte.engine.errors import (
    NotAllowed,
    NotFound,
    SubmissionAlreadyMade,
    TaskClaimedByAnother,
    TaskHeld,
    TaskNotOpen,
)
from regelruimte.engine.vocabulary import CaseStatus
from tests.builders import process
from tests.unit.engine.conftest import CITIZEN, COLLEAGUE, OTHER_CITIZEN, WORKER

pytestmark = pytest.mark.database


def two_tasks():
    return process().start().user("look", name="Bekijken").user("decide", name="Beslissen").end("done")


def test_goes_on_to_the_next_task_when_one_is_completed(desk):
    desk.publish(two_tasks())
    number = desk.start()

    desk.complete(desk.open_tasks(number)["Bekijken"], {"ok": True})

    assert list(desk.open_tasks(number)) == ["Beslissen"]


def test_closes_the_case_when_the_last_task_is_completed(desk):
    desk.publish(two_tasks())
    number = desk.start()

    desk.complete(desk.open_tasks(number)["Bekijken"])
    desk.complete(desk.open_tasks(number)["Beslissen"])

    assert desk.dossier(number).case.status is CaseStatus.CLOSED
    assert desk.dossier(number).case.outcome == "done"


def test_keeps_values_exactly_when_a_task_is_completed(desk):
    desk.publish(two_tasks())
    number = desk.start()

    desk.complete(desk.open_tasks(number)["Bekijken"], {"amount": Decimal("12.50"), "typename": "x"})

    kept = {v.name: v.value for v in desk.dossier(number).variables}
    assert str(kept["amount"]) == "12.50"
    assert kept["typename"] == "x"


def test_gives_the_same_receipt_when_the_same_answers_are_sent_twice(desk):
    desk.publish(two_tasks())
    number = desk.start()
    task = desk.open_tasks(number)["Bekijken"]

    first = desk.complete(task, {"a": 1}, key="once")
    second = desk.complete(task, {"a": 1}, key="once")

    assert first == second
    assert len(desk.dossier(number).submissions) == 2  # the start and the task


def test_refuses_when_other_answers_come_under_the_same_key(desk):
    desk.publish(two_tasks())
    number = desk.start()
    task = desk.open_tasks(number)["Bekijken"]
    desk.complete(task, {"a": 1}, key="once")

    with pytest.raises(SubmissionAlreadyMade) as refusal:
        desk.complete(task, {"a": 2}, key="once")

    assert refusal.value.values == {"a": 1}


def test_refuses_when_the_task_is_completed_already(desk):
    desk.publish(two_tasks())
    number = desk.start()
    task = desk.open_tasks(number)["Bekijken"]
    desk.complete(task)

    with pytest.raises(TaskNotOpen):
        desk.complete(task)


def test_refuses_a_colleague_when_the_task_is_claimed(desk, engine):
    desk.publish(two_tasks())
    task = desk.open_tasks(desk.start())["Bekijken"]
    with engine.work(WORKER) as work:
        tasks.claim_task(work, task.id)

    with pytest.raises(TaskClaimedByAnother):
        desk.complete(task, actor=COLLEAGUE)


def test_lets_a_colleague_do_it_when_the_task_was_put_back(desk, engine):
    desk.publish(two_tasks())
    task = desk.open_tasks(desk.start())["Bekijken"]
    with engine.work(WORKER) as work:
        tasks.claim_task(work, task.id)
        tasks.release_task(work, task.id)

    assert desk.complete(task, actor=COLLEAGUE).case_number


def test_hides_a_task_when_it_is_another_persons(desk, engine):
    desk.publish(process().start().user("fill", name="Aanvullen", group="citizen").end())
    task = desk.open_tasks(desk.start())["Aanvullen"]

    with engine.view(OTHER_CITIZEN) as view, pytest.raises(NotFound):
        tasks.open_task(view, task.id)


def test_refuses_when_the_task_is_another_groups_work(desk, engine):
    desk.publish(process().start().user("look", name="Bekijken", group="team-parkeren").end())
    task = desk.open_tasks(desk.start())["Bekijken"]

    with engine.view(COLLEAGUE) as view, pytest.raises(NotAllowed):
        tasks.open_task(view, task.id)
    with engine.view(CITIZEN) as view, pytest.raises(NotAllowed):
        tasks.open_task(view, task.id)


def test_keeps_unsent_answers_when_they_are_saved(desk, engine):
    desk.publish(two_tasks())
    task = desk.open_tasks(desk.start())["Bekijken"]
    with engine.work(WORKER) as work:
        tasks.save_answers(work, task.id, answers={"a": "half"}, page="p1")

    with engine.view(WORKER) as view:
        opened = tasks.open_task(view, task.id)

    assert (opened.saved, opened.page) == ({"a": "half"}, "p1")


def test_notes_a_conflict_when_two_tasks_write_the_same_name(desk):
    model = process().start().parallel("split").user("a", name="A").parallel("join").end()
    model.at("split").user("b", name="B").to("join")
    desk.publish(model)
    number = desk.start({"income": 0})
    first, second = desk.open_tasks(number)["A"], desk.open_tasks(number)["B"]

    desk.complete(first, {"income": 1})
    desk.complete(second, {"income": 2})

    log = desk.dossier(number).log
    [conflict] = [entry for entry in log if entry.tag == "variable:conflict"]
    assert conflict.facts == {"name": "income", "earlier_task": first.id, "later_task": second.id}
    assert {v.name: v.value for v in desk.dossier(number).variables}["income"] == 2


def test_refuses_a_task_of_the_usual_path_when_an_own_step_holds_it(desk, engine):
    desk.publish(two_tasks())
    number = desk.start()
    with engine.work(WORKER) as work:
        detours.add_own_step(work, number, detours.OwnStep("Bel eerst", "onduidelijk", holds=True))

    with pytest.raises(TaskHeld):
        desk.complete(desk.open_tasks(number)["Bekijken"])

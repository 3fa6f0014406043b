"""What a step leaves out to be quick changes nothing of what it keeps."""

import pytest

from regelruimte.engine.errors import SubmissionAlreadyMade, TaskNotOpen
from regelruimte.engine.store import case_rows
from regelruimte.engine.store.audit import case_chain, is_unbroken
from tests.builders import process
from tests.desk import WORKER

LINES = 20


@pytest.fixture
def number(desk):
    """A case of a process with many automatic steps before its only task."""
    drawn = process("p").start()
    for place in range(LINES):
        drawn = drawn.script(f"s{place:02}", f"={place}", "n")
    desk.publish(drawn.user("klaar").end())
    return desk.start()


def test_keeps_every_line_of_history_in_order_when_a_step_has_many(desk, number):
    entered = [each.element for each in desk.dossier(number).passages if each.event == "entered"]

    assert entered[1:-1] == [f"s{place:02}" for place in range(LINES)]


def test_keeps_the_chain_whole_when_two_units_of_work_share_a_transaction(engine, desk, number):
    case_id = desk.dossier(number).case.id
    chain = case_chain(case_id)

    with engine._database.write() as connection, engine.work(WORKER, connection=connection) as outer:
        case_rows.lock_case(outer, case_id)
        outer.note(chain, "case:suspended")
        with engine.work(WORKER, connection=connection) as inner:
            case_rows.lock_case(inner, case_id)
            inner.note(chain, "case:resumed")

    with engine._database.read() as connection:
        assert is_unbroken(connection, chain)


def test_changes_nothing_when_the_key_of_a_start_is_used_for_a_task(desk, number):
    (task,) = desk.dossier(number).open_tasks

    with pytest.raises(SubmissionAlreadyMade):
        desk.complete(task, key="key-1")

    assert desk.dossier(number).open_tasks == (task,)
    assert len(desk.dossier(number).submissions) == 1


def test_refuses_when_other_answers_come_for_a_task_that_is_done(desk, number):
    (task,) = desk.dossier(number).open_tasks
    desk.complete(task)

    with pytest.raises(TaskNotOpen):
        desk.complete(task)

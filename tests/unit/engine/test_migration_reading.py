from datetime import timedelta

import pytest

from regelruimte.engine import migration, migration_reading, tasks
from regelruimte.engine.errors import CannotUndo
from regelruimte.engine.migration_plan import MoveStatus
from tests.builders import each, part, process, timer
from tests.desk import OWNER, WORKER

pytestmark = pytest.mark.database


def line(*steps):
    model = process().start()
    for step in steps:
        model.user(step)
    return model.end("done")


def propose(desk, mapping=None):
    with desk.engine.view(OWNER) as view:
        return migration.propose_plan(view, "p", 1, 2, mapping=mapping)


def apply(desk, plan, number):
    with desk.engine.work(OWNER) as work:
        migration.apply_to_case(work, plan, number)


def undo(desk, plan, number):
    with desk.engine.work(OWNER) as work:
        migration.undo(work, plan, number)


def move_in_background(desk, plan, numbers):
    with desk.engine.work(OWNER) as work:
        migration.apply_in_background(work, plan, numbers)
    desk.engine.run_due()


def statuses(desk, plan):
    with desk.engine.view(OWNER) as view:
        return {move.number: (move.status, move.code) for move in migration.progress(view, plan).cases}


@pytest.fixture
def three(desk):
    """Return three cases that moved in the background, of which the second went on since."""
    desk.publish(line("a", "b"))
    numbers = [desk.start() for _ in range(3)]
    desk.publish(line("a", "new", "b"))
    plan = propose(desk)
    move_in_background(desk, plan, numbers)
    desk.complete(desk.open_tasks(numbers[1])["a"])
    return numbers, plan


def test_lets_only_cases_that_can_go_back_when_all_are_undone(desk, three):
    numbers, plan = three

    with desk.engine.work(OWNER) as work:
        migration.undo_in_background(work, plan)
    with desk.engine.view(OWNER) as view:
        assert not migration.progress(view, plan).is_done
    desk.engine.run_due()

    moved, undone = (MoveStatus.MOVED, ""), (MoveStatus.UNDONE, "")
    assert statuses(desk, plan) == dict(zip(numbers, [undone, moved, undone], strict=True))
    assert [desk.dossier(number).case.version for number in numbers] == [1, 2, 1]


def test_says_why_when_a_case_cannot_go_back_any_more(desk, three):
    numbers, plan = three
    with desk.engine.work(OWNER) as work:
        migration.undo_in_background(work, plan, numbers[:1])
    desk.complete(desk.open_tasks(numbers[0])["a"])

    desk.engine.run_due()

    assert statuses(desk, plan)[numbers[0]] == (MoveStatus.MOVED, "moved-on")


def test_refuses_to_undo_in_the_background_after_the_window(desk, three, clock):
    clock.advance(migration.UNDO_WINDOW + timedelta(minutes=1))

    with pytest.raises(CannotUndo), desk.engine.work(OWNER) as work:
        migration.undo_in_background(work, three[1])


def test_lists_plans_with_counts_newest_first(desk, three):
    _, plan = three
    desk.publish(line("a", "new", "b", "c"))
    with desk.engine.view(OWNER) as view:
        newer = migration.propose_plan(view, "p", 2, 3)
    move_in_background(desk, newer, three[0][:1])

    with desk.engine.view(OWNER) as view:
        listed = {one.plan.id: dict(one.counts) for one in migration_reading.list_plans(view, "p")}
        running = migration_reading.count_running(view, "p")

    assert listed == {newer.id: {MoveStatus.MOVED: 1}, plan.id: {MoveStatus.MOVED: 3}}
    assert running == {2: 2, 3: 1}


def test_names_where_cases_are_and_what_may_take_its_place(desk):
    desk.publish(line("a", "b"))
    desk.start()
    desk.complete(desk.open_tasks(desk.start())["a"])
    desk.start()
    desk.publish(line("a", "c"))
    plan = propose(desk)

    with desk.engine.view(OWNER) as view:
        places = migration_reading.list_live(view, plan)

    assert [(one.element, one.cases, one.proposed) for one in places] == [("a", 2, "a"), ("b", 1, None)]
    assert places[1].targets == (("a", "a"), ("c", "c"))


def test_looks_at_no_more_cases_than_asked_when_previewed(desk):
    desk.publish(line("a", "b"))
    first, _second = desk.start(), desk.start()
    desk.publish(line("a", "c"))

    with desk.engine.view(OWNER) as view:
        plan = propose(desk)
        assert [one.number for one in migration.preview(view, plan, most=1)] == [first]
        assert len(migration_reading.list_numbers(view, plan)) == 2


def test_reads_the_history_in_the_names_of_now_when_a_step_was_mapped(desk):
    desk.publish(line("a", "b"))
    number = desk.start()
    desk.publish(line("z", "b"))
    plan = propose(desk, mapping={"a": "z"})
    apply(desk, plan, number)

    entered = [each.element for each in desk.dossier(number).passages if each.event == "entered"]
    undo(desk, plan, number)

    assert entered == ["start", "z"]
    assert desk.dossier(number).find_element("a").name == "a"
    assert "a" in [each.element for each in desk.dossier(number).passages]


def test_still_names_a_step_the_new_version_has_no_more(desk):
    desk.publish(line("a", "b"))
    number = desk.start()
    desk.complete(desk.open_tasks(number)["a"])
    desk.publish(line("b"))
    apply(desk, propose(desk), number)

    assert desk.dossier(number).find_element("a").name == "a"


def nested():
    """Return an outer process that repeats a part in which a process is called, with a timer on its step."""
    called = process("inner").start("i1").user("check").end("i2").boundary("late", "check", timer("P5D"))
    called.end("i3")
    inner = part().start("s1").node("callActivity", "call", calledElement="inner").end("s2")
    outer = process().start().sub("many", inner, each("=[1, 2]", "n"))
    return outer, called


def test_keeps_answers_and_terms_deep_inside_when_a_case_moves(desk, clock):
    outer, called = nested()
    desk.publish(Both(outer.user("after").end("done"), called))
    number = desk.start()
    task = desk.dossier(number).open_tasks[0]
    with desk.engine.work(WORKER) as work:
        tasks.save_answers(work, task.id, answers={"note": "half"}, page="1")
    due = sorted(wait.due_at for wait in desk.dossier(number).waits if wait.due_at)
    clock.advance(timedelta(days=1))
    outer, called = nested()
    desk.publish(Both(outer.user("more").user("after").end("done"), called))

    apply(desk, propose(desk), number)

    with desk.engine.view(WORKER) as view:
        assert tasks.open_task(view, task.id).saved["note"] == "half"
    assert sorted(wait.due_at for wait in desk.dossier(number).waits if wait.due_at) == due
    for each_task in desk.dossier(number).open_tasks:
        desk.complete(each_task)
    assert list(desk.open_tasks(number)) == ["more"]


class Both:
    """Two processes in one file."""

    def __init__(self, outer, called):
        self.outer, self.called = outer, called

    def bpmn(self):
        return self.outer.bpmn(self.called)

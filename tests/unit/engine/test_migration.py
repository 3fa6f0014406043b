from dataclasses import replace
from datetime import timedelta

import pytest

from regelruimte.engine import detours, migration, repair, tasks
from regelruimte.engine.detours import OwnStep
from regelruimte.engine.errors import (
    CannotMove,
    CannotUndo,
    CaseClosed,
    CaseOnOtherVersion,
    NotAllowed,
    NotFound,
)
from regelruimte.engine.migration_plan import MoveStatus
from tests.builders import process, timer
from tests.desk import ADMIN, CITIZEN, EXPERT, OWNER, WORKER

pytestmark = pytest.mark.database


def line(*steps, **told):
    model = process().start()
    for step in steps:
        model.user(step, **told)
    return model.end("done")


def watched(term):
    model = process().start().user("a").user("b").end("done")
    return model.boundary("late", "a", timer(term)).end("too-late")


def propose(desk, to=2, mapping=None, actor=OWNER):
    with desk.engine.view(actor) as view:
        return migration.propose_plan(view, "p", 1, to, mapping=mapping)


def apply(desk, plan, number, actor=OWNER):
    with desk.engine.work(actor) as work:
        migration.apply_to_case(work, plan, number)


def undo(desk, plan, number):
    with desk.engine.work(OWNER) as work:
        migration.undo(work, plan, number)


def tags(desk, number):
    return [entry.tag for entry in desk.dossier(number).log]


@pytest.fixture
def moved(desk):
    """Return a case that moved from a line of two steps to one of three, with the plan."""
    desk.publish(line("a", "b"))
    number = desk.start()
    desk.publish(line("a", "new", "b"))
    plan = propose(desk)
    apply(desk, plan, number)
    return number, plan


def test_runs_on_the_new_version_when_a_case_moved(desk, moved):
    number, _ = moved

    desk.complete(desk.open_tasks(number)["a"])

    assert list(desk.open_tasks(number)) == ["new"]
    assert desk.dossier(number).case.version == 2


def test_tells_the_log_when_a_case_moved(desk, moved):
    number, plan = moved

    entry = next(entry for entry in desk.dossier(number).log if entry.tag == "case:migrated")

    assert (entry.facts["from"], entry.facts["to"], entry.facts["plan"]) == (1, 2, plan.id)
    assert entry.actor_name == OWNER.name


def test_keeps_task_claim_and_answers_when_a_case_moves(desk):
    desk.publish(line("a", "b"))
    number = desk.start()
    task = desk.open_tasks(number)["a"]
    with desk.engine.work(WORKER) as work:
        tasks.claim_task(work, task.id)
        tasks.save_answers(work, task.id, answers={"x": "half"}, page="two")
    desk.publish(line("a", "c", name="Nieuwe naam", form="f2", group="team-parkeren"), **FORM)

    apply(desk, propose(desk), number)

    (now,) = desk.dossier(number).open_tasks
    assert (now.id, now.assignee) == (task.id, WORKER.id)
    assert (now.name, now.form, now.group) == ("Nieuwe naam", "f2", "team-parkeren")
    with desk.engine.view(WORKER) as view:
        assert tasks.open_task(view, task.id).saved == {"x": "half"}


FORM = {"forms/f2.form": b'{"id": "f2", "components": []}'}


def test_keeps_the_due_time_of_a_timer_when_a_case_moves(desk, clock):
    desk.publish(watched("P5D"))
    number = desk.start()
    desk.publish(watched("P30D"))
    clock.advance(timedelta(days=1))

    apply(desk, propose(desk), number)

    clock.advance(timedelta(days=4, minutes=1))
    desk.engine.run_due()
    assert desk.dossier(number).case.outcome == "too-late"


def test_refuses_and_changes_nothing_when_a_live_activity_has_no_target(desk):
    desk.publish(line("a", "b"))
    number = desk.start()
    desk.publish(line("z", "b"))

    with pytest.raises(CannotMove) as refused:
        apply(desk, propose(desk), number)

    assert [told[:2] for told in refused.value.blockers] == [("no-target", "a")]
    assert desk.dossier(number).case.version == 1


def test_moves_to_the_named_element_when_the_plan_maps_it(desk):
    desk.publish(line("a", "b"))
    number = desk.start()
    desk.publish(line("z", "b"))

    apply(desk, propose(desk, mapping={"a": "z"}), number)

    (task,) = desk.dossier(number).open_tasks
    assert (task.element, task.name) == ("z", "z")


def test_proposes_a_renamed_element_when_name_and_kind_stayed(desk):
    desk.publish(line("a", "b", name="Kijken").user("c", name="Beslissen").end("e2"))
    desk.publish(line("a", "b", name="Kijken").user("later", name="Beslissen").end("e2"))

    plan = propose(desk)

    assert (plan.renamed, plan.added, plan.removed) == ({"c": "later"}, (), ())


def test_names_what_is_added_and_removed_when_proposing(desk):
    desk.publish(line("a", "b"))
    desk.start()
    desk.publish(line("a", "c"))

    plan = propose(desk)

    assert (plan.added, plan.removed, plan.mapping) == (("c",), ("b",), {"a": "a"})


def test_gives_a_verdict_for_each_case_when_previewed(desk):
    desk.publish(line("a", "b"))
    first, second = desk.start(), desk.start()
    desk.complete(desk.open_tasks(second)["a"])
    desk.publish(line("a", "c"))

    with desk.engine.view(OWNER) as view:
        verdicts = {each.number: each for each in migration.preview(view, propose(desk))}

    assert (verdicts[first].can_move, verdicts[first].at) == (True, ("a",))
    assert [each.code for each in verdicts[second].obstacles] == ["no-target"]


def test_changes_nothing_when_it_is_a_dry_run(desk):
    desk.publish(line("a", "b"))
    first, second = desk.start(), desk.start()
    desk.complete(desk.open_tasks(second)["a"])
    desk.publish(line("a", "c"))

    verdicts = migration.dry_run(lambda: desk.engine.work(OWNER), propose(desk), [first, second])

    assert [verdict.can_move for verdict in verdicts] == [True, False]
    assert desk.dossier(first).case.version == 1
    assert "case:migrated" not in tags(desk, first)


def test_leaves_the_others_alone_when_one_case_fails_in_the_background(desk):
    desk.publish(line("a", "b"))
    first, second, third = desk.start(), desk.start(), desk.start()
    desk.complete(desk.open_tasks(second)["a"])
    desk.publish(line("a", "c"))
    plan = propose(desk)
    with desk.engine.work(OWNER) as work:
        migration.apply_in_background(work, plan, [first, second, third])
    with desk.engine.view(OWNER) as view:
        assert migration.progress(view, plan).count(MoveStatus.WAITING) == 3

    desk.engine.run_due()

    with desk.engine.view(OWNER) as view:
        progress = migration.progress(view, plan)
    assert {each.number: each.status for each in progress.cases} == {
        first: MoveStatus.MOVED,
        second: MoveStatus.FAILED,
        third: MoveStatus.MOVED,
    }
    assert progress.is_done
    assert [each.code for each in progress.cases if each.message] == ["cannot-move"]


def test_goes_back_when_undone(desk, moved):
    number, plan = moved

    undo(desk, plan, number)

    desk.complete(desk.open_tasks(number)["a"])
    assert list(desk.open_tasks(number)) == ["b"]
    assert desk.dossier(number).case.version == 1
    assert "case:migration-undone" in tags(desk, number)


def test_gives_task_and_waits_back_when_undone(desk, clock):
    desk.publish(watched("P5D"))
    number = desk.start()
    desk.publish(line("z", "b", name="Anders"))
    plan = propose(desk, mapping={"a": "z"})
    apply(desk, plan, number)
    assert desk.dossier(number).open_tasks[0].name == "Anders"

    undo(desk, plan, number)

    assert [(task.element, task.name) for task in desk.dossier(number).open_tasks] == [("a", "a")]
    clock.advance(timedelta(days=6))
    desk.engine.run_due()
    assert desk.dossier(number).case.outcome == "too-late"


def test_stays_when_undone_after_it_moved_on(desk, moved):
    number, plan = moved
    desk.complete(desk.open_tasks(number)["a"])

    with pytest.raises(CannotUndo):
        undo(desk, plan, number)


def test_stays_when_undone_after_the_window(desk, moved, clock):
    number, plan = moved
    clock.advance(migration.UNDO_WINDOW + timedelta(minutes=1))

    with pytest.raises(CannotUndo):
        undo(desk, plan, number)


def test_does_nothing_when_a_case_moves_twice(desk, moved):
    number, plan = moved
    before = tags(desk, number)

    apply(desk, plan, number)

    assert tags(desk, number) == before


def test_does_nothing_when_from_and_to_are_the_same(desk):
    desk.publish(line("a", "b"))
    number = desk.start()
    before = desk.dossier(number)

    apply(desk, propose(desk, to=1), number)

    assert desk.dossier(number) == before


def test_refuses_when_the_case_runs_on_another_version(desk, moved):
    number, plan = moved
    desk.publish(line("a", "b"))

    with pytest.raises(CaseOnOtherVersion):
        apply(desk, replace(plan, id="other", to_version=3), number)


def test_refuses_when_the_case_has_ended(desk):
    desk.publish(line("a"))
    number = desk.start()
    desk.publish(line("a", "b"))
    plan = propose(desk)
    desk.complete(desk.open_tasks(number)["a"])

    with pytest.raises(CaseClosed):
        apply(desk, plan, number)


@pytest.mark.parametrize("actor", [CITIZEN, WORKER, EXPERT])
def test_refuses_when_somebody_may_not_move_cases(desk, moved, actor):
    number, plan = moved

    with pytest.raises(NotAllowed):
        apply(desk, plan, number, actor=actor)


def test_refuses_when_a_mapping_names_what_is_not_there(desk):
    desk.publish(line("a"))
    desk.publish(line("a", "b"))

    with pytest.raises(NotFound):
        propose(desk, mapping={"a": "nowhere"})


def test_stays_held_when_a_held_case_moves(desk):
    desk.publish(line("a", "b"))
    number = desk.start()
    with desk.engine.work(WORKER) as work:
        detours.add_own_step(work, number, OwnStep("Bellen", "Vraag", holds=True))
    desk.publish(line("a", "c"))

    apply(desk, propose(desk), number, actor=ADMIN)

    held = {task.name: task.held_by is not None for task in desk.dossier(number).open_tasks}
    assert held == {"a": True, "Bellen": False}


def test_reads_a_plan_back_when_it_was_applied(desk, moved):
    _, plan = moved

    with desk.engine.view(OWNER) as view:
        kept = migration.get_plan(view, plan.id)

    assert (kept.mapping, kept.from_version, kept.undo_until) == (plan.mapping, 1, plan.undo_until)


def test_stays_when_undone_after_the_case_began_again(desk, moved):
    number, plan = moved
    with desk.engine.work(ADMIN) as work:
        repair.restart(work, number, element="a", reason="Opnieuw")

    with pytest.raises(CannotUndo):
        undo(desk, plan, number)

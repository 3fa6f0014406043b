from __future__ import annotations

import pytest

from regelruimte.engine.spiff import interpreter, migrate
from regelruimte.engine.spiff.step import WaitKind
from tests.builders import each, event, part, process, timer
from tests.unit.engine.spiff.moving import move


def line(*steps):
    model = process().start()
    for step in steps:
        model.user(step)
    return model.end()


def test_goes_on_in_the_new_model_when_a_step_was_added_behind_it(play):
    run = play(line("a", "b"))
    run.start()

    assert move(run, line("a", "new", "b")) is None

    run.complete("a")
    assert run.waiting() == ["new"]


def test_keeps_the_step_when_it_moves(play):
    run = play(line("a", "b"))
    run.start()
    before = run.step("a").step

    move(run, line("a", "c"))

    assert run.step("a").step == before


def test_refuses_when_a_live_activity_has_no_target(play):
    run = play(line("a", "b"))
    run.start()

    assert move(run, line("b")) == [("no-target", "a")]


def test_goes_to_the_mapped_element_when_the_plan_names_one(play):
    run = play(line("a", "b"))
    run.start()

    assert move(run, line("z", "b"), a="z") is None

    assert run.step("z").name == "z"
    run.complete("z")
    assert run.waiting() == ["b"]


def test_refuses_when_the_target_is_of_another_kind(play):
    run = play(line("a", "b"))
    run.start()

    assert move(run, process().start().service("a", "mail").end()) == [("kind-differs", "a")]


def test_refuses_when_the_target_is_in_another_part(play):
    run = play(line("a", "b"))
    run.start()
    inside = process().start().sub("s", part().start("s1").user("a").end("s2")).end()

    assert move(run, inside) == [("inside-gone", "a")]


def in_sub(name, *steps):
    inner = part().start("s1")
    for step in steps:
        inner.user(step)
    return process().start().sub(name, inner.end("s2")).user("after").end()


def test_moves_inside_a_sub_process_when_it_got_another_id(play):
    run = play(in_sub("s", "a"))
    run.start()

    assert move(run, in_sub("t", "a", "more"), s="t") is None

    run.complete("a")
    run.complete("more")
    assert run.waiting() == ["after"]


def test_refuses_when_the_sub_process_is_gone(play):
    run = play(in_sub("s", "a"))
    run.start()

    assert ("no-target", "s") in move(run, line("a"))


def many(in_turn=False, extra=()):
    model = process().start().user("a", each("=[1, 2, 3]", "n", in_turn=in_turn))
    for step in extra:
        model.user(step)
    return model.end()


def test_moves_every_item_when_an_activity_is_repeated(play):
    run = play(many())
    run.start()
    run.complete("a")

    assert move(run, many(extra=("z",))) is None

    run.complete("a")
    run.complete("a")
    assert run.waiting() == ["z"]


def test_refuses_when_items_went_side_by_side_and_would_go_in_turn(play):
    run = play(many())
    run.start()

    assert set(move(run, many(in_turn=True))) == {("repeat-differs", "a")}


def calling(*steps):
    inner = process("inner").start("i1")
    for step in steps:
        inner.user(step)
    outer = process().start().node("callActivity", "call", calledElement="inner").user("after").end()
    return outer, inner.end("i2")


def test_moves_inside_a_called_process_when_it_got_a_step(play):
    outer, inner = calling("a")
    run = play(outer, inner)
    run.start()
    new_outer, new_inner = calling("a", "b")
    target = interpreter.compile_model("other", new_outer.bpmn(new_inner))

    moved = migrate.move_state(run.model, run.state, run.setting, target=target, mapping={})
    run.model = target
    run.record(moved.advance)

    run.complete("a")
    run.complete("b")
    assert run.waiting() == ["after"]


def block(*steps, most=None):
    inner = part()
    for step in steps:
        told = {"regelruimte__maxTimes": most} if most else {}
        inner.at(None).user(step, **told)
    return process().start().adhoc("help", inner).end()


def test_keeps_the_counts_when_a_block_moves(play):
    run = play(block("visit", "call", most=1))
    run.start()
    run.activate("help", "visit")

    assert move(run, block("see", "call", most=1), visit="see") is None

    assert run.startable() == {"see": "max-times", "call": None}


def test_refuses_when_a_step_in_a_block_is_gone(play):
    run = play(block("visit", "call"))
    run.start()
    run.activate("help", "visit")

    assert move(run, block("call")) == [("no-target", "visit")]


def watched(inner=None, name="late", *, cancels=True):
    model = process().start().user("a").user("b").end()
    if inner:
        model.boundary(name, "a", inner, cancels=cancels).end("too-late")
    return model


def test_keeps_the_due_time_when_a_timer_got_another_term(play):
    run = play(watched(timer("P5D")))
    run.start()
    due = run.step("late").due_at
    rows = dict(run.open)
    run.wait(days=1)

    target = interpreter.compile_model("other", watched(timer("P9D")).bpmn())
    moved = migrate.move_state(run.model, run.state, run.setting, target=target, mapping={})

    assert (moved.advance.opened, moved.advance.closed) == ((), ())
    assert next(row.due_at for row in rows.values() if row.element == "late") == due


def test_begins_to_wait_when_the_new_model_watches_the_activity(play):
    run = play(watched())
    run.start()
    run.wait(days=1)

    move(run, watched(timer("P5D")))

    assert (run.step("late").due_at - run.at).days == 5
    run.fire("late")
    assert run.has_ended


def test_stops_waiting_when_the_new_model_watches_no_more(play):
    run = play(watched(timer("P5D")))
    run.start()

    move(run, watched())

    assert run.waiting(WaitKind.TIMER) == []
    run.complete("a")
    assert run.waiting() == ["b"]


def test_does_not_watch_again_when_an_event_that_went_off_stays(play):
    run = play(watched(timer("P5D"), cancels=False))
    run.start()
    run.fire("late")

    move(run, watched(timer("P5D"), cancels=False))

    assert run.waiting(WaitKind.TIMER) == []


def listening(name=None):
    model = process().message("m", "stop").start().user("a").end()
    if name:
        inner = (
            part().start(f"{name}_start", event("message", "m"), isInterrupting="true").user("undo").end("e2")
        )
        model.at(None).sub(name, inner, triggeredByEvent="true")
    return model


def test_listens_when_the_new_model_has_an_event_sub_process(play):
    run = play(listening())
    run.start()

    move(run, listening("handler"))

    run.deliver("handler_start")
    assert run.waiting() == ["undo"]


def test_stops_listening_when_the_event_sub_process_is_gone(play):
    run = play(listening("handler"))
    run.start()

    assert move(run, listening()) is None

    assert run.waiting(WaitKind.MESSAGE) == []


def joined(*branches):
    model = process().start().parallel("split")
    for index, branch in enumerate(branches):
        model.at("split").user(branch)
        model.to("join") if index else model.parallel("join")
    return model.at("join").user("after").end()


def test_joins_in_the_new_model_when_one_branch_waits_already(play):
    run = play(joined("a", "b"))
    run.start()
    run.complete("a")

    assert move(run, joined("a", "b")) is None

    run.complete("b")
    assert run.waiting() == ["after"]


def test_waits_for_the_added_branch_of_a_join_no_more_than_it_can_come(play):
    run = play(joined("a", "b", "c"))
    run.start()
    run.complete("a")
    run.complete("b")

    blocked = move(run, joined("a", "b"))

    assert blocked == [("no-target", "c")]


def test_changes_nothing_when_the_model_is_the_same(play):
    model = block("visit", "call")
    run = play(model)
    run.start()
    run.activate("help", "visit")
    target = interpreter.compile_model("again", model.bpmn())

    moved = migrate.move_state(run.model, run.state, run.setting, target=target, mapping={})

    assert moved.advance.state == run.state
    assert all(changed.before == changed.after for changed in moved.changed)
    assert (moved.advance.opened, moved.advance.closed, moved.advance.passages) == ((), (), ())


def test_says_why_when_the_new_model_cannot_announce_a_step(play):
    run = play(line("a"))
    run.start()

    assert move(run, process().start().user("a", due="=1 / none").end()) == [("timer-unreadable", "a")]


def test_goes_to_the_first_process_when_its_id_changed(play):
    run = play(line("a"))
    run.start()

    assert move(run, process("other").start().user("a").end()) is None
    run.complete("a")
    assert run.has_ended


def undone():
    return (
        process()
        .start()
        .user("pay")
        .user("b")
        .node("intermediateThrowEvent", "undo", event("compensate"))
        .end()
    )


@pytest.mark.parametrize("kept", [True, False])
def test_can_still_be_undone_when_the_new_model_has_the_handler(play, kept):
    run = play(undone().undone_by("pay", "refund"))
    run.start()
    run.complete("pay")

    blocked = move(run, undone().undone_by("pay", "refund") if kept else undone())

    assert blocked == (None if kept else [("undo-gone", "undo_pay")])


def test_names_what_is_live_when_asked(play):
    run = play(watched(timer("P5D")))
    run.start()

    assert migrate.live_elements(run.model, run.state) == ("a",)


def test_calls_on_in_the_same_process_when_the_new_model_computes_which(play):
    outer, inner = calling("a")
    run = play(outer, inner)
    run.start()
    computed = process().start().node("callActivity", "call", calledElement='="inner"').user("after").end()
    target = interpreter.compile_model("other", computed.bpmn(calling("a")[1]))

    moved = migrate.move_state(run.model, run.state, run.setting, target=target, mapping={})
    run.model = target
    run.record(moved.advance)

    run.complete("a")
    assert run.waiting() == ["after"]

from __future__ import annotations

from tests.builders import each, event, part, process


def undo_all(model):
    """Draw a throw that undoes everything, then a task and the end."""
    return model.node("intermediateThrowEvent", "undo", event("compensate")).user("after").end()


def test_undoes_the_last_first_when_all_is_compensated(play):
    model = undo_all(process().start().user("a").user("b"))
    run = play(model.undone_by("a", "undo_of_a").undone_by("b", "undo_of_b"))
    run.start()
    run.complete("a")
    run.complete("b")
    assert run.waiting() == ["undo_of_b"]
    run.complete("undo_of_b")
    assert run.waiting() == ["undo_of_a"]
    run.complete("undo_of_a")
    assert run.waiting() == ["after"]


def test_undoes_one_activity_when_the_event_names_it(play):
    thrown = '<compensateEventDefinition activityRef="a"/>'
    model = process().start().user("a").user("b").node("intermediateThrowEvent", "undo", thrown).user("after")
    run = play(model.end().undone_by("a", "undo_of_a").undone_by("b", "undo_of_b"))
    run.start()
    run.complete("a")
    run.complete("b")
    assert run.waiting() == ["undo_of_a"]
    run.complete("undo_of_a")
    assert run.waiting() == ["after"]


def test_goes_on_at_once_when_nothing_was_completed(play):
    model = process().start().parallel("g").node("intermediateThrowEvent", "undo", event("compensate"))
    model.user("after").end().at("g").user("a").end("end2")
    run = play(model.undone_by("a", "undo_of_a"))
    run.start()
    assert run.waiting() == ["a", "after"]


def test_undoes_as_often_as_it_was_done_when_an_activity_is_in_a_loop(play):
    model = process().start().exclusive("in").user("a").exclusive("more", default="on")
    model.when("=again", "back").to("in").at("more").named("on")
    run = play(undo_all(model).undone_by("a", "undo_of_a"))
    run.start()
    run.complete("a", again=True)
    run.complete("a", again=False)
    run.complete("undo_of_a")
    assert run.waiting() == ["undo_of_a"]
    run.complete("undo_of_a")
    assert run.waiting() == ["after"]


def test_does_not_wait_when_the_event_says_so(play):
    thrown = '<compensateEventDefinition waitForCompletion="false"/>'
    model = process().start().user("a").node("intermediateThrowEvent", "undo", thrown).user("after").end()
    run = play(model.undone_by("a", "undo_of_a"))
    run.start()
    run.complete("a")
    assert run.waiting() == ["after", "undo_of_a"]


def test_undoes_what_is_inside_when_a_completed_sub_process_is_compensated(play):
    inside = part().start("s2").user("a").user("b").end("e2").undone_by("a", "ua").undone_by("b", "ub")
    run = play(undo_all(process().start().sub("sub", inside)))
    run.start()
    run.complete("a")
    run.complete("b")
    run.complete("ub")
    assert run.waiting() == ["ua"]


def test_uses_its_own_handler_when_a_sub_process_has_one(play):
    inside = part().start("s2").user("a").end("e2").undone_by("a", "ua")
    run = play(undo_all(process().start().sub("sub", inside)).undone_by("sub", "undo_of_sub"))
    run.start()
    run.complete("a")
    assert run.waiting() == ["undo_of_sub"]
    run.complete("undo_of_sub")
    assert run.waiting() == ["after"]


def test_undoes_side_by_side_when_items_went_side_by_side(play):
    inside = part().start("s2").user("a").end("e2").undone_by("a", "ua")
    run = play(undo_all(process().start().sub("sub", inside, each("=xs", "x"))))
    run.start({"xs": [1, 2, 3]})
    for _ in range(3):
        run.complete("a")
    assert run.waiting() == ["ua", "ua", "ua"]
    scopes = {run.variable("x", step.scope) for step in run.open.values()}
    assert scopes == {1, 2, 3}


def test_runs_the_compensation_event_sub_process_when_its_sub_process_is_compensated(play):
    undoing = part().start("es", event("compensate")).user("first")
    undoing.node("intermediateThrowEvent", "inner", event("compensate")).end("ee")
    inside = part().start("s2").user("a").end("e2").undone_by("a", "ua")
    inside.at(None).sub("esp", undoing, triggeredByEvent="true")
    run = play(undo_all(process().start().sub("sub", inside)))
    run.start()
    run.complete("a")
    assert run.waiting() == ["first"]
    run.complete("first")
    assert run.waiting() == ["ua"]
    run.complete("ua")
    assert run.waiting() == ["after"]


def test_undoes_before_it_leaves_when_a_transaction_is_cancelled(play):
    inside = (
        part().start("s2").parallel("g").user("a").end("done", event("cancel")).at("g").user("b").end("e3")
    )
    inside.undone_by("a", "ua")
    model = process().start().sub("tx", inside, tag="transaction").user("paid").end()
    model.boundary("off", "tx", event("cancel")).user("sorry").end("end2")
    run = play(model)
    run.start()
    run.complete("a")
    assert run.waiting() == ["ua"]
    run.complete("ua")
    assert run.waiting() == ["sorry"]


def test_keeps_what_can_be_undone_when_an_error_starts_an_event_sub_process(play):
    undoing = part().start("es", event("error")).node("intermediateThrowEvent", "u", event("compensate"))
    undoing.user("told").end("ee")
    model = process().start().user("a").end("wrong", event("error", "E")).error("E", "E1")
    model.at(None).sub("esp", undoing, triggeredByEvent="true").undone_by("a", "ua")
    run = play(model)
    run.start()
    run.complete("a")
    assert run.waiting() == ["ua"]
    run.complete("ua")
    assert run.waiting() == ["told"]


def test_undoes_at_the_end_when_an_end_event_compensates(play):
    model = process().start().user("a").end("end", event("compensate")).undone_by("a", "ua")
    run = play(model)
    run.start()
    run.complete("a")
    run.complete("ua")
    assert run.has_ended


def test_undoes_nothing_when_an_activity_was_interrupted(play):
    model = process().start().user("a").end().undone_by("a", "ua")
    model.boundary("late", "a", event("message", "m")).node(
        "intermediateThrowEvent", "u", event("compensate")
    )
    run = play(model.user("after").end("end2").message("m", "stop"))
    run.start()
    run.deliver("late")
    assert run.waiting() == ["after"]


def test_cannot_be_started_when_a_handler_is_inside_an_adhoc_sub_process(play):
    inside = part().user("a").at(None).user("b").undone_by("a", "ua")
    run = play(process().start().adhoc("help", inside).end())
    run.start()
    assert run.startable() == {"a": None, "b": None}

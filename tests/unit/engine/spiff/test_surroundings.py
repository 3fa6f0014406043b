"""What comes from outside or goes there: conditions, uncaught errors, work elsewhere, nameless events."""

from __future__ import annotations

from regelruimte.engine.spiff.step import WaitKind
from tests.builders import event, extensions, part, process

CONDITION = "<conditionalEventDefinition><condition>=ready</condition></conditionalEventDefinition>"


def watched(*, cancels):
    model = process().start().user("a").end()
    return model.boundary("seen", "a", CONDITION, cancels=cancels).user("b").end("end2")


def test_tells_that_a_condition_is_waited_for_when_it_is(play):
    run = play(watched(cancels=True))
    run.start({"ready": False})
    assert run.waiting(WaitKind.CONDITION) == ["seen"]


def test_happens_once_when_a_condition_becomes_and_stays_true(play):
    run = play(watched(cancels=False))
    run.start({"ready": False})
    run.write(ready=True)
    run.write(other=1)
    assert run.waiting() == ["a", "b"]


def test_happens_again_when_a_condition_became_false_between(play):
    run = play(watched(cancels=False))
    run.start({"ready": False})
    for ready in (True, False, True):
        run.write(ready=ready)
    assert run.waiting() == ["a", "b", "b"]


def test_happens_when_somebody_reports_it_and_the_condition_holds(play):
    run = play(watched(cancels=False))
    run.start({"ready": True})
    run.deliver("seen")
    assert run.waiting() == ["a", "b", "b"]


def test_waits_on_when_somebody_reports_it_but_the_condition_does_not_hold(play):
    run = play(watched(cancels=True))
    run.start({"ready": False})
    run.deliver("seen")
    assert run.waiting() == ["a"]
    assert run.waiting(WaitKind.CONDITION) == ["seen"]


def test_is_in_trouble_when_nothing_catches_an_error(play):
    run = play(process().start().user("a").end("wrong", event("error", "E")).error("E", "E1"))
    run.start()
    run.complete("a")
    assert [(trouble.element, trouble.code) for trouble in run.troubles] == [("wrong", "error-uncaught")]
    assert run.state is not None


def test_passes_when_a_manual_task_is_given_to_nobody(play):
    run = play(process().start().node("manualTask", "m").user("a").end())
    run.start()
    assert run.waiting() == ["a"]


def test_waits_when_a_manual_task_is_given_to_a_group(play):
    given = extensions('<zeebe:assignmentDefinition candidateGroups="team-parkeren"/>')
    run = play(process().start().node("manualTask", "m", given).end())
    run.start()
    assert run.waiting() == ["m"]


def test_passes_when_a_throw_names_no_message(play):
    run = play(process().start().node("intermediateThrowEvent", "t", event("message")).user("a").end())
    run.start()
    assert run.waiting() == ["a"]
    assert run.thrown == []


def test_is_heard_before_the_process_ends_when_its_end_event_throws_a_signal(play):
    beside = part().start("heard", event("signal", "S"), isInterrupting="false").user("x").end("done")
    model = process().start().user("a").end("end", event("signal", "S")).signal("S", "go")
    run = play(model.at(None).sub("beside", beside, triggeredByEvent="true"))
    run.start()
    run.complete("a")
    assert run.waiting() == ["x"]
    run.complete("x")
    assert run.has_ended

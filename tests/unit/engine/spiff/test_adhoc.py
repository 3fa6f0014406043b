from __future__ import annotations

import pytest

from regelruimte.engine.errors import NotStartable, ScopeNotOpen, ScopeStillActive
from regelruimte.engine.spiff import interpreter
from regelruimte.engine.spiff.step import WaitKind
from tests.builders import part, process, timer


def help_block(**attributes):
    inside = part().user("visit").at(None).user("call", regelruimte__maxTimes="1").at(None)
    inside.user("pay", regelruimte__entryCondition="=approved").user("check")
    until = attributes.pop("until", None)
    return process().start().adhoc("help", inside, until, **attributes).user("after").end()


def test_starts_nothing_by_itself_when_opened(play):
    run = play(help_block())
    run.start()
    assert run.waiting() == []
    assert run.waiting(WaitKind.ADHOC) == ["help"]
    assert run.startable() == {"visit": None, "call": None, "pay": "entry-condition"}


def test_starts_what_is_initial_when_opened(play):
    run = play(help_block(regelruimte__initial="visit call"))
    run.start()
    assert run.waiting() == ["call", "visit"]
    assert run.startable()["call"] == "max-times"


def test_starts_all_or_nothing_when_one_may_not(play):
    run = play(help_block())
    run.start()
    with pytest.raises(NotStartable):
        run.activate("help", "visit", "pay")
    assert run.waiting() == []
    run.activate("help", "visit", "visit", "call")
    assert run.waiting() == ["call", "visit", "visit"]
    with pytest.raises(NotStartable):
        run.activate("help", "call")


def test_follows_the_flow_inside_when_an_activity_is_done(play):
    run = play(help_block())
    run.start({"approved": True})
    run.activate("help", "pay")
    run.complete("pay")
    assert run.waiting() == ["check"]


def test_closes_and_cancels_the_rest_when_the_condition_holds(play):
    run = play(help_block(until="=nrOfCompletedInstances >= 2"))
    run.start()
    run.activate("help", "visit", "visit", "call")
    run.complete("call")
    assert run.waiting() == ["visit", "visit"]
    run.complete("visit")
    assert run.waiting() == ["after"]
    assert run.waiting(WaitKind.ADHOC) == []


def test_waits_for_the_rest_when_it_may_not_be_cancelled(play):
    run = play(help_block(until="=nrOfCompletedInstances >= 1", cancelRemainingInstances="false"))
    run.start()
    run.activate("help", "visit", "call")
    run.complete("call")
    assert run.waiting() == ["visit"]
    assert run.startable()["visit"] == "closing"
    run.complete("visit")
    assert run.waiting() == ["after"]


def test_stays_open_when_it_closes_by_hand(play):
    run = play(help_block())
    run.start()
    run.activate("help", "visit")
    run.complete("visit")
    assert run.waiting(WaitKind.ADHOC) == ["help"]
    step = run.step("help").step
    run.close("help")
    assert run.waiting() == ["after"]
    with pytest.raises(ScopeNotOpen):
        interpreter.close_scope(run.model, run.state, run.setting, scope_step=step)


def test_closes_when_nothing_is_active_but_never_before_one_started(play):
    run = play(help_block(regelruimte__closes="when_idle"))
    run.start()
    assert run.waiting(WaitKind.ADHOC) == ["help"]
    run.activate("help", "visit")
    run.complete("visit")
    assert run.waiting() == ["after"]


def test_refuses_to_close_when_what_is_active_may_not_be_cancelled(play):
    run = play(help_block(cancelRemainingInstances="false"))
    run.start()
    run.activate("help", "visit")
    with pytest.raises(ScopeStillActive):
        run.close("help")
    run.complete("visit")
    run.close("help")
    assert run.waiting() == ["after"]


def test_takes_one_at_a_time_when_sequential(play):
    run = play(help_block(ordering="Sequential"))
    run.start()
    run.activate("help", "visit", "call")
    assert run.waiting() == ["visit"]
    with pytest.raises(NotStartable):
        run.activate("help", "visit")
    run.complete("visit")
    assert run.waiting() == ["call"]


def test_is_interrupted_when_its_deadline_comes(play):
    model = help_block()
    model.boundary("late", "help", timer("P6W")).user("hurry").end("e2")
    run = play(model)
    run.start()
    run.activate("help", "visit")
    run.fire("late")
    assert run.waiting() == ["hurry"]
    assert run.waiting(WaitKind.ADHOC) == []


def test_state_stays_small_when_500_activities_were_done(play):
    run = play(help_block())
    run.start()
    for _ in range(500):
        run.activate("help", "visit")
        run.complete("visit")
    assert run.largest < 1024
    assert len(run.model.spec.task_specs) == len(run.model.elements)


def test_closes_by_which_activities_are_done_when_the_condition_asks_that(play):
    inside = part().user("a").at(None).user("b")
    done = 'list contains(adHocCompletedActivityIds, "b") and nrOfCompletedAdHocActivities = 2'
    run = play(process().start().adhoc("help", inside, until=done).user("after").end())
    run.start()
    run.activate("help", "a")
    run.complete("a")
    assert run.waiting() == []
    run.activate("help", "b")
    run.complete("b")
    assert run.waiting() == ["after"]


def with_zeebe(**said):
    told = " ".join(f"{name}='{value}'" for name, value in said.items())
    return f"<extensionElements><zeebe:adHoc {told}/></extensionElements>"


def test_keeps_a_list_of_results_when_activations_end(play):
    told = with_zeebe(outputCollection="results", outputElement="=answer")
    run = play(help_block(inner=told))
    run.start()
    assert run.variable("results") == []
    run.activate("help", "visit", "call")
    run.complete("call", answer="no")
    run.complete("visit", answer="yes")
    assert run.variable("results") == ["no", "yes"]


def test_adds_one_result_for_a_whole_path_when_an_activation_has_inner_flows(play):
    run = play(help_block(inner=with_zeebe(outputCollection="results")))
    run.start({"approved": True})
    run.activate("help", "pay")
    run.complete("pay")
    assert run.variable("results") == []
    run.complete("check")
    assert run.variable("results") == [{"activity": "check", "name": "check"}]


def test_reads_the_results_in_the_completion_condition_when_there_is_a_list(play):
    told = with_zeebe(outputCollection="results", outputElement="=answer")
    run = play(help_block(inner=told, until='=list contains(results, "yes")'))
    run.start()
    run.activate("help", "visit", "visit")
    run.complete("visit", answer="no")
    run.complete("visit", answer="yes")
    assert run.waiting() == ["after"]


def test_starts_what_an_expression_names_when_opened(play):
    run = play(help_block(inner=with_zeebe(activeElementsCollection="=wanted")))
    run.start({"wanted": ["visit", "visit"]})
    assert run.waiting() == ["visit", "visit"]


def test_tells_trouble_when_an_expression_names_what_is_not_inside(play):
    run = play(help_block(inner=with_zeebe(activeElementsCollection="=wanted")))
    assert [each.code for each in run.start({"wanted": ["after"]}).troubles] == ["initial-unknown"]

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from regelruimte.engine.ids import SeededIds
from regelruimte.engine.spiff import interpreter
from regelruimte.engine.spiff.step import WaitKind
from tests.builders import each, event, extensions, mapping, part, process, timer


def test_takes_all_ways_when_a_task_has_several_flows(play):
    model = process().start().user("a").user("b").end()
    model.at("a").when("=more", "f_more").user("c").end("e2")
    run = play(model)
    run.start({"more": True})
    run.complete("a")
    assert run.waiting() == ["b", "c"]


def test_takes_the_default_when_no_condition_of_a_task_holds(play):
    model = process().start().user("a", default="rest").when("=x", "fx").user("b").end()
    model.at("a").named("rest").user("c").end("e2")
    run = play(model)
    run.start({"x": False})
    run.complete("a")
    assert run.waiting() == ["c"]


def test_does_no_harm_when_a_node_cannot_be_reached(play):
    model = process().start().user("a").end()
    model.at(None).user("island").parallel("join")
    model.at("a")
    run = play(model)
    run.start()
    assert run.waiting() == ["a"]
    run.complete("a")
    assert run.has_ended


def test_repeats_until_its_condition_fails_when_it_loops(play):
    condition = "<loopCondition>=count &lt; 3</loopCondition>"
    loop = f"<standardLoopCharacteristics>{condition}</standardLoopCharacteristics>"
    told = extensions('<zeebe:script expression="=count + 1" resultVariable="count"/>') + loop
    run = play(process().start().node("scriptTask", "s", told).user("b").end())
    run.start({"count": 0})
    assert run.variable("count") == Decimal(3)
    assert run.waiting() == ["b"]


def test_gives_no_turn_when_a_loop_asks_first(play):
    loop = '<standardLoopCharacteristics testBefore="true"><loopCondition>=go</loopCondition>'
    run = play(process().start().user("a", f"{loop}</standardLoopCharacteristics>").user("b").end())
    run.start({"go": False})
    assert run.waiting() == ["b"]


def test_cancels_every_item_when_the_boundary_of_a_repeated_task_fires(play):
    model = process().start().user("ask", each("=[1, 2, 3]", "n")).user("b").end()
    model.boundary("late", "ask", timer("P1D")).user("chase").end("e2")
    run = play(model)
    run.start()
    run.complete("ask")
    run.fire("late")
    assert run.waiting() == ["chase"]


def test_keeps_items_apart_when_sub_processes_repeat_side_by_side(play):
    inside = part().start("s2").parallel("split").user("x").parallel("join").script("mark", "=n * 10", "out")
    inside.end("e3")
    inside.at("split").user("y").to("join")
    many = each("=[1, 2]", "n", output="outs", output_element="=out")
    run = play(process().start().sub("sub", inside, many).user("b").end())
    run.start()
    for element in ("x", "x", "y", "y"):
        run.complete(element)
    assert run.waiting() == ["b"]
    assert run.variable("outs") == [Decimal(10), Decimal(20)]


def test_escalates_without_stopping_when_the_boundary_does_not_interrupt(play):
    inside = part().start("s2").user("a").node("intermediateThrowEvent", "up", event("escalation", "esc"))
    inside.user("a2").end("e3")
    model = process().escalation("esc", "E").start().sub("sub", inside).end()
    model.boundary("heard", "sub", event("escalation", "esc"), cancels=False).user("boss").end("e4")
    run = play(model)
    run.start()
    run.complete("a")
    assert run.waiting() == ["a2", "boss"]


def test_passes_an_event_sub_process_by_when_it_throws_again(play):
    again = part().start("es", event("escalation", "esc")).user("look").end("up", event("escalation", "esc"))
    inside = part().start("s2").user("a").end("first", event("escalation", "esc"))
    inside.at(None).sub("esp", again, triggeredByEvent="true")
    model = process().escalation("esc", "E").start().sub("sub", inside).end()
    model.boundary("heard", "sub", event("escalation", "esc")).user("boss").end("e4")
    run = play(model)
    run.start()
    run.complete("a")
    assert run.waiting() == ["look"]
    run.complete("look")
    assert run.waiting() == ["boss"]


def test_catches_any_when_the_error_of_a_boundary_has_no_code(play):
    model = process().error("err", "").start().service("call", "http").end()
    model.boundary("caught", "call", event("error", "err")).user("repair").end("e3")
    run = play(model)
    run.start()
    run.fail("call", "whatever")
    assert run.waiting() == ["repair"]


def test_catches_the_error_in_the_called_process_when_it_is_called(play):
    called = process("called").start("s2").user("a").end("bad", event("error", "err"))
    model = process().error("err", "E1").start().node("callActivity", "call", calledElement="called").end()
    model.boundary("caught", "call", event("error", "err")).user("repair").end("e3")
    run = play(model, called)
    run.start()
    run.complete("a")
    assert run.waiting() == ["repair"]


def test_tells_which_process_is_missing_when_it_is_called(play):
    run = play(process().start().node("callActivity", "call", calledElement="gone").end())
    run.start()
    assert [t.code for t in run.troubles] == ["called-process-missing"]


def test_keeps_the_answers_when_the_gateway_after_a_task_fails(play):
    model = process().start().user("a").exclusive("gw").when("=ok", "f").user("b").end()
    model.at("gw").when("=ok = false", "g").end("e2")
    run = play(model)
    run.start()
    run.complete("a", answer="x")
    assert [t.element for t in run.troubles] == ["gw"]
    assert run.variable("answer") == "x"
    assert ("a", "left") in run.passages


def test_stays_open_when_the_output_mapping_of_a_task_fails(play):
    hard = "=for i in 1..100000 return for j in 1..100000 return i + j"
    run = play(process().start().user("a", extensions(mapping(outputs=[(hard, "x")]))).end())
    run.start()
    run.complete("a", answer="x")
    assert [t.code for t in run.troubles] == ["expression-failed"]
    assert run.waiting() == ["a"]


def test_announces_the_call_again_when_a_service_is_retried(play):
    run = play(process().start().service("call", "http", mapping(inputs=[("=n", "n")])).end())
    run.start({"n": 1})
    step = run.step("call").step
    run.rows.rows["main", "n"] = Decimal(2)
    advance = run.retry(step)
    assert [(o.step, dict(o.inputs)) for o in advance.opened] == [(step, {"n": Decimal(2)})]


def test_sends_a_message_when_a_send_task_names_one(play):
    model = process().message("m", "Besluit", "=nr").start().node("sendTask", "send", messageRef="m").end()
    run = play(model)
    run.start({"nr": "Z-1"})
    assert [(t.kind, t.name, t.correlation) for t in run.thrown] == [(WaitKind.MESSAGE, "Besluit", "Z-1")]


def test_says_the_same_when_live_and_when_stored(play):
    model = process().start().parallel("split").user("u1").parallel("join").user("u3").end()
    model.at("split").user("u2").to("join")
    run = play(model)
    first = run.start()
    step = run.step("u1").step
    arguments = {"step": step, "values": {"x": 1}}
    stored, live = (
        interpreter.complete(
            run.model, first.state, replace(run.setting, new_id=SeededIds(7).new), live=kept, **arguments
        )
        for kept in (None, first.live)
    )
    assert (stored.state, stored.closed, stored.passages, stored.writes) == (
        live.state,
        live.closed,
        live.passages,
        live.writes,
    )


def test_goes_on_when_a_variable_changed_from_outside(play):
    waits = "<conditionalEventDefinition><condition>=ready</condition></conditionalEventDefinition>"
    run = play(process().start().node("intermediateCatchEvent", "cond", waits).user("b").end())
    run.start()
    run.rows.rows["main", "ready"] = True
    run.record(interpreter.look_again(run.model, run.state, run.setting))
    assert run.waiting() == ["b"]


def test_cancels_everything_when_the_process_is_cancelled(play):
    run = play(process().start().sub("sub", part().start("s2").user("a").end("e2")).end())
    run.start()
    run.record(interpreter.cancel(run.model, run.state, run.setting))
    assert run.has_ended
    assert ("a", "cancelled") in run.passages


def test_starts_the_next_in_turn_when_the_active_one_is_cut_short(play):
    inside = part().user("visit").at(None).user("call")
    inside.boundary("late", "visit", timer("P1D"))
    run = play(process().start().adhoc("help", inside, ordering="Sequential").end())
    run.start()
    run.activate("help", "visit", "call")
    run.fire("late")
    assert run.waiting() == ["call"]

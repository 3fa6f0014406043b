from __future__ import annotations

from decimal import Decimal
from itertools import pairwise

from regelruimte.engine.spiff.step import WaitKind
from tests.builders import each, event, extensions, mapping, part, process, timer


def test_goes_on_when_all_inside_a_sub_process_is_done(play):
    inside = part().start("s2").user("a").end("e2")
    run = play(process().start().sub("sub", inside).user("b").end())
    run.start()
    run.complete("a")
    assert run.waiting() == ["b"]


def test_reads_its_own_scope_first_when_a_sub_process_has_inputs(play):
    inside = part().start("s2").script("calc", "=x + y", "x").user("a").end("e2")
    io = extensions(mapping(inputs=[("=10", "x")], outputs=[("=x", "answer")]))
    run = play(process().start().sub("sub", inside, io).user("b").end())
    run.start({"x": 1, "y": 2})
    assert run.step("a").scope != "main"
    run.complete("a")
    assert run.variable("x") == Decimal(1)
    assert run.variable("answer") == Decimal(12)


def test_interrupts_the_task_when_its_timer_fires(play):
    model = process().start().user("a").end()
    model.boundary("late", "a", timer("P1D")).user("chase").end("end2")
    run = play(model)
    run.start()
    run.fire("late")
    assert run.waiting() == ["chase"]
    assert ("a", "cancelled") in run.passages


def test_disarms_the_timer_when_the_task_is_completed(play):
    model = process().start().user("a").end()
    model.boundary("late", "a", timer("P1D")).user("chase").end("end2")
    run = play(model)
    run.start()
    run.complete("a")
    assert run.has_ended


def test_reminds_three_times_when_a_cycle_does_not_interrupt(play):
    model = process().start().user("a").end()
    model.boundary("remind", "a", timer("R3/P1D", "timeCycle"), cancels=False).user("call").end("end2")
    run = play(model)
    run.start()
    moments = []
    for _ in range(3):
        moments.append(run.step("remind").due_at)
        run.fire("remind")
    assert [b - a for a, b in pairwise(moments)] == [moments[1] - moments[0]] * 2
    assert run.waiting() == ["a", "call", "call", "call"]
    assert run.waiting(WaitKind.TIMER) == []


def test_leaves_by_the_error_boundary_when_an_error_ends_the_sub_process(play):
    inside = part().start("s2").parallel("split").user("a").end("bad", event("error", "err"))
    inside.at("split").user("other").end("e3")
    model = process().error("err", "E1").start().sub("sub", inside).end()
    model.boundary("caught", "sub", event("error", "err")).user("repair").end("end2")
    run = play(model)
    run.start()
    run.complete("a")
    assert run.waiting() == ["repair"]


def test_leaves_by_the_error_boundary_when_a_connector_fails(play):
    model = process().error("err", "E1").start().service("call", "http").end()
    model.boundary("caught", "call", event("error", "err")).user("repair").end("end2")
    run = play(model)
    run.start()
    run.fail("call", "E1")
    assert run.waiting() == ["repair"]


def test_cancels_what_is_around_when_an_end_event_terminates(play):
    model = process().start().parallel("split").user("a").end("stop", event("terminate"), name="Gestopt")
    model.at("split").user("b").end("e3")
    run = play(model)
    run.start()
    run.complete("a")
    assert run.has_ended
    assert run.outcome == "Gestopt"


def test_takes_the_first_event_when_several_are_waited_for(play):
    model = process().message("m", "Antwoord").start().node("eventBasedGateway", "gw")
    model.node("intermediateCatchEvent", "reply", event("message", "m")).user("read").end()
    model.at("gw").timer("late", "P7D").user("chase").end("e2")
    run = play(model)
    run.start()
    run.deliver("reply", text="ja")
    assert run.waiting() == ["read"]
    assert run.waiting(WaitKind.TIMER) == []
    assert run.variable("text") == "ja"


def test_gives_every_item_its_own_scope_when_repeated_side_by_side(play):
    many = each("=people", "person", output="answers", output_element="=answer")
    run = play(process().start().user("ask", many).user("b").end())
    run.start({"people": ["p", "q", "r"]})
    assert run.waiting() == ["ask"] * 3
    names = [run.variable("person", s.scope) for s in run.open.values()]
    assert names == ["p", "q", "r"]
    run.complete("ask", 1, answer="two")
    run.complete("ask", 0, answer="one")
    run.complete("ask", 0, answer="three")
    assert run.waiting() == ["b"]
    assert run.variable("answers") == ["one", "two", "three"]


def test_takes_one_after_another_when_repeated_in_turn(play):
    many = each("=people", "person", in_turn=True, until="=numberOfCompletedInstances = 2")
    inside = part().start("s2").user("ask").end("e2")
    run = play(process().start().sub("sub", inside, many).user("b").end())
    run.start({"people": ["p", "q", "r"]})
    seen = []
    while run.waiting() == ["ask"]:
        seen.append(run.variable("person", run.step("ask").scope))
        run.complete("ask")
    assert seen == ["p", "q"]
    assert run.waiting() == ["b"]


def test_passes_when_repeated_over_nothing(play):
    many = each("=people", "person", output="answers", output_element="=answer")
    run = play(process().start().user("ask", many).user("b").end())
    run.start({"people": []})
    assert run.waiting() == ["b"]
    assert run.variable("answers") == []


def test_adds_less_than_200_bytes_an_item_when_many_are_open(play):
    many = each("=people", "person")
    run = play(process().start().user("ask", many).user("b").end())
    run.start({"people": list(range(50))})
    assert run.largest < 50 * 200


def test_runs_the_called_process_when_it_is_in_the_file(play):
    called = process("called").start("s2").user("a").end("e2")
    run = play(process().start().node("callActivity", "call", calledElement="called").user("b").end(), called)
    run.start()
    run.complete("a")
    assert run.waiting() == ["b"]


def test_starts_the_event_sub_process_when_its_message_comes(play):
    aside = part().start("es", event("message", "m"), isInterrupting="false").user("handle").end("ee")
    model = process().message("m", "Wijziging").start().user("a").end()
    model.at(None).sub("esp", aside, triggeredByEvent="true")
    run = play(model)
    run.start()
    run.deliver("es")
    run.deliver("es")
    assert run.waiting() == ["a", "handle", "handle"]
    run.complete("a")
    run.complete("handle")
    run.complete("handle")
    assert run.has_ended


def test_stops_what_is_around_when_the_event_sub_process_interrupts(play):
    aside = part().start("es", event("message", "m")).user("handle").end("ee")
    model = process().message("m", "Wijziging").start().user("a").end()
    model.at(None).sub("esp", aside, triggeredByEvent="true")
    run = play(model)
    run.start()
    run.deliver("es")
    assert run.waiting() == ["handle"]
    run.complete("handle")
    assert run.has_ended


def test_wakes_all_who_wait_when_a_signal_is_thrown(play):
    model = process().signal("s", "Nu").start().parallel("split").user("a")
    model.node("intermediateThrowEvent", "call", event("signal", "s")).end()
    model.at("split").node("intermediateCatchEvent", "hear", event("signal", "s")).user("b").end("e2")
    run = play(model)
    run.start()
    run.complete("a")
    assert run.waiting() == ["b"]
    assert [(t.name, t.kind) for t in run.thrown] == [("Nu", WaitKind.SIGNAL)]


def test_waits_for_what_can_still_come_when_an_inclusive_join_is_reached(play):
    model = (
        process().start().inclusive("split").when("=a", "fa").user("u1").inclusive("join").user("last").end()
    )
    model.at("split").when("=b", "fb").user("u2").to("join")
    model.at("split").when("=c", "fc").user("u3").to("join")
    run = play(model)
    run.start({"a": True, "b": True, "c": False})
    run.complete("u1")
    assert run.waiting() == ["u2"]
    run.complete("u2")
    assert run.waiting() == ["last"]


def test_goes_on_when_a_condition_becomes_true(play):
    waits = "<conditionalEventDefinition><condition>=ready</condition></conditionalEventDefinition>"
    model = process().start().parallel("split").user("a").end()
    model.at("split").node("intermediateCatchEvent", "cond", waits).user("b").end("e2")
    run = play(model)
    run.start()
    run.complete("a", ready=True)
    assert run.waiting() == ["b"]


def test_jumps_when_links_have_the_same_name(play):
    link = '<linkEventDefinition name="L"/>'
    model = process().start().node("intermediateThrowEvent", "out", link)
    model.at(None).node("intermediateCatchEvent", "in", link).user("b").end()
    run = play(model)
    run.start()
    assert run.waiting() == ["b"]

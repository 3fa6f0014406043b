from __future__ import annotations

from regelruimte.engine.spiff.step import WaitKind
from tests.builders import each, event, part, process
from tests.unit.engine.spiff.moving import move


def many(in_turn=False, extra=()):
    model = process().start().user("a", each("=[1, 2, 3]", "n", in_turn=in_turn))
    for step in extra:
        model.user(step)
    return model.end()


def listening(name=None):
    model = process().message("m", "stop").start().user("a").end()
    if name:
        inner = (
            part().start(f"{name}_start", event("message", "m"), isInterrupting="true").user("undo").end("e2")
        )
        model.at(None).sub(name, inner, triggeredByEvent="true")
    return model


def waits_for_the_first(*, name="a", after=()):
    model = process().message("m", "Bericht").start().node("eventBasedGateway", "g")
    model.node("intermediateCatchEvent", "e", event("message", "m")).user(name)
    for step in after:
        model.user(step)
    return model.end().at("g").timer("late", "P1D").user("b").end("e2")


def test_waits_for_the_first_of_several_events_when_it_moves(play):
    run = play(waits_for_the_first())
    run.start()

    assert move(run, waits_for_the_first(after=("more",))) is None

    run.deliver("e")
    assert run.waiting(WaitKind.TIMER) == []
    run.complete("a")
    assert run.waiting() == ["more"]


def in_turn(*steps):
    inner = part()
    for step in steps:
        inner.at(None).user(step)
    return process().start().adhoc("help", inner, ordering="Sequential").end()


def test_keeps_the_queue_when_a_block_in_turn_moves(play):
    run = play(in_turn("visit", "call"))
    run.start()
    run.activate("help", "visit", "call")

    assert move(run, in_turn("visit", "ring"), call="ring") is None

    run.complete("visit")
    assert run.waiting() == ["ring"]


def test_refuses_when_a_step_in_the_queue_is_gone(play):
    run = play(in_turn("visit", "call"))
    run.start()
    run.activate("help", "visit", "call")

    assert move(run, in_turn("visit")) == [("queue-gone", "help")]


def again(*after):
    loop = "<standardLoopCharacteristics><loopCondition>=count &lt; 3</loopCondition>"
    model = process().start().user("a", f"{loop}</standardLoopCharacteristics>")
    for step in after:
        model.user(step)
    return model.end()


def test_goes_on_counting_when_a_loop_moves(play):
    run = play(again())
    run.start({"count": 0})
    run.complete("a", count=1)

    assert move(run, again("z")) is None

    run.complete("a", count=2)
    assert run.waiting() == ["a"]
    run.complete("a", count=3)
    assert run.waiting() == ["z"]


def test_moves_every_item_in_turn_with_those_to_come(play):
    run = play(many(in_turn=True))
    run.start()
    run.complete("a")

    assert move(run, many(in_turn=True, extra=("z",))) is None

    run.complete("a")
    run.complete("a")
    assert run.waiting() == ["z"]


def repeated_part(*steps):
    inner = part().start("s1")
    for step in steps:
        inner.user(step)
    return process().start().sub("s", inner.end("s2"), each("=[1, 2]", "n")).user("after").end()


def test_moves_a_step_inside_one_of_many_parts(play):
    run = play(repeated_part("a"))
    run.start()

    assert move(run, repeated_part("z", "more"), a="z") is None

    for step in ("z", "z", "more", "more"):
        run.complete(step)
    assert run.waiting() == ["after"]


def helped(inner):
    return process().start().adhoc("help", inner).user("after").end()


def test_moves_inside_a_part_within_a_block(play):
    deep = part().at(None).sub("s", part().start("s1").user("a").end("s2"))
    run = play(helped(deep))
    run.start()
    run.activate("help", "s")
    changed = part().at(None).sub("s", part().start("s1").user("a").user("more").end("s2"))

    assert move(run, helped(changed)) is None

    run.complete("a")
    assert run.waiting() == ["more"]


def test_moves_inside_a_running_event_sub_process(play):
    run = play(listening("handler"))
    run.start()
    run.deliver("handler_start")

    assert move(run, listening("handler")) is None

    run.complete("undo")
    assert run.has_ended

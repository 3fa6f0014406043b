from __future__ import annotations

import pytest

from regelruimte.engine.errors import NotStartable
from regelruimte.engine.spiff import interpreter
from regelruimte.engine.spiff.step import StartOffered, WaitKind
from tests.builders import event, process


def two_starts():
    model = process().start().user("by_hand").end().message("m", "invoice").signal("s", "alert")
    model.at(None).start("on_message", event("message", "m")).user("by_message").end("e2")
    return model.at(None).start("on_signal", event("signal", "s")).user("by_signal").end("e3")


def test_lists_what_begins_it_when_a_model_has_start_events():
    model = interpreter.compile_model("v", two_starts().bpmn())
    assert interpreter.start_events(model) == (
        StartOffered("p", "on_message", WaitKind.MESSAGE, "invoice"),
        StartOffered("p", "on_signal", WaitKind.SIGNAL, "alert"),
    )


def test_begins_without_a_trigger_when_it_is_started_by_hand(play):
    run = play(two_starts())
    run.start()
    assert run.waiting() == ["by_hand"]


def test_begins_at_the_event_when_that_happened(play):
    run = play(two_starts())
    run.start({"amount": 5}, event="on_message")
    assert run.waiting() == ["by_message"]
    assert ("on_message", "entered") in run.passages
    assert run.variable("amount") == 5
    run.complete("by_message")
    assert run.has_ended


def test_begins_after_the_receive_task_when_it_instantiates(play):
    model = process().message("m", "invoice").node("receiveTask", "got", messageRef="m", instantiate="true")
    run = play(model.user("a").end())
    run.start(event="got")
    assert run.waiting() == ["a"]


def test_begins_at_the_event_that_happened_when_an_event_gateway_instantiates(play):
    model = process().message("m", "invoice").signal("s", "alert")
    model.node("eventBasedGateway", "gw", instantiate="true")
    model.node("intermediateCatchEvent", "got", event("message", "m")).user("a").end()
    model.at("gw").node("intermediateCatchEvent", "heard", event("signal", "s")).user("b").end("e2")
    run = play(model)
    run.start(event="heard")
    assert run.waiting() == ["b"]
    assert run.waiting(WaitKind.MESSAGE) == []


def test_refuses_when_no_such_event_begins_it(play):
    with pytest.raises(NotStartable):
        play(two_starts()).start(event="start")

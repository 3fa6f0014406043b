from __future__ import annotations

import pytest

from regelruimte.engine.spiff import interpreter
from regelruimte.engine.spiff.parser import ModelRefused
from tests.builders import each, event, extensions, part, process


def calling(inner=""):
    return process().start().node("callActivity", "call", inner, calledElement="other").user("after").end()


def test_runs_a_process_of_another_file_when_it_is_called(play):
    run = play(calling(), called={"other": process("other").start().user("asked").end()})
    run.start()
    assert run.waiting() == ["asked"]
    run.complete("asked")
    assert run.waiting() == ["after"]


def test_keeps_elements_apart_when_two_files_use_the_same_ids(play):
    run = play(calling(), called={"other": process("other").start().user("after").user("call").end()})
    run.start()
    run.complete("after")
    assert run.waiting() == ["call"]
    run.complete("call")
    assert run.waiting() == ["after"]
    run.complete("after")
    assert run.has_ended


def test_runs_a_process_a_called_file_calls_when_it_is_in_a_third(play):
    second = process("other").start().node("callActivity", "c2", calledElement="third").end()
    run = play(calling(), called={"b": second, "c": process("third").start().user("deep").end()})
    run.start()
    run.complete("deep")
    assert run.waiting() == ["after"]


def test_says_so_when_no_file_has_the_called_process(play):
    run = play(calling(), called={"else": process("else").start().end()})
    run.start()
    assert [trouble.code for trouble in run.troubles] == ["called-process-missing"]


def test_catches_at_its_boundary_when_a_called_file_throws_an_error(play):
    thrower = process("other").start().user("asked").end("wrong", event("error", "E")).error("E", "E1")
    model = (
        calling().error("E", "E1").boundary("caught", "call", event("error", "E")).user("sorry").end("end2")
    )
    run = play(model, called={"other": thrower})
    run.start()
    run.complete("asked")
    assert run.waiting() == ["sorry"]


def test_ends_only_itself_when_a_called_file_terminates(play):
    called = process("other").start().parallel("g").user("stop").end("t", event("terminate"))
    called.at("g").user("other_work").end("e2")
    run = play(calling(), called={"other": called})
    run.start()
    run.complete("stop")
    assert run.waiting() == ["after"]


def test_calls_a_file_for_every_item_when_the_call_is_repeated(play):
    run = play(calling(each("=xs", "x")), called={"other": process("other").start().user("asked").end()})
    run.start({"xs": [1, 2]})
    assert run.waiting() == ["asked", "asked"]
    run.complete("asked")
    run.complete("asked")
    assert run.waiting() == ["after"]


def test_starts_activities_by_id_when_an_adhoc_sub_process_is_in_a_called_file(play):
    inside = part().user("a").at(None).user("b")
    called = process("other").start().adhoc("help", inside, regelruimte__initial="a").end()
    run = play(calling(), called={"other": called})
    run.start()
    run.activate("help", "b")
    assert run.waiting() == ["a", "b"]


def test_is_refused_when_a_called_file_cannot_be_run_as_drawn():
    wrong = process("other").start().node("complexGateway", "gw").end().bpmn()
    with pytest.raises(ModelRefused, match="gw"):
        interpreter.compile_model("v", calling().bpmn(), called={"other": wrong})


def test_counts_what_it_called_when_a_called_process_runs(play):
    run = play(calling(each("=xs", "x")), called={"other": process("other").start().user("asked").end()})
    run.start({"xs": [1, 2]})
    assert interpreter.running_processes(run.model, run.state) == ("p", "other", "other")
    run.complete("asked")
    assert interpreter.running_processes(run.model, run.state) == ("p", "other")


def computed():
    inner = extensions('<zeebe:calledElement processId="=which"/>')
    return process().start().node("callActivity", "call", inner).user("after").end()


def test_calls_the_process_an_expression_names_when_it_is_computed(play):
    others = {key: process(key).start().user(f"in_{key}").end() for key in ("first", "second")}
    run = play(computed(), called=others)
    run.start({"which": "second"})
    assert run.waiting() == ["in_second"]
    run.complete("in_second")
    assert run.waiting() == ["after"]


def test_says_so_when_an_expression_names_a_process_that_is_not_there(play):
    run = play(computed(), called={"first": process("first").start().end()})
    run.start({"which": None})
    assert [trouble.code for trouble in run.troubles] == ["called-process-missing"]

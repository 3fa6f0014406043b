from __future__ import annotations

import pytest

from regelruimte.engine.errors import NotWaiting, StateUnreadable
from regelruimte.engine.spiff import interpreter
from tests.builders import mapping, part, process, timer


def structure(model) -> list:
    return [
        (name, sorted((k, repr(v)) for k, v in vars(spec).items() if not k.endswith("_event")))
        for name, spec in model.spec.task_specs.items()
    ]


def loop(body):
    model = process().start().exclusive("merge")
    body(model)
    return model.script("count", "=n + 1", "n").exclusive("gw", default="out").when("=n < limit").to("merge")


def test_runs_flat_when_a_task_is_done_2000_times(play):
    run = play(loop(lambda model: model.user("u")).at("gw").named("out").end())
    run.start({"n": 0, "limit": 2000})
    for _ in range(1999):
        run.complete("u")
    assert run.waiting() == ["u"]
    assert run.largest < 512
    run.complete("u")
    assert run.has_ended


def test_runs_flat_when_branches_join_300_times(play):
    def body(model):
        model.parallel("split").user("u1").parallel("join")
        model.at("split").user("u2").to("join").at("join")

    run = play(loop(body).at("gw").named("out").end())
    run.start({"n": 0, "limit": 300})
    for _ in range(300):
        run.complete("u2")
        run.complete("u1")
    assert run.has_ended
    assert run.largest < 1024


def test_leaves_the_compiled_model_alone_when_cases_run(play):
    model = process().start().adhoc("help", part().user("visit")).user("b").end()
    model.boundary("late", "b", timer("R/P1D", "timeCycle"), cancels=False).end("e2")
    run = play(model)
    before = structure(run.model)
    run.start()
    run.activate("help", "visit")
    run.close("help")
    run.fire("late")
    run.complete("b")
    assert structure(run.model) == before


def test_does_no_harm_when_ids_are_start_and_end(play):
    run = play(process().start("Start").user("End").user("Root").end("end"))
    run.start()
    run.complete("End")
    assert run.waiting() == ["Root"]


@pytest.mark.parametrize(
    "state", [b"", b"[]", b'{"f":99,"p":"p","t":[]}', b'{"f":1,"p":"p","t":[["1","x","S",{}]]}']
)
def test_refuses_when_the_state_is_not_readable(play, state):
    run = play(process().start().user("a").end())
    with pytest.raises(StateUnreadable):
        interpreter.complete(run.model, state, run.setting, step="1", values={})


def test_refuses_when_the_step_does_not_wait(play):
    run = play(process().start().user("a").timer("t", "P1D").end())
    run.start()
    with pytest.raises(NotWaiting):
        interpreter.complete(run.model, run.state, run.setting, step="nope", values={})
    with pytest.raises(NotWaiting):
        interpreter.fire(run.model, run.state, run.setting, step=run.step("a").step)


def test_stops_when_the_model_never_waits(play):
    model = process().start().exclusive("merge").script("s", "=1", "n").to("merge")
    run = play(model)
    run.start()
    assert [t.code for t in run.troubles] == ["never-waits"]


def test_gives_the_answer_again_when_the_output_mapping_was_wrong(play):
    io = mapping(inputs=[("=1 + 1", "n")], outputs=[("=reply", "answer")])
    run = play(process().start().service("call", "http", io).end())
    run.start()
    step = run.step("call")
    assert (step.connector, dict(step.inputs)) == ("http", {"n": 2})
    run.complete("call", reply="ok")
    assert run.variable("answer") == "ok"

import pytest

from regelruimte.engine.importing import normalise
from regelruimte.engine.validate.drawing import drawing_of
from regelruimte.engine.validate.soundness import soundness_findings
from regelruimte.engine.xml import parse
from tests.builders import part, process


def told(model):
    found = soundness_findings(drawing_of(parse(normalise(model.bpmn()).bpmn)))
    return [(one.code, one.severity.value, one.element) for one in found]


def loop(middle):
    """Draw a loop with one step inside, and a way out."""
    model = process().start().exclusive("in")
    return middle(model).exclusive("out").when("=again").to("in").at("out").when("=not(again)").end()


def test_is_an_error_when_a_loop_has_no_way_out_and_nothing_to_wait_for():
    model = process().start().exclusive("in").script("calc", "=1", "x").to("in")

    assert told(model) == [("loop-without-end", "error", "in")]


def test_warns_when_nothing_changes_in_a_loop_that_never_waits():
    assert told(loop(lambda model: model)) == [("loop-without-change", "warning", "in")]


@pytest.mark.parametrize(
    "middle",
    [
        lambda model: model.user("ask"),
        lambda model: model.script("calc", "=false", "again"),
        lambda model: model.service("call", "mail"),
        lambda model: model.timer("later", "P1D"),
        lambda model: model.sub("sub", part().start("s2").user("ask").end("e2")),
    ],
    ids=["person", "script", "connector", "timer", "sub-process"],
)
def test_finds_nothing_when_a_loop_waits_or_changes_something(middle):
    assert told(loop(middle)) == []


def test_warns_when_a_join_waits_for_ways_of_which_one_is_chosen():
    model = process().start().exclusive("choice").when("=a").user("x").parallel("join").end()
    model.at("choice").when("=not(a)").user("y").to("join")

    assert told(model) == [("join-never-complete", "warning", "join")]


def test_advises_when_paths_side_by_side_meet_without_a_join():
    model = process().start().parallel("split").user("x").user("after").end()
    model.at("split").user("y").to("after")

    assert told(model) == [("goes-on-twice", "advice", "after")]


def test_finds_nothing_when_paths_meet_as_they_parted():
    model = process().start().parallel("split").user("x").parallel("join").exclusive("choice").when("=a")
    model.user("r").exclusive("merge").end().at("choice").when("=not(a)").user("q").to("merge")
    model.at("split").user("y").to("join")

    assert told(model) == []

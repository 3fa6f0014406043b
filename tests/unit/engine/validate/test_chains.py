import pytest

from regelruimte.engine.importing import normalise
from regelruimte.engine.validate.process import check_process
from tests.builders import event, part, process


def codes(model):
    return {(one.code, one.element) for one in check_process(normalise(model.bpmn()))}


def begun_by(kind):
    return getattr(process(), kind)("m", "opnieuw").start("binnen", event(kind, "m"))


@pytest.mark.parametrize("kind", ["message", "signal"])
def test_warns_when_a_process_throws_what_it_starts_on(kind):
    model = begun_by(kind).node("intermediateThrowEvent", "roep", event(kind, "m")).user("kijk").end()

    assert ("begins-itself", "roep") in codes(model)


def test_warns_when_it_is_thrown_at_the_end_of_a_process_that_never_waits():
    model = begun_by("signal").script("reken", "=1", "a").node("endEvent", "roep", event("signal", "m"))

    assert ("begins-itself", "roep") in codes(model)


def test_warns_when_it_is_thrown_in_a_sub_process():
    inside = part().start("b").node("intermediateThrowEvent", "roep", event("signal", "m")).end("e")

    assert ("begins-itself", "roep") in codes(begun_by("signal").sub("blok", inside).end())


def test_says_nothing_when_a_step_waits_first():
    model = begun_by("signal").user("kijk").node("intermediateThrowEvent", "roep", event("signal", "m"))

    assert not {code for code, _element in codes(model.end())} & {"begins-itself"}


def test_says_nothing_when_another_signal_is_thrown():
    model = begun_by("signal").signal("n", "anders")
    model.node("intermediateThrowEvent", "roep", event("signal", "n")).user("kijk").end()

    assert not {code for code, _element in codes(model)} & {"begins-itself"}

"""Joins that wait for what may not come, conditions nobody reads, and starts nobody begins at."""

from regelruimte.engine.importing import normalise
from regelruimte.engine.validate.process import check_process
from tests.builders import process


def codes(model):
    return {(one.code, one.element) for one in check_process(normalise(model.bpmn()))}


def test_warns_when_a_join_waits_for_a_path_that_comes_after_it():
    model = process().start().parallel("j").user("a").exclusive("x", default="uit").when("=nog").to("j")

    assert ("join-waits-for-itself", "j") in codes(model.at("x").named("uit").end())


def test_says_nothing_of_a_join_when_the_loop_goes_around_split_and_join():
    model = process().start().exclusive("m").parallel("s").user("a").parallel("j")
    model.exclusive("x", default="uit").when("=nog").to("m").at("x").named("uit").end()
    model.at("s").user("b").to("j")

    assert not {code for code, _element in codes(model)} & {"join-waits-for-itself", "join-may-wait"}


def test_warns_when_a_parallel_join_follows_an_inclusive_split():
    model = process().start().inclusive("s").when("=a").user("a").parallel("j").end()

    assert ("join-may-wait", "j") in codes(model.at("s").when("=b").user("b").to("j"))


def test_warns_when_a_condition_is_never_read():
    model = process().start().parallel("s").when("=a", "f").user("a").end().at("s").user("b").end("e2")
    assert ("condition-unread", "f") in codes(model)

    model = process().start().exclusive("x", default="f").when("=a", "f").user("a").end()
    assert ("condition-unread", "f") in codes(model.at("x").when("=b").user("b").end("e2"))


def test_warns_of_a_second_start_where_nobody_begins():
    model = process().start("een").user("a").end().at(None).start("twee").to("a")

    assert ("start-second", "twee") in codes(model)

"""What stands where it cannot run as drawn is refused, by name."""

import pytest

from regelruimte.engine.spiff.interpreter import ModelRefused, compile_model
from tests.builders import event, part, process, timer

LINK = '<linkEventDefinition name="verder"/>'


def refused(model):
    with pytest.raises(ModelRefused) as why:
        compile_model("v", model.bpmn())
    return {(finding.code, finding.element) for finding in why.value.findings if finding.is_error}


def test_refuses_a_boundary_event_at_a_gateway():
    model = process().start().exclusive("x").end().boundary("b", "x", timer("PT1H")).end("e")

    assert refused(model) == {("boundary-host", "b")}


def test_refuses_a_flow_into_a_boundary_event():
    model = process().start().user("a").end().boundary("b", "a", timer("PT1H")).user("c").to("b")

    assert refused(model) == {("boundary-entered", "b")}


def test_refuses_an_event_gateway_that_leads_to_a_task():
    model = process().start().node("eventBasedGateway", "g").user("a").end()

    assert refused(model) == {("event-gateway-target", "a")}


def test_refuses_flows_at_an_event_sub_process():
    inside = part().start("es", event("message", "m")).end("ee")
    model = process().message("m", "x").start().sub("s", inside, triggeredByEvent="true").end()

    assert refused(model) == {("event-sub-process-in-flow", "s")}


def test_refuses_a_sub_process_that_begins_on_an_event():
    inside = part().start("is", event("message", "m")).end("ie")

    assert refused(process().message("m", "x").start().sub("s", inside).end()) == {
        ("sub-start-triggered", "is")
    }


def test_refuses_a_second_start_in_a_sub_process():
    inside = part().start("one").user("a").end("ie").at(None).start("two").to("a")

    assert refused(process().start().sub("s", inside).end()) == {("sub-starts-several", "two")}


def test_refuses_two_targets_of_the_same_link():
    model = process().start().node("intermediateThrowEvent", "t", LINK).at(None)
    model.node("intermediateCatchEvent", "c1", LINK).end("e1").at(None)

    assert refused(model.node("intermediateCatchEvent", "c2", LINK).end("e2")) == {("link-twice", "c2")}


@pytest.mark.parametrize("name", ["startQuantity", "completionQuantity"])
def test_refuses_an_activity_of_more_than_one_token(name):
    assert refused(process().start().user("a", **{name: "2"}).end()) == {("token-quantity", "a")}


def test_refuses_a_loop_whose_maximum_is_no_number():
    loop = '<standardLoopCharacteristics loopMaximum="veel"/>'

    assert refused(process().start().user("a", loop).end()) == {("loop-endless", "a")}

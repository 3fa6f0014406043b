"""What stands where BPMN has no place for it: refused, by name."""

from __future__ import annotations

from collections.abc import Iterator

from tests.builders import event, part, process, timer
from tests.unit.engine.spiff.element_line import Drawn

LINK = '<linkEventDefinition name="verder"/>'
BOUNDARY, GATEWAY, SCOPE = "10.5.3, 13.5.3", "10.6.6, 13.4.4", "10.3.5, 13.3.4"


def misplaced() -> Iterator[Drawn]:
    """Yield each with the model it is refused in."""
    yield "boundary event", "at a gateway", BOUNDARY, at_a_gateway(), "boundary-host"
    yield "boundary event", "with a flow into it", BOUNDARY, entered(), "boundary-entered"
    leads = process().start().node("eventBasedGateway", "g").user("a").end()
    yield "eventBasedGateway", "that leads to a task", GATEWAY, leads, "event-gateway-target"
    inside = part().start("es", event("message", "m")).end("ee")
    model = process().message("m", "x").start().sub("s", inside, triggeredByEvent="true").end()
    yield "event sub-process", "with flows at it", SCOPE, model, "event-sub-process-in-flow"
    inside = part().start("is", event("message", "m")).end("ie")
    model = process().message("m", "x").start().sub("s", inside).end()
    yield "subProcess", "that begins on an event", SCOPE, model, "sub-start-triggered"
    inside = part().start("one").user("a").end("ie").at(None).start("two").to("a")
    yield (
        "subProcess",
        "with two starts",
        SCOPE,
        process().start().sub("s", inside).end(),
        "sub-starts-several",
    )
    yield "link event", "caught twice under one name", "10.5.5", linked_twice(), "link-twice"
    for name in ("startQuantity", "completionQuantity"):
        counted = process().start().user("a", **{name: "2"}).end()
        yield "activity", f"with a {name}", "10.3, 13.3.2", counted, "token-quantity"
    loop = '<standardLoopCharacteristics loopMaximum="veel"/>'
    yield "standard loop", "with a maximum that is no number", "10.3.8", looping(loop), "loop-endless"


def at_a_gateway():
    return process().start().exclusive("x").end().boundary("b", "x", timer("PT1H")).end("e")


def entered():
    return process().start().user("a").end().boundary("b", "a", timer("PT1H")).user("c").to("b")


def linked_twice():
    model = process().start().node("intermediateThrowEvent", "t", LINK).at(None)
    model.node("intermediateCatchEvent", "c1", LINK).end("e1").at(None)
    return model.node("intermediateCatchEvent", "c2", LINK).end("e2")


def looping(loop):
    return process().start().user("a", loop).end()

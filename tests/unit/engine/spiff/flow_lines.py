"""Tasks, sequence flows and gateways."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from regelruimte.engine.spiff.step import WaitKind
from tests.builders import Process, event, extensions, process
from tests.unit.engine.spiff.element_line import Drawn, story

WORK = "10.3.3, 13.3.3"
GIVEN = extensions('<zeebe:assignmentDefinition candidateGroups="team-parkeren"/>')


def tasks() -> Iterator[Drawn]:
    """Yield the kinds of task."""
    passes, waits = story(then=["after"]), story("t", then=["after"])
    one = ("task", "abstract"), ("manualTask", "given to nobody")
    for tag, place in one:
        yield tag, place, WORK, process().start().node(tag, "t").user("after").end(), passes
    yield (
        "manualTask",
        "given to a group",
        WORK,
        process().start().node("manualTask", "t", GIVEN).user("after").end(),
        waits,
    )
    yield "userTask", "with or without a form", WORK, process().start().user("t").user("after").end(), waits
    yield (
        "scriptTask",
        "FEEL",
        WORK,
        process().start().script("t", "=1 + 1", "n").user("after").end(),
        story(then=["after"], n=Decimal(2)),
    )
    script = process().start().node("scriptTask", "t", "<script>n = 2</script>").end()
    yield "scriptTask", "another language", WORK, script, "script-language"
    yield (
        "serviceTask",
        "with a connector",
        WORK,
        process().start().service("t", "http").user("after").end(),
        waits,
    )
    yield (
        "serviceTask",
        "with a connector and somebody who does it by hand",
        WORK,
        process().start().service("t", "http", regelruimte__fallback="manual").user("after").end(),
        waits,
    )
    yield (
        "serviceTask",
        "without a connector",
        WORK,
        process().start().node("serviceTask", "t").end(),
        "connector-missing",
    )
    yield "sendTask", "with a message", WORK, message_task("sendTask"), sends
    yield (
        "sendTask",
        "without message or connector",
        WORK,
        process().start().node("sendTask", "t").end(),
        "connector-missing",
    )
    yield "receiveTask", "with a message", WORK, message_task("receiveTask"), receives
    yield "receiveTask", "that begins the process", f"{WORK}, 13.2", begun_by_receiving(), begins
    yield (
        "receiveTask",
        "without a message",
        WORK,
        process().start().node("receiveTask", "t").end(),
        "message-missing",
    )
    ruled = process().start().decision("t", "d", "n").user("after").end()
    yield "businessRuleTask", "with a decision", WORK, ruled, story(then=["after"], n=None)
    yield (
        "businessRuleTask",
        "without a decision",
        WORK,
        process().start().node("businessRuleTask", "t").end(),
        "decision-missing",
    )


def message_task(tag: str) -> Process:
    model = process().message("m", "Bericht").start()
    return model.node(tag, "t", messageRef="m").user("after").end()


def begun_by_receiving() -> Process:
    model = process().message("m", "Bericht").node("receiveTask", "t", messageRef="m", instantiate="true")
    return model.user("after").end()


def sends(run: Any) -> None:
    run.start()
    assert run.waiting() == ["after"]
    assert [thrown.name for thrown in run.thrown] == ["Bericht"]


def receives(run: Any) -> None:
    run.start()
    assert run.waiting() == []
    run.deliver("t")
    assert run.waiting() == ["after"]


def begins(run: Any) -> None:
    run.start(event="t")
    assert run.waiting() == ["after"]


def flows() -> Iterator[Drawn]:
    """Yield what sequence flows can do."""
    section = "8.4.13, 13.2.1"
    several = process().start().user("t").user("b").end().at("t").user("c").end("e2")
    yield "sequenceFlow", "several from one activity", section, several, story("t", then=["b", "c"])
    one = process().start().user("t").when("=x", "f").user("b").end().at("t").user("c").end("e2")
    yield (
        "sequenceFlow",
        "with a condition, from an activity",
        section,
        one,
        story("t", given={"x": False}, then=["c"]),
    )
    default = process().start().user("t", default="d").when("=x", "f").user("b").end()
    default.at("t").named("d").user("c").end("e2")
    yield (
        "sequenceFlow",
        "default, from an activity",
        section,
        default,
        story("t", given={"x": False}, then=["c"]),
    )
    merged = process().start().parallel("g").user("a").user("after").end().at("g").user("b").to("after")
    yield (
        "sequenceFlow",
        "several into one activity",
        section,
        merged,
        story("a", "b", then=["after", "after"]),
    )
    loose = process().start().user("t").end().at(None).user("never")
    yield "sequenceFlow", "none to a node (beside a start event)", "10.5.2, 13.2", loose, story(then=["t"])
    yield "sequenceFlow", "to nothing", section, process().start().to("nothing"), "flow-loose"


def gateways() -> Iterator[Drawn]:
    """Yield the gateways."""
    yield (
        "exclusiveGateway",
        "split",
        "10.6.2, 13.4.2",
        split("exclusiveGateway"),
        story(then=["a"], given=AB),
    )
    default = process().start().exclusive("g", default="d").when("=x", "f").user("a").end()
    default.at("g").named("d").user("b").end("e2")
    yield "exclusiveGateway", "default flow", "10.6.2, 13.4.2", default, story(then=["b"], given={"x": False})
    yield "exclusiveGateway", "no flow fits", "10.6.2, 13.4.2", split("exclusiveGateway"), in_trouble
    yield (
        "exclusiveGateway",
        "merge",
        "10.6.2, 13.4.2",
        joined("exclusiveGateway"),
        story("a", "b", then=["after", "after"], given=AB),
    )
    yield (
        "parallelGateway",
        "split and join",
        "10.6.4, 13.4.1",
        joined("parallelGateway"),
        story("a", "b", then=["after"], given=AB),
    )
    yield (
        "inclusiveGateway",
        "split and join",
        "10.6.3, 13.4.3",
        joined("inclusiveGateway"),
        story("a", "b", then=["after"], given=AB),
    )
    yield (
        "complexGateway",
        "split or join",
        "10.6.5, 13.4.5",
        process().start().node("complexGateway", "g").end(),
        "complex-gateway",
    )
    yield "eventBasedGateway", "in the process", "10.6.6, 13.4.4", raced(), first_wins
    yield (
        "eventBasedGateway",
        "that begins the process",
        "10.6.6, 13.2",
        raced(instantiate="true"),
        first_begins,
    )
    parallel = raced(instantiate="true", eventGatewayType="Parallel")
    yield "eventBasedGateway", "parallel", "10.6.6, 13.4.4", parallel, "event-gateway-parallel"


AB = {"a": True, "b": True}


def split(tag: str) -> Process:
    model = process().start().node(tag, "g").when("=a", "fa").user("a").end()
    return model.at("g").when("=b", "fb").user("b").end("e2")


def joined(tag: str) -> Process:
    """Split by a gateway that takes both ways, and come together in one of the kind asked for."""
    splits = "inclusiveGateway" if tag == "inclusiveGateway" else "parallelGateway"
    model = process().start().node(splits, "g")
    if splits == "inclusiveGateway":
        model.when("=a", "fa")
    model.user("a").node(tag, "join").user("after").end().at("g")
    if splits == "inclusiveGateway":
        model.when("=b", "fb")
    return model.user("b").to("join")


def raced(**attributes: str) -> Process:
    model = process().message("m", "Bericht")
    if "instantiate" not in attributes:
        model.start()
    model.node("eventBasedGateway", "g", **attributes)
    model.node("intermediateCatchEvent", "e", event("message", "m")).user("a").end()
    return model.at("g").timer("late", "P1D").user("b").end("e2")


def in_trouble(run: Any) -> None:
    run.start({"a": False, "b": False})
    assert [trouble.code for trouble in run.troubles] == ["no-flow-matches"]


def first_wins(run: Any) -> None:
    run.start()
    run.deliver("e")
    assert run.waiting() == ["a"]
    assert run.waiting(WaitKind.TIMER) == []


def first_begins(run: Any) -> None:
    run.start(event="e")
    assert run.waiting() == ["a"]

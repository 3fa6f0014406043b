"""Sub-processes, repetition, data and what stands around them."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from tests.builders import Process, each, event, extensions, mapping, part, process, timer
from tests.unit.engine.spiff.element_line import Drawn, story

COUNTS = '<zeebe:script expression="=count + 1" resultVariable="count"/>'
ASSOCIATION = (
    '<ioSpecification><dataInput id="in"/><inputSet/><outputSet/></ioSpecification>'
    '<dataInputAssociation id="da"><targetRef>in</targetRef>{}</dataInputAssociation>'
)
ASSIGNS = "<assignment><from>1</from><to>in</to></assignment>"


def sub_processes() -> Iterator[Drawn]:
    """Yield what holds other activities."""
    inside = part().start("s2").user("a").end("e2")
    plain = process().start().sub("sub", inside).user("after").end()
    yield "subProcess", "embedded", "10.3.5, 13.3.4", plain, story("a", then=["after"])
    io = extensions(mapping(inputs=[("=10", "x")], outputs=[("=x + 1", "answer")]))
    mapped = process().start().sub("sub", inside, io).user("after").end()
    yield (
        "subProcess",
        "with input and output mapping",
        "10.3.5, 10.4.1",
        mapped,
        story("a", then=["after"], given={"x": 1}, x=1, answer=Decimal(11)),
    )
    yield "subProcess", "empty", "10.3.5", process().start().sub("sub", part()).end(), "container-empty"
    transaction = process().start().sub("sub", inside, tag="transaction").user("after").end()
    yield "transaction", "completed", "10.3.5, 13.3.4", transaction, story("a", then=["after"])
    yield "callActivity", "process of the bundle", "10.3.6, 13.3.4", Calling(), story("asked", then=["after"])
    yield (
        "callActivity",
        "with input and output mapping",
        "10.3.6, 10.4.1",
        Calling(io),
        story("asked", then=["after"], given={"x": 1}, x=1, answer=Decimal(11)),
    )
    yield (
        "callActivity",
        "that names nothing",
        "10.3.6",
        process().start().node("callActivity", "t").end(),
        "called-missing",
    )
    yield "adHocSubProcess", "parallel ordering", "10.3.5, 13.3.5", adhoc(), chooses
    yield (
        "adHocSubProcess",
        "sequential ordering",
        "10.3.5, 13.3.5",
        adhoc(ordering="Sequential"),
        chooses_in_turn,
    )
    yield (
        "adHocSubProcess",
        "completion condition",
        "10.3.5, 13.3.5",
        adhoc("=nrOfCompletedInstances >= 1"),
        closes,
    )
    yield (
        "adHocSubProcess",
        "cancelRemainingInstances false",
        "10.3.5, 13.3.5",
        adhoc("=nrOfCompletedInstances >= 1", cancelRemainingInstances="false"),
        waits_for_rest,
    )


class Calling(Process):
    """A process that calls another one in its file."""

    def __init__(self, inner: str = "") -> None:
        super().__init__("p")
        self.start().node("callActivity", "call", inner, calledElement="called").user("after").end()

    def bpmn(self, *others: Process) -> bytes:
        return super().bpmn(process("called").start("s2").user("asked").end("e2"), *others)


def adhoc(until: str | None = None, **attributes: str) -> Process:
    inside = part().user("a").at(None).user("b")
    return process().start().adhoc("help", inside, until, **attributes).user("after").end()


def chooses(run: Any) -> None:
    run.start()
    assert run.waiting() == []
    run.activate("help", "a", "b", "a")
    assert run.waiting() == ["a", "a", "b"]


def chooses_in_turn(run: Any) -> None:
    run.start()
    run.activate("help", "a", "b")
    assert run.waiting() == ["a"]
    run.complete("a")
    assert run.waiting() == ["b"]


def closes(run: Any) -> None:
    run.start()
    run.activate("help", "a", "b")
    run.complete("a")
    assert run.waiting() == ["after"]


def waits_for_rest(run: Any) -> None:
    run.start()
    run.activate("help", "a", "b")
    run.complete("a")
    assert run.waiting() == ["b"]
    run.complete("b")
    assert run.waiting() == ["after"]


def repeated() -> Iterator[Drawn]:
    """Yield the ways to repeat an activity."""
    section, given = "10.3.8, 13.3.7", {"xs": [1, 2, 3]}
    yield "multiInstance", "parallel, over a list", section, many(), story("t", then=["t", "t"], given=given)
    yield (
        "multiInstance",
        "sequential, over a list",
        section,
        many(in_turn=True),
        story("t", then=["t"], given=given),
    )
    until = "=nrOfCompletedInstances = 2"
    yield (
        "multiInstance",
        "parallel, completion condition",
        section,
        many(until=until),
        story("t", "t", then=["after"], given=given),
    )
    yield (
        "multiInstance",
        "sequential, completion condition",
        section,
        many(in_turn=True, until=until),
        story("t", "t", then=["after"], given=given),
    )
    number = "<loopCardinality>=2</loopCardinality>"
    counted = f"<multiInstanceLoopCharacteristics>{number}</multiInstanceLoopCharacteristics>"
    yield "multiInstance", "a number of times", section, repeats(counted), story(then=["t", "t"])
    yield (
        "multiInstance",
        "over nothing named",
        section,
        repeats("<multiInstanceLoopCharacteristics/>"),
        "repeat-over-nothing",
    )
    condition = "<loopCondition>=count &lt; 3</loopCondition>"
    loop = f"<standardLoopCharacteristics>{condition}</standardLoopCharacteristics>"
    looped = process().start().node("scriptTask", "t", extensions(COUNTS) + loop).user("after").end()
    after_test = story(then=["after"], given={"count": 5}, count=Decimal(6))
    yield "standardLoop", "tested after", "10.3.8, 13.3.6", looped, after_test
    before = loop.replace("Characteristics>", 'Characteristics testBefore="true">', 1)
    yield (
        "standardLoop",
        "tested before",
        "10.3.8, 13.3.6",
        repeats(before),
        story(then=["after"], given={"count": 5}),
    )
    most = '<standardLoopCharacteristics loopMaximum="2"/>'
    yield "standardLoop", "at most so often", "10.3.8, 13.3.6", repeats(most), story("t", then=["t"])
    yield (
        "standardLoop",
        "without end",
        "10.3.8, 13.3.6",
        repeats("<standardLoopCharacteristics/>"),
        "loop-endless",
    )
    undone = (
        process()
        .start()
        .user("t")
        .node("intermediateThrowEvent", "u", event("compensate"))
        .user("after")
        .end()
    )
    yield (
        "compensation handler",
        "joined by an association",
        "10.7.1, 13.5.5",
        undone.undone_by("t", "undo"),
        story("t", "undo", then=["after"]),
    )
    flowing = process().start().user("t", isForCompensation="true").end()
    yield "compensation handler", "with sequence flows", "10.7.1", flowing, "compensation"


def many(**asked: Any) -> Process:
    return repeats(each("=xs", "x", **asked))


def repeats(inner: str) -> Process:
    return process().start().user("t", inner).user("after").end()


def data() -> Iterator[Drawn]:
    """Yield what is drawn of data: the variables of the process hold it."""
    shown = story("t", then=["after"])
    objects = '<dataObject id="do"/><dataObjectReference id="dr" dataObjectRef="do"/>'
    yield "dataObject", "drawn (variables hold the data)", "10.4.1", beside(objects), shown
    yield "dataStoreReference", "drawn", "10.4.1", beside('<dataStoreReference id="ds"/>'), shown
    plain = process().start().user("t", ASSOCIATION.format("")).user("after").end()
    yield "dataAssociation", "drawn", "10.4.1", plain, shown
    assigning = process().start().user("t", ASSOCIATION.format(ASSIGNS)).user("after").end()
    yield "dataAssociation", "with an assignment or transformation", "10.4.1", assigning, "data-association"
    io = extensions(mapping(inputs=[("=y", "x")], outputs=[("=x", "z")]))
    yield (
        "input and output mapping",
        "at a task",
        "10.4.2",
        process().start().user("t", io).user("after").end(),
        story("t", then=["after"], given={"y": 7}, z=7),
    )


def beside(xml: str) -> Process:
    """Draw something beside the flow of a process."""
    model = process().start().user("t").user("after").end()
    model.parts.append(xml)
    return model


def around() -> Iterator[Drawn]:
    """Yield what stands around and beside the flow."""
    shown = story("t", then=["after"])
    lane = '<laneSet id="ls"><lane id="l" name="Team Parkeren"><flowNodeRef>t</flowNodeRef></lane></laneSet>'
    yield "lane", "names who does it", "10.8", beside(lane), in_lane
    pools = beside("")
    pools.beside.append(
        '<collaboration id="co"><participant id="us" processRef="p"/><participant id="them"/>'
        '<messageFlow id="mf" sourceRef="us" targetRef="them"/></collaboration>'
    )
    yield "participant (pool) and messageFlow", "drawn", "9.3, 9.4", pools, shown
    note = '<textAnnotation id="ta"><text>x</text></textAnnotation>'
    note += '<association id="as" sourceRef="t" targetRef="ta"/>'
    yield "textAnnotation, group and association", "drawn", "8.4.1", beside(note + '<group id="gr"/>'), shown
    yield "process", "without start event", "13.2", process().user("t").user("after").end(), shown
    yield "process", "none in the file", "10.2", NoProcess("p"), "no-process"
    yield "process", "ids that occur twice", "8.2.1", process().start("p").end(), "id-double"
    late = process().start().user("t").end().boundary("b", "nothing", timer("P1D"))
    yield "boundaryEvent", "at nothing", "10.5.3", late, "boundary-loose"
    loose = process().start().node("endEvent", "e", event("cancel"))
    yield "cancel event", "outside a transaction", "10.5.4", loose, "cancel-loose"
    jump = process().start().node("intermediateThrowEvent", "e", '<linkEventDefinition name="L"/>')
    yield "link event", "without a target", "10.5.3", jump, "link-loose"


class NoProcess(Process):
    """A file with a choreography, or a conversation, and no process."""

    def xml(self) -> str:
        return '<choreography id="c"/>'


def in_lane(run: Any) -> None:
    run.start()
    assert run.step("t").group == "team-parkeren"

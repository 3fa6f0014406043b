"""Every kind of event in every place."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tests.builders import Process, event, part, process, timer
from tests.unit.engine.spiff.element_line import Line

LINK = '<linkEventDefinition name="L"/>'
INNER = {
    "none": "",
    "message": event("message", "m"),
    "signal": event("signal", "s"),
    "timer (date)": timer("2026-12-01T09:00:00+01:00", "timeDate"),
    "timer (duration)": timer("P2D"),
    "timer (cycle)": timer("R2/P1D", "timeCycle"),
    "conditional": "<conditionalEventDefinition><condition>=ready</condition></conditionalEventDefinition>",
    "error": event("error", "err"),
    "escalation": event("escalation", "esc"),
    "cancel": event("cancel"),
    "compensation": event("compensate"),
    "link": LINK,
    "terminate": event("terminate"),
    "multiple": event("message", "m") + event("signal", "s"),
    "parallel multiple": event("message", "m") + event("signal", "s"),
}
OUTSIDE = ("message", "signal", "timer (date)", "timer (duration)", "timer (cycle)", "conditional")
SECTIONS = {
    "start": "10.5.2, 13.5.1",
    "start of an event sub-process (interrupting)": "10.5.2, 13.5.4",
    "start of an event sub-process (not interrupting)": "10.5.2, 13.5.4",
    "intermediate catch": "10.5.3, 13.5.2",
    "intermediate throw": "10.5.3, 13.5.2",
    "boundary (interrupting)": "10.5.3, 13.5.3",
    "boundary (not interrupting)": "10.5.3, 13.5.3",
    "end": "10.5.4, 13.5.6",
}
COMPENSATES = "10.7.1, 13.5.5"


def file() -> Process:
    """Begin a process with what its events may refer to."""
    return process().message("m", "Bericht").signal("s", "Sein").error("err", "E").escalation("esc", "X")


def draw_event(tag: str, kind: str, **attributes: str) -> tuple[str, str, str, dict[str, str]]:
    """Return what `Part.node` takes to draw the event, called `e`."""
    told = {"parallelMultiple": "true"} if kind == "parallel multiple" else {}
    return tag, "e", INNER[kind], told | attributes


def put(model: Any, tag: str, kind: str, **attributes: str) -> Any:
    """Draw the event after what was drawn last."""
    tag, element, inner, told = draw_event(tag, kind, **attributes)
    return model.node(tag, element, inner, **told)


def happen(run: Any, kind: str) -> None:
    """Let happen what event `e` waits for."""
    if kind.startswith("timer"):
        run.fire("e")
    elif kind == "conditional":
        run.write(ready=True)
    else:
        run.deliver("e")


def at_start(kind: str) -> Process:
    return put(file(), "startEvent", kind).user("after").end()


def plays_start(run: Any, kind: str) -> None:
    run.start(event=None if kind == "none" else "e")
    assert run.waiting() == ["after"]
    run.complete("after")
    assert run.has_ended


def at_catch(kind: str) -> Process:
    model = file().start()
    if kind == "link":
        model.node("intermediateThrowEvent", "jump", LINK).at(None)
    return put(model, "intermediateCatchEvent", kind).user("after").end()


def plays_catch(run: Any, kind: str) -> None:
    run.start({"ready": False})
    if kind in OUTSIDE:
        assert run.waiting() == []
        happen(run, kind)
    assert run.waiting() == ["after"]


def at_boundary(kind: str, cancels: str) -> Process:
    """Draw it at a task; what is thrown from inside, at a sub-process that throws it."""
    if kind == "compensation":
        model = file().start().user("a").node("intermediateThrowEvent", "undo", event("compensate"))
        return _beside_handler(model.user("after").end(), "a", cancels)
    if kind in {"error", "escalation", "cancel"}:
        inside = part().start("s2").user("a").parallel("g").user("b").end("e2").at("g").end("up", INNER[kind])
        model = file().start().sub("sub", inside, tag="transaction" if kind == "cancel" else "subProcess")
        host = "sub"
    else:
        model, host = file().start().user("a"), "a"
    model.end().at(None)
    return (
        put(model, "boundaryEvent", kind, attachedToRef=host, cancelActivity=cancels).user("caught").end("e3")
    )


def _beside_handler(model: Process, host: str, cancels: str) -> Process:
    model.at(None).node("boundaryEvent", "e", event("compensate"), attachedToRef=host, cancelActivity=cancels)
    model.at(None).node("userTask", "undone", isForCompensation="true")
    model.parts.append('<association id="as" sourceRef="e" targetRef="undone"/>')
    return model


def plays_boundary(run: Any, kind: str, cancels: str) -> None:
    run.start({"ready": False})
    if kind in OUTSIDE:
        happen(run, kind)
        assert run.waiting() == (["caught"] if cancels == "true" else ["a", "caught"])
        return
    run.complete("a")
    if kind == "compensation":
        assert run.waiting() == ["undone"]
        run.complete("undone")
        assert run.waiting() == ["after"]
    else:
        assert run.waiting() == (["caught"] if cancels == "true" else ["b", "caught"])


def at_event_sub_process(kind: str, interrupts: str) -> Process:
    """Draw it where its sub-process waits for a task, or throws what it waits for."""
    aside = put(part(), "startEvent", kind, isInterrupting=interrupts).user("caught").end("e4")
    if kind in {"error", "escalation"}:
        around = part().start("s2").user("a").parallel("g").user("b").end("e2").at("g").end("up", INNER[kind])
    else:
        around = part().start("s2").user("a").end("e2")
    around.at(None).sub("aside", aside, triggeredByEvent="true")
    model = file().start().sub("sub", around)
    if kind == "compensation":
        model.node("intermediateThrowEvent", "undo", event("compensate"))
    return model.user("after").end()


def plays_event_sub_process(run: Any, kind: str, interrupts: str) -> None:
    run.start({"ready": False})
    if kind in OUTSIDE:
        happen(run, kind)
        assert run.waiting() == (["caught"] if interrupts == "true" else ["a", "caught"])
        return
    run.complete("a")
    left = [] if interrupts == "true" or kind == "compensation" else ["b"]
    assert run.waiting() == [*left, "caught"]
    for element in (*left, "caught"):
        run.complete(element)
    assert run.waiting() == ["after"]


def at_throw(kind: str) -> Process:
    """Draw it after a task, with what hears it."""
    model = file().start().user("a")
    if kind == "escalation":
        inside = put(part().start("s2"), "intermediateThrowEvent", kind).user("after").end("e2")
        model.sub("sub", inside).end()
        return model.boundary("hears", "sub", INNER[kind], cancels=False).user("heard").end("e3")
    put(model, "intermediateThrowEvent", kind)
    if kind == "link":
        model.at(None).node("intermediateCatchEvent", "landed", LINK)
    model.user("after").end()
    return model.undone_by("a", "undone") if kind == "compensation" else model


def plays_throw(run: Any, kind: str) -> None:
    run.start()
    run.complete("a")
    if kind == "compensation":
        run.complete("undone")
    assert run.waiting() == (["after", "heard"] if kind == "escalation" else ["after"])
    assert [thrown.name for thrown in run.thrown] == THROWN.get(kind, [])


THROWN = {"message": ["Bericht"], "signal": ["Sein"]}


def at_end(kind: str) -> Process:
    """Draw it after a task and beside another, with what hears it."""
    inside = part().start("s2").parallel("g").user("b").end("e2").at("g").user("a")
    put(inside, "endEvent", kind)
    if kind == "compensation":
        inside.undone_by("a", "undone")
    model = file().start().sub("sub", inside, tag="transaction" if kind == "cancel" else "subProcess")
    model.user("after").end()
    if kind in {"error", "escalation", "cancel"}:
        model.boundary("hears", "sub", INNER[kind]).user("heard").end("e3")
    return model


def plays_end(run: Any, kind: str) -> None:
    run.start()
    run.complete("a")
    assert run.waiting() == ENDS.get(kind, ["b"])
    assert [thrown.name for thrown in run.thrown] == THROWN.get(kind, [])


ENDS = {
    "error": ["heard"], "escalation": ["heard"], "cancel": ["heard"], "compensation": ["b", "undone"],
    "terminate": ["after"],
}  # fmt: skip

RUNS = {
    "start": {"none", *OUTSIDE},
    "start of an event sub-process (interrupting)": {*OUTSIDE, "error", "escalation", "compensation"},
    "start of an event sub-process (not interrupting)": {*OUTSIDE, "escalation", "compensation"},
    "intermediate catch": {"none", *OUTSIDE, "link"},
    "intermediate throw": {"none", "message", "signal", "escalation", "compensation", "link"},
    "boundary (interrupting)": {*OUTSIDE, "error", "escalation", "cancel", "compensation"},
    "boundary (not interrupting)": {*OUTSIDE, "escalation", "compensation"},
    "end": {"none", "message", "signal", "error", "escalation", "cancel", "compensation", "terminate"},
}
PLACES: dict[str, tuple[Callable[..., Process], Callable[..., None], tuple[str, ...]]] = {
    "start": (at_start, plays_start, ()),
    "start of an event sub-process (interrupting)": (
        at_event_sub_process, plays_event_sub_process, ("true",),
    ),
    "start of an event sub-process (not interrupting)": (
        at_event_sub_process, plays_event_sub_process, ("false",),
    ),
    "intermediate catch": (at_catch, plays_catch, ()),
    "intermediate throw": (at_throw, plays_throw, ()),
    "boundary (interrupting)": (at_boundary, plays_boundary, ("true",)),
    "boundary (not interrupting)": (at_boundary, plays_boundary, ("false",)),
    "end": (at_end, plays_end, ()),
}  # fmt: skip


def refused_as(kind: str, place: str) -> str:
    """Return the finding an event that cannot run in a place is refused with."""
    if "multiple" in kind:
        return "event-multiple"
    if "boundary" in place or "sub-process" in place:
        if kind == "none":
            return "event-untriggered"
        if kind == "error" or (kind == "cancel" and "boundary" in place):
            return "event-interrupts"
    return "event-unsupported"


def event_line(kind: str, place: str) -> Line:
    """Return the line of a kind of event in a place."""
    draw, story, told = PLACES[place]
    runs = kind in RUNS[place]
    by_hand = place == "start" and (kind.startswith("timer") or kind == "conditional")
    return Line(
        element=f"{kind} event",
        place=place,
        section=COMPENSATES if kind == "compensation" else SECTIONS[place],
        draw=lambda: draw(kind, *told),
        story=(lambda run: story(run, kind, *told)) if runs else None,
        refused="" if runs else refused_as(kind, place),
        warned="start-by-hand" if by_hand else "",
    )

"""Overruling a decision: a person gives another outcome than the rules did; what the rules said stays."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from regelruimte.engine.actors import Act, require
from regelruimte.engine.advance import (
    Running,
    read_running,
    record_advance,
    require_open,
    setting_of,
    take_live,
)
from regelruimte.engine.detours.taking import (
    Motive,
    Standing,
    Taken,
    ask_second_eyes,
    done_at_once,
    grounded,
    lock_case,
    new_detour,
    standing_at,
    write_note,
)
from regelruimte.engine.errors import InvalidValue, NotFound, TaskHeld
from regelruimte.engine.reach import find_visible_case
from regelruimte.engine.spiff import detours as departing
from regelruimte.engine.store import task_rows
from regelruimte.engine.store.reads import history
from regelruimte.engine.store.reads.history import KeptDecision
from regelruimte.engine.store.unit_of_work import UnitOfWork, View
from regelruimte.engine.values import Value, to_value
from regelruimte.engine.vocabulary import CaseStatus, Detour, DetourKind, DetourStatus


@dataclass(frozen=True, slots=True)
class Overridable:
    """A decision of the rules in a case that a person may overrule.

    Attributes:
        kept: the decision with its trace; name: of the step as drawn.
        result: what stands now: what the rules said, or the last outcome a person gave.
        standing: what this actor may use to overrule it.
        is_passed: True when the path has already turned on it: the data change, the way taken does not.
    """

    kept: KeptDecision
    name: str
    result: Value
    standing: Standing
    is_passed: bool

    @property
    def why_not(self) -> str | None:
        """Why this actor may not overrule it, None when they may."""
        return None if self.standing.is_allowed else "mandate"


@dataclass(frozen=True, slots=True)
class Override:
    """Another outcome of a decision.

    Attributes:
        decision: id of the decision as it was made in this case.
        result: the new outcome; of a decision with several outputs only those that change.
        motive: why, and on what ground.
    """

    decision: int
    result: Value
    motive: Motive


def list_overridable(view: View, number: str) -> tuple[Overridable, ...]:
    """Return the last decision of each decision step in the usual path of an open case.

    Raises:
        NotFound: no such case for this actor; NotAllowed: this actor takes no detours.
    """
    require(view.actor, Act.TAKE_DETOURS)
    case = find_visible_case(view, number)
    running = read_running(view, case)
    if case.status is not CaseStatus.OPEN or running.instance.state is None:
        return ()
    return _overridable(view, running)


def override_decision(work: UnitOfWork, number: str, request: Override) -> Detour:
    """Give a decision another outcome; the path reads it from now on, and the rules' own trace stays.

    Raises:
        ReasonMissing; GroundMissing; MandateMissing: the actor may not decide this.
        NotFound: no such case for this actor, or no such decision in it, or a later one took its place.
        CaseClosed: the case, or its usual path, has ended; TaskHeld: the path waits for a detour.
        InvalidValue: the new outcome is of another kind than the old one, or the same.
    """
    running = lock_case(work, number)
    state = require_open(running)
    found = next((each for each in _overridable(work, running) if each.kept.id == request.decision), None)
    if found is None:
        raise NotFound(decision=request.decision)
    if running.instance.held_by is not None:
        raise TaskHeld(detour=running.instance.held_by)
    motive = grounded(request.motive, found.standing)
    result = _merged(found.result, to_value(request.result))
    taken = Taken(
        DetourKind.OVERRIDE, found.name, found.kept.element,
        facts={"decision": found.kept.id, "before": found.result, "after": result},
    )  # fmt: skip
    detour = new_detour(work, running, taken, motive)
    payload = {"decision": request.decision, "result": to_value(request.result)}
    if asked := ask_second_eyes(work, running, detour, motive=motive, request=payload):
        return asked
    detour = done_at_once(work, detour)
    task_rows.insert_detour(work, detour)
    write_note(work, detour, "detour:overridden", before=found.result, after=result)
    told = departing.decision_variable(running.version.model, found.kept.element)
    advance = departing.take_in(
        running.version.model,
        state,
        setting_of(work, running),
        element=found.kept.element,
        values={told[0]: result} if told else {},
        live=take_live(work, running),
    )
    record_advance(work, running, advance)
    return detour


def _overridable(view: View, running: Running) -> tuple[Overridable, ...]:
    instance, elements = running.instance.id, running.version.elements
    last: dict[str, KeptDecision] = {}
    for kept in history.list_decisions(view, running.case.id):
        if kept.instance in {None, instance} and kept.element in elements:
            last[kept.element] = kept
    overruled = {
        detour.facts.get("decision"): detour.facts.get("after")
        for detour in task_rows.list_detours(view, running.case.id)
        if detour.kind is DetourKind.OVERRIDE and detour.status is DetourStatus.COMPLETED
    }
    turned = _turned(view, running, last.values())
    return tuple(
        Overridable(
            kept, elements[kept.element].name, overruled.get(kept.id, kept.trace.get("result")),
            standing_at(view.actor, running, kept.element, elements[kept.element].group),
            kept.element in turned,
        )
        for kept in last.values()
    )  # fmt: skip


def _turned(view: View, running: Running, decisions: Iterable[KeptDecision]) -> frozenset[str]:
    """Return the decision steps on whose outcome the path has turned already."""
    model, turned = running.version.model, set[str]()
    passages = [p for p in history.list_passages(view, running.case.id) if p.instance == running.instance.id]
    for kept in decisions:
        told = departing.decision_variable(model, kept.element)
        ways = departing.turns_on(model, told[1]) if told else frozenset()
        if any(p.element in ways and p.event == "left" and p.at >= kept.at for p in passages):
            turned.add(kept.element)
    return frozenset(turned)


def _merged(before: Value, after: Value) -> Value:
    """Return the outcome with what changes.

    Raises:
        InvalidValue: it is of another kind, or nothing changes.
    """
    whole: Value = after
    if isinstance(before, Mapping):
        if not isinstance(after, Mapping) or not after.keys() <= before.keys():
            raise InvalidValue(name="result")
        if not all(_is_alike(before[name], value) for name, value in after.items()):
            raise InvalidValue(name="result")
        whole = {**before, **after}
    elif not _is_alike(before, after):
        raise InvalidValue(name="result")
    if whole == before:
        raise InvalidValue(name="result", why="unchanged")
    return whole


def _is_alike(before: Value, after: Value) -> bool:
    return before is None or after is None or type(before) is type(after)

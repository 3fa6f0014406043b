"""Departing from a model in one process instance: skipping a step, and answers out of their turn."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from SpiffWorkflow.util.task import TaskState

from regelruimte.engine.errors import InvalidValue, NoSuchElement, NotWaiting
from regelruimte.engine.feel import Expression
from regelruimte.engine.spiff.elements.activity import Activity
from regelruimte.engine.spiff.elements.containers import SubProcess
from regelruimte.engine.spiff.elements.events import BoundaryEvent, CatchEvent, end_race
from regelruimte.engine.spiff.elements.tasks import BusinessRuleTask, ServiceTask
from regelruimte.engine.spiff.environment import MAIN
from regelruimte.engine.spiff.model import CompiledModel
from regelruimte.engine.spiff.state import KIND, LISTENS, LOCAL, PHASE, Tokens
from regelruimte.engine.spiff.step import Advance, Setting, WaitKind
from regelruimte.engine.spiff.stepping import advance_of, begin_step, live_tokens
from regelruimte.engine.spiff.trouble import Failing
from regelruimte.engine.values import Value

__all__ = [
    "decision_variable", "mapped_names", "names_after", "output_mapping", "skip", "stand_in", "take_in",
    "turns_on",
]  # fmt: skip

_EXPRESSIONS = (
    "expression", "until", "group_expression", "assignee_expression", "called_expression",
)  # fmt: skip
_OF_REPEAT = ("collection", "cardinality", "again", "until")


def skip(
    model: CompiledModel,
    state: bytes,
    setting: Setting,
    *,
    step: str,
    values: Mapping[str, Value],
    live: object | None = None,
) -> Advance:
    """Let a waiting step go on as if it had been done; no mapping runs, only what is given is written.

    A step that failed is let go on as well.

    Raises:
        NotWaiting: there is no such step, or it is not one that can be skipped.
        InvalidValue: what is given is too much.
        StateUnreadable: the state cannot be read.
    """
    tokens = live_tokens(model, state, live)
    token = tokens.tasks.get(step)
    if token is None or not _can_be_skipped(token):
        raise NotWaiting(step=step)
    begin_step(tokens, setting)
    tokens.room.passage(token.task_spec.element, "skipped")
    _go_on(tokens, token, values)
    return advance_of(tokens)


def stand_in(
    model: CompiledModel,
    state: bytes,
    setting: Setting,
    *,
    step: str,
    values: Mapping[str, Value],
    live: object | None = None,
) -> Advance:
    """Let a step that waits for a connector go on with what a person gives as its outputs; no mapping runs.

    Raises:
        NotWaiting: there is no such step, or it does not wait for a connector.
        InvalidValue: what is given is too much.
        StateUnreadable: the state cannot be read.
    """
    tokens = live_tokens(model, state, live)
    token = tokens.tasks.get(step)
    if token is None or not isinstance(token.task_spec, ServiceTask) or not _can_be_skipped(token):
        raise NotWaiting(step=step)
    begin_step(tokens, setting)
    _go_on(tokens, token, values)
    return advance_of(tokens)


def _go_on(tokens: Tokens, token: Any, values: Mapping[str, Value]) -> None:
    chain, node = tokens.chain(token), token.task_spec
    _write(tokens, chain[1:] if LOCAL in token.internal_data else chain, values)
    kind = token.internal_data.pop(KIND, None)
    if kind:
        tokens.room.close(token.id, node.element, WaitKind(kind), cancelled=False)
    if isinstance(node, CatchEvent):
        end_race(tokens, token)
    tokens.leave(token)


def _can_be_skipped(token: Any) -> bool:
    node, data = token.task_spec, token.internal_data
    if isinstance(node, BoundaryEvent | SubProcess) or LISTENS in data or PHASE in data:
        return False
    if token.state == TaskState.ERROR:
        return isinstance(node, Activity)
    return isinstance(node, Activity | CatchEvent) and KIND in data


def take_in(
    model: CompiledModel,
    state: bytes,
    setting: Setting,
    *,
    element: str,
    values: Mapping[str, Value],
    live: object | None = None,
) -> Advance:
    """Take in answers for an element out of its turn, through its output mapping; no token moves for it.

    What waits for a condition sees the new values at once.

    Raises:
        NoSuchElement: the model has none. InvalidValue: the mapping fails on them, or they are too much.
        StateUnreadable: the state cannot be read.
    """
    tokens = live_tokens(model, state, live)
    node = _node(model, element)
    begin_step(tokens, setting)
    chain, gives = _chain_around(tokens, node), getattr(node, "gives", ())
    try:
        given = {line.target: tokens.room.evaluate(line.source, chain, values) for line in gives}
    except Failing as failing:
        raise InvalidValue(element=element, why=failing.message) from failing
    _write(tokens, chain, given if gives else values)
    return advance_of(tokens)


def _write(tokens: Tokens, chain: tuple[str, ...], values: Mapping[str, Value]) -> None:
    try:
        for name, value in values.items():
            tokens.room.variables.write_outward(chain, name, value)
    except Failing as failing:
        raise InvalidValue(why=failing.code) from failing


def _node(model: CompiledModel, element: str) -> Any:
    found = [n for n in model.spec.task_specs.values() if getattr(n, "element", None) == element]
    own = [node for node in found if not node.prefix] or found
    if not own:
        raise NoSuchElement(element=element)
    return own[0]


def _chain_around(tokens: Tokens, node: Any) -> tuple[str, ...]:
    """Return the scopes an element would see: those of its part of the process when that is open once."""
    around = [
        token
        for token in tokens.tasks.values()
        if isinstance(token.task_spec, SubProcess) and token.task_spec.name == node.around
    ]
    return tokens.chain(around[0]) if len(around) == 1 else (MAIN,)


def decision_variable(model: CompiledModel, element: str) -> tuple[str, frozenset[str]] | None:
    """Return what a decision step calls its result, and the variables that are written of it; else None."""
    node = _node(model, element)
    if not isinstance(node, BusinessRuleTask):
        return None
    written = frozenset(line.target for line in node.gives) or frozenset({node.variable})
    return node.variable, written


def names_after(model: CompiledModel, element: str) -> tuple[frozenset[str], frozenset[str]]:
    """Return what may be read once an element is left: names of variables, and ids of decisions."""
    names, decisions = set[str](), set[str]()
    for node in _reachable(model, _node(model, element)):
        names.update(name for expression in _expressions_of(node) for name in expression.names)
        if isinstance(node, BusinessRuleTask):
            decisions.add(node.decision)
    # What stands on the way out of the element itself is read as well.
    own = (flow.condition for flow in _node(model, element).flows)
    names.update(name for each in own if each is not None for name in each.names)
    return frozenset(names), frozenset(decisions)


def turns_on(model: CompiledModel, names: Iterable[str]) -> frozenset[str]:
    """Return the elements whose way out is chosen by one of these variables."""
    wanted = frozenset(names)
    return frozenset(
        node.element
        for node in _nodes(model)
        if any(flow.condition is not None and flow.condition.names & wanted for flow in node.flows)
    )


def _nodes(model: CompiledModel) -> list[Any]:
    return [node for node in model.spec.task_specs.values() if hasattr(node, "element")]


def _reachable(model: CompiledModel, start: Any) -> list[Any]:
    specs, todo, seen = model.spec.task_specs, _next(model, start), set[str]()
    while todo:
        name = todo.pop()
        if name in seen or name not in specs:
            continue
        seen.add(name)
        todo.extend(_next(model, specs[name]))
        todo.extend(each.name for each in _nodes(model) if each.around == name)
    return [specs[name] for name in seen]


def _next(model: CompiledModel, node: Any) -> list[str]:
    around = model.spec.task_specs.get(node.around)
    # Whatever is inside a part comes out of it, and an event at its boundary may be taken.
    out = [around.name, *getattr(around, "boundaries", ())] if around is not None else []
    return [flow.target for flow in node.flows] + list(getattr(node, "boundaries", ())) + out


def _expressions_of(node: Any) -> Iterator[Expression]:
    trigger, repeat, due = (getattr(node, name, None) for name in ("trigger", "repeat", "due"))
    timings = (getattr(trigger, "timing", None), due)
    found = [
        *(flow.condition for flow in node.flows),
        *(line.source for line in getattr(node, "takes", ())),
        *(getattr(node, name, None) for name in _EXPRESSIONS),
        *(getattr(trigger, name, None) for name in ("condition", "correlation")),
        *(getattr(timing, "expression", None) for timing in timings),
        *(getattr(repeat, name, None) for name in _OF_REPEAT),
        *getattr(node, "entry", {}).values(),
    ]
    yield from (each for each in found if isinstance(each, Expression))


def mapped_names(model: CompiledModel, element: str) -> frozenset[str] | None:
    """Return the variables an element writes as its mapping or result says; None when it does not say."""
    node = _node(model, element)
    if gives := getattr(node, "gives", ()):
        return frozenset(line.target for line in gives)
    variable = getattr(node, "variable", None)
    return frozenset({variable}) if variable else None


def output_mapping(model: CompiledModel, element: str) -> dict[str, str] | None:
    """Return the output mapping of an element, target to source as written; None when it has none."""
    gives = getattr(_node(model, element), "gives", ())
    return {line.target: line.source.text for line in gives} if gives else None

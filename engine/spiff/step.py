"""What goes into a step and what comes out: the contract between the interpreter and the engine.

Nothing here knows SpiffWorkflow, SQL or a web page. All ids are opaque text.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from regelruimte.engine.limits import STANDARD, Limits
from regelruimte.engine.values import Value


class MissingType:
    """The type of MISSING."""

    def __repr__(self) -> str:
        return "MISSING"


MISSING = MissingType()
"""Says that a scope has no variable of that name; None is a value."""


class Scopes(Protocol):
    """Read-only view of the variables of one process instance before the step."""

    def get(self, scope: str, name: str) -> Value | MissingType:
        """Return the variable `name` of exactly this scope, or MISSING."""
        ...

    def names(self, scope: str) -> frozenset[str]:
        """Return the names in exactly this scope."""
        ...


class WaitKind(StrEnum):
    """What an opened step waits for."""

    USER = "user"  # a person completes a task
    SERVICE = "service"  # a connector answers
    MESSAGE = "message"  # a message arrives
    SIGNAL = "signal"  # a BPMN signal arrives
    TIMER = "timer"  # a moment comes
    ADHOC = "adhoc"  # an ad-hoc sub-process is open
    CONDITION = "condition"  # a condition becomes true


@dataclass(frozen=True, slots=True)
class OpenedStep:
    """A token that came to wait for something outside the interpreter.

    Attributes:
        step: id of the token in the state; `complete`, `fire`, `deliver` and `activate` take it.
        element: id of the BPMN element.
        kind: what it waits for.
        name: name of the element as drawn, or its id when it has none.
        scope: id of the scope its expressions read and its answers are written from.
        group: key of the group whose work it is (`roles.group_of_lane`), None unless kind is USER.
        assignee: actor id the model names, evaluated; None when anyone of the group may take it.
        form: id of the form, None when the model names none.
        due_at: when a USER step should be done, or when a TIMER fires; None when the model says nothing.
        repeats: for a TIMER: firings left after this one, -1 without end.
        connector: for SERVICE: name of the connector (`zeebe:taskDefinition type`).
        inputs: for SERVICE: the evaluated input mapping.
        message: for MESSAGE and SIGNAL: the name waited for.
        correlation: for MESSAGE: the evaluated correlation key as text, None when the model has none.
        adhoc: id of the ADHOC step it was activated in, None outside ad-hoc sub-processes.
    """

    step: str
    element: str
    kind: WaitKind
    name: str
    scope: str
    group: str | None = None
    assignee: str | None = None
    form: str | None = None
    due_at: datetime | None = None
    repeats: int = 0
    connector: str | None = None
    inputs: Mapping[str, Value] = field(default_factory=dict)
    message: str | None = None
    correlation: str | None = None
    adhoc: str | None = None


@dataclass(frozen=True, slots=True)
class ClosedStep:
    """A token that waits no longer: completed by what it waited for, or cancelled by the model."""

    step: str
    element: str
    kind: WaitKind
    cancelled: bool


@dataclass(frozen=True, slots=True)
class OpenedScope:
    """A scope of variables that came to exist (sub-process, multi-instance item).

    The scope of the process instance itself has id `main` and is never announced.
    """

    scope: str
    parent: str
    element: str


@dataclass(frozen=True, slots=True)
class Write:
    """A variable that got a value; `scope` is where it lives, found by reading outward."""

    scope: str
    name: str
    value: Value


@dataclass(frozen=True, slots=True)
class Passage:
    """A line of history: a token entered or left an element, or took a sequence flow.

    Attributes:
        element: id of the element, or of the sequence flow when `event` is `taken`.
        event: entered, left, cancelled, skipped or taken.
    """

    element: str
    event: str


@dataclass(frozen=True, slots=True)
class DecisionMade:
    """A decision that was evaluated: what was asked, what came out, which rows were hit.

    Attributes:
        element: id of the business rule task.
        decision: id of the DMN decision.
        trace: plain values for dossier and letter (`engine.dmn.explain`).
    """

    element: str
    decision: str
    trace: Mapping[str, Value]


@dataclass(frozen=True, slots=True)
class Thrown:
    """A message or signal the model sends, for receivers in other process instances.

    Waiting steps of the same process instance have received a thrown signal already.

    Attributes:
        element: id of the throwing element.
        kind: MESSAGE or SIGNAL.
        name: name of the message or signal.
        correlation: evaluated correlation key as text, None when the model has none.
        values: what it carries (the element's input mapping).
    """

    element: str
    kind: WaitKind
    name: str
    correlation: str | None = None
    values: Mapping[str, Value] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Trouble:
    """Why an automatic step could not go on; becomes an incident. The token stays where it is.

    Attributes:
        step: id of the token, which `retry` takes.
        element: id of the element.
        code: stable kebab-case name, such as `expression-failed` or `no-flow-matches`.
        message: what happened, in Dutch, with the values that matter.
    """

    step: str
    element: str
    code: str
    message: str


@dataclass(frozen=True, slots=True)
class Decided:
    """What a decision answered: its result and the trace that explains it."""

    result: Value
    trace: Mapping[str, Value]


@dataclass(frozen=True, slots=True)
class Setting:
    """What one step may see of the world around it.

    Attributes:
        scopes: the variables before the step.
        decide: evaluates a decision of the bundle by id on a context.
        at: the present moment, aware UTC.
        new_id: makes fresh ids.
        limits: how much it may take.
        kept_bytes: tells about how large the variables before the step are.
    """

    scopes: Scopes
    decide: Callable[[str, Mapping[str, Value]], Decided]
    at: datetime
    new_id: Callable[[], str]
    limits: Limits = STANDARD
    kept_bytes: Callable[[], int] = int


@dataclass(frozen=True, slots=True)
class Advance:
    """What one step did: everything the engine must record, in the order it happened.

    Attributes:
        state: the new state, None when the process instance has ended.
        opened: steps that came to wait; closed: steps that wait no longer.
        scopes: scopes that came to exist, outermost first.
        writes: variables written, at most one per scope and name: the last value.
        passages: history, in order.
        decisions: decisions evaluated, in order.
        troubles: automatic steps that could not go on.
        thrown: messages and signals sent, in order.
        outcome: name of the end event that ended the process instance, None while it runs.
        live: a live object for the interpreter's cache, opaque; None when nothing is kept.
    """

    state: bytes | None
    opened: tuple[OpenedStep, ...] = ()
    closed: tuple[ClosedStep, ...] = ()
    scopes: tuple[OpenedScope, ...] = ()
    writes: tuple[Write, ...] = ()
    passages: tuple[Passage, ...] = ()
    decisions: tuple[DecisionMade, ...] = ()
    troubles: tuple[Trouble, ...] = ()
    thrown: tuple[Thrown, ...] = ()
    outcome: str | None = None
    live: object | None = None

    @property
    def has_ended(self) -> bool:
        """True when no token is left."""
        return self.state is None


@dataclass(frozen=True, slots=True)
class Startable:
    """An activity of an open ad-hoc sub-process, and whether it may be started now.

    Attributes:
        scope_step: id of the ADHOC step.
        element: id of the activity.
        name: its name as drawn.
        allowed: True when it may be started now.
        why_not: code of the reason when not: `entry-condition`, `max-times`, `sequential`, `closing`.
        times: how often it was started already; most: how often it may be, None without a maximum.
        queued: how often it waits its turn, in a sequential sub-process.
        has_condition: True when it has an entry condition.
        room: ids of the rooms the model gives at the activity; starting it is a detour when not empty.
    """

    scope_step: str
    element: str
    name: str
    allowed: bool
    why_not: str | None = None
    times: int = 0
    room: tuple[str, ...] = ()
    most: int | None = None
    queued: int = 0
    has_condition: bool = False


@dataclass(frozen=True, slots=True)
class StartOffered:
    """An event, or a receive task, that makes a process begin. Source: BPMN 2.0.2, 10.5.2 and 13.2.

    Attributes:
        process: id of the process; element: id of what begins it.
        kind: message, signal, timer or condition.
        name: name of the message or signal, None for the other kinds.
    """

    process: str
    element: str
    kind: WaitKind
    name: str | None = None


@dataclass(frozen=True, slots=True)
class RoomOffered:
    """Room (regelruimte) the model gives at an element: what may be decided otherwise, and by whom.

    Attributes:
        id: id of the room within the model.
        kind: law, policy_rule, hardship_clause or working_practice.
        article: the article or rule that gives it, as text.
        text: what may be decided otherwise, in the words of the model.
        group: key of the group that may use it, None when everyone who may do the step.
        limit: text of the limit, empty when none.
        second_eyes: key of the group of which somebody else must agree, None when nobody has to.
    """

    id: str
    kind: str
    article: str
    text: str
    group: str | None = None
    limit: str = ""
    second_eyes: str | None = None

"""A dry run: a bundle run on given answers without a database; nothing leaves and nothing is kept."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from regelruimte.engine.connect.registry import ConnectorFailed, Connectors
from regelruimte.engine.dmn import evaluate
from regelruimte.engine.errors import NotFound, NotStartable, ScopeStillActive
from regelruimte.engine.ids import SeededIds
from regelruimte.engine.importing import callable_models, normalise
from regelruimte.engine.reference_date import Moment, reference_date
from regelruimte.engine.spiff import interpreter
from regelruimte.engine.spiff.interpreter import CompiledModel
from regelruimte.engine.spiff.step import (
    MISSING,
    Advance,
    Decided,
    MissingType,
    OpenedStep,
    Setting,
    Trouble,
    WaitKind,
)
from regelruimte.engine.terms import day_of
from regelruimte.engine.values import Value
from regelruimte.engine.versions import read_decision_files
from regelruimte.engine.vocabulary import MODEL_FILE, Bundle

_ENTERED = "entered"


@dataclass(frozen=True, slots=True)
class Happening:
    """Something that happens in a dry run: an element gets what it waits for.

    Attributes:
        element: a task that is completed, a timer that goes off, a message or signal that arrives, a step of
            an open ad-hoc sub-process that is started and completed, or that sub-process, which is closed.
            A step that lies behind an open ad-hoc sub-process closes it first.
        values: the answers, typed.
    """

    element: str
    values: Mapping[str, Value] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Given:
    """What a dry run is fed with.

    Attributes:
        answers: values of the start form.
        happenings: what happens after that, in order.
        answered: answers of service tasks by element id; they go before the registered connectors.
        at: the moment at which everything happens, aware UTC.
    """

    answers: Mapping[str, Value]
    at: datetime
    happenings: tuple[Happening, ...] = ()
    answered: Mapping[str, Mapping[str, Value]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class DryRun:
    """What a dry run showed.

    Attributes:
        path: ids of the elements that were entered, in order.
        outcome: name of the end event reached, None when it did not end.
        troubles: automatic steps that could not go on.
        waiting: what is still waited for.
        missed: elements of happenings that did not wait when their turn came.
    """

    path: tuple[str, ...]
    outcome: str | None
    troubles: tuple[Trouble, ...]
    waiting: tuple[OpenedStep, ...]
    missed: tuple[str, ...]


def dry_run(files: Bundle, given: Given, *, connectors: Connectors) -> DryRun:
    """Run a bundle on given answers.

    Args:
        files: the files of the bundle, which check without errors.
        given: the answers and what happens.
        connectors: what service tasks may call; whoever wants nothing to leave gives only such connectors.

    Raises:
        ModelRefused; DocumentRefused; DmnRefused: the bundle cannot run.
        KeyError: it has no process model.
    """
    run = _Run(files, given, connectors)
    run.start()
    missed = tuple(each.element for each in given.happenings if not run.happen(each))
    waiting = tuple(run.waiting.values())
    return DryRun(tuple(run.path), run.outcome, tuple(run.troubles), waiting, missed)


class _Memory:
    """The variables of the run, in memory: `Scopes` of the interpreter."""

    def __init__(self) -> None:
        self.kept: dict[str, dict[str, Value]] = {}

    def get(self, scope: str, name: str) -> Value | MissingType:
        return self.kept.get(scope, {}).get(name, MISSING)

    def names(self, scope: str) -> frozenset[str]:
        return frozenset(self.kept.get(scope, {}))


class _Run:
    """A run under way: its state, what waits, and what happened."""

    def __init__(self, files: Bundle, given: Given, connectors: Connectors) -> None:
        bpmn = normalise(files[MODEL_FILE]).bpmn
        called = callable_models(files, main=MODEL_FILE)
        version = hashlib.sha256(bpmn).hexdigest()
        self.model: CompiledModel = interpreter.compile_model(version, bpmn, called=called)
        self.given, self.connectors = given, connectors
        self.decisions = read_decision_files(files)
        self.memory = _Memory()
        self.setting = Setting(self.memory, self._decide, given.at, SeededIds().new)
        self.state: bytes | None = None
        self.waiting: dict[str, OpenedStep] = {}
        self.path: list[str] = []
        self.troubles: list[Trouble] = []
        self.outcome: str | None = None

    def start(self) -> None:
        self._take(interpreter.start(self.model, self.setting, values=self.given.answers))

    def happen(self, happening: Happening) -> bool:
        """Let something happen; False when nothing waits for it."""
        step = self._reach(happening.element)
        if self.state is None or step is None:
            return False
        match step.kind:
            case WaitKind.TIMER:
                advance = interpreter.fire(self.model, self.state, self.setting, step=step.step)
            case WaitKind.ADHOC:
                return self._close_scope()
            case WaitKind.MESSAGE | WaitKind.SIGNAL | WaitKind.CONDITION:
                advance = interpreter.deliver(
                    self.model, self.state, self.setting, step=step.step, values=happening.values
                )
            case WaitKind.USER | WaitKind.SERVICE:
                advance = self._complete(self.state, step, happening.values)
        self._take(advance)
        return True

    def _reach(self, element: str) -> OpenedStep | None:
        """Return the step that waits at an element: offered as a free step, or behind an open scope."""
        step = self._find(element) or self._begin_free_step(element)
        while step is None and self._close_scope():
            step = self._find(element) or self._begin_free_step(element)
        return step

    def _close_scope(self) -> bool:
        """Close the innermost open ad-hoc sub-process, as a person does who is done there."""
        scopes = [step for step in self.waiting.values() if step.kind is WaitKind.ADHOC]
        if self.state is None or not scopes:
            return False
        try:
            closed = interpreter.close_scope(self.model, self.state, self.setting, scope_step=scopes[-1].step)
        except ScopeStillActive:
            return False
        self._take(closed)
        return True

    def _find(self, element: str) -> OpenedStep | None:
        return next((step for step in self.waiting.values() if step.element == element), None)

    def _begin_free_step(self, element: str) -> OpenedStep | None:
        if self.state is None:
            return None
        offers = interpreter.startable(self.model, self.state, self.setting)
        offer = next((one for one in offers if one.element == element and one.allowed), None)
        if offer is None:
            return None
        try:
            begun = interpreter.activate(
                self.model, self.state, self.setting, scope_step=offer.scope_step, elements=(element,)
            )
        except NotStartable:
            return None
        self._take(begun)
        return self._find(element)

    def _complete(self, state: bytes, step: OpenedStep, values: Mapping[str, Value]) -> Advance:
        return interpreter.complete(self.model, state, self.setting, step=step.step, values=values)

    def _take(self, advance: Advance) -> None:
        """Take over what a step did, and answer the service tasks it came to, until a person is needed."""
        self._record(advance)
        while self.state is not None and (step := self._next_service()) is not None:
            try:
                answer = self._answer(step)
            except ConnectorFailed as failure:
                self._note_trouble(Trouble(step.step, step.element, failure.code, failure.message))
                return
            self._record(self._complete(self.state, step, answer))

    def _next_service(self) -> OpenedStep | None:
        stuck = {trouble.step for trouble in self.troubles}
        service = (step for step in self.waiting.values() if step.kind is WaitKind.SERVICE)
        return next((step for step in service if step.step not in stuck), None)

    def _answer(self, step: OpenedStep) -> Mapping[str, Value]:
        if step.element in self.given.answered:
            return self.given.answered[step.element]
        key = f"{step.element}:{len(self.path)}"
        return self.connectors.call(step.connector or "", step.inputs, key=key, at=self.given.at)

    def _record(self, advance: Advance) -> None:
        self.state = advance.state
        self.path += [passage.element for passage in advance.passages if passage.event == _ENTERED]
        for write in advance.writes:
            self.memory.kept.setdefault(write.scope, {})[write.name] = write.value
        for closed in advance.closed:
            self.waiting.pop(closed.step, None)
        self.waiting.update({opened.step: opened for opened in advance.opened})
        for trouble in advance.troubles:
            self._note_trouble(trouble)
        if advance.has_ended:
            self.outcome, self.waiting = advance.outcome or "", {}

    def _note_trouble(self, trouble: Trouble) -> None:
        self.troubles.append(trouble)

    def _decide(self, decision: str, context: Mapping[str, Value]) -> Decided:
        if decision not in self.decisions:
            raise NotFound(decision=decision)
        at = self.given.at
        written = interpreter.process_info(self.model).reference_date
        day = reference_date(written, context, Moment(at, day_of(at)))
        return evaluate(self.decisions[decision], decision, context, now=at, on=day)

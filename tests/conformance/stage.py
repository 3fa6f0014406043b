"""What a scenario plays with: models, process instances, and every step and expectation by its verb."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from regelruimte.engine.bpmn import elements
from regelruimte.engine.errors import EngineError
from regelruimte.engine.findings import has_errors
from regelruimte.engine.ids import SeededIds
from regelruimte.engine.importing import Normalised, open_model
from regelruimte.engine.spiff import interpreter
from regelruimte.engine.spiff.parser import ModelRefused
from regelruimte.engine.spiff.step import (
    MISSING,
    Advance,
    Decided,
    OpenedStep,
    Setting,
    Startable,
    StartOffered,
    WaitKind,
)

AT = datetime(2026, 11, 22, 12, tzinfo=UTC)


class Unexpected(Exception):
    """Something is otherwise than the scenario says."""


class Stuck(EngineError):
    """A step came into trouble. Here that counts as refused and nothing of it is kept."""


@dataclass
class Clock:
    """What time it is in a scenario."""

    at: datetime = AT


class Instance:
    """One process instance: its state, its variables and what it waits for."""

    def __init__(self, model: interpreter.CompiledModel, ids: SeededIds, clock: Clock) -> None:
        self.model, self.ids, self.clock = model, ids, clock
        self.rows: dict[tuple[str, str], Any] = {}
        self.open: dict[str, OpenedStep] = {}
        self.state: bytes | None = None
        self.changed = False

    def get(self, scope: str, name: str) -> Any:
        return self.rows.get((scope, name), MISSING)

    def names(self, scope: str) -> frozenset[str]:
        return frozenset(name for place, name in self.rows if place == scope)

    @property
    def setting(self) -> Setting:
        return Setting(self, lambda _id, _context: Decided(None, {}), self.clock.at, self.ids.new)

    def take(self, advance: Advance) -> Advance:
        if advance.troubles:
            raise Stuck(trouble=advance.troubles[0].message)
        self.state = advance.state
        self.rows.update({(write.scope, write.name): write.value for write in advance.writes})
        for closed in advance.closed:
            self.open.pop(closed.step, None)
        self.open.update({opened.step: opened for opened in advance.opened})
        return advance

    def do(self, act: Callable[..., Advance], **arguments: Any) -> Advance:
        if self.state is None:
            raise Unexpected("the process instance has ended")
        return self.take(act(self.model, self.state, self.setting, **arguments))

    def waiting(self, kind: WaitKind) -> list[OpenedStep]:
        return [each for each in self.open.values() if each.kind is kind]

    def running(self) -> int:
        """Count this process and those it called that have not ended."""
        return 0 if self.state is None else len(interpreter.running_processes(self.model, self.state))

    def startable(self) -> tuple[Startable, ...]:
        return () if self.state is None else interpreter.startable(self.model, self.state, self.setting)


class Stage:
    """Everything a scenario plays with."""

    def __init__(self) -> None:
        self.files: list[Normalised] = []
        self.refused: dict[str, ModelRefused] = {}
        self.models: dict[str, interpreter.CompiledModel] = {}
        self.instances: dict[str, Instance] = {}
        self.remembered: dict[str, list[tuple[Instance, OpenedStep]]] = {}
        self.ids = SeededIds()
        self.clock = Clock()
        self.unopened: list[ModelRefused] = []

    def put(self, normalised: Normalised) -> None:
        self.files.append(normalised)

    def do_deploy(self, _what: Any) -> None:
        self.publish()
        for unopened in self.unopened:
            raise unopened
        for refused in self.refused.values():
            raise refused

    def publish(self) -> None:
        """Publish every file beside the others; what is refused here is refused at every start."""
        others = {f"m{place}": each.bpmn for place, each in enumerate(self.files)}
        for place, each in enumerate(self.files):
            ids = [process.get("id", "") for process in elements(open_model(each.bpmn), "process")]
            try:
                self._publish(each, {name: bpmn for name, bpmn in others.items() if name != f"m{place}"}, ids)
            except ModelRefused as refused:
                self.refused.update(dict.fromkeys(ids, refused))

    def _publish(self, normalised: Normalised, others: dict[str, bytes], ids: list[str]) -> None:
        if has_errors(normalised.findings):
            raise ModelRefused(normalised.findings)
        model = interpreter.compile_model("scenario", normalised.bpmn, called=others)
        self.models.update(dict.fromkeys(ids, model))

    def model(self, process: str | None) -> interpreter.CompiledModel:
        if process in self.refused:
            raise self.refused[process]
        if process not in self.models:
            raise Unexpected(f"no process {process}")
        return self.models[process]

    def act(self, verb: str, what: Any) -> None:
        step = getattr(self, f"do_{verb}", None)
        if step is None:
            raise Unexpected(f"no such step: {verb}")
        if verb not in {"set_variable", "trigger"}:
            self.look_again()
        step(what)

    def look_again(self) -> None:
        """Let conditions see what was written from outside; an explicit trigger looks for itself."""
        for instance in self.instances.values():
            if instance.changed and instance.state is not None:
                self.spread(instance.do(interpreter.look_again), instance)
            instance.changed = False

    def tasks(self, asked: dict[str, Any]) -> list[tuple[Instance, OpenedStep]]:
        found = []
        for name, instance in self.instances.items():
            for step in instance.waiting(WaitKind.USER):
                of_instance = asked.get("instance") in {None, name}
                if of_instance and asked.get("key") in {None, step.element}:
                    found.append((instance, step))
        return [each for each in found if asked.get("name") in {None, each[1].name}]

    def one_task(self, asked: dict[str, Any]) -> tuple[Instance, OpenedStep]:
        if "remembered" in asked:
            return self.remembered[asked["remembered"]][asked.get("index", 0)]
        found = self.tasks(asked)
        if not found or (asked.get("only") and len(found) != 1):
            raise Unexpected(f"{len(found)} tasks like {asked}")
        return found[0]

    def do_start(self, what: dict[str, Any]) -> None:
        values = what.get("vars") or {}
        if "message" in what:
            begins = self.offered(WaitKind.MESSAGE, what["message"])
            if len(begins) != 1:
                raise Unexpected(f"{len(begins)} processes begin by {what}")
            self.begin(begins[0].process, values, name=what.get("as"), event=begins[0].element)
        else:
            self.begin(what.get("process"), values, name=what.get("as"))

    def offered(self, kind: WaitKind, name: str) -> list[StartOffered]:
        models = {id(model): model for model in self.models.values()}.values()
        begins = (offer for model in models for offer in interpreter.start_events(model))
        return [offer for offer in begins if (offer.kind, offer.name) == (kind, name)]

    def begin(
        self,
        process: str | None,
        values: dict[str, Any],
        *,
        name: str | None = None,
        event: str | None = None,
    ) -> None:
        instance = Instance(self.model(process), self.ids, self.clock)
        advance = interpreter.start(
            instance.model, instance.setting, values=values, process=process, event=event
        )
        key = name or f"#{len(self.instances)}"
        self.instances[key] = instance
        try:
            self.spread(instance.take(advance), instance)
        except Stuck:
            del self.instances[key]
            raise

    def do_complete(self, what: dict[str, Any]) -> None:
        instance, step = self.one_task(what["task"])
        values = what.get("vars") or {}
        self.spread(instance.do(interpreter.complete, step=step.step, values=values), instance)

    def do_complete_all(self, what: dict[str, Any]) -> None:
        steps = self.remembered[what["remembered"]] if "remembered" in what else self.tasks({})
        for instance, step in steps:
            if step.step in instance.open:
                self.spread(instance.do(interpreter.complete, step=step.step, values={}), instance)

    def do_remember(self, what: dict[str, Any]) -> None:
        steps = self.tasks(what)
        if what.get("sort") == "name":
            steps.sort(key=lambda each: each[1].name)
        self.remembered[what["as"]] = steps

    def do_fire_timer(self, _what: Any) -> None:
        timers = [(i, s) for i in self.instances.values() for s in i.waiting(WaitKind.TIMER)]
        if len(timers) != 1:
            raise Unexpected(f"{len(timers)} timers wait")
        self.fire(*timers[0])

    def fire(self, instance: Instance, step: OpenedStep) -> None:
        self.clock.at = max(self.clock.at, step.due_at or self.clock.at)
        self.spread(instance.do(interpreter.fire, step=step.step), instance)

    def do_advance_clock_to(self, what: str) -> None:
        self.clock.at = AT + timedelta(seconds=float(str(what).removeprefix("start+").removesuffix("s")))

    def do_run_due_timers(self, _what: Any) -> None:
        """Fire everything that is due, the earliest first, until nothing is."""
        until = self.clock.at
        while due := [
            (step.due_at, instance, step)
            for instance in self.instances.values()
            for step in instance.waiting(WaitKind.TIMER)
            if step.due_at is not None and step.due_at <= until
        ]:
            _, instance, step = min(due, key=lambda each: each[0])
            self.fire(instance, step)

    def do_message(self, what: dict[str, Any]) -> None:
        asked = what.get("instance") or (what.get("waiting_at") or {}).get("instance")
        for name, instance in self.instances.items():
            for step in instance.waiting(WaitKind.MESSAGE):
                if step.message == what["name"] and asked in {None, name}:
                    values = what.get("vars") or {}
                    self.spread(instance.do(interpreter.deliver, step=step.step, values=values), instance)
                    return
        begins = self.offered(WaitKind.MESSAGE, what["name"])
        if len(begins) != 1 or asked is not None:
            raise Unexpected(f"nobody waits for message {what}")
        self.begin(begins[0].process, what.get("vars") or {}, event=begins[0].element)

    def do_signal(self, what: dict[str, Any]) -> None:
        self.signal(what["name"], what.get("vars") or {}, None)

    def signal(self, name: str, values: dict[str, Any], thrower: Instance | None) -> None:
        for instance in list(self.instances.values()):
            for step in instance.waiting(WaitKind.SIGNAL) if instance is not thrower else ():
                if step.message == name and step.step in instance.open:
                    self.spread(instance.do(interpreter.deliver, step=step.step, values=values), instance)
        for offer in self.offered(WaitKind.SIGNAL, name):
            self.begin(offer.process, values, event=offer.element)

    def spread(self, advance: Advance, thrower: Instance) -> None:
        for thrown in advance.thrown:
            if thrown.kind is WaitKind.SIGNAL:
                self.signal(thrown.name, dict(thrown.values), thrower)

    def do_trigger(self, what: dict[str, Any]) -> None:
        for name, instance in self.instances.items():
            for step in list(instance.open.values()):
                fits = what.get("activity") in {None, step.element} and what.get("instance") in {None, name}
                if fits and step.kind in {WaitKind.MESSAGE, WaitKind.SIGNAL, WaitKind.CONDITION}:
                    instance.changed = False
                    self.spread(instance.do(interpreter.deliver, step=step.step, values={}), instance)
                    return
        raise Unexpected(f"nothing to trigger: {what}")

    def do_evaluate_conditions(self, what: dict[str, Any]) -> None:
        instance = self.instances[what["instance"]]
        instance.rows.update({("main", name): value for name, value in (what.get("vars") or {}).items()})
        for step in instance.waiting(WaitKind.CONDITION):
            if step.step in instance.open:
                instance.do(interpreter.deliver, step=step.step, values={})

    def do_set_variable(self, what: dict[str, Any]) -> None:
        instance = self.instances[what["instance"]]
        instance.rows["main", what["name"]] = what["value"]
        instance.changed = True

    def do_cancel(self, what: str) -> None:
        self.instances[what].do(interpreter.cancel)

    def do_activate(self, what: dict[str, Any]) -> None:
        asked = what["activities"]
        for instance in self.instances.values():
            for offer in instance.startable():
                if offer.element == asked[0]:
                    instance.do(interpreter.activate, scope_step=offer.scope_step, elements=asked)
                    return
        for instance in self.instances.values():
            for step in instance.waiting(WaitKind.ADHOC):
                instance.do(interpreter.activate, scope_step=step.step, elements=asked)
                return
        raise Unexpected(f"no open block for {asked}")

    def do_complete_adhoc(self, what: dict[str, Any]) -> None:
        for instance in self.instances.values():
            for step in instance.waiting(WaitKind.ADHOC):
                if step.element == what["adhoc"]:
                    instance.do(interpreter.close_scope, scope_step=step.step)
                    instance.rows.update({("main", n): v for n, v in (what.get("vars") or {}).items()})
                    return
        raise Unexpected(f"no open block {what}")

    def do_save_and_reload(self, _what: Any) -> None:
        """Every step reads the state from its bytes already."""

    def do_expect(self, what: dict[str, Any]) -> None:
        for about, told in what.items():
            if about not in _SEEN:
                raise Unexpected(f"no such expectation: {about}")
            seen, wanted = _SEEN[about](self, told)
            if seen != wanted:
                raise Unexpected(f"{about}: expected {wanted}, but saw {seen}")


def _names(stage: Stage, told: dict[str, Any]) -> tuple[object, object]:
    tasks = [step for _, step in stage.tasks({"instance": told.get("instance")})]
    if "keys" in told:
        return Counter(step.element for step in tasks), Counter(told["keys"])
    return Counter(step.name for step in tasks), Counter(told["names"])


def _startable(stage: Stage, told: list[str]) -> tuple[object, object]:
    offers = (offer for each in stage.instances.values() for offer in each.startable())
    return {offer.element for offer in offers if offer.allowed}, set(told)


def _variable(stage: Stage, told: dict[str, Any]) -> tuple[object, object]:
    value = stage.instances[told["instance"]].get("main", told["name"])
    return None if value is MISSING else value, told["value"]


def _local_variable(stage: Stage, told: dict[str, Any]) -> tuple[object, object]:
    instance, step = stage.one_task(told.get("task") or {"instance": told.get("instance")})
    value = instance.get(step.scope, told["name"])
    return None if value is MISSING else value, told["value"]


def _adhoc_open(stage: Stage, told: bool) -> tuple[object, object]:
    return any(each.waiting(WaitKind.ADHOC) for each in stage.instances.values()), told


def _exists(stage: Stage, told: dict[str, Any]) -> tuple[object, object]:
    count = len(stage.tasks(told))
    return (count == 1) if told.get("only") else (count > 0), True


_SEEN: dict[str, Callable[[Stage, Any], tuple[object, object]]] = {
    "task": _exists,
    "no_task": lambda stage, told: (len(stage.tasks(told)), 0),
    "task_count": lambda stage, told: (len(stage.tasks(told)), told["count"]),
    "tasks_total": lambda stage, told: (len(stage.tasks({})), told),
    "tasks": _names,
    "ended": lambda stage, told: (stage.instances[told].state is None, True),
    "running": lambda stage, told: (stage.instances[told].state is not None, True),
    "running_instances": lambda stage, told: (sum(each.running() for each in stage.instances.values()), told),
    "local_variable": _local_variable,
    "startable": _startable,
    "adhoc_open": _adhoc_open,
    "variable": _variable,
}

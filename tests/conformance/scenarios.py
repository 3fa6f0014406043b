"""Behaviour scenarios of public engines, played on the interpreter in memory (format: the corpus README)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import yaml
from lxml import etree

from regelruimte.engine.errors import EngineError
from regelruimte.engine.ids import SeededIds
from regelruimte.engine.importing import normalise
from regelruimte.engine.spiff import interpreter
from regelruimte.engine.spiff.info import BPMN, OURS
from regelruimte.engine.spiff.parser import ModelRefused
from regelruimte.engine.spiff.step import MISSING, Advance, Decided, OpenedStep, Setting, Startable, WaitKind
from regelruimte.engine.xml import parse
from tests.conformance.area import Area

AT = datetime(2026, 11, 22, 12, tzinfo=UTC)


class Unexpected(Exception):
    """Something is otherwise than the scenario says."""


def run_corpus(folder: Path) -> list[Area]:
    """Play every scenario below a corpus root."""
    areas: dict[str, Area] = {}
    for path in sorted((folder / "scenarios").glob("*.yaml")):
        for told in yaml.safe_load(path.read_text(encoding="utf-8")):
            _judge(folder, told, areas.setdefault(told["area"], Area(told["area"])))
    return list(areas.values())


def _judge(folder: Path, told: dict[str, Any], area: Area) -> None:
    if told["needs"]:
        area.skipped.append(f"needs {told['needs'][0].split(':')[0]}")
        return
    try:
        _play(folder, told)
    except (Unexpected, EngineError, ModelRefused) as error:
        area.failures.append(f"{told['id']}: {type(error).__name__} {error}"[:400])
    else:
        area.passed += 1


def _play(folder: Path, told: dict[str, Any]) -> None:
    stage = Stage()
    for model in told["models"]:
        data = (folder / model["corpus"] / "files" / model["path"]).read_bytes()
        stage.publish(_with_adhoc(normalise(data).bpmn, told))
    for step in told["steps"]:
        asked = {name: value for name, value in step.items() if name != "expect_error"}
        ((verb, what),) = asked.items()
        if step.get("expect_error"):
            _refused(stage, verb, what)
        else:
            stage.act(verb, what)


def _refused(stage: Stage, verb: str, what: Any) -> None:
    try:
        stage.act(verb, what)
    except EngineError:
        return
    raise Unexpected(f"{verb} {what} was not refused")


def _with_adhoc(bpmn: bytes, told: dict[str, Any]) -> bytes:
    if not {"auto_complete", "initial"} & told.keys():
        return bpmn
    root = parse(bpmn)
    for adhoc in root.iter(BPMN + "adHocSubProcess"):
        if told.get("auto_complete"):
            adhoc.set(OURS + "closes", "when_idle")
        if told.get("initial"):
            adhoc.set(OURS + "initial", " ".join(told["initial"]))
    written: bytes = etree.tostring(root)
    return written


class Instance:
    """One process instance: its state, its variables and what it waits for."""

    def __init__(self, model: interpreter.CompiledModel, ids: SeededIds) -> None:
        self.model, self.ids = model, ids
        self.rows: dict[tuple[str, str], Any] = {}
        self.open: dict[str, OpenedStep] = {}
        self.state: bytes | None = None

    def get(self, scope: str, name: str) -> Any:
        return self.rows.get((scope, name), MISSING)

    def names(self, scope: str) -> frozenset[str]:
        return frozenset(name for place, name in self.rows if place == scope)

    @property
    def setting(self) -> Setting:
        return Setting(self, lambda _id, _context: Decided(None, {}), AT, self.ids.new)

    def take(self, advance: Advance) -> Advance:
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

    def startable(self) -> tuple[Startable, ...]:
        return () if self.state is None else interpreter.startable(self.model, self.state, self.setting)


class Stage:
    """Everything a scenario plays with."""

    def __init__(self) -> None:
        self.models: dict[str, interpreter.CompiledModel] = {}
        self.instances: dict[str, Instance] = {}
        self.remembered: dict[str, list[tuple[Instance, OpenedStep]]] = {}
        self.ids = SeededIds()

    def publish(self, bpmn: bytes) -> None:
        model = interpreter.compile_model("scenario", bpmn)
        self.models.update(dict.fromkeys(interpreter.process_ids(model), model))

    def act(self, verb: str, what: Any) -> None:
        step = getattr(self, f"do_{verb}", None)
        if step is None:
            raise Unexpected(f"no such step: {verb}")
        step(what)

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
        process = what.get("process")
        if process not in self.models:
            raise Unexpected(f"no process {what}")
        instance = Instance(self.models[process], self.ids)
        self.instances[what.get("as", f"#{len(self.instances)}")] = instance
        values = what.get("vars") or {}
        advance = instance.take(
            interpreter.start(instance.model, instance.setting, values=values, process=process)
        )
        self.spread(advance, instance)

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
        instance, step = timers[0]
        self.spread(instance.do(interpreter.fire, step=step.step), instance)

    def do_message(self, what: dict[str, Any]) -> None:
        asked = what.get("instance") or (what.get("waiting_at") or {}).get("instance")
        for name, instance in self.instances.items():
            for step in instance.waiting(WaitKind.MESSAGE):
                if step.message == what["name"] and asked in {None, name}:
                    values = what.get("vars") or {}
                    self.spread(instance.do(interpreter.deliver, step=step.step, values=values), instance)
                    return
        raise Unexpected(f"nobody waits for message {what}")

    def do_signal(self, what: dict[str, Any]) -> None:
        self.signal(what["name"], what.get("vars") or {}, None)

    def signal(self, name: str, values: dict[str, Any], thrower: Instance | None) -> None:
        for instance in self.instances.values():
            for step in instance.waiting(WaitKind.SIGNAL) if instance is not thrower else ():
                if step.message == name and step.step in instance.open:
                    instance.do(interpreter.deliver, step=step.step, values=values)

    def spread(self, advance: Advance, thrower: Instance) -> None:
        for thrown in advance.thrown:
            if thrown.kind is WaitKind.SIGNAL:
                self.signal(thrown.name, dict(thrown.values), thrower)

    def do_trigger(self, what: dict[str, Any]) -> None:
        for name, instance in self.instances.items():
            for step in list(instance.open.values()):
                fits = what.get("activity") in {None, step.element} and what.get("instance") in {None, name}
                if fits and step.kind in {WaitKind.MESSAGE, WaitKind.SIGNAL}:
                    instance.do(interpreter.deliver, step=step.step, values={})
                    return
        raise Unexpected(f"nothing to trigger: {what}")

    def do_evaluate_conditions(self, what: dict[str, Any]) -> None:
        instance = self.instances[what["instance"]]
        instance.rows.update({("main", name): value for name, value in (what.get("vars") or {}).items()})
        instance.do(interpreter.look_again)

    def do_set_variable(self, what: dict[str, Any]) -> None:
        instance = self.instances[what["instance"]]
        instance.rows["main", what["name"]] = what["value"]
        instance.do(interpreter.look_again)

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

    do_deploy = do_save_and_reload

    def do_expect(self, what: dict[str, Any]) -> None:
        for about, told in what.items():
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
    "running_instances": lambda stage, told: (
        sum(1 for each in stage.instances.values() if each.state is not None),
        told,
    ),
    "startable": _startable,
    "adhoc_open": _adhoc_open,
    "variable": _variable,
}

"""Where the tokens of a state go in another model, and what stands in their way."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from regelruimte.engine.spiff.elements.adhoc import QUEUE, TIMES, WHICH
from regelruimte.engine.spiff.elements.containers import CALLED, CallActivity, SubProcess
from regelruimte.engine.spiff.elements.gateways import ARRIVED
from regelruimte.engine.spiff.model import CompiledModel, Container
from regelruimte.engine.spiff.state import BOSS, DONE_IN, FLOW, PARENT, RACE_FLOW, Tokens
from regelruimte.engine.spiff.trouble import Failing

_START = "start"


@dataclass(frozen=True, slots=True)
class Blocker:
    """Why a token cannot go to another model.

    Attributes:
        step: id of the token, empty when it is about the process; element: where it is.
        code: no-target, kind-differs, repeat-differs, inside-gone, way-gone, undo-gone, queue-gone,
            process-gone, or that of a failing expression.
        message: in Dutch.
    """

    step: str
    element: str
    code: str
    message: str


_MESSAGES = {
    "no-target": "‘{name}’ is er niet in de nieuwe versie. Wijs aan welke stap ervoor in de plaats komt.",
    "kind-differs": "‘{name}’ is in de nieuwe versie een ander soort stap.",
    "repeat-differs": "‘{name}’ wordt in de nieuwe versie anders herhaald.",
    "inside-gone": "‘{name}’ staat in de nieuwe versie in een ander deel van het proces.",
    "way-gone": "De pijl waarover ‘{name}’ bereikt is, is er niet in de nieuwe versie.",
    "undo-gone": "Wat bij ‘{name}’ gedaan is, kan in de nieuwe versie niet meer worden teruggedraaid.",
    "queue-gone": "In ‘{name}’ wacht een stap op zijn beurt die er in de nieuwe versie niet is.",
}


class Targets:
    """The targets of the tokens of a state in another model.

    Attributes:
        process: id of the process there, None when there is none.
    """

    def __init__(self, tokens: Tokens, target: CompiledModel, mapping: Mapping[str, str]) -> None:
        self.tokens, self.target, self.mapping = tokens, target, mapping
        self.process = self._process()
        self._nodes: dict[str, Any] = target.spec.task_specs

    def _process(self) -> str | None:
        old, new = self.tokens.process, self.mapping.get(self.tokens.process, self.tokens.process)
        if new in self.target.containers and self.target.containers[new].is_process:
            return new
        # The first process of a file is the one cases run on, whatever its id is.
        is_main = bool(self.tokens.model.processes) and self.tokens.model.processes[0].id == old
        return self.target.processes[0].id if is_main and self.target.processes else None

    def name_of(self, node: Any) -> str | None:
        """Return the name of the node a node of the old model becomes, None when there is none."""
        element = self.mapping.get(node.element, node.element)
        if node.prefix + element in self._nodes:
            return str(node.prefix + element)
        named = [name for name, each in self._nodes.items() if getattr(each, "element", None) == element]
        return named[0] if len(named) == 1 else None

    def node_of(self, token: Any) -> Any | None:
        """Return the node a token goes to, None when there is none."""
        name = self.name_of(token.task_spec)
        return None if name is None else self._nodes[name]

    def container_of(self, parent: str) -> Container | None:
        """Return what the new model has inside a container token of the old one; `""` is the process."""
        if not parent:
            return None if self.process is None else self.target.containers[self.process]
        token = self.tokens.tasks[parent]
        node = self.node_of(token)
        if node is None or not self.is_container(node):
            return None
        if _calls_anew(token.task_spec, node):
            return self.target.containers.get(token.task_spec.called_by(token))
        try:
            inner: Container = node.inner(self.target, token)
        except Failing:
            return None
        return inner

    def is_container(self, node: Any) -> bool:
        """Tell whether something is drawn inside a node."""
        return isinstance(node, SubProcess)

    def blocker(self, token: Any) -> Blocker | None:
        """Return what stands in the way of a token, None when it can go along."""
        code = self._code(token)
        if code is None:
            return None
        node = token.task_spec
        return Blocker(token.id, node.element, code, _MESSAGES[code].format(name=node.label))

    def _code(self, token: Any) -> str | None:
        old, new, data = token.task_spec, self.node_of(token), token.internal_data
        if new is None:
            return "undo-gone" if DONE_IN in data else "no-target"
        wrong = {
            "kind-differs": type(new) is not type(old) or _trigger_kind(old) != _trigger_kind(new),
            "repeat-differs": _repetition(old) != _repetition(new),
            "inside-gone": not self._is_inside(token, new),
            "undo-gone": DONE_IN in data and not _can_undo(new),
            "way-gone": any(self._flow(flow, new) is None for flow in data.get(ARRIVED, ())),
            "queue-gone": any(
                self._element(old, each) not in getattr(new, "offered", ()) for each in data.get(QUEUE, ())
            ),
        }
        return next((code for code, is_so in wrong.items() if is_so), None)

    def _is_inside(self, token: Any, new: Any) -> bool:
        data = token.internal_data
        if DONE_IN in data or BOSS in data:
            # What was completed in a part that is over is kept further out than it is drawn.
            return True
        around = self.container_of(data.get(PARENT, ""))
        return around is not None and new.around == around.name

    def _flow(self, flow: str, new: Any) -> str | None:
        """Return the incoming flow of a node that stands for a flow of the old model."""
        if not flow or flow in new.arrives:
            return flow
        for source in self.tokens.spec.task_specs.values():
            if any(each.id == flow for each in getattr(source, "flows", ())):
                name = self.name_of(source)
                ways = () if name is None else self._nodes[name].flows
                return next((each.id for each in ways if each.target == new.name), None)
        return None

    def _element(self, around: Any, element: str) -> str:
        """Return what an activity offered in an ad-hoc sub-process is called in the new model."""
        node = self.tokens.spec.task_specs.get(around.prefix + element)
        name = None if node is None else self.name_of(node)
        return element if name is None else str(self._nodes[name].element)

    def data_of(self, token: Any, node: Any, data: dict[str, Any]) -> dict[str, Any]:
        """Return what a token remembers, in the names of the new model."""
        old = token.task_spec
        renew: dict[str, Callable[[Any], Any]] = {
            FLOW: lambda flow: self._flow(flow, node) or flow,
            RACE_FLOW: lambda flow: self._flow(flow, node) or flow,
            ARRIVED: lambda flows: [self._flow(flow, node) for flow in flows],
            QUEUE: lambda elements: [self._element(old, each) for each in elements],
            WHICH: lambda elements: [self._element(old, each) for each in elements],
            TIMES: lambda times: self._times(old, times),
            DONE_IN: lambda names: [self._renamed(name) for name in names],
            _START: self._renamed,
        }
        if _calls_anew(old, node):
            data[CALLED] = old.called_by(token)
        return {key: renew[key](value) if key in renew else value for key, value in data.items()}

    def _times(self, around: Any, times: Mapping[str, int]) -> dict[str, int]:
        counted: dict[str, int] = {}
        for element, count in times.items():
            name = self._element(around, element)
            counted[name] = counted.get(name, 0) + count
        return counted

    def _renamed(self, name: str) -> str:
        node = self.tokens.spec.task_specs.get(name)
        return (None if node is None else self.name_of(node)) or name


def _trigger_kind(node: Any) -> str | None:
    trigger = getattr(node, "trigger", None)
    return None if trigger is None else str(trigger.kind)


def _repetition(node: Any) -> tuple[bool, bool] | None:
    repeat = getattr(node, "repeat", None)
    return None if repeat is None else (repeat.is_loop, repeat.in_turn)


def _calls_anew(old: Any, new: Any) -> bool:
    """Tell whether the new model computes which process is called: who is in one already, stays there."""
    return isinstance(old, CallActivity) and isinstance(new, CallActivity) and bool(new.called_expression)


def _can_undo(node: Any) -> bool:
    return bool(getattr(node, "handler", "") or getattr(node, "within", ""))

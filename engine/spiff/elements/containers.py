"""Activities with a flow inside: sub-processes, event sub-processes and called processes."""

from __future__ import annotations

from typing import Any

from regelruimte.engine.feel import Expression
from regelruimte.engine.spiff.elements.activity import Activity
from regelruimte.engine.spiff.elements.compensation import keep_inner
from regelruimte.engine.spiff.model import CompiledModel, Container
from regelruimte.engine.spiff.state import PARENT, PHASE, Tokens, with_parent
from regelruimte.engine.spiff.trouble import Failing

CALLED = "ca"


def listen(tokens: Tokens, parent: str, container: Container) -> None:
    """Let the event sub-processes of a container listen.

    Raises:
        Failing: it is too deep inside others.
    """
    _require_depth(tokens, parent)
    for name in container.listeners:
        tokens.spec.task_specs[name].arm(tokens, parent)


def _require_depth(tokens: Tokens, parent: str) -> None:
    depth, at = 0, tokens.tasks.get(parent)
    while at is not None:
        depth, at = depth + 1, tokens.tasks.get(at.internal_data.get(PARENT, ""))
    if depth > tokens.room.setting.limits.depth:
        raise Failing("too-deep", "Processen en deelprocessen zitten hier te diep in elkaar.")


def begin_at(tokens: Tokens, container: Container, element: str) -> None:
    """Start a process by an event that has happened already. Source: BPMN 2.0.2, 13.5.1."""
    listen(tokens, "", container)
    node = tokens.spec.task_specs[element]
    tokens.room.passage(node.element, "entered")
    tokens.place(node, {PHASE: "out"})


def begin(tokens: Tokens, parent: str, container: Container) -> None:
    """Start what begins a container and let its event sub-processes listen."""
    listen(tokens, parent, container)
    for name in container.starts:
        tokens.place(tokens.spec.task_specs[name], with_parent(parent, {}))
    if not container.starts:
        tokens.dead_ends.append(parent)


class SubProcess(Activity):
    """A sub-process drawn inside the process."""

    def inner(self, model: CompiledModel, token: Any) -> Container:  # noqa: ARG002  # calls ask the token
        """Return what is inside."""
        return model.containers[self.name]

    def work(self, tokens: Tokens, token: Any) -> bool:
        """Start what is inside."""
        begin(tokens, token.id, self.inner(tokens.model, token))
        return True

    def before_end(self, tokens: Tokens, token: Any, inside: list[Any]) -> None:
        """Keep what can still be undone."""
        keep_inner(tokens, token, inside)

    def depart(self, tokens: Tokens, token: Any) -> None:
        """Write what the output mapping says and leave."""
        if self.gives:
            self.give(tokens, token, {})
        super().depart(tokens, token)


class Transaction(SubProcess):
    """A sub-process that is cancelled as a whole. Source: BPMN 2.0.2, 10.3.5 and 13.3.4."""

    is_transaction = True


class EventSubProcess(SubProcess):
    """A sub-process an event starts. Source: BPMN 2.0.2, 13.5.4."""

    is_event_driven = True

    def work(self, tokens: Tokens, token: Any) -> bool:
        """Start from the event that happened."""
        name = token.internal_data.pop("start")
        listen(tokens, token.id, self.inner(tokens.model, token))
        tokens.place(tokens.spec.task_specs[name], {**with_parent(token.id, {}), PHASE: "out"})
        return True


class CallActivity(SubProcess):
    """A sub-process that is a process of its own, in the same file or in another of the bundle.

    Attributes:
        called: id of the called process; called_expression: when the model computes it.
    """

    called: str = ""
    called_expression: Expression | None = None

    def work(self, tokens: Tokens, token: Any) -> bool:
        """Find out which process is called, and start it."""
        if self.called_expression is not None:
            value = tokens.room.evaluate(self.called_expression, tokens.chain(token))
            token.internal_data[CALLED] = "" if value is None else str(value)
        return super().work(tokens, token)

    def called_by(self, token: Any) -> str:
        """Return the id of the process a token calls."""
        return str(token.internal_data.get(CALLED, self.called))

    def inner(self, model: CompiledModel, token: Any) -> Container:
        """Return the called process.

        Raises:
            Failing: the bundle does not have it.
        """
        called = self.called_by(token)
        container = model.containers.get(called)
        if container is None or not container.is_process:
            raise Failing("called-process-missing", f"Het aangeroepen proces '{called}' is er niet.")
        return container

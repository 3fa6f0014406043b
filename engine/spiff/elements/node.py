"""What every flow node does: a token arrives, and leaves along sequence flows."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from SpiffWorkflow.specs.base import TaskSpec

from regelruimte.engine.feel import Expression
from regelruimte.engine.spiff.model import CompiledModel, Container, Flow
from regelruimte.engine.spiff.state import LEAVING, PARENT, PHASE, Tokens
from regelruimte.engine.spiff.trouble import Failing
from regelruimte.engine.values import Value


class Node(TaskSpec):  # type: ignore[misc]  # SpiffWorkflow has no types
    """A flow node of a compiled model; read-only once compiled.

    Attributes:
        element: id of the BPMN element; prefix: what stands before it in the names of nodes of its file.
        label: its name as drawn, or its id.
        flows: outgoing sequence flows, in the order of the model.
        arrives: ids of the incoming sequence flows.
        default: id of the default flow, None when there is none.
        around: name of the process or sub-process it is drawn in.
    """

    is_activity = False
    is_adhoc = False
    is_transaction = False
    is_event_driven = False

    def __init__(self, spec: Any, element: str, label: str, *, prefix: str = "") -> None:
        super().__init__(spec, prefix + element)
        self.element, self.label, self.prefix = element, label or element, prefix
        self.flows: tuple[Flow, ...] = ()
        self.arrives: tuple[str, ...] = ()
        self.default: str | None = None
        self.around = ""

    def test(self) -> None:
        """Accept every node: a node without incoming flows may be started by hand or by an event."""

    def move(self, token: Any) -> bool | None:
        """Let a token arrive here or leave; True when it is done here, None when it waits.

        Raises:
            Failing: it cannot.
        """
        tokens: Tokens = token.workflow
        if token.internal_data.get(PHASE) == LEAVING:
            self.depart(tokens, token)
            return True
        return self.arrive(tokens, token)

    def arrive(self, tokens: Tokens, token: Any) -> bool | None:
        """Do what the node does when a token comes; True when the token is done here, None when it waits.

        Raises:
            Failing: it cannot be done.
        """
        tokens.room.passage(self.element, "entered")
        self.depart(tokens, token)
        return True

    def depart(self, tokens: Tokens, token: Any) -> None:
        """Leave the node along the flows that are chosen.

        Raises:
            Failing: a condition cannot be evaluated, or no flow matches.
        """
        flows = self.choose(tokens, token)
        tokens.room.passage(self.element, "left")
        tokens.take(token, flows)

    def choose(self, tokens: Tokens, token: Any) -> tuple[Flow, ...]:
        """Return the flows to take: all without a condition and those whose condition holds.

        Source: BPMN 2.0.2, 13.2.1 (uncontrolled and conditional flow).
        """
        if all(flow.condition is None for flow in self.flows):
            return self.flows
        chosen = tuple(
            flow for flow in self.flows if flow.id != self.default and self.holds(tokens, token, flow)
        )
        return chosen or self.otherwise()

    def holds(self, tokens: Tokens, token: Any, flow: Flow) -> bool:
        """Tell whether a flow may be taken; without a condition it may."""
        if flow.condition is None:
            return True
        chain = tokens.chain(tokens.tasks.get(token.internal_data.get(PARENT, "")))
        return tokens.room.evaluate(flow.condition, chain) is True

    def otherwise(self) -> tuple[Flow, ...]:
        """Return the default flow, for when no condition holds.

        Raises:
            Failing: there is none.
        """
        for flow in self.flows:
            if flow.id == self.default:
                return (flow,)
        raise Failing(
            "no-flow-matches",
            f"Na '{self.label}' is geen van de voorwaarden waar en er is geen standaardpijl.",
        )

    def stir(self, tokens: Tokens, token: Any) -> bool:  # noqa: ARG002  # nodes that watch others use them
        """Move a waiting token on because of what others did; True when it did."""
        return False

    def before_end(self, tokens: Tokens, token: Any, inside: list[Any]) -> None:
        """Do what must be done before a container ends and what is inside is taken away."""

    def stays_open(self, tokens: Tokens, token: Any) -> bool:  # noqa: ARG002  # ad-hoc containers use them
        """Tell whether a container stays open with nothing inside."""
        return False

    def interrupted(self, tokens: Tokens, token: Any) -> None:
        """Take in that an event sub-process takes the place of what went on inside a container."""

    def inner(self, model: CompiledModel, token: Any) -> Container:
        """Return the container this node runs; only containers have one."""
        raise NotImplementedError(self.element)

    def happen(self, tokens: Tokens, token: Any, values: Mapping[str, Value]) -> None:
        """Take in that what a waiting token waited for has happened."""
        raise NotImplementedError(self.element)


def text_of(value: Value) -> str | None:
    """Return a value as text, None when there is none."""
    return None if value is None else str(value)


def evaluated(tokens: Tokens, expression: Expression | None, chain: tuple[str, ...]) -> Value:
    """Return what an optional expression says."""
    return None if expression is None else tokens.room.evaluate(expression, chain)

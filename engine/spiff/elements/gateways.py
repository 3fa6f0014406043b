"""Gateways: where paths part and come together."""

from __future__ import annotations

from collections import Counter
from typing import Any

from SpiffWorkflow.util.task import TaskState

from regelruimte.engine.spiff.elements.node import Node
from regelruimte.engine.spiff.model import Flow
from regelruimte.engine.spiff.state import FLOW, LISTENS, PARENT, RACE, RACE_FLOW, Tokens, with_parent

ARRIVED = "in"


class ExclusiveGateway(Node):
    """Takes the first flow whose condition holds. Source: BPMN 2.0.2, 13.4.2."""

    def choose(self, tokens: Tokens, token: Any) -> tuple[Flow, ...]:
        """Return the first flow whose condition holds, else the default one."""
        if len(self.flows) < 2 and all(flow.condition is None for flow in self.flows):  # noqa: PLR2004  # one way
            return self.flows
        conditional = [flow for flow in self.flows if flow.condition is not None and flow.id != self.default]
        for flow in conditional:
            if self.holds(tokens, token, flow):
                return (flow,)
        free = [flow for flow in self.flows if flow.condition is None and flow.id != self.default]
        return (free[0],) if free and self.default is None else self.otherwise()


class ParallelGateway(Node):
    """Waits for a token from every incoming flow, then takes all flows. Source: BPMN 2.0.2, 13.4.1."""

    def arrive(self, tokens: Tokens, token: Any) -> bool | None:
        """Join what has arrived already, and leave when all have."""
        tokens.room.passage(self.element, "entered")
        if len(self.arrives) <= 1:
            self.depart(tokens, token)
            return True
        return self._join(tokens, token)

    def choose(self, tokens: Tokens, token: Any) -> tuple[Flow, ...]:  # noqa: ARG002  # same for every token
        """Return all flows."""
        return self.flows

    def _join(self, tokens: Tokens, token: Any) -> bool | None:
        data = token.internal_data
        waiting = self._waiting(tokens, token)
        came = [*(waiting.internal_data[ARRIVED] if waiting else ()), data.pop(FLOW, "")]
        if set(self.arrives) - set(came):
            if waiting:
                waiting.internal_data[ARRIVED] = came
                return True
            data[ARRIVED] = came
            return None
        self._pass_on(tokens, token, waiting, came)
        return True

    def _pass_on(self, tokens: Tokens, token: Any, waiting: Any | None, came: list[str]) -> None:
        self.depart(tokens, token)
        rest = list((Counter(came) - Counter(self.arrives)).elements())
        if waiting and rest:
            waiting.internal_data[ARRIVED] = rest
        elif waiting:
            del tokens.tasks[waiting.id]

    def _waiting(self, tokens: Tokens, token: Any) -> Any | None:
        parent = token.internal_data.get(PARENT)
        for other in tokens.tasks.values():
            if other.task_spec is not self or other.state != TaskState.STARTED:
                continue
            if other.id != token.id and other.internal_data.get(PARENT) == parent:
                return other
        return None


class InclusiveGateway(ParallelGateway):
    """Waits for every token that can still come, then takes all flows whose condition holds.

    Source: BPMN 2.0.2, 13.4.3.

    Attributes:
        reaches: per incoming flow the nodes from which a token can come along it without passing here.
    """

    reaches: dict[str, frozenset[str]]

    def choose(self, tokens: Tokens, token: Any) -> tuple[Flow, ...]:
        """Return the flows whose condition holds, else the default one."""
        return Node.choose(self, tokens, token)

    def _join(self, tokens: Tokens, token: Any) -> bool | None:
        waiting = self._waiting(tokens, token)
        flow = token.internal_data.pop(FLOW, "")
        if waiting:
            waiting.internal_data[ARRIVED] = [*waiting.internal_data[ARRIVED], flow]
            return True
        token.internal_data[ARRIVED] = [flow]
        return None

    def stir(self, tokens: Tokens, token: Any) -> bool:
        """Leave when no other token of the container can still come along an empty flow."""
        came = token.internal_data.get(ARRIVED)
        if came is None or any(self._may_come(other, came) for other in self._others(tokens, token)):
            return False
        rest = list((Counter(came) - Counter(self.arrives)).elements())
        if rest:
            again = tokens.place_waiting(self, with_parent(token.internal_data.get(PARENT, ""), {}))
            again.internal_data[ARRIVED] = rest
        token.internal_data.pop(ARRIVED)
        tokens.leave(token)
        return True

    def _others(self, tokens: Tokens, token: Any) -> list[Any]:
        inside = tokens.inside(token.internal_data.get(PARENT, ""))
        return [t for t in inside if t.id != token.id and LISTENS not in t.internal_data]

    def _may_come(self, other: Any, came: list[str]) -> bool:
        node = other.task_spec.name
        empty = [flow for flow in self.arrives if flow not in came]
        filled = [flow for flow in self.arrives if flow in came]
        return any(node in self.reaches[flow] for flow in empty) and not any(
            node in self.reaches[flow] for flow in filled
        )


class EventGateway(Node):
    """Waits for the first of several events. Source: BPMN 2.0.2, 13.4.4."""

    def depart(self, tokens: Tokens, token: Any) -> None:
        """Put a token at every event; the first that happens takes the others away."""
        tokens.room.passage(self.element, "left")
        parent = token.internal_data.get(PARENT, "")
        for flow in self.flows:
            data = with_parent(parent, {RACE: token.id, RACE_FLOW: flow.id})
            tokens.place(flow.target_in(tokens.model), data)

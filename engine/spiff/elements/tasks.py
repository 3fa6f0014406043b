"""Tasks: of people, of connectors, and automatic ones."""

from __future__ import annotations

from typing import Any

from regelruimte.engine.errors import EngineError
from regelruimte.engine.feel import Expression, FeelError
from regelruimte.engine.spiff.elements.activity import Activity
from regelruimte.engine.spiff.elements.node import evaluated, text_of
from regelruimte.engine.spiff.environment import View
from regelruimte.engine.spiff.state import Tokens
from regelruimte.engine.spiff.step import DecisionMade, OpenedStep, WaitKind
from regelruimte.engine.spiff.timers import Timing
from regelruimte.engine.spiff.trouble import Failing


class PlainTask(Activity):
    """A task without a kind: passes by itself. Source: BPMN 2.0.2, 13.3.3 (abstract task)."""

    def work(self, tokens: Tokens, token: Any) -> bool:
        """Write what the mappings say and go on."""
        if self.gives:
            self.give(tokens, token, {})
        return False


class UserTask(Activity):
    """A task a person does.

    Attributes:
        group: key of the group whose work it is; group_expression: when the model computes it.
        assignee, due: what the model says about who and when; form: id of the form.
        naming: works out what the task is called in this case, None when it is called as drawn.
    """

    group: str | None = None
    group_expression: Expression | None = None
    assignee: str | None = None
    assignee_expression: Expression | None = None
    form: str | None = None
    due: Timing | None = None
    naming: Expression | None = None

    def work(self, tokens: Tokens, token: Any) -> bool:
        """Announce the task."""
        chain, at = tokens.chain(token), tokens.room.setting.at
        due = self.due.due(evaluated(tokens, self.due.expression, chain), at).at if self.due else None
        group = text_of(evaluated(tokens, self.group_expression, chain)) or self.group
        assignee = text_of(evaluated(tokens, self.assignee_expression, chain)) or self.assignee
        opened = OpenedStep(
            step=token.id,
            element=self.element,
            kind=WaitKind.USER,
            name=self._name_in(tokens, chain),
            scope=chain[0],
            group=group,
            assignee=assignee,
            form=self.form,
            due_at=due,
            adhoc=self.adhoc_step(tokens, token),
        )
        return self.announce(tokens, token, opened)

    def _name_in(self, tokens: Tokens, chain: tuple[str, ...]) -> str:
        """Return what the task is called; as drawn when that cannot be worked out: a name stops no case."""
        try:
            return text_of(evaluated(tokens, self.naming, chain)) or self.label
        except Failing:
            return self.label


class ServiceTask(Activity):
    """A task a connector does; its inputs travel with the call, so it needs no scope of its own."""

    local_scope = False
    connector: str = ""

    def work(self, tokens: Tokens, token: Any) -> bool:
        """Announce the call."""
        opened = OpenedStep(
            step=token.id,
            element=self.element,
            kind=WaitKind.SERVICE,
            name=self.label,
            scope=tokens.chain(token)[0],
            connector=self.connector,
            inputs=self.taken(tokens, token),
            adhoc=self.adhoc_step(tokens, token),
        )
        return self.announce(tokens, token, opened)


class ScriptTask(Activity):
    """A task that computes a FEEL expression."""

    expression: Expression
    variable: str

    def work(self, tokens: Tokens, token: Any) -> bool:
        """Compute and write the result."""
        value = tokens.room.evaluate(self.expression, tokens.chain(token))
        self.result(tokens, token, self.variable, value)
        return False


class BusinessRuleTask(Activity):
    """A task that asks a decision of the bundle."""

    decision: str
    variable: str

    def work(self, tokens: Tokens, token: Any) -> bool:
        """Decide, keep the trace and write the result."""
        view = View(tokens.room.variables, tokens.chain(token), {})
        try:
            decided = tokens.room.setting.decide(self.decision, view)
        except (EngineError, FeelError) as error:
            raise Failing("decision-failed", f"De beslissing '{self.decision}' lukt niet: {error}") from error
        tokens.room.record.decisions.append(DecisionMade(self.element, self.decision, decided.trace))
        self.result(tokens, token, self.variable, decided.result)
        return False

"""The ad-hoc sub-process: people choose what is done, when, and how often. Source: BPMN 2.0.2, 13.3.5."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from regelruimte.engine.errors import NotStartable, ScopeStillActive
from regelruimte.engine.feel import Expression
from regelruimte.engine.spiff.elements.containers import SubProcess, listen
from regelruimte.engine.spiff.environment import View
from regelruimte.engine.spiff.state import DONE_IN, HOST, KIND, LISTENS, PHASE, Tokens, with_parent
from regelruimte.engine.spiff.step import OpenedStep, Startable, WaitKind
from regelruimte.engine.spiff.trouble import Failing
from regelruimte.engine.values import Value

TIMES, QUEUE, CLOSING, COMPLETED, WHICH = "tm", "q", "c", "dn", "wh"


class AdHoc(SubProcess):
    """An ad-hoc sub-process; nothing starts by itself but what is listed as initial.

    Attributes:
        initial: ids started on entry; offered: ids that may be started.
        in_turn: one at a time; cancels_rest: what is active is cancelled when the condition holds.
        until: completion condition; when_idle: closes when nothing is active any more.
        entry: condition per activity; most: how often each may be started.
        chosen: gives the ids started on entry, where the model does not list them.
        results: name of the list that every activation adds to when its last activity is done.
        result_of_one: what it adds; without it the id and name of that activity.
    """

    is_adhoc = True

    def __init__(self, spec: Any, element: str, label: str, *, prefix: str = "") -> None:
        super().__init__(spec, element, label, prefix=prefix)
        self.initial: tuple[str, ...] = ()
        self.offered: tuple[str, ...] = ()
        self.in_turn, self.cancels_rest, self.when_idle = False, True, False
        self.until: Expression | None = None
        self.entry: dict[str, Expression] = {}
        self.most: dict[str, int] = {}
        self.chosen: Expression | None = None
        self.results: str | None = None
        self.result_of_one: Expression | None = None

    def work(self, tokens: Tokens, token: Any) -> bool:
        """Open, and start what is listed as initial."""
        tokens.room.record.opened.append(
            OpenedStep(
                step=token.id,
                element=self.element,
                kind=WaitKind.ADHOC,
                name=self.label,
                scope=tokens.chain(token)[0],
                adhoc=self.adhoc_step(tokens, token),
            )
        )
        data = token.internal_data
        data[KIND], data[COMPLETED], data[TIMES], data[QUEUE] = WaitKind.ADHOC.value, 0, {}, []
        listen(tokens, token.id, self.inner(tokens.model, token))
        if self.results:
            tokens.room.variables.write_outward(tokens.chain(token), self.results, [])
        initial = self._initial(tokens, token)
        first = initial[:1] if self.in_turn else initial
        for element in first:
            self._start(tokens, token, element)
        data[QUEUE] = list(initial[len(first) :])
        return True

    def _initial(self, tokens: Tokens, token: Any) -> tuple[str, ...]:
        if self.chosen is None:
            return self.initial
        ids = tokens.room.evaluate(self.chosen, tokens.chain(token))
        listed = ids if isinstance(ids, list) else [ids]
        if any(each not in self.offered for each in listed):
            raise Failing("initial-unknown", f"'{self.label}' begint met een stap die er niet in staat.")
        return tuple(str(each) for each in listed)

    def startable(self, tokens: Tokens, token: Any) -> list[Startable]:
        """List what may be started now, and why the rest may not."""
        offers = []
        for element in self.offered:
            node = tokens.spec.task_specs[self.prefix + element]
            why, room = self._why_not(tokens, token, element), tokens.model.rooms.get(element, ())
            times = token.internal_data[TIMES].get(element, 0)
            ids = tuple(each.id for each in room)
            offers.append(
                Startable(
                    token.id, element, node.label, why is None, why, times, ids,
                    most=self.most.get(element), queued=token.internal_data[QUEUE].count(element),
                    has_condition=element in self.entry,
                )
            )  # fmt: skip
        return offers

    def activate(self, tokens: Tokens, token: Any, elements: Sequence[str]) -> None:
        """Start activities, all or none; one at a time when in turn, the rest waits.

        Raises:
            NotStartable: one of them may not be started now.
        """
        asked: dict[str, int] = {}
        for element in elements:
            why = self._why_not(tokens, token, element, asked.get(element, 0))
            if element not in self.offered or why:
                raise NotStartable(element=element, why_not=why or "unknown")
            asked[element] = asked.get(element, 0) + 1
        first = elements[:1] if self.in_turn else elements
        for element in first:
            self._start(tokens, token, element)
        token.internal_data[QUEUE].extend(elements[len(first) :])

    def refuse_to_close(self, tokens: Tokens, token: Any) -> None:
        """Refuse to be closed by hand while something is active that may not be cancelled.

        Raises:
            ScopeStillActive: that is so.
        """
        if not self.cancels_rest and self._active(tokens, token):
            raise ScopeStillActive(step=token.id)

    def close_by_hand(self, tokens: Tokens, token: Any) -> None:
        """Close; what is active is cancelled."""
        self._close(tokens, token)
        if token.id in tokens.tasks:
            tokens.dead_ends.append(token.id)

    def collect(self, tokens: Tokens, token: Any, child: Any) -> None:
        """Add the result of an activation to the list, when `child` is the last of its activities."""
        if self.results is None or child.task_spec.flows:
            return
        node, chain = child.task_spec, tokens.chain(child)
        told: dict[str, Value] = {"activity": node.element, "name": node.label}
        one = told if self.result_of_one is None else tokens.room.evaluate(self.result_of_one, chain, told)
        before = View(tokens.room.variables, chain, {}).get(self.results)
        kept = before if isinstance(before, list) else []
        tokens.room.variables.write_outward(tokens.chain(token), self.results, [*kept, one])

    def judge(self, tokens: Tokens, token: Any, child: Any) -> bool:
        """Tell whether the completion condition holds now that `child` is done."""
        if self.until is None or CLOSING in token.internal_data:
            return False
        active = sum(1 for t in self._active(tokens, token) if t.id != child.id)
        done = Decimal(token.internal_data[COMPLETED] + 1)
        counts: dict[str, Value] = {
            "nrOfCompletedInstances": done,
            "nrOfActiveInstances": Decimal(active),
            # The same under the names Operaton gives them.
            "nrOfCompletedAdHocActivities": done,
            "nrOfActiveAdHocActivities": Decimal(active),
            "adHocCompletedActivityIds": [
                *_with(token.internal_data.get(WHICH, []), child.task_spec.element)
            ],
        }
        return tokens.room.evaluate(self.until, tokens.chain(token), counts) is True

    def after_one(self, tokens: Tokens, token: Any, child: Any, *, closes: bool) -> None:
        """Count a completed activity, and close or start what waits its turn."""
        data = token.internal_data
        data[COMPLETED] += 1
        data[WHICH] = _with(data.get(WHICH, []), child.task_spec.element)
        if closes:
            tokens.tasks.pop(child.id, None)
            self._close(tokens, token)
            tokens.dead_ends.append(token.id)
        elif data[QUEUE] and not [t for t in self._active(tokens, token) if t.id != child.id]:
            self._start(tokens, token, data[QUEUE].pop(0))

    def stays_open(self, tokens: Tokens, token: Any) -> bool:
        """Stay open with nothing inside until it may close; what waits its turn is started."""
        data = token.internal_data
        if CLOSING in data or data.get(PHASE):
            return False
        if data[QUEUE]:
            # What was active has been cut short by an event at its boundary.
            self._start(tokens, token, data[QUEUE].pop(0))
            return True
        return not (self.when_idle and data[TIMES])

    def interrupted(self, tokens: Tokens, token: Any) -> None:  # noqa: ARG002  # the same for every container
        """Offer nothing any more, and close when the event sub-process is done."""
        token.internal_data[CLOSING] = 1
        token.internal_data[QUEUE] = []

    def depart(self, tokens: Tokens, token: Any) -> None:
        """Close the step and leave."""
        if token.internal_data.pop(KIND, None):
            tokens.room.close(token.id, self.element, WaitKind.ADHOC, cancelled=False)
        super().depart(tokens, token)

    def _close(self, tokens: Tokens, token: Any) -> None:
        token.internal_data[CLOSING] = 1
        token.internal_data[QUEUE] = []
        if self.cancels_rest:
            for other in tokens.inside(token.id):
                if DONE_IN not in other.internal_data:
                    tokens.cancel(other)

    def _active(self, tokens: Tokens, token: Any) -> list[Any]:
        return [t for t in tokens.inside(token.id) if not {HOST, LISTENS, "b"} & t.internal_data.keys()]

    def _start(self, tokens: Tokens, token: Any, element: str) -> None:
        times = token.internal_data[TIMES]
        times[element] = times.get(element, 0) + 1
        tokens.place(tokens.spec.task_specs[self.prefix + element], with_parent(token.id, {}))

    def _why_not(self, tokens: Tokens, token: Any, element: str, asked: int = 0) -> str | None:
        data = token.internal_data
        if CLOSING in data:
            return "closing"
        queued = data[QUEUE].count(element)
        if element in self.most and data[TIMES].get(element, 0) + queued + asked >= self.most[element]:
            return "max-times"
        if self.in_turn and (data[QUEUE] or self._active(tokens, token)):
            return "sequential"
        condition = self.entry.get(element)
        return None if condition is None or self._may_enter(tokens, token, condition) else "entry-condition"

    def _may_enter(self, tokens: Tokens, token: Any, condition: Expression) -> bool:
        try:
            return tokens.room.evaluate(condition, tokens.chain(token)) is True
        except Failing:
            return False


def _with(elements: list[str], element: str) -> list[str]:
    """Return the elements with one more, each once."""
    return elements if element in elements else [*elements, element]

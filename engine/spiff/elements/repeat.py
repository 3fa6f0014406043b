"""Repeated activities: multi-instance, in turn or side by side, and the standard loop.

The token of the activity (the body) stays; every item is a token beside it with a scope of its own,
named after the body and the item's place, so that no item's values are kept in the state.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from regelruimte.engine.feel import Expression
from regelruimte.engine.spiff.environment import MAIN
from regelruimte.engine.spiff.state import BODY, HOST, ITEM, PARENT, Tokens, item_scope, with_parent
from regelruimte.engine.spiff.step import MISSING, OpenedScope
from regelruimte.engine.spiff.trouble import Failing
from regelruimte.engine.values import Value

MAX_ITEMS = 10_000
_ALL, _DONE, _NEXT = "n", "d", "nx"
_LOOP = -1
_OUTPUT = "$output"
"""Variable of an item's scope that keeps what it adds to the list; no expression can name it."""


@dataclass(frozen=True, slots=True)
class Repeat:
    """How an activity is repeated.

    Attributes:
        in_turn: one after another instead of side by side.
        collection, element: what is gone through, and the name of one item in its scope.
        cardinality: how many times, when there is no collection.
        output, output_element: name of the list of results, and what one item adds to it.
        local: name an item keeps for itself because `output_element` is just that name.
        until: completion condition of a multi-instance.
        is_loop, again, asks_first, at_most: the standard loop and its condition to go on.
    """

    in_turn: bool = False
    collection: Expression | None = None
    element: str | None = None
    cardinality: Expression | None = None
    output: str | None = None
    output_element: Expression | None = None
    local: str | None = None
    until: Expression | None = None
    is_loop: bool = False
    again: Expression | None = None
    asks_first: bool = False
    at_most: int | None = None

    def begin(self, tokens: Tokens, body: Any) -> bool:
        """Start the first item or all; False when there is nothing to do."""
        data = body.internal_data
        data[_DONE] = data[_NEXT] = 0
        if self.is_loop:
            data[_ALL] = _LOOP
            if self.asks_first and not self._again(tokens, body):
                return False
            self._start_next(tokens, body)
            return True
        items = self._items(tokens, body)
        data[_ALL] = len(items)
        for index, item in enumerate(items):
            self._open(tokens, body, index, item)
        for _ in items[:1] if self.in_turn else items:
            self._start_next(tokens, body)
        if not items:
            self._collect(tokens, body)
        return bool(items)

    def item_done(self, tokens: Tokens, token: Any) -> None:
        """Count an item; the last one, or the completion condition, ends the repetition."""
        body = tokens.tasks[token.internal_data[BODY]]
        data = body.internal_data
        done = data[_DONE] + 1
        self._keep_output(tokens, body, token)
        ends = self._ends(tokens, body, token, done)
        data[_DONE] = done
        if ends:
            self._end(tokens, body, token)
        elif self.in_turn or self.is_loop:
            self._start_next(tokens, body)

    def _ends(self, tokens: Tokens, body: Any, token: Any, done: int) -> bool:
        if self.is_loop:
            body.internal_data[_DONE] = done
            return not self._again(tokens, body)
        if done >= body.internal_data[_ALL]:
            return True
        if self.until is None:
            return False
        active = sum(1 for t in _items_of(tokens, body) if t.id != token.id)
        counts = _counts(body.internal_data[_ALL], active, done)
        return tokens.room.evaluate(self.until, tokens.chain(token), counts) is True

    def _end(self, tokens: Tokens, body: Any, token: Any) -> None:
        self._collect(tokens, body)
        for other in _items_of(tokens, body):
            if other.id != token.id:
                tokens.cancel(other)
        tokens.leave(body)

    def _again(self, tokens: Tokens, body: Any) -> bool:
        done = body.internal_data[_DONE]
        if self.at_most is not None and done >= self.at_most:
            return False
        if self.again is None:
            return self.at_most is not None
        counter = {"loopCounter": Decimal(done)}
        chain = tokens.chain(body)
        if done:
            chain = (item_scope(body.id, done - 1), *chain)
        return tokens.room.evaluate(self.again, chain, counter) is True

    def _items(self, tokens: Tokens, body: Any) -> list[Value]:
        chain = tokens.chain(body)
        if self.collection is not None:
            items = tokens.room.evaluate(self.collection, chain)
            if not isinstance(items, list):
                raise Failing(
                    "not-a-list", f"'{body.task_spec.label}' wordt herhaald over iets dat geen lijst is."
                )
        else:
            count = None if self.cardinality is None else tokens.room.evaluate(self.cardinality, chain)
            if not isinstance(count, Decimal) or count < 0 or count != count.to_integral_value():
                raise Failing(
                    "not-a-count", f"'{body.task_spec.label}' heeft geen geheel aantal herhalingen."
                )
            items = [None] * min(int(count), MAX_ITEMS + 1)
        if len(items) > MAX_ITEMS:
            raise Failing(
                "too-many-items", f"'{body.task_spec.label}' heeft meer dan {MAX_ITEMS} herhalingen."
            )
        return items

    def _open(self, tokens: Tokens, body: Any, index: int, item: Value) -> None:
        scope, variables = item_scope(body.id, index), tokens.room.variables
        parent = tokens.chain(body)[0]
        tokens.room.record.scopes.append(OpenedScope(scope, parent, body.task_spec.element))
        variables.write(scope, "loopCounter", index + 1)
        if self.element:
            variables.write(scope, self.element, item)
        if self.local and self.local not in {self.element, "loopCounter"}:
            variables.write(scope, self.local, None)

    def _start_next(self, tokens: Tokens, body: Any) -> None:
        index = body.internal_data[_NEXT]
        body.internal_data[_NEXT] = index + 1
        if self.is_loop:
            self._open(tokens, body, index, None)
        parent = body.internal_data.get(PARENT, "")
        tokens.place(body.task_spec, with_parent(parent, {BODY: body.id, ITEM: index}))

    def _collect(self, tokens: Tokens, body: Any) -> None:
        if not self.output or self.output_element is None:
            return
        chain = tokens.chain(body)
        results = [
            self._output_of(tokens, item_scope(body.id, index)) for index in range(body.internal_data[_ALL])
        ]
        tokens.room.variables.write_outward(chain or (MAIN,), self.output, results)

    def _keep_output(self, tokens: Tokens, body: Any, token: Any) -> None:
        """Keep what an item adds to the list as it is now: what others write later is theirs."""
        if self.output and self.output_element is not None:
            scope = item_scope(body.id, token.internal_data[ITEM])
            value = tokens.room.evaluate(self.output_element, tokens.chain(token))
            tokens.room.variables.write(scope, _OUTPUT, value)

    def _output_of(self, tokens: Tokens, scope: str) -> Value:
        kept = tokens.room.variables.get(scope, _OUTPUT)
        return None if kept is MISSING else kept


def _items_of(tokens: Tokens, body: Any) -> list[Any]:
    return [
        t
        for t in tokens.tasks.values()
        if t.internal_data.get(BODY) == body.id and HOST not in t.internal_data
    ]


def _counts(total: int, active: int, done: int) -> dict[str, Value]:
    counts = {"Instances": total, "ActiveInstances": active, "CompletedInstances": done}
    return {f"{head}{name}": Decimal(n) for head in ("numberOf", "nrOf") for name, n in counts.items()}

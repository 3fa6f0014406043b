"""The live tokens of one process instance, and their compact text.

SpiffWorkflow's own trees grow with history and with the model. Here every token is a `Task` without parent or
children (`live_token`): what is finished is gone, what is to come is found in the spec when a token leaves.
"""

from __future__ import annotations

import json
from collections import deque
from collections.abc import Mapping
from typing import Any

from SpiffWorkflow.util.task import TaskState
from SpiffWorkflow.workflow import Workflow

from regelruimte.engine.errors import StateUnreadable
from regelruimte.engine.spiff import state_format
from regelruimte.engine.spiff.environment import MAIN, Room
from regelruimte.engine.spiff.live_token import Token
from regelruimte.engine.spiff.model import CompiledModel, Container, Flow
from regelruimte.engine.spiff.step import Trouble, WaitKind
from regelruimte.engine.spiff.trouble import Failing
from regelruimte.engine.values import Value

# Keys of a token's `internal_data`. Those in _LINKS hold ids of other tokens.
PARENT, HOST, BODY, ITEM, FLOW, PHASE, LOCAL, KIND, LISTENS = "p", "h", "b", "i", "f", "ph", "l", "k", "ls"
RACE, RACE_FLOW = "r", "rf"
# Compensation: who asked for it, what a record waits for, what it was completed in, and what scopes it saw.
BOSS, UNDER, DONE_IN, SEEN = "bo", "u", "di", "se"
LEAVING = "out"
NAMED = "nm"
"""Name of the signal a token waits for, where the model works it out."""
_LINKS = (PARENT, HOST, BODY, BOSS, UNDER)
_STATES = {"R": TaskState.READY, "S": TaskState.STARTED, "E": TaskState.ERROR}
_LETTERS = {state: letter for letter, state in _STATES.items()}
_write = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


class Tokens(Workflow):  # type: ignore[misc]  # SpiffWorkflow has no types
    """All live tokens of one process instance and the queue of those that can move."""

    def __init__(self, model: CompiledModel, process: str) -> None:
        super().__init__(model.spec, deserializing=True)
        self.model, self.process = model, process
        self.queue: deque[Any] = deque()
        self.dead_ends: list[str] = []
        self.signals: deque[tuple[str, Mapping[str, Value]]] = deque()
        self.encoded: bytes | None = None
        self.room: Room
        self._born: list[str] = []
        self._moves = 0

    def begin_step(self, room: Room) -> None:
        """Take the world of a new step; what was encoded is no longer what is."""
        self.room, self.encoded, self._moves = room, None, 0
        self.queue.clear()
        self.dead_ends.clear()
        self.signals.clear()

    def place(self, node: Any, data: dict[str, Any]) -> Any:
        """Put a new token at a node, to be moved later in this step."""
        token = Token(self, node, state=TaskState.READY, id=self.room.setting.new_id())
        token.internal_data = data
        self._born.append(token.id)
        self.queue.append(token)
        return token

    def place_waiting(self, node: Any, data: dict[str, Any]) -> Any:
        """Put a new token at a node where it waits."""
        token = self.place(node, data)
        self.queue.pop()
        token._set_state(TaskState.STARTED)  # noqa: SLF001  # the library's way to force a state
        return token

    def take(self, token: Any, flows: tuple[Flow, ...]) -> None:
        """Send a token on along sequence flows; without any it ends here."""
        parent = token.internal_data.get(PARENT, "")
        if not flows:
            self.dead_ends.append(parent)
        for flow in flows:
            self.room.passage(flow.id, "taken")
            node = flow.target_in(self.model)
            # Only a join asks along which flow a token came.
            self.place(node, with_parent(parent, {FLOW: flow.id} if len(node.arrives) > 1 else {}))

    def leave(self, token: Any) -> None:
        """Let a waiting token leave its node in this step."""
        token.internal_data[PHASE] = LEAVING
        self.wake(token)

    def wake(self, token: Any) -> None:
        """Let a waiting token move again."""
        token._set_state(TaskState.READY)  # noqa: SLF001  # the library's way to force a state
        self.queue.append(token)

    def cancel(self, token: Any) -> None:
        """Take a token away, with all that hangs on it."""
        if self.tasks.pop(token.id, None) is None:
            return
        for other in self.hanging_on(token.id):
            self.cancel(other)
        data = token.internal_data
        if KIND in data:
            self.room.close(token.id, token.task_spec.element, WaitKind(data[KIND]), cancelled=True)
        if HOST not in data and LISTENS not in data:
            self.room.passage(token.task_spec.element, "cancelled")
        token._set_state(TaskState.CANCELLED)  # noqa: SLF001  # the library's way to force a state

    def hanging_on(self, step: str) -> list[Any]:
        """Return the tokens inside, at the boundary of, or repeating for a token."""
        return [t for t in self.tasks.values() if any(t.internal_data.get(key) == step for key in _LINKS)]

    def inside(self, parent: str) -> list[Any]:
        """Return the tokens directly inside a container token; `""` is the process itself."""
        return [t for t in self.tasks.values() if t.internal_data.get(PARENT, "") == parent]

    def container(self, parent: str) -> Container:
        """Return what a container token is the run of."""
        if not parent:
            return self.model.containers[self.process]
        inner: Container = self.tasks[parent].task_spec.inner(self.model, self.tasks[parent])
        return inner

    def chain(self, token: Any | None) -> tuple[str, ...]:
        """Return the ids of the scopes a token reads, its own first."""
        scopes: list[str] = []
        while token is not None:
            data = token.internal_data
            if LOCAL in data:
                scopes.append(token.id)
            if BODY in data:
                scopes.append(item_scope(data[BODY], data[ITEM]))
            scopes.extend(data.get(SEEN, ()))
            token = self.tasks.get(data.get(BODY) or data.get(PARENT, ""))
        return (*scopes, MAIN)

    def settle(self) -> None:
        """Move tokens until all wait."""
        while True:
            self._finish_dead_ends()
            while self.queue:
                self._move(self.queue.popleft())
                self._finish_dead_ends()
            for token in list(self.tasks.values()):
                if token.state == TaskState.STARTED and self._stirs(token):
                    break
            else:
                return

    def _spread(self, signal: str, values: Mapping[str, Value]) -> None:
        for token in list(self.tasks.values()):
            waits = token.internal_data.get(KIND) == WaitKind.SIGNAL.value
            if token.id in self.tasks and waits and _heard(token) == signal:
                try:
                    token.task_spec.happen(self, token, values)
                except Failing as failing:
                    self._trouble(token, failing)

    def _trouble(self, token: Any, failing: Failing) -> None:
        element = token.task_spec.element
        self.room.record.troubles.append(Trouble(token.id, element, failing.code, failing.message))

    def _stirs(self, token: Any) -> bool:
        try:
            return bool(token.task_spec.stir(self, token))
        except Failing:
            return False

    def _move(self, token: Any) -> None:
        if token.id not in self.tasks:
            return
        record, variables = self.room.record, self.room.variables
        mark, writes, saved = record.mark(), len(variables.undo), dict(token.internal_data)
        self._born, ends, signals = [], len(self.dead_ends), len(self.signals)
        try:
            self._count_move()
            if token.run():
                self.tasks.pop(token.id, None)
            self._count_tokens()
        except Failing as failing:
            record.back_to(mark)
            variables.back_to(writes)
            self._unplace()
            del self.dead_ends[ends:]
            while len(self.signals) > signals:
                self.signals.pop()
            token.internal_data = saved
            self._trouble(token, failing)

    def _finish_dead_ends(self) -> None:
        # A signal is heard before the path that threw it, and what is around that, ends.
        while self.signals:
            self._spread(*self.signals.popleft())
        while self.dead_ends:
            self._finish_if_empty(self.dead_ends.pop())

    def _count_move(self) -> None:
        self._moves += 1
        if self._moves > self.room.setting.limits.steps:
            raise Failing("never-waits", "Het proces blijft rondgaan zonder ergens te wachten.")

    def _count_tokens(self) -> None:
        if self._born and len(self.tasks) > self.room.setting.limits.tokens:
            raise Failing("too-many-tokens", "Er gebeurt te veel tegelijk in deze zaak.")

    def _unplace(self) -> None:
        for step in self._born:
            token = self.tasks.pop(step, None)
            if token in self.queue:
                self.queue.remove(token)

    def _finish_if_empty(self, parent: str) -> None:
        if parent and parent not in self.tasks:
            return
        inside = self.inside(parent)
        if any(LISTENS not in token.internal_data for token in inside):
            return
        if parent and self.tasks[parent].task_spec.stays_open(self, self.tasks[parent]):
            return
        self.finish(parent, inside)

    def finish(self, parent: str, inside: list[Any]) -> None:
        """End a container: what is still inside is cancelled, and its own token leaves."""
        if parent and parent in self.tasks:
            self.tasks[parent].task_spec.before_end(self, self.tasks[parent], inside)
        for token in inside:
            if token.internal_data.get(PARENT, "") == parent:
                self.cancel(token)
        if parent and parent in self.tasks:
            self.leave(self.tasks[parent])

    def encode(self) -> bytes:
        """Write the live tokens as compact JSON; ids are written once."""
        places = {step: place for place, step in enumerate(self.tasks)}
        rows = []
        for token in self.tasks.values():
            data = dict(token.internal_data)
            for key in _LINKS:
                if data.get(key):
                    data[key] = places[data[key]]
            rows.append([token.id, token.task_spec.name, _LETTERS[token.state], data])
        self.encoded = _write({"f": state_format.WRITTEN, "p": self.process, "t": rows}).encode()
        return self.encoded


def _heard(token: Any) -> str | None:
    name: str | None = token.internal_data.get(NAMED, token.task_spec.trigger.name)
    return name


def item_scope(body: str, index: int) -> str:
    """Return the id of the scope of one item of a repeated activity."""
    return f"{body}.{index}"


def with_parent(parent: str, data: dict[str, Any]) -> dict[str, Any]:
    """Return a token's data with the container token it is in; the process itself is not written."""
    return {**data, PARENT: parent} if parent else data


def decode(model: CompiledModel, state: bytes) -> Tokens:
    """Read what `Tokens.encode` wrote.

    Raises:
        StateTooNew: of a format that only a newer release knows.
        StateUnreadable: not ours, or a token at an element the model does not have.
    """
    try:
        plain = state_format.read_plain(state)
        if plain["p"] not in model.containers:
            raise StateUnreadable(format=plain["f"], process=plain["p"])
        tokens = Tokens(model, plain["p"])
        _restore(tokens, plain["t"])
    except (ValueError, KeyError, TypeError, IndexError) as error:
        raise StateUnreadable(reason=str(error)) from error
    tokens.encoded = state
    return tokens


def _restore(tokens: Tokens, rows: list[list[Any]]) -> None:
    specs: Mapping[str, Any] = tokens.spec.task_specs
    for step, name, letter, data in rows:
        token = Token(tokens, specs[name], state=_STATES[letter], id=step)
        for key in _LINKS:
            if key in data:
                data[key] = rows[data[key]][0]
        token.internal_data = data

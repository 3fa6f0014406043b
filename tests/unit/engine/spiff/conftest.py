from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from itertools import count

import pytest

from regelruimte.engine.spiff import interpreter
from regelruimte.engine.spiff.step import MISSING, Decided, Setting, WaitKind


class Rows:
    """Variables as the engine keeps them: rows of (scope, name)."""

    def __init__(self) -> None:
        self.rows: dict[tuple[str, str], object] = {}

    def get(self, scope, name):
        return self.rows.get((scope, name), MISSING)

    def names(self, scope):
        return frozenset(name for place, name in self.rows if place == scope)


class Player:
    """Plays one process instance as the engine does: keeps the state, the rows and the open steps."""

    def __init__(self, bpmn: bytes, *, keeps_live: bool, decide=None, called=None) -> None:
        self.model = interpreter.compile_model("v", bpmn, called=called or {})
        self.rows, self.open, self.keeps_live = Rows(), {}, keeps_live
        self.at = datetime(2026, 11, 22, 12, tzinfo=UTC)
        self.state: bytes | None = None
        self.passages, self.troubles, self.thrown, self.decisions = [], [], [], []
        self.live, self.outcome, self.largest = None, None, 0
        self._numbers, self._decide = count(1), decide or _undecided

    @property
    def setting(self) -> Setting:
        def new_id() -> str:
            return f"{next(self._numbers):032x}"

        return Setting(self.rows, self._decide, self.at, new_id)

    def start(self, values: Mapping | None = None, **asked):
        return self.record(interpreter.start(self.model, self.setting, values=values or {}, **asked))

    def write(self, **values):
        """Write variables from outside and let conditions see them."""
        self.rows.rows.update({("main", name): value for name, value in values.items()})
        return self._do(interpreter.look_again)

    def record(self, advance):
        self.state, self.live = advance.state, advance.live if self.keeps_live else None
        for write in advance.writes:
            self.rows.rows[write.scope, write.name] = write.value
        for closed in advance.closed:
            self.open.pop(closed.step, None)
        opened = {each.step: each for each in advance.opened}
        gone = {each.step for each in advance.closed}
        self.open.update({step: each for step, each in opened.items() if step not in gone})
        self.passages += [(p.element, p.event) for p in advance.passages]
        self.troubles, self.thrown = list(advance.troubles), self.thrown + list(advance.thrown)
        self.decisions += list(advance.decisions)
        self.largest = max(self.largest, len(advance.state or b""))
        self.outcome = advance.outcome
        return advance

    def step(self, element, index=0):
        return [each for each in self.open.values() if each.element == element][index]

    def waiting(self, *kinds) -> list[str]:
        wanted = kinds or (WaitKind.USER, WaitKind.SERVICE)
        return sorted(each.element for each in self.open.values() if each.kind in wanted)

    def complete(self, element, index=0, **values):
        step = self.step(element, index).step
        return self._do(interpreter.complete, step=step, values=values)

    def fire(self, element):
        step = self.step(element)
        self.at = max(self.at, step.due_at)
        return self._do(interpreter.fire, step=step.step)

    def deliver(self, element, **values):
        return self._do(interpreter.deliver, step=self.step(element).step, values=values)

    def fail(self, element, code):
        return self._do(interpreter.fail, step=self.step(element).step, code=code)

    def retry(self, step):
        return self._do(interpreter.retry, step=step)

    def activate(self, scope, *elements):
        return self._do(interpreter.activate, scope_step=self.step(scope).step, elements=elements)

    def close(self, scope):
        return self._do(interpreter.close_scope, scope_step=self.step(scope).step)

    def startable(self):
        offers = interpreter.startable(self.model, self.state, self.setting)
        return {each.element: each.why_not for each in offers}

    def variable(self, name, scope="main"):
        return self.rows.get(scope, name)

    def wait(self, **duration):
        self.at += timedelta(**duration)

    def taken(self):
        return [element for element, event in self.passages if event == "taken"]

    @property
    def has_ended(self) -> bool:
        return self.state is None and not self.open

    def _do(self, act, **arguments):
        return self.record(act(self.model, self.state, self.setting, live=self.live, **arguments))


def _undecided(decision, context):
    return Decided(None, {})


@pytest.fixture(params=[False, True], ids=["stored", "live"])
def play(request):
    def make(process, *others, decide=None, called=None):
        files = {name: each.bpmn() for name, each in (called or {}).items()}
        return Player(process.bpmn(*others), keeps_live=request.param, decide=decide, called=files)

    return make

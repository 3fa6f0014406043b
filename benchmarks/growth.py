"""Growth: what a step costs late in a long case, or in a large model, over an early one or a small one.

Measured on the interpreter: stored state in, stored state out, never a live object from the step before.
Variables stand in a dict, as the rows they are in the engine do not pass through the state.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import UTC, datetime
from statistics import median

from benchmarks.measure import RUNS
from regelruimte.engine.ids import SeededIds
from regelruimte.engine.spiff import interpreter
from regelruimte.engine.spiff.interpreter import CompiledModel, compile_model
from regelruimte.engine.spiff.step import MISSING, Advance, Decided, Setting
from regelruimte.engine.values import Value
from tests.builders import part, process

AT = datetime(2026, 11, 22, 12, tzinfo=UTC)
SPAN = 20
"""How many steps around a place are measured; their median is its cost."""


class Variables:
    """The variables of one process instance."""

    def __init__(self) -> None:
        self._scopes: dict[str, dict[str, Value]] = {}

    def get(self, scope: str, name: str) -> Value:
        """Return a variable of exactly this scope, or MISSING."""
        return self._scopes.get(scope, {}).get(name, MISSING)

    def names(self, scope: str) -> frozenset[str]:
        """Return the names in exactly this scope."""
        return frozenset(self._scopes.get(scope, {}))

    def take(self, advance: Advance) -> None:
        """Keep what a step wrote."""
        for write in advance.writes:
            self._scopes.setdefault(write.scope, {})[write.name] = write.value


class Play:
    """One process instance, played step by step.

    Attributes:
        costs: processor seconds of every step; largest: bytes of the largest state at a wait.
    """

    def __init__(self, model: CompiledModel) -> None:
        self.model, self.variables, self.waiting = model, Variables(), {}
        self.setting = Setting(self.variables, lambda _d, _c: Decided(None, {}), AT, SeededIds().new)
        self.costs: list[float] = []
        self.largest = 0
        self._take(lambda: interpreter.start(model, self.setting, values={"n": 0}))
        self.costs.clear()

    def complete(self, element: str) -> None:
        """Complete the waiting step of an element."""
        step = next(step for step, where in self.waiting.items() if where == element)
        state = self.state
        self._take(lambda: interpreter.complete(self.model, state, self.setting, step=step, values={}))

    def activate(self, element: str) -> None:
        """Start an activity of the one open ad-hoc sub-process."""
        scope = interpreter.startable(self.model, self.state, self.setting)[0].scope_step
        state = self.state
        self._take(
            lambda: interpreter.activate(
                self.model, state, self.setting, scope_step=scope, elements=[element]
            )
        )

    def _take(self, act: Callable[[], Advance]) -> None:
        started = time.process_time()
        advance = act()
        self.costs.append(time.process_time() - started)
        self.variables.take(advance)
        for closed in advance.closed:
            self.waiting.pop(closed.step, None)
        self.waiting.update({opened.step: opened.element for opened in advance.opened})
        self.state = advance.state or b""
        self.largest = max(self.largest, len(self.state))

    def cost_at(self, step: int) -> float:
        """Return the cost of the steps around one of them."""
        return median(self.costs[max(0, step - SPAN // 2) : step + SPAN // 2])


def loop() -> bytes:
    """Return a loop of four nodes around a user task."""
    drawn = process("loop").start().exclusive("merge").user("u").script("s", "=n + 1", "n")
    drawn.exclusive("gw", default="out").when("n < 1000000").to("merge")
    return drawn.at("gw").named("out").end().bpmn()


def join_loop() -> bytes:
    """Return a loop around two user tasks that run beside each other."""
    drawn = process("both").start().exclusive("merge").parallel("split").user("u1").parallel("join")
    drawn.at("split").user("u2").to("join").at("join").script("s", "=n + 1", "n")
    drawn.exclusive("gw", default="out").when("n < 1000000").to("merge")
    return drawn.at("gw").named("out").end().bpmn()


def line(nodes: int) -> bytes:
    """Return a line of so many user tasks."""
    drawn = process("line").start()
    for number in range(nodes):
        drawn = drawn.user(f"u{number}")
    return drawn.end().bpmn()


def adhoc() -> bytes:
    """Return an ad-hoc sub-process whose one activity may be done again and again."""
    inside = part().user("call")
    return process("adhoc").start().adhoc("block", inside, regelruimte__closes="by_hand").end().bpmn()


def _loops(data: bytes, rounds: int, elements: tuple[str, ...]) -> tuple[float, int]:
    play = Play(compile_model("growth", data))
    for _ in range(rounds):
        for element in elements:
            play.complete(element)
    last = (rounds - SPAN) * len(elements)
    return play.cost_at(last) / play.cost_at(10 * len(elements)), play.largest


def _models() -> tuple[float, int]:
    costs, largest = [], 0
    for nodes in (1000, 10):
        model = compile_model("growth", line(nodes))
        spent = []
        for _ in range(RUNS):
            play = Play(model)
            for number in range(9):
                play.complete(f"u{number}")
            spent.append(median(play.costs))
            largest = max(largest, play.largest)
        costs.append(median(spent))
    return costs[0] / costs[1], largest


def _adhocs() -> tuple[float, int]:
    play = Play(compile_model("growth", adhoc()))
    for _ in range(500):
        play.activate("call")
        play.complete("call")
    pairs = [sum(play.costs[at : at + 2]) for at in range(0, len(play.costs), 2)]
    play.costs = pairs
    return play.cost_at(490) / play.cost_at(10), play.largest


def run(_database: str) -> tuple[dict[str, float], list[str]]:
    """Measure; return the numbers and remarks."""
    parts: dict[str, Callable[[], tuple[float, int]]] = {
        "loop_10000_over_10": lambda: _loops(loop(), 10_000, ("u",)),
        "join_loop_500_over_10": lambda: _loops(join_loop(), 500, ("u1", "u2")),
        "model_1000_over_10": _models,
        "adhoc_500_over_10": _adhocs,
    }
    found, largest = {}, 0
    for name, measure in parts.items():
        runs = [measure() for _ in range(RUNS)]
        found[name] = round(median(ratio for ratio, _ in runs), 2)
        largest = max(largest, *(size for _, size in runs))
    found["state_bytes_max"] = largest
    return found, [f"medians of {RUNS} runs of the interpreter; a place is the median of {SPAN} steps"]

"""Random structured models, run with random choices: how the state is kept makes no difference."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from itertools import count

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from regelruimte.engine.spiff import interpreter, migrate
from regelruimte.engine.spiff.step import WaitKind
from tests.builders import each, part, process, timer
from tests.unit.engine.spiff.conftest import Player

MOST_STEPS = 25
RANDOM = settings(
    max_examples=120, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)

LEAVES = st.sampled_from(["user", "script", "service", "timer", "watched", "many", "in turn"])


def composed(inner):
    """Return what is made of smaller blocks."""
    several = st.lists(inner, min_size=1, max_size=3)
    kinds = st.sampled_from(["line", "choice", "parallel", "inclusive", "sub", "adhoc", "loop"])
    return st.tuples(kinds, several)


BLOCKS = st.recursive(LEAVES, composed, max_leaves=12)
CHOICES = st.lists(st.integers(0, 5), min_size=15, max_size=MOST_STEPS)


@dataclass
class Drawer:
    """Draws a block behind what a part has already."""

    numbers: count = field(default_factory=count)

    def draw(self, at, block):
        if isinstance(block, str):
            self.leaf(at, block, f"e{next(self.numbers)}")
            return
        kind, inner = block
        getattr(self, f"draw_{kind}")(at, inner, f"b{next(self.numbers)}")

    def leaf(self, at, kind, name):
        if kind == "script":
            at.script(name, "=n + 1", "n")
        elif kind == "service":
            at.service(name, "connector")
        elif kind == "timer":
            at.timer(name, "P1D")
        elif kind == "watched":
            at.user(name).boundary(f"{name}_late", name, timer("P2D"), cancels=False).user(f"{name}_beside")
            at.end(f"{name}_end").at(name)
        elif kind == "user":
            at.user(name)
        else:
            at.user(name, each("=[1, 2]", "item", in_turn=kind == "in turn"))

    def draw_line(self, at, inner, _name):
        for block in inner:
            self.draw(at, block)

    def draw_choice(self, at, inner, name):
        at.exclusive(f"{name}_split", default=f"{name}_else")
        self.branches(at, inner, name, at.exclusive, lambda index: f"=modulo(n, 3) = {index}")

    def draw_inclusive(self, at, inner, name):
        at.inclusive(f"{name}_split", default=f"{name}_else")
        self.branches(at, inner, name, at.inclusive, lambda index: f"=n >= {index}")

    def draw_parallel(self, at, inner, name):
        at.parallel(f"{name}_split")
        self.branches(at, inner, name, at.parallel, None)

    def branches(self, at, inner, name, join, condition):
        ends = []
        for index, block in enumerate(inner):
            at.at(f"{name}_split")
            if condition:
                at.when(condition(index))
            at.node("task", f"{name}_{index}")
            self.draw(at, block)
            ends.append(at.last)
        at.at(f"{name}_split").named(f"{name}_else").node("task", f"{name}_last")
        join(f"{name}_join")
        for end in ends:
            at.at(end).to(f"{name}_join")
        at.at(f"{name}_join")

    def draw_sub(self, at, inner, name):
        within = part().start(f"{name}_start")
        for block in inner:
            self.draw(within, block)
        at.sub(name, within.end(f"{name}_end"))

    def draw_adhoc(self, at, inner, name):
        within = part()
        for block in inner:
            within.at(None)
            self.draw(within, block if isinstance(block, str) and block != "timer" else "user")
        at.adhoc(name, within)

    def draw_loop(self, at, inner, name):
        at.exclusive(f"{name}_again")
        for block in inner:
            self.draw(at, block)
        at.script(f"{name}_count", "=n + 1", "n").exclusive(f"{name}_enough", default=f"{name}_out")
        at.when("=n < 4").to(f"{name}_again").at(f"{name}_enough").named(f"{name}_out")


def drawn(block) -> bytes:
    model = process().start().script("zero", "=0", "n")
    Drawer().draw(model, block)
    return model.end().bpmn()


def act(run: Player, choice: int) -> None:
    """Let one of the things happen that can happen now."""
    steps = sorted(run.open.values(), key=lambda step: (step.element, step.step))
    step = steps[choice % len(steps)]
    if step.kind in {WaitKind.USER, WaitKind.SERVICE}:
        run._do(interpreter.complete, step=step.step, values={"answer": choice, "n": choice})
    elif step.kind is WaitKind.TIMER:
        run.at = max(run.at, step.due_at) + timedelta(minutes=1)
        run._do(interpreter.fire, step=step.step)
    else:
        offers = [each.element for each in startable(run, step) if each.allowed]
        if offers and choice:
            chosen = [offers[choice % len(offers)]]
            run._do(interpreter.activate, scope_step=step.step, elements=chosen)
        else:
            run._do(interpreter.close_scope, scope_step=step.step)


def startable(run, step):
    offers = interpreter.startable(run.model, run.state, run.setting)
    return [each for each in offers if each.scope_step == step.step]


def seen(run: Player):
    """Return everything that can be told of a run."""
    return run.passages, run.rows.rows, run.open, run.outcome, run.state, run.troubles


@given(BLOCKS, CHOICES)
@RANDOM
def test_goes_the_same_way_when_it_is_saved_and_loaded_after_every_step(block, choices):
    bpmn = drawn(block)
    stored, live = Player(bpmn, keeps_live=False), Player(bpmn, keeps_live=True)
    stored.start()
    live.start()

    for choice in choices:
        assert seen(stored) == seen(live)
        if not stored.open:
            break
        act(stored, choice)
        act(live, choice)

    assert seen(stored) == seen(live)


@given(BLOCKS, CHOICES)
@RANDOM
def test_changes_nothing_when_it_moves_to_the_same_model_after_every_step(block, choices):
    bpmn = drawn(block)
    run = Player(bpmn, keeps_live=False)
    same = interpreter.compile_model("same", bpmn)
    run.start()

    for choice in choices:
        if not run.open or run.state is None:
            break
        moved = migrate.move_state(run.model, run.state, run.setting, target=same, mapping={})
        assert isinstance(moved, migrate.Moved)
        advance = moved.advance
        assert advance.state == run.state
        assert all(changed.before == changed.after for changed in moved.changed)
        assert (advance.opened, advance.closed, advance.writes, advance.passages) == ((), (), (), ())
        act(run, choice)

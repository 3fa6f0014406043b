"""One soak from empty database to verdict."""

from __future__ import annotations

import threading
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from statistics import fmean, median

import sqlalchemy as sa

from regelruimte.engine import Engine
from regelruimte.engine.actors import SYSTEM
from regelruimte.engine.store import tables as t
from regelruimte.engine.store.audit import case_chain, is_unbroken
from tests.live.processes import Product, cpu_seconds, memory_bytes, product
from tests.live.service import set_up
from tests.soak.clients import Client, Tally

MEMORY_BOUND = 1.05
STEP_BOUND = 1.10
"""Growth from the second third of a soak to the last that still counts as flat; the first third is warm-up.

Processor time under load from elsewhere wavers by some percents, also when counted in yardsticks.
"""

_STOP_SECONDS = 300


@dataclass(frozen=True)
class Plan:
    """What is done: for how long, and by how many clients."""

    database: str
    minutes: float
    clients: int = 4
    sample_seconds: float = 5


@dataclass(frozen=True)
class Sample:
    """What was seen at one moment.

    Attributes:
        cpu_seconds: processor time of web and worker so far; steps: forms accepted so far.
        yardstick_seconds: processor time of a fixed piece of work, which tells how fast the machine is now.
        wal_bytes: size of SQLite's write-ahead log, 0 elsewhere.
    """

    web_bytes: int
    worker_bytes: int
    cpu_seconds: float
    steps: int
    yardstick_seconds: float
    wal_bytes: int


@dataclass(frozen=True)
class Outcome:
    """What came of it; the growths are those of the last third over the second."""

    minutes: float
    cases: int
    web_memory: float
    worker_memory: float
    step_time: float
    errors: list[str]
    told: dict[str, object]

    def verdict(self) -> str:
        """Return the line that says it all."""
        return (
            f"minutes {self.minutes:g}, cases {self.cases}, web memory {self.web_memory:.2f}, "
            f"worker memory {self.worker_memory:.2f}, step time {self.step_time:.2f}, "
            f"errors {len(self.errors)}"
        )

    def is_well(self) -> bool:
        """Tell whether nothing failed and nothing grew."""
        memory = max(self.web_memory, self.worker_memory)
        return not self.errors and memory <= MEMORY_BOUND and self.step_time <= STEP_BOUND


def run(plan: Plan, folder: Path) -> Outcome:
    """Do what the plan says; the database is left for whoever wants to look."""
    set_up(plan.database)
    engine, tally = Engine.open(plan.database), Tally()
    with product(plan.database, folder) as running:
        clients = [Client(n, engine, running.port, tally) for n in range(plan.clients)]
        samples = _load(plan, clients, lambda: _look(plan, running, clients))
        tally.errors.extend(["a process ended by itself"] * running.ended())
        tally.errors.extend(f"log: {line}" for line in running.complaints() if "Traceback" in line)
    tally.errors.extend(_faults(engine))
    engine.close()
    web_memory = _growth(samples, lambda part: fmean(one.web_bytes for one in part))
    worker_memory = _growth(samples, lambda part: fmean(one.worker_bytes for one in part))
    step_time = _growth(samples, _step_cost)
    told = _tell(samples, clients)
    return Outcome(plan.minutes, tally.cases, web_memory, worker_memory, step_time, tally.errors, told)


def _load(plan: Plan, clients: list[Client], look: Callable[[], Sample]) -> list[Sample]:
    samples, until = [look()], time.monotonic() + plan.minutes * 60
    for client in clients:
        client.start()
    while (left := until - time.monotonic()) > 0 and any(client.is_alive() for client in clients):
        threading.Event().wait(min(plan.sample_seconds, left))
        samples.append(look())
    for client in clients:
        client.stopping.set()
    for client in clients:
        client.join(_STOP_SECONDS)
    return samples


def _look(plan: Plan, running: Product, clients: list[Client]) -> Sample:
    wal = Path(plan.database.removeprefix("sqlite:///") + "-wal")
    return Sample(
        web_bytes=memory_bytes(running.web),
        worker_bytes=memory_bytes(running.worker),
        cpu_seconds=cpu_seconds(running.web) + cpu_seconds(running.worker),
        steps=sum(client.asked["POST"] for client in clients),
        yardstick_seconds=_yardstick(),
        wal_bytes=wal.stat().st_size if wal.exists() else 0,
    )


def _yardstick() -> float:
    began = time.thread_time()
    words = {number: str(number) for number in range(20_000)}
    sorted(words.values())
    return time.thread_time() - began


def _growth(samples: list[Sample], measure: Callable[[list[Sample]], float]) -> float:
    third = len(samples) // 3
    before, after = measure(samples[third : 2 * third + 1]), measure(samples[2 * third :])
    return after / before if before else 1.0


def _step_cost(part: list[Sample]) -> float:
    """Return the processor time of a step, in yardsticks: so far as neighbours slow it, they slow both."""
    steps = part[-1].steps - part[0].steps
    spent = part[-1].cpu_seconds - part[0].cpu_seconds
    return spent / max(1, steps) / median(one.yardstick_seconds for one in part)


def _faults(engine: Engine) -> list[str]:
    """Return what is wrong in the database: incidents, chains that are broken."""
    with engine.view(SYSTEM) as view:
        incidents = view.connection.scalars(sa.select(t.incident.c.message)).all()
        cases = view.connection.execute(sa.select(t.case_.c.id, t.case_.c.number)).all()
        broken = [row.number for row in cases if not is_unbroken(view.connection, case_chain(row.id))]
    return [f"incident: {one}" for one in incidents] + [f"{one}: its chain is broken" for one in broken]


def _tell(samples: list[Sample], clients: list[Client]) -> dict[str, object]:
    third = len(samples) // 3
    warm, last = samples[third], samples[-1]
    spent, steps = last.cpu_seconds - warm.cpu_seconds, last.steps - warm.steps
    return {
        "requests": dict(sum((client.asked for client in clients), Counter())),
        "web MB, by tenth": _tenths([one.web_bytes for one in samples]),
        "worker MB, by tenth": _tenths([one.worker_bytes for one in samples]),
        "processor ms a step, reading included": round(spent / max(1, steps) * 1000, 1),
        "write-ahead log MB at most": round(max(one.wal_bytes for one in samples) / 1e6, 1),
    }


def _tenths(values: list[int]) -> str:
    return " ".join(f"{values[len(values) * place // 10] / 1e6:.1f}" for place in range(10))

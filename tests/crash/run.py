"""One crash test from empty database to verdict."""

from __future__ import annotations

import queue
import time
from dataclasses import dataclass
from pathlib import Path

from tests.crash.clients import Client, Ledger
from tests.crash.partner import open_partner
from tests.crash.processes import Killer, Processes
from tests.crash.troubles import Freezes, Line, Outages
from tests.crash.verdict import Verdict, judge, wait_until_quiet
from tests.crash.world import World, began_now, set_up


@dataclass(frozen=True)
class Plan:
    """What is done to the system.

    Attributes:
        webs, workers: processes of each kind; quiet_seconds: how long what is left may take afterwards.
        line: cuts the database off, `outages` times; freezes: how often a process freezes for ten minutes.
    """

    database: str
    cases: int
    kills: int
    seed: int
    webs: int = 1
    workers: int = 2
    clients: int = 8
    quiet_seconds: float = 120
    line: Line | None = None
    outages: int = 0
    freezes: int = 0


@dataclass(frozen=True)
class Outcome:
    """The verdict, with what happened on the way."""

    verdict: Verdict
    told: dict[str, object]


def run(plan: Plan, folder: Path) -> Outcome:
    """Do what the plan says; the database is left for whoever wants to look."""
    began = time.monotonic()
    with open_partner(plan.seed) as partner:
        world = World(plan.database, partner.port, began_now())
        set_up(world)
        processes = Processes(world, plan.webs, plan.workers, folder / "processes.log")
        processes.start()
        ledger, engine = Ledger(), world.engine()
        try:
            happened = _load(plan, processes, ledger)
            wait_until_quiet(engine, ledger, seconds=plan.quiet_seconds)
        finally:
            processes.stop()
        verdict = judge(engine, ledger, partner, cases=plan.cases)
        engine.close()
    told = {
        "cases": plan.cases, "receipts": len(ledger.receipts), "kills": processes.kills,
        **happened, "ended by themselves": processes.ended, "partner": dict(partner.asked),
        "refused": dict(ledger.refusals), "seconds": round(time.monotonic() - began),
    }  # fmt: skip
    return Outcome(verdict, told)


def _load(plan: Plan, processes: Processes, ledger: Ledger) -> dict[str, int]:
    """Let the clients work while all goes wrong; what is left of it falls while workers do the rest."""
    waiting: queue.SimpleQueue[int] = queue.SimpleQueue()
    for n in range(plan.cases):
        waiting.put(n)
    clients = [Client(plan.seed + n, processes.ports, waiting, ledger) for n in range(plan.clients)]
    freezes = Freezes(processes, times=plan.freezes, seed=plan.seed)
    troubles: list[Outages | Freezes] = [freezes]
    if plan.line is not None:
        troubles.append(Outages(plan.line, times=plan.outages, seed=plan.seed))
    threads = [*clients, Killer(processes, kills=plan.kills, seed=plan.seed), *troubles]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return {type(each).__name__.casefold(): each.happened for each in troubles}

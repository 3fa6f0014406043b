"""Jobs a second of one real worker process, and what is lost or doubled when it is killed three times.

A case is a timer and a call to a connector of the same process: two jobs, each a durable step with its
history. Rate: by the clock, from the first of a full table to the last, each run with a worker of its own.
Kills: `kill -9` and a new worker, three times on the way. Doubled is counted by what was committed: an answer
of a connector, or a timer that fired, more than once in a case that has one of each.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from datetime import date
from pathlib import Path
from statistics import median

from benchmarks.databases import database as address_of
from regelruimte.engine import Actor, Channel, Engine, Intake, Role, Sent, cases, definitions, dossier
from regelruimte.engine.connect.registry import Connectors
from regelruimte.engine.jobs.worker import Pace
from regelruimte.engine.store.audit import case_chain, list_entries
from regelruimte.engine.store.job_rows import count_jobs
from regelruimte.engine.store.reads.figures import count_cases
from regelruimte.engine.vocabulary import AuditEntry
from tests.builders import process

CLERK = Actor("w", "W", frozenset(Role), person="p")
CASES = 500
JOBS_A_CASE = 2
RUNS = 5
KILLS_AFTER = (0.15, 0.4, 0.65)
CONCURRENCY = 4
PATIENCE_SECONDS = 120
IDLE_SECONDS = 3
EFFECTS = ("timer:fired", "connector:answered")


def run(database: str) -> tuple[dict[str, float], list[str]]:
    """Measure; return the numbers and remarks."""
    with (
        tempfile.TemporaryDirectory(prefix="jobs-") as folder,
        address_of(database, Path(folder), name="jobs") as url,
    ):
        engine = set_up(url)
        idle_ms = spent_idle_ms(url)
        rates = [rate(engine, url, idle_ms) for _ in range(RUNS)]
        lost, doubled = kill(engine, url)
        left = _left(engine)
        engine.close()
    found = {
        "per_s": round(median(per_s for per_s, _ in rates), 1),
        "cpu_ms": round(median(cpu_ms for _, cpu_ms in rates), 2),
        "lost": lost + left,
        "doubled": doubled,
        "kills": len(KILLS_AFTER),
    }
    remark = (
        f"medians of {RUNS} runs of {CASES * JOBS_A_CASE} jobs, half of them timers and half calls; "
        f"rates {[round(per_s) for per_s, _ in rates]}; one worker, concurrency {CONCURRENCY}"
    )
    return found, [remark]


def open_engine(url: str) -> Engine:
    """Open the engine with the connector that is called."""
    return Engine.open(url, connectors=Connectors({"bench": _answer}))


def _answer(_inputs: object, /, *, key: str, at: object) -> dict[str, object]:  # noqa: ARG001  # the port
    return {"done": True}


def set_up(url: str) -> Engine:
    """Make the database and publish the process."""
    engine = open_engine(url)
    engine.migrate()
    model = process("bench").start().timer("wait", "PT0S").service("call", "bench").end(name="Done")
    with engine.work(CLERK) as work:
        definitions.publish_files(work, "bench", {"process.bpmn": model.bpmn()}, change_note="bench")
    return engine


def fill(engine: Engine) -> list[str]:
    """Begin cases whose timers are due; return their numbers."""
    return [_begin(engine) for _ in range(CASES)]


def _begin(engine: Engine) -> str:
    sent, intake = Sent(engine.ids.new(), {}), Intake(Channel.API, date(2026, 11, 22))
    with engine.work(CLERK) as work:
        return cases.start_case(work, "bench", intake, sent).case_number


def rate(engine: Engine, url: str, idle_ms: float) -> tuple[float, float]:
    """Return jobs a second of one worker, from its first effect to its last, and its processor time a job."""
    before, numbers = _closed(engine), fill(engine)
    worker = _start(url)
    _wait_for(engine, before + CASES)
    spent = _spent_ms(worker) - idle_ms
    _stop(worker)
    moments = [entry.at for number in numbers for entry in _entries(engine, number)]
    seconds = (max(moments) - min(moments)).total_seconds()
    return len(moments) / seconds, spent / len(moments)


def spent_idle_ms(url: str) -> float:
    """Return the processor milliseconds a worker takes to start, with nothing to do."""
    worker = _start(url)
    time.sleep(IDLE_SECONDS)
    spent = _spent_ms(worker)
    _stop(worker)
    return spent


def kill(engine: Engine, url: str) -> tuple[int, int]:
    """Kill the worker again and again while it works; return how many effects were lost, and done twice."""
    before, numbers = _closed(engine), fill(engine)
    worker = _start(url)
    for share in KILLS_AFTER:
        _wait_for(engine, before + int(CASES * share))
        worker.kill()
        worker.wait()
        worker = _start(url)
    _wait_for(engine, before + CASES)
    _stop(worker)
    done = [Counter(entry.tag for entry in _entries(engine, number)) for number in numbers]
    lost = sum(max(0, 1 - each[effect]) for each in done for effect in EFFECTS)
    return lost, sum(max(0, each[effect] - 1) for each in done for effect in EFFECTS)


def _entries(engine: Engine, number: str) -> list[AuditEntry]:
    """Return what jobs did in a case."""
    with engine.view(CLERK) as view:
        case = dossier.get_dossier(view, number).case
        entries = list_entries(view.connection, case_chain(case.id))
    return [entry for entry in entries if entry.tag in EFFECTS]


def _start(url: str) -> subprocess.Popen[bytes]:
    return subprocess.Popen([sys.executable, "-m", "benchmarks.jobs", url], env=dict(os.environ))


def _stop(worker: subprocess.Popen[bytes]) -> None:
    worker.send_signal(signal.SIGTERM)
    worker.wait()


def _wait_for(engine: Engine, cases_closed: int) -> None:
    until = time.monotonic() + PATIENCE_SECONDS
    while _closed(engine) < cases_closed and time.monotonic() < until:
        time.sleep(0.1)


def _closed(engine: Engine) -> int:
    with engine.view(CLERK) as view:
        return count_cases(view).get("closed", 0)


def _left(engine: Engine) -> int:
    with engine.view(CLERK) as view:
        return count_jobs(view)


def _spent_ms(worker: subprocess.Popen[bytes]) -> float:
    told = Path(f"/proc/{worker.pid}/stat").read_text(encoding="ascii").rsplit(")", 1)[1].split()
    return (int(told[11]) + int(told[12])) * 1000 / os.sysconf("SC_CLK_TCK")


def main(url: str) -> None:
    """Be the worker."""
    worker = open_engine(url).worker(concurrency=CONCURRENCY, pace=Pace(beat=0.5, lease=2.0))
    signal.signal(signal.SIGTERM, lambda *_: worker.stop())
    worker.run()


if __name__ == "__main__":
    main(sys.argv[1])

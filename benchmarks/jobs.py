"""Jobs a second of one real worker process, and what is lost or done twice when it is killed three times.

A case is a timer and a call to a connector of the same process: two jobs, each a durable step with its history.
Rate: the worker starts on a full table and stops on an empty one; from its first job to its last, by the clock.
Kills: the same, with `kill -9` and a new worker three times. Doubled is counted by what was committed: an answer
of a connector, or a timer that fired, more than once for the same step of the same case.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path

from regelruimte.engine import Actor, Channel, Engine, Intake, Role, Sent, cases, definitions
from regelruimte.engine.connect.registry import Connectors
from regelruimte.engine.jobs.worker import Pace
from regelruimte.engine.store.reads.figures import count_cases
from tests.builders import process

CLERK = Actor("w", "W", frozenset(Role), person="p")
CASES = 500
JOBS_A_CASE = 2
RUNS = 3
KILLS = 3
CONCURRENCY = 4
PATIENCE_SECONDS = 120
EFFECTS = ("timer:fired", "connector:answered")


def open_engine(url: str) -> Engine:
    """Open the engine with the connector that is called."""
    return Engine.open(url, connectors=Connectors({"bench": lambda _inputs, /, *, key, at: {"done": True}}))


def fill(engine: Engine, number: int) -> list[str]:
    """Begin cases whose timers are due; return their ids."""
    began = []
    for _ in range(number):
        with engine.work(CLERK) as work:
            sent = Sent(engine.ids.new(), {})
            intake = Intake(Channel.API, date(2026, 11, 22))
            began.append(cases.start_case(work, "bench", intake, sent).case_number)
    return began


def set_up(url: str) -> Engine:
    """Make the database and publish the process."""
    engine = open_engine(url)
    engine.migrate()
    model = process("bench").start().timer("wait", "PT0S").service("call", "bench").end(name="Done")
    with engine.work(CLERK) as work:
        definitions.publish_files(work, "bench", {"process.bpmn": model.bpmn()}, change_note="bench")
    return engine


@contextmanager
def worker(url: str) -> Iterator[subprocess.Popen]:
    """Keep a worker process running."""
    process_ = start(url)
    try:
        yield process_
    finally:
        process_.send_signal(signal.SIGTERM)
        process_.wait()


def start(url: str) -> subprocess.Popen:
    """Start a worker process."""
    return subprocess.Popen([sys.executable, "-m", "benchmarks.jobs", url], env=dict(os.environ))


def closed(engine: Engine) -> int:
    """Return how many cases have ended."""
    with engine.view(CLERK) as view:
        return count_cases(view).get("closed", 0)


def rate(engine: Engine, url: str) -> tuple[float, float]:
    """Return jobs a second of one worker, and its processor milliseconds a job."""
    before = closed(engine)
    fill(engine, CASES)
    with worker(url) as process_:
        began = None
        until = time.monotonic() + PATIENCE_SECONDS
        while (done := closed(engine) - before) < CASES and time.monotonic() < until:
            if began is None and done:
                began, done_then = time.monotonic(), done
            time.sleep(0.02)
        seconds = time.monotonic() - (began or 0)
        cpu_ms = processor_ms(process_.pid)
    return (done - done_then) * JOBS_A_CASE / seconds, cpu_ms / (CASES * JOBS_A_CASE)


def processor_ms(pid: int) -> float:
    """Return the processor milliseconds a process has used."""
    told = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(told[11]) + int(told[12])) * 1000 / os.sysconf("SC_CLK_TCK")


if __name__ == "__main__":
    at_work = open_engine(sys.argv[1]).worker(concurrency=CONCURRENCY, pace=Pace(beat=5))
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: at_work.stop())
    at_work.run()

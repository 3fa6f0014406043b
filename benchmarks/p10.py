"""Processor time of one P10 case, over plain SpiffWorkflow in memory (floor) and a naive store of it.

Ours goes through the use cases with full history: task rows, submissions, audit entries and variables.
What a person reads in between (the worklist, the form) is not counted, on either side.
"""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable
from contextlib import ExitStack
from datetime import date
from pathlib import Path
from statistics import median

import sqlalchemy as sa
from lxml import etree
from SpiffWorkflow.bpmn import BpmnWorkflow
from SpiffWorkflow.bpmn.parser import BpmnParser
from SpiffWorkflow.bpmn.serializer import BpmnWorkflowSerializer
from SpiffWorkflow.util.task import TaskState

from benchmarks import bpmn_engine, p10_model
from benchmarks.databases import database, with_driver
from benchmarks.measure import RUNS, cpu_ms
from regelruimte.engine import Actor, Channel, Engine, Intake, Role, Sent, cases, definitions, dossier, tasks

CASES = 20
WORKER = Actor("w", "W", frozenset(Role), person="p")


class Ours:
    """Our engine on a database of its own."""

    def __init__(self, url: str) -> None:
        self.engine = Engine.open(url)
        self.engine.migrate()
        with self.engine.work(WORKER) as work:
            bundle = {"process.bpmn": p10_model.ours()}
            definitions.publish_files(work, "p10", bundle, change_note="P10")

    def case(self, n: int) -> float:
        """Run one case; return the processor milliseconds of its steps."""
        sent = Sent(self.engine.ids.new(), {"n": n})
        spent, receipt = self._step(
            lambda work: cases.start_case(work, "p10", Intake(Channel.API, date(2026, 11, 22)), sent)
        )
        while open_tasks := self._open_tasks(receipt.case_number):
            task = open_tasks[0].id
            answers = Sent(self.engine.ids.new(), {"checked": True})
            took, _ = self._step(lambda work, t=task, s=answers: tasks.complete_task(work, t, s))
            spent += took
        return spent

    def _open_tasks(self, number: str):  # noqa: ANN202  # the dossier's own type
        with self.engine.view(WORKER) as view:
            return dossier.get_dossier(view, number).open_tasks

    def _step(self, act: Callable) -> tuple[float, object]:
        started = time.process_time()
        with self.engine.work(WORKER) as work:
            answer = act(work)
        return (time.process_time() - started) * 1000, answer


def floor_case(
    spec: object, n: int, keep: Callable[[BpmnWorkflow], BpmnWorkflow] = lambda flow: flow
) -> None:
    """Run one case on plain SpiffWorkflow; `keep` stores it after each durable step."""
    flow = BpmnWorkflow(spec)
    flow.task_tree.data["n"] = n
    flow.do_engine_steps()
    flow = keep(flow)
    while ready := flow.get_tasks(state=TaskState.READY, manual=True):
        ready[0].run()
        flow.do_engine_steps()
        flow = keep(flow)
    assert flow.is_completed()  # noqa: S101  # half a case has no cost


class Naive:
    """The whole workflow as JSON in one row, written and read at each step."""

    def __init__(self, url: str) -> None:
        self._engine = sa.create_engine(with_driver(url))
        if self._engine.dialect.name == "sqlite":
            sa.event.listen(self._engine, "connect", _prepare)
        self._row = sa.Table(
            "flow", sa.MetaData(), sa.Column("id", sa.Integer, primary_key=True), sa.Column("state", sa.Text)
        )
        self._row.metadata.create_all(self._engine)
        self._read = sa.select(self._row.c.state).where(self._row.c.id == sa.bindparam("id"))
        self._serializer = BpmnWorkflowSerializer(BpmnWorkflowSerializer.configure())
        self._id = 0

    def case(self, spec: object, n: int) -> None:
        """Run one case."""
        self._id += 1
        floor_case(spec, n, self._keep)

    def close(self) -> None:
        """Leave nothing behind in a database that stays."""
        self._row.metadata.drop_all(self._engine)
        self._engine.dispose()

    def _keep(self, flow: BpmnWorkflow) -> BpmnWorkflow:
        state = self._serializer.serialize_json(flow)
        with self._engine.begin() as connection:
            connection.execute(self._row.delete().where(self._row.c.id == self._id))
            connection.execute(self._row.insert(), {"id": self._id, "state": state})
        with self._engine.begin() as connection:
            return self._serializer.deserialize_json(connection.scalar(self._read, {"id": self._id}))


def _prepare(connection: object, _record: object) -> None:
    for pragma in ("journal_mode=WAL", "synchronous=FULL"):
        connection.execute(f"PRAGMA {pragma}")  # type: ignore[attr-defined]


def spiff_spec() -> object:
    """Return the spec of P10 as SpiffWorkflow parses it."""
    parser = BpmnParser()
    parser.add_bpmn_xml(etree.fromstring(p10_model.spiffs()))  # our own text
    return parser.get_spec("P10")


def run(asked: str) -> tuple[dict[str, float | None], list[str]]:
    """Measure; return the numbers and remarks."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="p10-")))
        url = stack.enter_context(database(asked, folder))
        ours, naive, spec = Ours(url), Naive(_beside(url, folder)), spiff_spec()
        rounds = [_round(ours, naive, spec) for _ in range(RUNS + 1)][1:]
        ours.engine.close()
        naive.close()
    found = _numbers(rounds)
    beside, remarks = bpmn_engine.peer(found["cpu_ms"])
    return found | beside, [
        f"medians of {RUNS} rounds of {CASES} cases, the three turn by turn; ratios per round",
        "processor time of this process: what a database server spends is in neither of the stores",
        *remarks,
    ]


def _beside(url: str, folder: Path) -> str:
    """Return where the naive store goes: a file of its own beside ours, or the same server."""
    return f"sqlite:///{folder}/naive.sqlite" if url.startswith("sqlite") else url


def _numbers(rounds: list[tuple[float, float, float]]) -> dict[str, float]:
    mine, floor, simple = (median(column) for column in zip(*rounds, strict=True))
    return {
        "over_floor": round(median(m / f for m, f, _ in rounds), 2),
        "over_naive": round(median(m / s for m, _, s in rounds), 2),
        "cpu_ms": round(mine, 2),
        "floor_cpu_ms": round(floor, 2),
        "naive_cpu_ms": round(simple, 2),
    }


def _round(ours: Ours, naive: Naive, spec: object) -> tuple[float, float, float]:
    mine = sum(ours.case(n) for n in range(CASES))
    floor = sum(cpu_ms(lambda n=n: floor_case(spec, n)) for n in range(CASES))
    simple = sum(cpu_ms(lambda n=n: naive.case(spec, n)) for n in range(CASES))
    return mine / CASES, floor / CASES, simple / CASES

"""Many people at the same cases at the same moment: each act is done or refused, and what is kept holds."""

import random
import threading
from collections import Counter
from concurrent.futures import ThreadPoolExecutor

import pytest

from regelruimte.engine import Actor, Channel, Engine, Intake, Role, Sent, cases, definitions, detours, tasks
from regelruimte.engine.actors import SYSTEM
from regelruimte.engine.detours import OwnStep
from regelruimte.engine.errors import DatabaseBusy, EngineError
from regelruimte.engine.store.audit import case_chain, is_unbroken
from regelruimte.engine.vocabulary import CaseStatus, DetourStatus, TaskStatus
from tests.builders import process
from tests.desk import CITIZEN, Desk

pytestmark = pytest.mark.database

CLIENTS = 16
CASES = 12
ACTS_EACH = 25


@pytest.fixture
def engine(database_url):
    made = Engine.open(database_url)
    with made.work(SYSTEM) as work:
        definitions.put_group(work, "Team Parkeren")
    yield made
    made.close()


def worker(n):
    return Actor(f"w{n}", f"Collega {n}", frozenset({Role.CASE_WORKER}), groups=frozenset({"team-parkeren"}))


def model():
    inside = process("inside").user("advies").user("gesprek")
    drawn = process().start().parallel("split").user("een").parallel("join")
    drawn.at("split").user("twee").to("join")
    drawn.at("split").adhoc("maatwerk", inside).to("join")
    return drawn.at("join").user("besluit").end(name="Toegekend")


def start(engine, key=None):
    with engine.work(CITIZEN) as work:
        intake = Intake(Channel.WEB, work.now.date())
        return cases.start_case(work, "p", intake, Sent(key or work.ids.new(), {"naam": "Mehmet"}))


class Crowd:
    """People who each do something to a case chosen by chance; refusals are counted, all else is kept."""

    def __init__(self, engine, numbers):
        self.engine, self.numbers = engine, numbers
        self.done, self.refused = Counter(), Counter()
        self.completed = Counter()
        self._lock = threading.Lock()

    def act(self, n):
        chance = random.Random(n)  # noqa: S311  # a seeded choice, no secret
        for _ in range(ACTS_EACH):
            name = chance.choice(["complete", "claim", "release", "free step", "own step", "cancel", "close"])
            try:
                done = self._try(name, worker(n), chance)
            except DatabaseBusy:
                raise
            except EngineError as refusal:
                with self._lock:
                    self.refused[name, type(refusal).__name__] += 1
            else:
                with self._lock:
                    self.done[name] += done

    def _try(self, name, actor, chance):
        number = chance.choice(self.numbers)
        seen = Desk(self.engine).dossier(number)
        with self.engine.work(actor) as work:
            if name in {"complete", "claim", "release"}:
                return self._on_task(work, name, chance, seen)
            if name == "own step":
                request = OwnStep("Bel even", "Er mist iets.", holds=chance.random() < 0.5)
                detours.add_own_step(work, number, request)
                return 1
            return self._on_block(work, name, chance, seen)

    def _on_task(self, work, name, chance, seen):
        if not seen.open_tasks:
            return 0
        task = chance.choice(seen.open_tasks)
        if name == "complete":
            tasks.complete_task(work, task.id, Sent(self.engine.ids.new(), {"door": work.actor.name}))
            work.after_commit(lambda: self._completed(task.id))
        else:
            {"claim": tasks.claim_task, "release": tasks.release_task}[name](work, task.id)
        return 1

    def _on_block(self, work, name, chance, seen):
        number = seen.case.number
        if name == "cancel":
            taken = [each for each in seen.detours if each.status is DetourStatus.OPEN]
            if not taken:
                return 0
            detours.cancel_detour(work, number, detour_id=chance.choice(taken).id, reason="Toch niet.")
            return 1
        offers = detours.list_offers(work, number)
        if not offers:
            return 0
        offered = chance.choice(offers).startable
        if name == "free step":
            detours.start_free_step(work, number, scope_step=offered.scope_step, element=offered.element)
        elif chance.random() < 0.2:
            detours.close_block(work, number, scope_step=offered.scope_step)
        return 1

    def _completed(self, task):
        with self._lock:
            self.completed[task] += 1


@pytest.fixture
def crowd(engine):
    Desk(engine).publish(model())
    made = Crowd(engine, [start(engine).case_number for _ in range(CASES)])
    with ThreadPoolExecutor(CLIENTS) as people:
        list(people.map(made.act, range(CLIENTS)))
    return made


def test_every_act_is_done_or_refused_when_many_act_on_the_same_cases(crowd):
    known = {
        "TaskNotOpen", "TaskHeld", "TaskClaimedByAnother", "NotStartable", "ScopeNotOpen", "CaseClosed",
    }  # fmt: skip

    assert {refusal for _, refusal in crowd.refused} <= known
    assert sum(crowd.done.values()) > CASES
    assert set(crowd.completed.values()) == {1}


def test_what_is_kept_holds_together_when_many_have_acted_on_the_same_cases(crowd, engine):
    desk = Desk(engine)
    stored = set()
    for number in crowd.numbers:
        seen = desk.dossier(number)
        with engine.view(CITIZEN) as view:
            assert is_unbroken(view.connection, case_chain(seen.case.id))
        done = {task.id for task in seen.tasks if task.status is TaskStatus.COMPLETED}
        assert {made.task for made in seen.submissions if made.task} == done
        assert (seen.case.status is CaseStatus.CLOSED) <= (not seen.open_tasks)
        stored |= done
    assert stored == set(crowd.completed)


def test_one_case_begins_when_the_same_application_arrives_many_times_at_once(engine):
    Desk(engine).publish(model())

    with ThreadPoolExecutor(CLIENTS) as people:
        receipts = list(people.map(lambda _: start(engine, key="the-same"), range(CLIENTS)))

    assert len({receipt.submission for receipt in receipts}) == 1

"""A case goes on as if nothing happened when the engine stops between any two steps of its story."""

from datetime import UTC, date, datetime, timedelta

import pytest

from regelruimte.engine import (
    Channel,
    Engine,
    Intake,
    Sent,
    applications,
    definitions,
    detours,
    dossier,
    tasks,
)
from regelruimte.engine.clock import VirtualClock
from regelruimte.engine.connect.registry import Connectors
from regelruimte.engine.detours import OwnStep
from regelruimte.engine.ids import SeededIds
from regelruimte.engine.store.audit import case_chain, is_unbroken
from regelruimte.engine.vocabulary import CaseStatus
from tests.builders import mapping, part, process
from tests.desk import CITIZEN, COLLEAGUE, EXPERT, WORKER

pytestmark = pytest.mark.database

BLOCK = part().user("adviseer", form=None).at(None).user("bel")
MODEL = (
    process()
    .start()
    .user("bekijk")
    .service("vraag", "register", mapping([("=naam", "naam")], [("=bekend", "bekend")]))
    .adhoc("maatwerk", BLOCK, name="Kijken wat past")
    .timer("wacht", "P2D")
    .user("besluit")
    .end(name="Toegekend")
)


def ask_register(inputs, *, key, at):
    assert key, at
    return {"bekend": inputs["naam"] == "Aydın"}


class Life:
    """A database and the engines that come and go on it."""

    def __init__(self, url):
        self.url = url
        self.clock = VirtualClock(datetime(2026, 11, 2, 9, 0, tzinfo=UTC))
        self.ids = SeededIds()
        self.kept = {}
        self.engine = self.open()

    def open(self):
        connectors = Connectors({"register": ask_register})
        return Engine.open(self.url, clock=self.clock, ids=self.ids, connectors=connectors)

    def restart(self):
        self.engine.close()
        self.engine = self.open()

    def task(self, name):
        return next(task for task in self.dossier().open_tasks if task.name == name)

    def dossier(self):
        with self.engine.view(WORKER) as view:
            return dossier.get_dossier(view, self.kept["number"])

    def complete(self, name, values, actor=WORKER):
        task = self.task(name)
        with self.engine.work(actor) as work:
            tasks.complete_task(work, task.id, Sent(f"{name}-key", values))

    def publish(self):
        with self.engine.work(EXPERT) as work:
            definitions.publish_files(work, "p", {"process.bpmn": MODEL.bpmn()}, change_note="eerste")

    def open_application(self):
        with self.engine.work(CITIZEN) as work:
            opened = applications.open_application(work, "p", Intake(Channel.WEB, date(2026, 11, 2)))
        self.kept["application"] = opened.id

    def save_first_page(self):
        with self.engine.work(CITIZEN) as work:
            applications.save_application(
                work, self.kept["application"], answers={"een": {"naam": "Ay"}}, page="een"
            )

    def submit(self):
        with self.engine.work(CITIZEN) as work:
            receipt = applications.submit_application(
                work, self.kept["application"], Sent("start-key", {"naam": "Aydın"})
            )
        self.kept["number"] = receipt.case_number

    def claim(self):
        task = self.task("bekijk")
        with self.engine.work(WORKER) as work:
            tasks.claim_task(work, task.id)

    def take_detour(self):
        step = OwnStep("Vraag na", "Het adres klopt niet", holds=True)
        with self.engine.work(WORKER) as work:
            detours.add_own_step(work, self.kept["number"], step)

    def complete_detour(self):
        self.complete("Vraag na", {"adres": "klopt"}, COLLEAGUE)

    def complete_first_task(self):
        self.complete("bekijk", {"akkoord": True})

    def run_connector(self):
        self.engine.run_due()

    def start_free_step(self):
        with self.engine.view(WORKER) as view:
            offers = detours.list_offers(view, self.kept["number"])
        startable = next(offer.startable for offer in offers if offer.startable.element == "bel")
        with self.engine.work(WORKER) as work:
            detours.start_free_step(
                work, self.kept["number"], scope_step=startable.scope_step, element=startable.element
            )

    def complete_free_step(self):
        self.complete("bel", {"gebeld": True})

    def close_block(self):
        with self.engine.view(WORKER) as view:
            scope = detours.list_offers(view, self.kept["number"])[0].startable.scope_step
        with self.engine.work(WORKER) as work:
            detours.close_block(work, self.kept["number"], scope_step=scope)

    def let_time_pass(self):
        self.clock.advance(timedelta(days=3))

    def fire_timer(self):
        self.engine.run_due()

    def decide(self):
        self.complete("besluit", {"bedrag": 120})


STORY = (
    Life.publish,
    Life.open_application,
    Life.save_first_page,
    Life.submit,
    Life.claim,
    Life.take_detour,
    Life.complete_detour,
    Life.complete_first_task,
    Life.run_connector,
    Life.start_free_step,
    Life.complete_free_step,
    Life.close_block,
    Life.let_time_pass,
    Life.fire_timer,
    Life.decide,
)


def live(url, *, restart_before=()):
    life = Life(url)
    for step in STORY:
        if step in restart_before:
            life.restart()
        step(life)
    found = life.dossier()
    life.engine.close()
    return found


def told(found):
    """Return what a dossier says, without the compiled version, which is not compared."""
    return {
        name: getattr(found, name)
        for name in ("case", "tasks", "detours", "variables", "submissions", "passages", "log", "path")
    }


@pytest.fixture(scope="module")
def undisturbed(sqlite_files, tmp_path_factory):
    with sqlite_files.migrated(tmp_path_factory.mktemp("undisturbed")) as url:
        return live(url)


@pytest.mark.parametrize("step", STORY, ids=lambda step: step.__name__)
def test_story_ends_the_same_when_the_engine_restarts_before(step, database_url, undisturbed):
    found = live(database_url, restart_before={step})

    assert found.case.status is CaseStatus.CLOSED
    assert told(found) == told(undisturbed)


def test_story_ends_the_same_when_the_engine_restarts_before_every_step(database_url, undisturbed):
    found = live(database_url, restart_before=set(STORY))

    assert told(found) == told(undisturbed)


def test_log_is_one_unbroken_chain_when_the_engine_restarts_before_every_step(database_url):
    found = live(database_url, restart_before=set(STORY))

    engine = Engine.open(database_url)
    with engine.view(WORKER) as view:
        assert is_unbroken(view.connection, case_chain(found.case.id))
    engine.close()
    assert len(found.log) > len(STORY)

"""Finishing the cases of a scene with the present code: one function for each kind of move."""

from __future__ import annotations

from datetime import datetime, timedelta

from regelruimte.engine import (
    Channel,
    Engine,
    Intake,
    applications,
    cases,
    detours,
    dossier,
    incidents,
    repair,
    tasks,
)
from regelruimte.engine.actors import SYSTEM
from regelruimte.engine.clock import VirtualClock
from regelruimte.engine.connect.registry import Connectors
from regelruimte.engine.detours import OwnStep
from regelruimte.engine.ids import SeededIds
from regelruimte.engine.messages import Message, deliver_message, send_signal
from tests.desk import ADMIN, CITIZEN, WORKER, Desk


class Finishing:
    """An engine on what a release left, and the moves that bring its cases to their end."""

    def __init__(self, url: str, left_at: str, *, seed: int = 2) -> None:
        self.clock = VirtualClock(datetime.fromisoformat(left_at))
        connectors = Connectors({"register": lambda _inputs, *, key, at: {"bekend": bool(key and at)}})
        self.engine = Engine.open(url, clock=self.clock, ids=SeededIds(seed), connectors=connectors)
        self.desk = Desk(self.engine)
        self._number = ""
        self._seed, self._keys = seed, 0

    def finish(self, number: str, moves: list[list[object]]) -> str:
        """Do the moves with a case; return its number, which an application gets only now."""
        self._number = number
        for name, *told in moves:
            getattr(self, f"_{name.replace(' ', '_')}")(*told)
        return self._number

    def find_outcome(self, number: str) -> str | None:
        """Return the outcome of a case that is closed; where it is now, of one that is not."""
        found = self.desk.dossier(number)
        if found.case.closed_at is None:
            return f"open: {sorted(task.name for task in found.open_tasks)}"
        return found.case.outcome

    def _task(self, name: str):
        # Those of a repeated activity go by one name; any of them is as good.
        return self.desk.open_tasks(self._number)[name]

    def _sent(self, values):
        self._keys += 1
        return self.desk.sent(values, key=f"finish-{self._seed}-{self._keys}")

    def _start(self, key, values):
        intake = Intake(Channel.WEB, self.clock.now().date())
        with self.engine.work(CITIZEN) as work:
            self._number = cases.start_case(work, key, intake, self._sent(values)).case_number

    def _complete(self, name, values):
        with self.engine.work(WORKER) as work:
            tasks.complete_task(work, self._task(name).id, self._sent(values))

    def _saved(self, name, answers):
        with self.engine.view(WORKER) as view:
            kept = tasks.open_task(view, self._task(name).id).saved
        assert kept == answers

    def _held(self, name):
        with self.engine.view(WORKER) as view:
            found = dossier.get_dossier(view, self._number)
        assert found.is_suspended or self._task(name).held_by is not None

    def _resume(self):
        with self.engine.work(ADMIN) as work:
            repair.resume(work, self._number, reason="Het is opgelost.")

    def wait_until_later(self, hours: int) -> None:
        """Let time pass, without doing what is due then."""
        self.clock.advance(timedelta(hours=hours))

    def _wait(self, hours):
        self.wait_until_later(hours)
        self.engine.run_due()

    def _own_step(self, title):
        with self.engine.work(WORKER) as work:
            detours.add_own_step(work, self._number, OwnStep(title, "Het adres klopt niet.", holds=True))

    def _run(self):
        self.engine.run_due()

    def _message(self, name, correlation, values):
        with self.engine.work(SYSTEM) as work:
            deliver_message(work, Message(name, correlation, values))
        self.engine.run_due()

    def _signal(self, name):
        with self.engine.work(SYSTEM) as work:
            send_signal(work, Message(name))
        self.engine.run_due()

    def _free(self, element):
        with self.engine.work(WORKER) as work:
            offers = [offer.startable for offer in detours.list_offers(work, self._number)]
            chosen = next(offer for offer in offers if offer.element == element)
            detours.start_free_step(work, self._number, scope_step=chosen.scope_step, element=element)

    def _close(self):
        with self.engine.work(WORKER) as work:
            scope = detours.list_offers(work, self._number)[0].startable.scope_step
            detours.close_block(work, self._number, scope_step=scope)

    def _retry(self):
        (incident,) = self.desk.dossier(self._number).incidents
        with self.engine.work(WORKER) as work:
            incidents.retry_incident(work, self._number, incident_id=incident.id)

    def _submit(self, application, values):
        with self.engine.work(CITIZEN) as work:
            receipt = applications.submit_application(work, application, self._sent(values))
        self._number = receipt.case_number

"""The clients of a soak: each a resident and a colleague at the desk, bringing case after case to its end."""

from __future__ import annotations

import http.client
import random
import threading
import time
from collections import Counter
from dataclasses import dataclass, field
from itertools import count

from lxml import etree

from regelruimte.engine import Engine
from tests.live import service
from tests.live.visitor import Unexpected, Visitor

CASES_PER_RESIDENT = 4
"""People come and go: after so many cases another one signs in, so that nobody's list of cases gets long."""

DETOURED = 0.3
"""Share of the cases that get a step of their own."""

_PATIENCE_SECONDS = 180
_LISTS = (
    "/worklist/", "/worklist/?pile=group", "/worklist/?pile=all", "/worklist/cases", "/", "/contact",
)  # fmt: skip


@dataclass
class Tally:
    """What all clients did together.

    Attributes:
        cases: cases brought to their end; errors: what went wrong.
    """

    cases: int = 0
    errors: list[str] = field(default_factory=list)
    lock: threading.Lock = field(default_factory=threading.Lock)


class Client(threading.Thread):
    """Brings cases to their end until told to stop, with a pause between acts.

    Attributes:
        asked: requests so far, by method.
    """

    def __init__(self, number: int, engine: Engine, port: int, tally: Tally) -> None:
        super().__init__(daemon=True)
        self._number, self._engine, self._port, self._tally = number, engine, port, tally
        self._chance = random.Random(number)  # noqa: S311  # a seeded choice, no secret
        self.asked: Counter[str] = Counter()
        self.stopping = threading.Event()

    def run(self) -> None:
        try:
            self._work()
        except (Unexpected, OSError, http.client.HTTPException, etree.LxmlError) as error:
            with self._tally.lock:
                self._tally.errors.append(f"client {self._number}: {error!r}")

    def _work(self) -> None:
        name = f"collega-{self._number}"
        service.add_colleague(self._engine, name)
        with service.signed_in(self._port, name, self.asked) as colleague:
            for visit in count():
                self._receive(f"inwoner-{self._number}-{visit}", colleague)
                if self.stopping.is_set():
                    return

    def _receive(self, person: str, colleague: Visitor) -> None:
        service.add_resident(self._engine, person)
        with service.signed_in(self._port, person, self.asked) as resident:
            for _ in range(CASES_PER_RESIDENT):
                self._bring_to_its_end(resident, colleague)
                if self.stopping.is_set():
                    return

    def _bring_to_its_end(self, resident: Visitor, colleague: Visitor) -> None:
        number = service.apply(resident)
        self._pause(colleague)
        service.judge(colleague, number)
        if self._chance.random() < DETOURED:
            service.take_own_step(colleague, number)
        task = self._wait_for_turn(resident, colleague, number)
        service.answer(resident, task)
        colleague.get(f"/worklist/cases/{number}/log")
        with self._tally.lock:
            self._tally.cases += 1

    def _wait_for_turn(self, resident: Visitor, colleague: Visitor, number: str) -> str:
        until = time.monotonic() + _PATIENCE_SECONDS
        while time.monotonic() < until:
            task = service.find_turn(resident, number)
            if task is not None:
                return task
            self._pause(colleague)
        raise Unexpected(f"the timer of {number} did not fire in {_PATIENCE_SECONDS} seconds")

    def _pause(self, colleague: Visitor) -> None:
        colleague.get(self._chance.choice(_LISTS))
        time.sleep(self._chance.uniform(0.3, 0.9))

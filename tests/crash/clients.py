"""The clients of a crash test: each sends until it has a receipt, and sometimes sends the same again."""

from __future__ import annotations

import http.client
import json
import queue
import random
import threading
import time
from collections import Counter
from dataclasses import dataclass, field

PATIENCE_SECONDS = 300


@dataclass
class Ledger:
    """What clients were told: receipts by submission key, and what went wrong.

    Attributes:
        cases: public number by n; receipts: submission id by key; refusals: counted by name.
        wrong: what must not happen, in words.
    """

    cases: dict[int, str] = field(default_factory=dict)
    receipts: dict[str, str] = field(default_factory=dict)
    refusals: Counter[str] = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def keep(self, key: str, submission: str) -> None:
        with self.lock:
            before = self.receipts.setdefault(key, submission)
            if before != submission:
                self.wrong.append(f"{key} has two receipts")


class Client(threading.Thread):
    """Takes cases from a queue and brings each to its end."""

    def __init__(self, name: int, ports: list[int], waiting: queue.SimpleQueue[int], ledger: Ledger) -> None:
        super().__init__(daemon=True)
        self._ports, self._waiting, self._ledger = ports, waiting, ledger
        self._chance = random.Random(name)  # noqa: S311  # a seeded choice, no secret
        self._until = time.monotonic() + PATIENCE_SECONDS

    def run(self) -> None:
        while True:
            try:
                n = self._waiting.get_nowait()
            except queue.Empty:
                return
            self._until = time.monotonic() + PATIENCE_SECONDS
            try:
                self._bring_to_its_end(n)
            except TimeoutError as stuck:
                self._ledger.wrong.append(f"case {n}: {stuck}")

    def _bring_to_its_end(self, n: int) -> None:
        begun = self._send("/start", {"key": f"start-{n}", "n": str(n)})
        with self._ledger.lock:
            self._ledger.cases[n] = begun["case"]
        self._ledger.keep(f"start-{n}", begun["submission"])
        while (seen := self._send("/look", {"case": begun["case"]}))["status"] == "open":
            for task in seen["tasks"]:
                self._complete(task)
            if not seen["tasks"]:
                return

    def _complete(self, task: str) -> None:
        key = f"do-{task}"
        for _ in range(2 if self._chance.random() < 0.1 else 1):
            answer = self._send("/complete", {"task": task, "key": key})
            if "submission" in answer:
                self._ledger.keep(key, answer["submission"])

    def _send(self, path: str, body: dict[str, str]) -> dict[str, object]:
        """Send until there is an answer: what a person behind a browser does."""
        while time.monotonic() < self._until:
            line = http.client.HTTPConnection("127.0.0.1", self._chance.choice(self._ports), timeout=20)
            try:
                line.request("POST", path, json.dumps(body))
                answer = line.getresponse()
                told = json.loads(answer.read())
            except (OSError, http.client.HTTPException, ValueError):
                time.sleep(0.05)
                continue
            finally:
                line.close()
            if answer.status == 200:
                return told
            if answer.status == 409:
                with self._ledger.lock:
                    self._ledger.refusals[told["refused"]] += 1
                return told
        raise TimeoutError(f"no answer to {path}")

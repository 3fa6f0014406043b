"""The processes that are killed and take each other's place."""

from __future__ import annotations

import os
import random
import signal
import socket
import subprocess
import sys
import threading
import time
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from tests.crash.world import FACTOR, World

ROOT = Path(__file__).resolve().parents[2]


@dataclass
class Processes:
    """Web servers and workers, each killed at random moments and started again.

    Attributes:
        ports: where the web servers listen.
        kills, freezes: how many processes were killed, or stood still for a while; ended: how many had ended by themselves, which none should.
    """

    world: World
    webs: int
    workers: int
    log: Path
    ports: list[int] = field(default_factory=list)
    kills: int = 0
    freezes: int = 0
    ended: int = 0
    running: list[subprocess.Popen[bytes]] = field(default_factory=list)

    def start(self) -> None:
        self.ports = [_free_port() for _ in range(self.webs)]
        self.running = [self._spawn(place) for place in range(self.webs + self.workers)]

    def kill_one(self, chance: random.Random) -> None:
        """Kill a process without warning and put another in its place."""
        place = chance.randrange(len(self.running))
        self.ended += self.running[place].poll() is not None
        self.running[place].send_signal(signal.SIGKILL)
        self.running[place].wait()
        self.kills += 1
        self.running[place] = self._spawn(place)

    def freeze_one(self, chance: random.Random, seconds: float) -> None:
        """Let a worker stand still, as a machine does that is moved or out of memory, and go on afterwards."""
        frozen = self.running[self.webs + chance.randrange(self.workers)]
        with suppress(ProcessLookupError):
            frozen.send_signal(signal.SIGSTOP)
            time.sleep(seconds)
            frozen.send_signal(signal.SIGCONT)
        self.freezes += 1

    def stop(self) -> None:
        """Kill all, having counted those that had ended by themselves."""
        self.ended += sum(process.poll() is not None for process in self.running)
        for process in self.running:
            process.kill()
            process.wait()

    def _spawn(self, place: int) -> subprocess.Popen[bytes]:
        words = (
            ["tests.crash.web", str(self.ports[place]), *self.world.words()]
            if place < self.webs
            else ["tests.crash.work", *self.world.words()]
        )
        with self.log.open("ab") as log:
            return subprocess.Popen(
                [sys.executable, "-m", *words], cwd=ROOT, env=dict(os.environ), stdout=log, stderr=log
            )


class Killer(threading.Thread):
    """Kills a process every so often until it has killed enough."""

    def __init__(self, processes: Processes, *, kills: int, seed: int) -> None:
        super().__init__(daemon=True)
        self._processes, self._kills = processes, kills
        self._chance = random.Random(seed)  # noqa: S311  # a seeded choice, no secret

    def run(self) -> None:
        while self._processes.kills < self._kills:
            time.sleep(self._chance.uniform(0.3, 1.5))
            self._processes.kill_one(self._chance)


class Freezer(threading.Thread):
    """Lets a worker stand still now and then: for ten minutes by the clock of the test."""

    def __init__(self, processes: Processes, *, freezes: int, seed: int) -> None:
        super().__init__(daemon=True)
        self._processes, self._freezes = processes, freezes
        self._chance = random.Random(seed)  # noqa: S311  # a seeded choice, no secret

    def run(self) -> None:
        while self._processes.freezes < self._freezes:
            time.sleep(self._chance.uniform(0.5, 2))
            self._processes.freeze_one(self._chance, 600 / FACTOR)


def _free_port() -> int:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return int(taken.getsockname()[1])

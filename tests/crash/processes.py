"""The processes that are killed and take each other's place."""

from __future__ import annotations

import random
import signal
import subprocess
import threading
import time
from dataclasses import dataclass, field
from pathlib import Path

from tests.crash.world import World
from tests.live.processes import free_port, spawn


@dataclass
class Processes:
    """Web servers and workers, each killed at random moments and started again.

    Attributes:
        ports: where the web servers listen.
        kills: how many processes were killed; ended: how many had ended by themselves, which none should.
    """

    world: World
    webs: int
    workers: int
    log: Path
    ports: list[int] = field(default_factory=list)
    kills: int = 0
    ended: int = 0
    running: list[subprocess.Popen[bytes]] = field(default_factory=list)

    def start(self) -> None:
        self.ports = [free_port() for _ in range(self.webs)]
        self.running = [self._spawn(place) for place in range(self.webs + self.workers)]

    def kill_one(self, chance: random.Random) -> None:
        """Kill a process without warning and put another in its place."""
        place = chance.randrange(len(self.running))
        self.ended += self.running[place].poll() is not None
        self.running[place].send_signal(signal.SIGKILL)
        self.running[place].wait()
        self.kills += 1
        self.running[place] = self._spawn(place)

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
        return spawn(words, log=self.log)


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

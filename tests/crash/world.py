"""What all processes of a crash test share: the service, the clock, the address of the partner."""

from __future__ import annotations

import http.client
import json
from dataclasses import dataclass
from datetime import datetime

from regelruimte.engine import Actor, Engine, Role, definitions
from regelruimte.engine.actors import SYSTEM
from regelruimte.engine.clock import SystemClock
from regelruimte.engine.connect.registry import ConnectorFailed, Connectors
from regelruimte.engine.patience import Patience
from tests.builders import mapping, process

KEY = "crash"
CLIENT = Actor("client", "Client", frozenset(Role), person="someone")
EFFECTS = ("pay", "tell")
PATIENCE = Patience(connect_seconds=2, lock_seconds=2, statement_seconds=20, idle_seconds=5)
FACTOR = 60
"""So much faster than the machine's clock time goes, so that retries and leases are over in seconds."""


@dataclass(frozen=True)
class World:
    """What a process needs to join in.

    Attributes:
        database: address; partner: port of the partner; began: moment the clock runs from, ISO 8601.
    """

    database: str
    partner: int
    began: str

    def engine(self) -> Engine:
        connectors = Connectors({"partner": self._call_partner})
        return Engine.open(
            self.database, clock=FastClock(self.began), connectors=connectors, patience=PATIENCE
        )

    def words(self) -> list[str]:
        return [self.database, str(self.partner), self.began]

    def _call_partner(self, inputs, /, *, key, at):  # noqa: ARG002  # what connectors are called with
        line = http.client.HTTPConnection("127.0.0.1", self.partner, timeout=5)
        try:
            told = {"key": key, "case": str(inputs["n"]), "effect": inputs["effect"]}
            line.request("POST", "/", json.dumps(told))
            if line.getresponse().status != 200:
                raise ConnectorFailed("partner-refused", "De partner nam het niet aan.", retry=True)
        except (OSError, http.client.HTTPException) as error:
            raise ConnectorFailed("partner-away", "De partner antwoordde niet.", retry=True) from error
        finally:
            line.close()
        return {"ok": True}


class FastClock:
    """The machine's clock, running FACTOR times as fast from the moment the test began."""

    def __init__(self, began: str) -> None:
        self._began = datetime.fromisoformat(began)
        self._machine = SystemClock()

    def now(self) -> datetime:
        return self._began + (self._machine.now() - self._began) * FACTOR


def set_up(world: World) -> None:
    """Make the database and publish the service."""
    engine = world.engine()
    engine.migrate()
    with engine.work(SYSTEM) as work:
        definitions.publish_files(work, KEY, {"process.bpmn": service()}, change_note="crash")
    engine.close()


def service() -> bytes:
    """Two tasks beside a call to the partner, a timer, and another call: six durable steps."""
    drawn = process("crash").start().user("first").parallel("split").user("left").parallel("join")
    drawn.at("split").user("right").to("join")
    drawn.at("split").service("pay", "partner", _asks("pay")).to("join")
    return (
        drawn.at("join")
        .timer("wait", "PT1M")
        .service("tell", "partner", _asks("tell"))
        .end(name="Klaar")
        .bpmn()
    )


def _asks(effect: str) -> str:
    return mapping([("=n", "n"), (f'="{effect}"', "effect")])


def began_now() -> str:
    """Return the moment a test begins, as the processes are told it."""
    return SystemClock().now().isoformat()

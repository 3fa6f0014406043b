"""Opening this installation's engine: its database, and the connectors its service tasks may call."""

from __future__ import annotations

import os

from regelruimte.app.settings import read_limits, read_patience
from regelruimte.engine.clock import Clock
from regelruimte.engine.connect.demo import demo_connectors
from regelruimte.engine.connect.registry import Connectors
from regelruimte.engine.engine import Engine
from regelruimte.engine.ids import IdSource

_YES = frozenset({"1", "true", "yes", "on"})


def make_engine(url: str, *, clock: Clock | None = None, ids: IdSource | None = None) -> Engine:
    """Open the engine on a database address with the connectors of this installation.

    The demonstration services are there in a demonstration only: elsewhere a service task that names one
    becomes an incident rather than an invented answer.
    """
    limits, patience = read_limits(os.environ), read_patience(os.environ)
    return Engine.open(url, clock=clock, ids=ids, connectors=_connectors(), limits=limits, patience=patience)


def _connectors() -> Connectors:
    is_demo = os.environ.get("REGELRUIMTE_DEMO", "").strip().casefold() in _YES
    return demo_connectors() if is_demo else Connectors()

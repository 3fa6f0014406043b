"""Opening this installation's engine: its database, and the connectors its service tasks may call."""

from __future__ import annotations

import os

from regelruimte.app.settings import SettingRefused, read_limits, read_patience
from regelruimte.app.traces import FollowsRequests
from regelruimte.engine.clock import Clock
from regelruimte.engine.connect.demo import demo_connectors
from regelruimte.engine.connect.registry import Connectors
from regelruimte.engine.engine import Engine
from regelruimte.engine.ids import IdSource

_TRACING_URL = "REGELRUIMTE_TRACING_URL"
_STANDARD_NAMES = ("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", "OTEL_EXPORTER_OTLP_ENDPOINT")
"""By these every program that uses OpenTelemetry is told where its collector is."""

_YES = frozenset({"1", "true", "yes", "on"})


def make_engine(url: str, *, clock: Clock | None = None, ids: IdSource | None = None) -> Engine:
    """Open the engine on a database address with the connectors of this installation.

    The demonstration services are there in a demonstration only: elsewhere a service task that names one
    becomes an incident rather than an invented answer.
    """
    limits, patience = read_limits(os.environ), read_patience(os.environ)
    return Engine.open(url, clock=clock, ids=ids, connectors=_connectors(), limits=limits, patience=patience)


def follow_traces(engine: Engine, *, role: str) -> FollowsRequests | None:
    """Let an engine tell a collector of OpenTelemetry what it does; None when no collector is named.

    Args:
        engine: before it is shared between threads.
        role: `web` or `worker`.

    Raises:
        SettingRefused: a collector is named, and the extra `tracing` is not installed.
    """
    url = os.environ.get(_TRACING_URL, "")
    if not url and not any(os.environ.get(name) for name in _STANDARD_NAMES):
        return None
    try:
        from regelruimte.app.tracing import export_traces  # noqa: PLC0415  # an extra, and half a second
    except ImportError as missing:
        raise SettingRefused(
            f"{_TRACING_URL}: traces need the extra `tracing`: pip install 'regelruimte[tracing]'."
        ) from missing
    tracing = export_traces(url, role=role)
    engine.watch(tracing)
    return tracing


def _connectors() -> Connectors:
    is_demo = os.environ.get("REGELRUIMTE_DEMO", "").strip().casefold() in _YES
    return demo_connectors() if is_demo else Connectors()

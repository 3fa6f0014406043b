"""Opening this installation's engine: its database, and the connectors its service tasks may call."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

from regelruimte.app.settings import PREFIX, SettingRefused, read_limits, read_patience
from regelruimte.app.traces import FollowsRequests
from regelruimte.engine.clock import Clock
from regelruimte.engine.connect.config import Configured, read_connectors
from regelruimte.engine.connect.demo import demo_connectors
from regelruimte.engine.connect.gate import Gate, GateRefused, make_gate
from regelruimte.engine.connect.reading import ConnectorsRefused
from regelruimte.engine.connect.registry import Connectors, ConnectorTaken
from regelruimte.engine.engine import Engine
from regelruimte.engine.ids import IdSource

_TRACING_URL = "REGELRUIMTE_TRACING_URL"
_STANDARD_NAMES = ("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", "OTEL_EXPORTER_OTLP_ENDPOINT")
"""By these every program that uses OpenTelemetry is told where its collector is."""

_YES = frozenset({"1", "true", "yes", "on"})


def make_engine(
    url: str,
    *,
    clock: Clock | None = None,
    ids: IdSource | None = None,
    connectors: Connectors | None = None,
) -> Engine:
    """Open the engine on a database address with the connectors of this installation, or with those given.

    The demonstration services are there in a demonstration only: elsewhere a service task that names one
    becomes an incident rather than an invented answer.

    Raises:
        SettingRefused: a limit or the file of connectors cannot be read.
    """
    limits, patience = read_limits(os.environ), read_patience(os.environ)
    chosen = own_connectors(os.environ) if connectors is None else connectors
    return Engine.open(url, clock=clock, ids=ids, connectors=chosen, limits=limits, patience=patience)


def own_connectors(environ: Mapping[str, str]) -> Connectors:
    """Return the registry of this installation: what its file says, and in a demonstration its services.

    Raises:
        SettingRefused: the file of connectors or its allow-list cannot be read.
    """
    is_demo = environ.get(f"{PREFIX}DEMO", "").strip().casefold() in _YES
    connectors = demo_connectors() if is_demo else Connectors()
    for one in configured_connectors(environ):
        try:
            connectors.register(one.name, one.connector, declared=one.declared)
        except ConnectorTaken as taken:
            raise SettingRefused(f"{PREFIX}CONNECTORS: the name {one.name} is taken.") from taken
    return connectors


def configured_connectors(environ: Mapping[str, str]) -> tuple[Configured, ...]:
    """Return the connectors of this installation's file, none when it has no such file.

    Raises:
        SettingRefused: the file or the allow-list cannot be read.
    """
    gate = read_gate(environ)
    file = environ.get(f"{PREFIX}CONNECTORS", "").strip()
    if not file:
        return ()
    try:
        return read_connectors(Path(file), gate, environ)
    except ConnectorsRefused as refused:
        raise SettingRefused(f"{PREFIX}CONNECTORS: {refused}") from refused


def read_gate(environ: Mapping[str, str]) -> Gate:
    """Read what may be connected to.

    Raises:
        SettingRefused: a host or network cannot be read.
    """
    hosts, private = (
        environ.get(f"{PREFIX}CONNECTOR_HOSTS", ""),
        environ.get(f"{PREFIX}CONNECTOR_PRIVATE", ""),
    )
    try:
        return make_gate(hosts, private)
    except GateRefused as refused:
        raise SettingRefused(f"{PREFIX}CONNECTOR_HOSTS, {PREFIX}CONNECTOR_PRIVATE: {refused}") from refused


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

"""The registry of connectors: what service tasks may call, by name."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime

from regelruimte.engine.values import Value

Connector = Callable[..., Mapping[str, Value]]


class ConnectorFailed(Exception):
    """The other side did not answer as agreed."""

    def __init__(self, code: str, message: str, *, retry: bool) -> None:
        super().__init__(message)
        self.code, self.message, self.retry = code, message, retry


class Connectors:
    """Connectors by name."""

    def __init__(self) -> None:
        self._connectors: dict[str, Connector] = {}

    def register(self, name: str, connector: Connector) -> None:
        """Add a connector."""
        self._connectors[name] = connector

    def names(self) -> frozenset[str]:
        """Return the registered names."""
        return frozenset(self._connectors)

    def call(self, name: str, inputs: Mapping[str, Value], *, key: str, at: datetime) -> Mapping[str, Value]:
        """Call a connector."""
        return self._connectors[name](inputs, key=key, at=at)

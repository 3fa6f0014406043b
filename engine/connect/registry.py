"""The registry of connectors: what service tasks may call, by name."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Protocol

from regelruimte.engine.values import Value, to_value


class Connector(Protocol):
    """Something a service task can call."""

    def __call__(self, inputs: Mapping[str, Value], /, *, key: str, at: datetime) -> Mapping[str, Value]:
        """Do what is asked and return the answer.

        Args:
            inputs: the evaluated input mapping of the service task.
            key: idempotency key: the same key asks for the same thing, which must happen once.
            at: the present moment, aware UTC.

        Raises:
            ConnectorFailed: the other side did not answer as agreed.
        """
        ...


class ConnectorFailed(Exception):
    """The other side did not answer as agreed.

    Attributes:
        code: stable kebab-case name; message: what happened, in Dutch, without personal data.
        retry: True when trying again later may help.
    """

    def __init__(self, code: str, message: str, *, retry: bool) -> None:
        super().__init__(message)
        self.code, self.message, self.retry = code, message, retry


class ConnectorTaken(ValueError):
    """A connector of this name is registered already."""


class Connectors:
    """Connectors by name; registered before the engine runs."""

    def __init__(self, connectors: Mapping[str, Connector] | None = None) -> None:
        self._connectors: dict[str, Connector] = dict(connectors or {})

    def register(self, name: str, connector: Connector) -> None:
        """Add a connector.

        Raises:
            ConnectorTaken: the name is in use.
        """
        if name in self._connectors:
            raise ConnectorTaken(name)
        self._connectors[name] = connector

    def names(self) -> frozenset[str]:
        """Return the registered names."""
        return frozenset(self._connectors)

    def call(self, name: str, inputs: Mapping[str, Value], *, key: str, at: datetime) -> Mapping[str, Value]:
        """Call a connector and return its answer as values.

        Raises:
            ConnectorFailed: it is not registered here, or the other side did not answer as agreed.
        """
        if name not in self._connectors:
            raise ConnectorFailed(
                "connector-unknown", f"De koppeling ‘{name}’ is hier niet ingesteld.", retry=False
            )
        answer = to_value(self._connectors[name](inputs, key=key, at=at))
        return dict(answer)

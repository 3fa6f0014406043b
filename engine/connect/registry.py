"""The registry of connectors: what service tasks may call, by name."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Protocol

from regelruimte.engine.connect.declared import PLAIN, Answer, Declared, Traffic
from regelruimte.engine.values import Value, to_value


class Connector(Protocol):
    """Something a service task can call."""

    def __call__(
        self, inputs: Mapping[str, Value], /, *, key: str, at: datetime
    ) -> Mapping[str, Value] | Answer:
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
        wait: how long the other side asks to wait before the next try, None when it says nothing.
        traffic: what went over the line, None when nothing is known of it.
    """

    def __init__(
        self,
        code: str,
        message: str,
        *,
        retry: bool,
        wait: timedelta | None = None,
        traffic: Traffic | None = None,
    ) -> None:
        super().__init__(message)
        self.code, self.message, self.retry = code, message, retry
        self.wait, self.traffic = wait, traffic


class ConnectorTaken(ValueError):
    """A connector of this name is registered already."""


class Connectors:
    """Connectors by name; registered before the engine runs."""

    def __init__(self, connectors: Mapping[str, Connector] | None = None) -> None:
        self._connectors: dict[str, Connector] = dict(connectors or {})
        self._declared: dict[str, Declared] = {}

    def register(self, name: str, connector: Connector, *, declared: Declared = PLAIN) -> None:
        """Add a connector, with what may be known of it before it is called.

        Raises:
            ConnectorTaken: the name is in use.
        """
        if name in self._connectors:
            raise ConnectorTaken(name)
        self._connectors[name] = connector
        self._declared[name] = declared

    def names(self) -> frozenset[str]:
        """Return the registered names."""
        return frozenset(self._connectors)

    def declared(self, name: str) -> Declared:
        """Return what is known of a connector before it is called; of an unknown one nothing is."""
        return self._declared.get(name, PLAIN)

    def find(self, name: str) -> Connector | None:
        """Return a connector, or None."""
        return self._connectors.get(name)

    def call(self, name: str, inputs: Mapping[str, Value], *, key: str, at: datetime) -> Mapping[str, Value]:
        """Call a connector and return its answer as values.

        Raises:
            ConnectorFailed: it is not registered here, or the other side did not answer as agreed.
        """
        return self.ask(name, inputs, key=key, at=at).values

    def ask(self, name: str, inputs: Mapping[str, Value], *, key: str, at: datetime) -> Answer:
        """Call a connector and return its answer with all that came with it.

        Raises:
            ConnectorFailed: it is not registered here, or the other side did not answer as agreed.
        """
        if name not in self._connectors:
            raise ConnectorFailed(
                "connector-unknown", f"De koppeling ‘{name}’ is hier niet ingesteld.", retry=False
            )
        answer = self._connectors[name](inputs, key=key, at=at)
        if isinstance(answer, Answer):
            return answer
        return Answer(dict(to_value(answer)))

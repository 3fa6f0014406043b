"""A compiled model: what all process instances of a version share, read-only."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from regelruimte.engine.feel import Expression
from regelruimte.engine.spiff.info import ElementInfo, ProcessInfo
from regelruimte.engine.spiff.step import RoomOffered, StartOffered


@dataclass(frozen=True, slots=True)
class Flow:
    """A sequence flow to the node named `target`."""

    id: str
    target: str
    condition: Expression | None

    def target_in(self, model: CompiledModel) -> Any:
        """Return the node it leads to."""
        return model.spec.task_specs[self.target]


@dataclass(frozen=True, slots=True)
class Container:
    """A process or sub-process: what starts it, listens in it, catches what is thrown, and undoes it."""

    name: str
    starts: tuple[str, ...]
    listeners: tuple[str, ...]
    handlers: tuple[str, ...]
    is_process: bool
    compensation: str | None = None


@dataclass(frozen=True, slots=True)
class CompiledModel:
    """A model ready to run; shared by all its process instances and read-only."""

    version: str
    spec: Any
    containers: Mapping[str, Container]
    processes: tuple[ProcessInfo, ...]
    elements: Mapping[str, ElementInfo]
    rooms: Mapping[str, tuple[RoomOffered, ...]]
    begins: tuple[StartOffered, ...] = ()

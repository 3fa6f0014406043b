"""What one engine keeps between units of work: caches and the connectors it may call.

Correctness never depends on what is kept here: a cache that is empty, or in another process, only costs time.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Generic, TypeVar

from regelruimte.engine.connect.registry import Connectors
from regelruimte.engine.limits import STANDARD, Limits
from regelruimte.engine.observer import Observers

K = TypeVar("K")
V = TypeVar("V")


class Kept(Generic[K, V]):
    """A bounded, thread-safe store of what was made before; the least recently used goes first."""

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._items: OrderedDict[K, V] = OrderedDict()
        self._lock = threading.Lock()

    def get_or_make(self, key: K, make: Callable[[], V]) -> V:
        """Return what is kept under the key, making it first when it is not there."""
        with self._lock:
            if key in self._items:
                self._items.move_to_end(key)
                return self._items[key]
        made = make()
        self.put(key, made)
        return made

    def take(self, key: K) -> V | None:
        """Return what is kept under the key and keep it no longer; None when it is not there."""
        with self._lock:
            return self._items.pop(key, None)

    def put(self, key: K, item: V) -> None:
        """Keep an item under the key."""
        with self._lock:
            self._items[key] = item
            self._items.move_to_end(key)
            while len(self._items) > self._limit:
                self._items.popitem(last=False)


@dataclass(frozen=True, slots=True)
class Parts:
    """The caches and connectors of one engine.

    Attributes:
        connectors: what service tasks may call.
        limits: how much a case and a model may take.
        versions: runnable versions by (key, number, hash).
        live: the interpreter's live objects by (process instance, revision). Those whose next step another
            process takes stay until others push them out: the bound is what a busy process comes to hold.
        observers: who is told what happens, for logs and measures.
    """

    connectors: Connectors
    limits: Limits = STANDARD
    versions: Kept[tuple[str, int, str], object] = field(default_factory=lambda: Kept(200))
    live: Kept[tuple[str, int], object] = field(default_factory=lambda: Kept(500))
    observers: Observers = field(default_factory=Observers)

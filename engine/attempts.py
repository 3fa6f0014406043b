"""Doing a transaction again that the database took back because two were in each other's way."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import TypeVar

from regelruimte.engine.errors import WritersCollided
from regelruimte.engine.store.unit_of_work import UnitOfWork

T = TypeVar("T")

_MOST = 3


def attempt(open_work: Callable[[], AbstractContextManager[UnitOfWork]], act: Callable[[UnitOfWork], T]) -> T:
    """Do something in a unit of work, again from its beginning when it collided; at most three times.

    Only for what changes nothing but what its unit of work takes back.

    Raises:
        WritersCollided: it kept colliding; nothing was stored.
    """
    for _ in range(_MOST - 1):
        try:
            with open_work() as work:
                return act(work)
        except WritersCollided:
            continue
    with open_work() as work:
        return act(work)

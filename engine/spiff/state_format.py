"""The format of a stored state: which one this release writes, and how older ones are read.

A new key that an older release would have to understand is a new format. It takes two releases, for old and
new work side by side during an upgrade: the first one reads it and goes on writing the old one, the next one
writes it (docs/decisions/0020).
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any

from regelruimte.engine.errors import StateTooNew, StateUnreadable

Plain = dict[str, Any]
"""A state as its JSON: `f` its format, `p` the process, `t` a row for each live token."""

Upgrader = Callable[[Plain], Plain]
"""Makes of a state of one format one of the next; it may change what it is given."""

WRITTEN = 1
"""The format this release writes: one that the release before it reads."""

READ = 1
"""The newest format this release reads."""

UPGRADERS: Mapping[int, Upgrader] = {}
"""From each older format to the next one; `tests/upgrades` keeps states of every release."""


def read_plain(state: bytes) -> Plain:
    """Read a stored state of any format up to the newest, as one of the newest.

    Raises:
        StateTooNew: a newer release wrote it, in a format this one does not know.
        StateUnreadable: it is no state, or of a format that never was.
    """
    try:
        plain: Plain = json.loads(state)
        found = plain["f"]
    except (ValueError, KeyError, TypeError) as error:
        raise StateUnreadable(reason=str(error)) from error
    if isinstance(found, bool) or not isinstance(found, int):
        raise StateUnreadable(format=found)
    if found > READ:
        raise StateTooNew(format=found, newest=READ)
    for step in range(found, READ):
        plain = _upgraded(plain, step)
    return plain


def _upgraded(plain: Plain, step: int) -> Plain:
    upgrader = UPGRADERS.get(step)
    if upgrader is None:
        raise StateUnreadable(format=step)
    return {**upgrader(plain), "f": step + 1}

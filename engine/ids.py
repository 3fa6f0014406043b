"""The id source: the only maker of fresh identifiers."""

from __future__ import annotations

import random
import uuid
from os import urandom
from time import time_ns
from typing import Protocol


class IdSource(Protocol):
    """Makes identifiers nobody can guess."""

    def new(self) -> str:
        """Return a fresh identifier: 32 hexadecimal characters."""
        ...


class RandomIds:
    """Identifiers of the present millisecond and the operating system's randomness.

    What is made together sorts together, so that its rows and the lines of its indexes are kept on the same
    pages. The other 80 bits are what nobody can guess; no moment is ever read out of an identifier.
    """

    def new(self) -> str:
        """Return 32 hexadecimal characters, of which the last 20 are random."""
        return f"{time_ns() // 1_000_000:012x}{urandom(10).hex()}"


class SeededIds:
    """Repeatable identifiers, for tests and practice cases."""

    def __init__(self, seed: int = 1) -> None:
        self._random = random.Random(seed)  # noqa: S311  # repeatable on purpose

    def new(self) -> str:
        """Return the next identifier of the seed's row."""
        return uuid.UUID(int=self._random.getrandbits(128), version=4).hex

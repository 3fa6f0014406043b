"""The id source: the only maker of fresh identifiers."""

from __future__ import annotations

import random
import secrets
import uuid
from typing import Protocol


class IdSource(Protocol):
    """Makes identifiers nobody can guess."""

    def new(self) -> str:
        """Return a fresh identifier: 32 hexadecimal characters."""
        ...


class RandomIds:
    """Identifiers from the operating system's randomness."""

    def new(self) -> str:
        """Return 32 random hexadecimal characters."""
        return secrets.token_hex(16)


class SeededIds:
    """Repeatable identifiers, for tests and practice cases."""

    def __init__(self, seed: int = 1) -> None:
        self._random = random.Random(seed)  # noqa: S311  # repeatable on purpose

    def new(self) -> str:
        """Return the next identifier of the seed's row."""
        return uuid.UUID(int=self._random.getrandbits(128), version=4).hex

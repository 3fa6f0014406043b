"""What goes wrong with an expression: it cannot be read, or it asks too much."""

from __future__ import annotations


class FeelError(Exception):
    """An expression cannot be read or evaluated; the text is Dutch, for the person who wrote it."""


class FeelSyntaxError(FeelError):
    """An expression cannot be read.

    Attributes:
        position: index of the character where reading stopped, from 0.
    """

    def __init__(self, message: str, position: int) -> None:
        super().__init__(f"{message} (bij teken {position + 1})")
        self.position = position


class FeelBudgetExceeded(FeelError):
    """An expression asks for more steps, text or items than one evaluation may use."""

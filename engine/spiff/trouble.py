"""What goes wrong while a token moves: becomes a `Trouble`, never an exception to the caller."""

from __future__ import annotations


class Failing(Exception):
    """An element could not do its work; the token stays and may be tried again.

    Attributes:
        code: stable kebab-case name, such as `expression-failed`.
        message: what happened, in Dutch.
    """

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code, self.message = code, message

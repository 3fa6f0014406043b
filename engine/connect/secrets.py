"""Secrets by reference: where one is kept, never what it is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from regelruimte.engine.connect.registry import ConnectorFailed


class SecretMissing(ValueError):
    """A secret is not where it is said to be; the message says where that is, and what to do."""


@dataclass(frozen=True, slots=True)
class Secret:
    """Where a secret is kept: in an environment variable or in a file.

    It is read when it is needed, so that a file can be replaced while the engine runs, and so that no object
    that could end up in a log holds it.
    """

    variable: str = ""
    file: str = ""
    environ: Mapping[str, str] = field(default_factory=dict, repr=False, compare=False)

    def read(self) -> str:
        """Return the secret.

        Raises:
            SecretMissing: it is not there, is empty, or has more than one line.
        """
        text = self._text().strip()
        if not text:
            raise SecretMissing(f"{self.place} is empty; put the secret there.")
        if any(ord(letter) < ord(" ") for letter in text):
            raise SecretMissing(f"{self.place} has more than one line; expected the secret and nothing else.")
        return text

    def use(self) -> str:
        """Return the secret for a call.

        Raises:
            ConnectorFailed: it is not there any more; trying again helps once it is put back.
        """
        try:
            return self.read()
        except SecretMissing as missing:
            message = "Een geheim dat deze koppeling nodig heeft, ontbreekt. De beheerder kan dit herstellen."
            raise ConnectorFailed("secret-missing", message, retry=True) from missing

    @property
    def place(self) -> str:
        """Where it is kept, in words."""
        return f"Environment variable {self.variable}" if self.variable else f"File {self.file}"

    def _text(self) -> str:
        if self.variable:
            if self.variable not in self.environ:
                raise SecretMissing(f"{self.place} is not set; put the secret there.")
            return self.environ[self.variable]
        try:
            return Path(self.file).read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError) as error:
            raise SecretMissing(f"{self.place} cannot be read; put the secret there.") from error

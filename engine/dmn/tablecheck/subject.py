"""The table a check looks at, and how its findings are made."""

from __future__ import annotations

from dataclasses import dataclass

from regelruimte.engine.dmn.model import Decision, DecisionTable
from regelruimte.engine.dmn.tablecheck.declared import Types
from regelruimte.engine.findings import Finding, Severity

MOST_FINDINGS = 10
"""How many findings of one kind a table gives; the rest is counted in the last."""


@dataclass(frozen=True, slots=True)
class Subject:
    """A table with its decision (None for a table within a function) and the types around it."""

    element: str
    table: DecisionTable
    decision: Decision | None
    types: Types

    @property
    def name(self) -> str:
        """The name people know the table by."""
        return self.decision.name if self.decision is not None else self.element

    @property
    def place(self) -> str:
        """The id findings about the whole table carry."""
        return self.table.id or self.element

    def about(self, severity: Severity, code: str, message: str, suggestion: str = "") -> Finding:
        """Return a finding about the whole table."""
        return Finding(code, severity, self.place, message, suggestion)

    def about_row(
        self, severity: Severity, code: str, number: int, *, message: str, suggestion: str = ""
    ) -> Finding:
        """Return a finding about a row, by its number from 1."""
        return Finding(code, severity, self.table.rules[number - 1].id or self.place, message, suggestion)

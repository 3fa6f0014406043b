"""Findings: what a check says about a model, in the words of the person who drew it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Severity(StrEnum):
    """How much a finding matters; an error blocks publishing."""

    ERROR = "error"
    WARNING = "warning"
    ADVICE = "advice"


@dataclass(frozen=True, slots=True)
class Finding:
    """Result of a check.

    Attributes:
        code: stable kebab-case name of the kind of finding, for programs and tests.
        severity: error, warning or advice.
        element: id of the element it concerns, or None for the whole file.
        message: what is the matter, in Dutch, naming what was found.
        suggestion: what to draw or write instead, in Dutch; may be empty.
        file: name of the file in the bundle, empty for the process model.
    """

    code: str
    severity: Severity
    element: str | None
    message: str
    suggestion: str = ""
    file: str = ""

    @property
    def is_error(self) -> bool:
        """True when this finding makes the model impossible to run as drawn."""
        return self.severity is Severity.ERROR


def has_errors(findings: tuple[Finding, ...]) -> bool:
    """Tell whether any finding is an error."""
    return any(finding.is_error for finding in findings)

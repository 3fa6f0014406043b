"""The refusal of a DMN file."""

from __future__ import annotations

from regelruimte.engine.findings import Finding, Severity


class DmnRefused(ValueError):
    """A file cannot be read as decisions we can run.

    Attributes:
        findings: why, in Dutch.
    """

    def __init__(self, findings: tuple[Finding, ...]) -> None:
        super().__init__(" ".join(finding.message for finding in findings))
        self.findings = findings


def refusal(code: str, element: str | None, message: str, suggestion: str = "") -> DmnRefused:
    """Return the refusal with one finding."""
    return DmnRefused((Finding(code, Severity.ERROR, element, message, suggestion),))

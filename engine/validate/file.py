"""The check of one file of anyone: may it run, can it be drawn, or is it refused."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from regelruimte.engine.errors import DocumentRefused
from regelruimte.engine.findings import Finding, Severity, has_errors
from regelruimte.engine.importing import normalise
from regelruimte.engine.validate.decisions import decision_findings
from regelruimte.engine.validate.process import check_process
from regelruimte.engine.xml import MAX_BYTES


class Status(StrEnum):
    """What can be done with a file."""

    EXECUTABLE = "executable"  # no error
    DRAWABLE = "drawable"  # opens, shows and saves, but has an error
    REFUSED = "refused"  # cannot be opened


@dataclass(frozen=True, slots=True)
class Checked:
    """The status of a file and the findings behind it."""

    status: Status
    findings: tuple[Finding, ...]


def check_bytes(name: str, data: bytes) -> Checked:
    """Check a BPMN or DMN file; `name` decides which of the two it should be."""
    try:
        if name.casefold().endswith(".dmn"):
            findings = decision_findings(data)
        else:
            findings = check_process(normalise(data))
    except DocumentRefused as refused:
        return Checked(Status.REFUSED, refused.findings)
    return Checked(Status.DRAWABLE if has_errors(findings) else Status.EXECUTABLE, findings)


def check_file(path: Path) -> Checked:
    """Check the file at `path`; one that cannot be read is refused."""
    try:
        with path.open("rb") as file:
            # One byte over the limit is enough to know that it is too large.
            data = file.read(MAX_BYTES + 1)
    except OSError as error:
        return refused("file-unreadable", f"Het bestand kan niet worden gelezen: {error.strerror}.")
    return check_bytes(path.name, data)


def refused(code: str, message: str) -> Checked:
    """Return the refusal of a file for a reason outside its content."""
    return Checked(Status.REFUSED, (Finding(code, Severity.ERROR, None, message),))

"""Advice beyond executability, one module per family; never an error, never a proof."""

from __future__ import annotations

from regelruimte.engine.errors import DocumentRefused
from regelruimte.engine.findings import Finding
from regelruimte.engine.vocabulary import MODEL_FILE, Bundle
from regelruimte.modeller.checks.language import language_findings
from regelruimte.modeller.checks.practice import practice_findings
from regelruimte.modeller.checks.reading import Reading
from regelruimte.modeller.document import open_document

__all__ = ["advise"]


def advise(files: Bundle) -> tuple[Finding, ...]:
    """Return the advice of every family on a bundle; nothing when its model cannot be opened."""
    if MODEL_FILE not in files:
        return ()
    try:
        document = open_document(files[MODEL_FILE])
    except DocumentRefused:
        return ()
    reading = Reading(document, files)
    return (*language_findings(reading), *practice_findings(reading))

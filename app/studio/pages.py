"""All pages of the studio: importing this module puts them on the blueprint."""

from __future__ import annotations

from regelruimte.app.studio import (
    decision_editing,
    drawing,
    files,
    forms,
    moving,
    publishing,
    publishing_rehearsals,
    publishing_versions,
    reading,
    table_dates,
    table_sheets,
    table_tests,
    tables,
    trials,
    trying,
)
from regelruimte.app.studio.views import blueprint

__all__ = [
    "blueprint",
    "decision_editing",
    "drawing",
    "files",
    "forms",
    "moving",
    "publishing",
    "publishing_rehearsals",
    "publishing_versions",
    "reading",
    "table_dates",
    "table_sheets",
    "table_tests",
    "tables",
    "trials",
    "trying",
]

"""All pages for case workers, registered on one blueprint."""

from __future__ import annotations

from regelruimte.app.worklist import (
    case_pages,
    departing_pages,
    detour_pages,
    list_pages,
    mail_pages,
    repair_pages,
    second_eyes_pages,
    task_pages,
    words,
)
from regelruimte.app.worklist.blueprint import blueprint

__all__ = [
    "blueprint",
    "case_pages",
    "departing_pages",
    "detour_pages",
    "list_pages",
    "mail_pages",
    "repair_pages",
    "second_eyes_pages",
    "task_pages",
    "words",
]

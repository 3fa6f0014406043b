"""Pages for citizens: each view calls one use case and renders one template."""

from __future__ import annotations

from regelruimte.app.portal import applying, catalogue, discarding, my_cases, sending, task_pages
from regelruimte.app.portal.frame import blueprint

MODULES = (catalogue, applying, discarding, sending, task_pages, my_cases)
"""The modules whose views stand on the blueprint."""

__all__ = ["MODULES", "blueprint"]

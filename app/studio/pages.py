"""All pages of the studio: importing a module of pages adds its pages to the one blueprint."""

from __future__ import annotations

from regelruimte.app.studio import publishing, publishing_rehearsals, publishing_versions, trials
from regelruimte.app.studio.views import blueprint

__all__ = ["blueprint", "publishing", "publishing_rehearsals", "publishing_versions", "trials"]

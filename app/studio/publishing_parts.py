"""What the pages of publishing and trials share: where a finding is mended, and links to other rooms."""

from __future__ import annotations

from dataclasses import dataclass

from flask import current_app, url_for
from flask_babel import gettext as _

from regelruimte.app.access import may_ask
from regelruimte.app.context import current_actor
from regelruimte.app.studio.views import blueprint
from regelruimte.engine.errors import DocumentRefused
from regelruimte.engine.findings import Finding
from regelruimte.engine.vocabulary import MODEL_FILE, Draft
from regelruimte.modeller.document import open_document


@dataclass(frozen=True, slots=True)
class Place:
    """Where a finding is: in words, and the page where it is mended (None when there is none)."""

    name: str
    url: str | None


@blueprint.app_template_global()
def page_if_open(endpoint: str, **values: object) -> str | None:
    """Return the address of a page when it exists and the person who asks may open it, else None."""
    if endpoint not in current_app.view_functions or not may_ask(current_actor(), endpoint):
        return None
    return url_for(endpoint, **values)  # type: ignore[arg-type]  # values of an address are text or numbers


def place_of(draft: Draft, finding: Finding) -> Place:
    """Return where a finding of a draft is mended."""
    if finding.file:
        return Place(finding.file, _file_page(draft.key, finding))
    element = finding.element
    return Place(_name(draft, element), page_if_open("studio.definition", key=draft.key, _anchor=element))


def _file_page(key: str, finding: Finding) -> str | None:
    name = finding.file.rpartition("/")[2].rpartition(".")[0]
    if finding.file.endswith(".form"):
        return page_if_open("studio.form", key=key, form_id=name)
    return page_if_open("studio.decisions" if finding.file.endswith(".dmn") else "studio.files", key=key)


def _name(draft: Draft, element: str | None) -> str:
    """Return how an element is called; an id means nothing to a reader."""
    if element is None:
        return ""
    try:
        name = open_document(draft.files[MODEL_FILE]).name_of(element)
    except (KeyError, DocumentRefused):
        name = element
    return str(_("de tekening")) if name == element else name

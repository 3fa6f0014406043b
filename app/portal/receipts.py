"""Receipts: proof of what was sent, what happens next, and a copy to keep."""

from __future__ import annotations

from datetime import datetime

from flask import make_response, render_template
from flask.typing import ResponseReturnValue

from regelruimte.app.context import current_actor, current_engine
from regelruimte.app.downloads import as_download, send_file_bytes
from regelruimte.app.language import current_language
from regelruimte.app.portal.frame import blueprint
from regelruimte.app.portal.sent import find_submission, sections_sent
from regelruimte.engine import documents, dossier
from regelruimte.engine.dossier import MyCase
from regelruimte.engine.terms import day_of


def show_receipt(mine: MyCase, submission_id: str, *, today: datetime, is_again: bool) -> str:
    """Return the page that says that we have it, with the dates that hold for this case."""
    return render_template(
        "portal/receipt.html",
        mine=mine,
        case=mine.case,
        sent=find_submission(mine, submission_id),
        today=day_of(today),
        is_again=is_again,
    )


@blueprint.get("/mijn-zaken/<number>/kopie/<submission_id>")
def copy(number: str, submission_id: str) -> ResponseReturnValue:
    """Give a copy of exactly what was sent, as a page to keep."""
    with current_engine().view(current_actor()) as view:
        mine = dossier.get_my_case(view, number)
    sent = find_submission(mine, submission_id)
    sections = sections_sent(mine, sent, current_language())
    page = make_response(render_template("portal/copy.html", case=mine.case, sent=sent, sections=sections))
    return as_download(page, f"{number}.html")


@blueprint.get("/documenten/<document_id>")
def document(document_id: str) -> ResponseReturnValue:
    """Give a document of a case or application of this person."""
    with current_engine().view(current_actor()) as view:
        found, content = documents.read_document(view, document_id)
    return send_file_bytes(content, found.name, found.media_type)

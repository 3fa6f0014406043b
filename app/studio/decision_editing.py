"""The editor of a decision: the page and what it asks of the server."""

from __future__ import annotations

from flask import jsonify, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import generate_csrf

from regelruimte.app.context import current_actor, current_engine
from regelruimte.app.downloads import send_file_bytes
from regelruimte.app.language import current_language
from regelruimte.app.studio.decision_frame import OpenDecision, open_decision
from regelruimte.app.studio.drafts import check
from regelruimte.app.studio.saving import (
    FileSave,
    answer_save,
    findings_json,
    sent_bytes,
    sent_fields,
    sent_text,
)
from regelruimte.app.studio.views import blueprint
from regelruimte.engine.findings import Finding


@blueprint.get("/definitions/<key>/decisions/<decision_id>/edit")
def edit_decision(key: str, decision_id: str) -> ResponseReturnValue:
    """Show a decision in the editor."""
    opened = open_decision(key, decision_id)
    return render_template(
        "studio/decision_edit.html", process=opened.process, opened=opened, data=_island(opened)
    )


@blueprint.get("/definitions/<key>/decisions/<decision_id>/file.dmn")
def decision_file(key: str, decision_id: str) -> ResponseReturnValue:
    """Send the file of a decision byte for byte."""
    opened = open_decision(key, decision_id)
    return send_file_bytes(opened.content, _name_of(opened), "application/xml")


@blueprint.post("/definitions/<key>/decisions/<decision_id>/save")
def save_decision(key: str, decision_id: str) -> ResponseReturnValue:
    """Save the file of a decision; every decision in it is saved with it."""
    opened, sent = open_decision(key, decision_id), sent_fields()
    save = FileSave(key, opened.file.path, sent_bytes(sent, "xml"), sent_text(sent, "revision"))
    return answer_save(save, theirs=url_for("studio.edit_decision", key=key, decision_id=decision_id))


@blueprint.post("/definitions/<key>/decisions/<decision_id>/check")
def check_decision(key: str, decision_id: str) -> ResponseReturnValue:
    """Check a file that was not saved yet, with the drawing, forms and test cases of the draft."""
    opened, xml = open_decision(key, decision_id), sent_bytes(sent_fields(), "xml")
    path = opened.file.path
    with current_engine().view(current_actor()) as view:
        findings = check(view, {**opened.process.draft.files, path: xml})
    return jsonify(findings=findings_json(_concerning(opened, findings), path))


def _concerning(opened: OpenDecision, findings: tuple[Finding, ...]) -> tuple[Finding, ...]:
    return tuple(one for one in findings if one.file in {opened.file.path, opened.tests_path})


def _name_of(opened: OpenDecision) -> str:
    return opened.file.path.rpartition("/")[2]


def _island(opened: OpenDecision) -> dict[str, object]:
    key, own = opened.key, opened.id
    return {
        "decisionId": opened.id,
        "fileName": _name_of(opened),
        "dmnUrl": url_for("studio.decision_file", key=key, decision_id=own),
        "saveUrl": url_for("studio.save_decision", key=key, decision_id=own),
        "checkUrl": url_for("studio.check_decision", key=key, decision_id=own),
        "rowUrl": url_for("studio.row_dates", key=key, decision_id=own, row_id="ROW"),
        "revision": opened.mark,
        "csrfToken": generate_csrf(),
        "findings": findings_json(opened.findings, opened.file.path),
        "locale": current_language(),
    }

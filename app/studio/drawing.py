"""The drawing of a process: the editor page and what it asks of the server."""

from __future__ import annotations

from flask import jsonify, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import generate_csrf

from regelruimte.app.context import current_actor, current_engine
from regelruimte.app.downloads import send_file_bytes
from regelruimte.app.language import current_language
from regelruimte.app.studio.drafts import OpenProcess, check, open_process
from regelruimte.app.studio.saving import (
    FileSave,
    answer_save,
    findings_json,
    mark_of,
    sent_bytes,
    sent_fields,
    sent_text,
)
from regelruimte.app.studio.views import blueprint
from regelruimte.engine import definitions
from regelruimte.engine.errors import NotFound
from regelruimte.engine.store.unit_of_work import UnitOfWork, View
from regelruimte.engine.vocabulary import MODEL_FILE, Draft
from regelruimte.modeller.facts import process_facts


@blueprint.get("/definitions/<key>")
def definition(key: str) -> ResponseReturnValue:
    """Show the drawing in the editor."""
    with current_engine().view(current_actor()) as view:
        process = open_process(view, key)
        data = _island(view, process)
    return render_template("studio/drawing.html", process=process, data=data)


@blueprint.get("/definitions/<key>/process.bpmn")
def draft_bpmn(key: str) -> ResponseReturnValue:
    """Send the drawing of the draft byte for byte."""
    with current_engine().view(current_actor()) as view:
        draft = definitions.get_draft(view, key)
    if MODEL_FILE not in draft.files:
        raise NotFound(definition=key, file=MODEL_FILE)
    return send_file_bytes(draft.files[MODEL_FILE], f"{key}.bpmn", "application/xml")


@blueprint.post("/definitions/<key>/save")
def save_process(key: str) -> ResponseReturnValue:
    """Save the drawing; the title of the process follows its name when that changed."""
    sent = sent_fields()
    content = sent_bytes(sent, "xml" if request.is_json else "content")
    save = FileSave(key, MODEL_FILE, content, sent_text(sent, "revision"))
    return answer_save(save, theirs=url_for("studio.definition", key=key), afterwards=_follow_name)


@blueprint.post("/definitions/<key>/check")
def check_process(key: str) -> ResponseReturnValue:
    """Check a drawing that was not saved yet, with the forms and tables of the draft."""
    xml = sent_bytes(sent_fields(), "xml")
    with current_engine().view(current_actor()) as view:
        draft = definitions.get_draft(view, key)
        findings = check(view, {**draft.files, MODEL_FILE: xml})
    return jsonify(findings=findings_json(findings))


@blueprint.post("/definitions/<key>/mine")
def download_mine(key: str) -> ResponseReturnValue:
    """Give a writer who was second their own text back as a file."""
    sent = sent_fields()
    name = sent_text(sent, "path").rpartition("/")[2] or f"{key}.txt"
    return send_file_bytes(sent_bytes(sent, "content"), name, "application/octet-stream")


def _follow_name(work: UnitOfWork, before: Draft, after: Draft) -> None:
    old, new = process_facts(before.files), process_facts(after.files)
    has_name = new is not None and new.name.strip() and new.name != new.id
    if new is not None and has_name and (old is None or old.name != new.name):
        definitions.rename_definition(work, after.key, title=" ".join(new.name.split()))


def _island(view: View, process: OpenProcess) -> dict[str, object]:
    key, facts = process.key, process.facts
    return {
        "bpmnUrl": url_for("studio.draft_bpmn", key=key),
        "saveUrl": url_for("studio.save_process", key=key),
        "checkUrl": url_for("studio.check_process", key=key),
        "revision": mark_of(process.draft, MODEL_FILE),
        "csrfToken": generate_csrf(),
        "forms": [{"id": form.id, "title": form.title} for form in facts.forms],
        "decisions": [
            {
                "id": one.id,
                "name": one.name,
                "url": url_for("studio.edit_decision", key=key, decision_id=one.id),
            }
            for one in facts.decisions
        ],
        "groups": [{"key": key, "name": name} for key, name in definitions.list_groups(view)],
        "connectors": [_connector(view, name) for name in sorted(view.parts.connectors.names())],
        "findings": findings_json(facts.findings),
        "readOnly": False,
        "locale": current_language(),
    }


def _connector(view: View, name: str) -> dict[str, object]:
    """Return what the editor offers of a connector: its name, what it takes and what it gives."""
    declared = view.parts.connectors.declared(name)
    return {
        "type": name,
        "name": f"{declared.title} ({name})" if declared.title else name,
        "inputs": list(declared.inputs),
        "outputs": list(declared.outputs),
    }

"""The editor of decision tables: a new table, the editor page and what it asks of the server."""

from __future__ import annotations

from flask import jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext
from flask_wtf import FlaskForm
from flask_wtf.csrf import generate_csrf
from wtforms import StringField, TextAreaField
from wtforms.validators import InputRequired, Length

from regelruimte.app.context import current_actor, current_engine
from regelruimte.app.downloads import send_file_bytes
from regelruimte.app.language import current_language
from regelruimte.app.studio.decision_frame import OpenDecision, open_decision
from regelruimte.app.studio.drafts import check, open_process
from regelruimte.app.studio.saving import (
    FileSave,
    answer_save,
    findings_json,
    sent_bytes,
    sent_fields,
    sent_text,
)
from regelruimte.app.studio.views import blueprint, key_of_title
from regelruimte.engine import definitions
from regelruimte.engine.errors import DocumentRefused
from regelruimte.engine.validate.decisions import decision_findings, decision_ids
from regelruimte.modeller.starters import empty_table

_LONGEST = 80
_MOST_COLUMNS = 20


class NewDecisionForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF has no types
    """Name, columns and outcome of a new decision table."""

    name = StringField(
        lazy_gettext("Wat beslist de tabel?"),
        [
            InputRequired(lazy_gettext("Geef de tabel een naam.")),
            Length(max=_LONGEST, message=lazy_gettext("Kies een naam van hoogstens 80 tekens.")),
        ],
        description=lazy_gettext("Bijvoorbeeld ‘Recht op een vergunning’."),
    )
    inputs = TextAreaField(
        lazy_gettext("Waar kijkt de tabel naar?"),
        [InputRequired(lazy_gettext("Noem ten minste één gegeven."))],
        description=lazy_gettext(
            "Een gegeven op elke regel, zoals het in een formulier heet, bijvoorbeeld ‘inkomen’."
        ),
    )
    output = StringField(
        lazy_gettext("Hoe heet de uitkomst?"),
        [
            InputRequired(lazy_gettext("Geef de uitkomst een naam.")),
            Length(max=_LONGEST, message=lazy_gettext("Kies een naam van hoogstens 80 tekens.")),
        ],
        description=lazy_gettext("Bijvoorbeeld ‘besluit’ of ‘bedrag’."),
    )


@blueprint.route("/definitions/<key>/decisions/new", methods=["GET", "POST"])
def new_decision(key: str) -> ResponseReturnValue:
    """Add a decision table to the draft and open it."""
    form = NewDecisionForm()
    if request.method == "POST" and form.validate():
        decision_id = _add_named(key, form)
        if decision_id is not None:
            return redirect(url_for("studio.edit_decision", key=key, decision_id=decision_id), 303)
    with current_engine().view(current_actor()) as view:
        process = open_process(view, key)
    page = render_template("studio/new_decision.html", process=process, form=form)
    return page, 422 if form.errors else 200


@blueprint.get("/definitions/<key>/decisions/<decision_id>/edit")
def edit_decision(key: str, decision_id: str) -> ResponseReturnValue:
    """Show a decision in the editor."""
    opened = open_decision(key, decision_id)
    return render_template(
        "studio/decision_editor.html", process=opened.process, opened=opened, data=_island(opened)
    )


@blueprint.get("/definitions/<key>/decisions/<decision_id>/file.dmn")
def decision_file(key: str, decision_id: str) -> ResponseReturnValue:
    """Send the file a decision is kept in byte for byte."""
    opened = open_decision(key, decision_id)
    return send_file_bytes(opened.content, opened.file.path.rpartition("/")[2], "application/xml")


@blueprint.post("/definitions/<key>/decisions/<decision_id>/save")
def save_decision(key: str, decision_id: str) -> ResponseReturnValue:
    """Save the file a decision is kept in; refused when what was sent cannot be opened again."""
    opened = open_decision(key, decision_id)
    sent = sent_fields()
    content = sent_bytes(sent, "xml" if request.is_json else "content")
    try:
        decision_findings(content)
    except DocumentRefused as refused:
        return jsonify(message=" ".join(one.message for one in refused.findings)), 422
    if decision_id not in decision_ids({opened.file.path: content}):
        return jsonify(message=_("De beslissing staat niet meer in het bestand.")), 422
    save = FileSave(key, opened.file.path, content, sent_text(sent, "revision"))
    return answer_save(save, theirs=url_for("studio.edit_decision", key=key, decision_id=decision_id))


@blueprint.post("/definitions/<key>/decisions/<decision_id>/check")
def check_decision(key: str, decision_id: str) -> ResponseReturnValue:
    """Check a decision file that was not saved yet, with the drawing and forms of the draft."""
    opened = open_decision(key, decision_id)
    xml = sent_bytes(sent_fields(), "xml")
    with current_engine().view(current_actor()) as view:
        findings = check(view, {**opened.process.draft.files, opened.file.path: xml})
    return jsonify(findings=findings_json(findings, file=opened.file.path))


def _add_named(key: str, form: NewDecisionForm) -> str | None:
    """Add the table that was asked for; None when something typed is wrong, which the form then says."""
    name, output = (" ".join((field.data or "").split()) for field in (form.name, form.output))
    inputs = tuple(
        dict.fromkeys(one for line in (form.inputs.data or "").splitlines() if (one := line.strip()))
    )
    decision_id = key_of_title(name).replace("-", "_")
    if not decision_id:
        form.name.errors = [_("Begin de naam met een letter.")]
    elif len(inputs) > _MOST_COLUMNS:
        form.inputs.errors = [_("Noem hoogstens 20 gegevens.")]
    elif not _add(key, decision_id, empty_table(decision_id, name, inputs=inputs, output=output)):
        form.name.errors = [_("Er is al een beslistabel met deze naam. Kies een andere naam.")]
    return None if form.errors else decision_id


def _add(key: str, decision_id: str, content: bytes) -> bool:
    """Add a decision file to the draft; False when it has a decision or file by that name."""
    with current_engine().work(current_actor()) as work:
        draft = definitions.get_draft(work, key)
        path = f"{decision_id.replace('_', '-')}.dmn"
        if path in draft.files or decision_id in decision_ids(draft.files):
            return False
        definitions.save_draft(work, key, {**draft.files, path: content}, revision=draft.revision)
    return True


def _island(opened: OpenDecision) -> dict[str, object]:
    key, decision_id = opened.key, opened.id
    return {
        "decisionId": decision_id,
        "file": opened.file.path,
        "dmnUrl": url_for("studio.decision_file", key=key, decision_id=decision_id),
        "saveUrl": url_for("studio.save_decision", key=key, decision_id=decision_id),
        "checkUrl": url_for("studio.check_decision", key=key, decision_id=decision_id),
        "revision": opened.mark,
        "csrfToken": generate_csrf(),
        "findings": findings_json(opened.process.facts.findings, file=opened.file.path),
        "today": opened.today.isoformat(),
        "locale": current_language(),
    }

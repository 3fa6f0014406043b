"""The decision tables of a process: list, table with try-out, upload and removal of files."""

from __future__ import annotations

import regex
from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext
from flask_wtf import FlaskForm
from flask_wtf.file import FileField, FileRequired
from wtforms import HiddenField, SelectField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # newer than its types

from regelruimte.app.context import current_actor, current_engine
from regelruimte.app.studio.decision_frame import open_decision
from regelruimte.app.studio.drafts import OpenProcess, open_process
from regelruimte.app.studio.reading import steps_of
from regelruimte.app.studio.views import blueprint
from regelruimte.engine import definitions
from regelruimte.engine.errors import DocumentRefused, DraftRevisionConflict, NotFound
from regelruimte.engine.findings import Finding
from regelruimte.engine.table_tests import path_of_tests
from regelruimte.engine.validate.decisions import decision_findings

_NOT_IN_NAMES = regex.compile(r"[^a-z0-9]+")


class UploadForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF has no types
    """A decision file, and which one it takes the place of."""

    file = FileField(
        lazy_gettext("Bestand met beslistabellen"),
        [FileRequired(lazy_gettext("Kies een bestand."))],
        description=lazy_gettext("Een DMN-bestand, bijvoorbeeld uit een ander tekenprogramma."),
    )
    replaces = SelectField(lazy_gettext("Wat gebeurt ermee?"))
    revision = HiddenField()


class DeleteFileForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF has no types
    """Confirmation that a file may go, as it was seen."""

    revision = HiddenField()


@blueprint.get("/definitions/<key>/decisions")
def decisions(key: str) -> ResponseReturnValue:
    """Show the decisions of the draft, and a way to add a file."""
    with current_engine().view(current_actor()) as view:
        process = open_process(view, key)
    return _show_list(process, _upload_form(process, fresh=True))


@blueprint.post("/definitions/<key>/decisions")
def upload_decisions(key: str) -> ResponseReturnValue:
    """Add a decision file to the draft or replace one; shows why when it cannot be opened."""
    with current_engine().view(current_actor()) as view:
        process = open_process(view, key)
    form = _upload_form(process)
    refused: tuple[Finding, ...] = ()
    if form.validate():
        try:
            _take_in(process, form)
            return redirect(url_for("studio.decisions", key=key), 303)
        except DocumentRefused as why:
            refused = why.findings
        except DraftRevisionConflict as conflict:
            form.file.errors = [
                _("%(name)s bewaarde dit concept intussen. Kies uw bestand opnieuw.", name=conflict.saved_by)
            ]
    form.revision.data = str(process.draft.revision)
    return _show_list(process, form, refused=refused), 422


@blueprint.get("/definitions/<key>/decisions/<decision_id>")
def decision(key: str, decision_id: str) -> ResponseReturnValue:
    """Show a decision as a table."""
    opened = open_decision(key, decision_id)
    logic = opened.file.model.decision(decision_id).logic
    return render_template("studio/decision.html", process=opened.process, opened=opened, logic=logic)


@blueprint.route("/definitions/<key>/decisions/delete", methods=["GET", "POST"])
def delete_decisions(key: str) -> ResponseReturnValue:
    """Ask whether a decision file (`file`) may go, and take it out of the draft."""
    path = request.args.get("file", "")
    with current_engine().view(current_actor()) as view:
        process = open_process(view, key)
    if path not in decision_paths(process):
        raise NotFound(definition=key, file=path)
    form = DeleteFileForm()
    if request.method == "POST" and form.validate() and form.revision.data == str(process.draft.revision):
        with current_engine().work(current_actor()) as work:
            gone = {path, path_of_tests(path)}
            kept = {name: data for name, data in process.draft.files.items() if name not in gone}
            definitions.save_draft(work, key, kept, revision=process.draft.revision)
        return redirect(url_for("studio.decisions", key=key), 303)
    form.revision.data = str(process.draft.revision)
    own = {one.id for one in process.facts.decisions if one.path == path}
    steps = tuple(step for step in steps_of(process) if step.decision in own)
    page = render_template("studio/delete_decisions.html", process=process, path=path, form=form, steps=steps)
    return page, 200 if request.method == "GET" else 409


def decision_paths(process: OpenProcess) -> tuple[str, ...]:
    """Return the decision files of a draft, readable or not."""
    return tuple(path for path in process.draft.files if path.lower().endswith(".dmn"))


def _upload_form(process: OpenProcess, *, fresh: bool = False) -> UploadForm:
    form = UploadForm(formdata=None, revision=str(process.draft.revision)) if fresh else UploadForm()
    form.replaces.choices = [
        SelectChoice("", _("Het komt erbij")),
        *(SelectChoice(path, _("Het vervangt %(file)s", file=path)) for path in decision_paths(process)),
    ]
    return form


def _show_list(process: OpenProcess, form: UploadForm, *, refused: tuple[Finding, ...] = ()) -> str:
    steps = steps_of(process)
    used = {one.id: [step for step in steps if step.decision == one.id] for one in process.facts.decisions}
    return render_template(
        "studio/decisions.html",
        process=process,
        used=used,
        form=form,
        refused=refused,
        paths=decision_paths(process),
    )


def _take_in(process: OpenProcess, form: UploadForm) -> None:
    """Put the uploaded file in the draft.

    Raises:
        DocumentRefused: it cannot be opened; DraftRevisionConflict: somebody else was first.
    """
    content = form.file.data.read()
    path = form.replaces.data or _free_path(process, str(form.file.data.filename or ""))
    decision_findings(content, file=path)
    sent = form.revision.data or ""
    with current_engine().work(current_actor()) as work:
        files = {**definitions.get_draft(work, process.key).files, path: content}
        definitions.save_draft(work, process.key, files, revision=int(sent) if sent.isdecimal() else 0)


def _free_path(process: OpenProcess, name: str) -> str:
    stem = name.replace("\\", "/").rpartition("/")[2].rpartition(".")[0].casefold()
    plain = _NOT_IN_NAMES.sub("-", stem, timeout=1).strip("-")[:60] or "beslissing"
    number, path = 1, f"{plain}.dmn"
    while path in process.draft.files:
        number += 1
        path = f"{plain}-{number}.dmn"
    return path

"""The forms of a process: list, new, editor with what it asks of the server, removal."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext
from flask_wtf import FlaskForm
from flask_wtf.csrf import generate_csrf
from werkzeug.exceptions import BadRequest
from wtforms import HiddenField, StringField
from wtforms.validators import InputRequired, Length, Regexp

from regelruimte.app.context import current_actor, current_engine
from regelruimte.app.downloads import send_file_bytes
from regelruimte.app.language import current_language
from regelruimte.app.security import framed_by_own_pages
from regelruimte.app.studio.drafts import OpenProcess, open_process
from regelruimte.app.studio.reading import steps_of
from regelruimte.app.studio.saving import FileSave, answer_save, mark_of, sent_bytes, sent_fields, sent_text
from regelruimte.app.studio.views import blueprint, key_of_title
from regelruimte.engine import definitions
from regelruimte.engine.errors import NotFound
from regelruimte.engine.findings import Finding
from regelruimte.engine.versions import form_path
from regelruimte.forms import BoundPage, FormRefused, FormSpec, bind, read_form
from regelruimte.modeller.facts import FormFile
from regelruimte.modeller.outline import OutlineStep
from regelruimte.modeller.starters import empty_form, form_bytes

_LONGEST = 80


class NewFormForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF has no types
    """Title and key of a new form."""

    title = StringField(
        lazy_gettext("Titel van het formulier"),
        [
            InputRequired(lazy_gettext("Geef het formulier een titel.")),
            Length(max=_LONGEST, message=lazy_gettext("Kies een titel van hoogstens 80 tekens.")),
        ],
        description=lazy_gettext("Zoals degene die het invult het ziet."),
    )
    key = StringField(
        lazy_gettext("Sleutel"),
        [
            Length(max=_LONGEST, message=lazy_gettext("Kies een sleutel van hoogstens 80 tekens.")),
            Regexp(
                r"^([a-z][a-z0-9-]*)?$", message=lazy_gettext("Gebruik kleine letters, cijfers en streepjes.")
            ),
        ],
        description=lazy_gettext("Zo noemen stappen het formulier. Leeg: wij maken er een van de titel."),
    )


class DeleteForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF has no types
    """Confirmation that a file may go, as it was seen."""

    revision = HiddenField()


@dataclass(frozen=True, slots=True)
class ListedForm:
    """A form in the list: its questions and the steps that show it; `spec` is None when unreadable."""

    file: FormFile
    spec: FormSpec | None
    steps: tuple[OutlineStep, ...]


@blueprint.get("/definitions/<key>/forms")
def forms(key: str) -> ResponseReturnValue:
    """Show the forms of the draft."""
    with current_engine().view(current_actor()) as view:
        process = open_process(view, key)
    steps = steps_of(process)
    listed = tuple(
        ListedForm(
            form, _find_spec(process.draft.files[form.path]), tuple(s for s in steps if s.form == form.id)
        )
        for form in process.facts.forms
    )
    return render_template("studio/forms.html", process=process, forms=listed)


@blueprint.route("/definitions/<key>/forms/new", methods=["GET", "POST"])
def new_form(key: str) -> ResponseReturnValue:
    """Add a form to the draft and open it."""
    form = NewFormForm()
    if request.method == "POST" and form.validate():
        title = " ".join((form.title.data or "").split())
        form_id = form.key.data or key_of_title(title)
        if not form_id:
            form.title.errors = [_("Begin de titel met een letter.")]
        elif _add(key, form_id, title):
            return redirect(url_for("studio.form", key=key, form_id=form_id), 303)
        else:
            form.key.errors = [_("Er is al een formulier met deze sleutel.")]
    with current_engine().view(current_actor()) as view:
        process = open_process(view, key)
    return render_template("studio/new_form.html", process=process, form=form), 422 if form.errors else 200


@blueprint.get("/definitions/<key>/forms/<form_id>")
def form(key: str, form_id: str) -> ResponseReturnValue:
    """Show a form in the editor, beside what the resident sees."""
    with current_engine().view(current_actor()) as view:
        process = open_process(view, key)
    file = _file(process, form_id)
    data = _island(process, file)
    found = tuple(finding for finding in process.facts.findings if finding.file == file.path)
    return render_template("studio/form.html", process=process, form=file, data=data, found=found)


@blueprint.get("/definitions/<key>/forms/<form_id>/schema.form")
def form_schema(key: str, form_id: str) -> ResponseReturnValue:
    """Send a form of the draft as it is kept; `download` saves it as a file."""
    with current_engine().view(current_actor()) as view:
        process = open_process(view, key)
    file = _file(process, form_id)
    return send_file_bytes(process.draft.files[file.path], f"{file.id}.form", "application/json")


@blueprint.post("/definitions/<key>/forms/<form_id>/save")
def save_form(key: str, form_id: str) -> ResponseReturnValue:
    """Save a form."""
    sent = sent_fields()
    content = _sent_schema(sent.get("schema"), form_id) if request.is_json else sent_bytes(sent, "content")
    save = FileSave(key, form_path(form_id), content, sent_text(sent, "revision"))
    return answer_save(save, theirs=url_for("studio.form", key=key, form_id=form_id))


@blueprint.post("/definitions/<key>/forms/<form_id>/preview")
def preview_form(key: str, form_id: str) -> ResponseReturnValue:
    """Draw a form that was not saved yet as the resident sees it."""
    del key
    return _preview(_sent_schema(sent_fields(), form_id))


@blueprint.get("/definitions/<key>/forms/<form_id>/preview")
@framed_by_own_pages
def saved_preview(key: str, form_id: str) -> ResponseReturnValue:
    """Draw a form of the draft as the resident sees it."""
    with current_engine().view(current_actor()) as view:
        process = open_process(view, key)
    return _preview(process.draft.files[_file(process, form_id).path])


@blueprint.route("/definitions/<key>/forms/<form_id>/delete", methods=["GET", "POST"])
def delete_form(key: str, form_id: str) -> ResponseReturnValue:
    """Ask whether a form may go, and take it out of the draft."""
    with current_engine().view(current_actor()) as view:
        process = open_process(view, key)
    file = _file(process, form_id)
    form = DeleteForm()
    if request.method == "POST" and form.validate() and form.revision.data == str(process.draft.revision):
        with current_engine().work(current_actor()) as work:
            kept = {path: data for path, data in process.draft.files.items() if path != file.path}
            definitions.save_draft(work, key, kept, revision=process.draft.revision)
        return redirect(url_for("studio.forms", key=key), 303)
    form.revision.data = str(process.draft.revision)
    steps = tuple(step for step in steps_of(process) if step.form == form_id)
    page = render_template("studio/delete_form.html", process=process, file=file, form=form, steps=steps)
    return page, 200 if request.method == "GET" else 409


def _add(key: str, form_id: str, title: str) -> bool:
    """Add a form to the draft; False when it has one with that key."""
    with current_engine().work(current_actor()) as work:
        draft = definitions.get_draft(work, key)
        path = form_path(form_id)
        if path in draft.files:
            return False
        files = {**draft.files, path: empty_form(form_id, title)}
        definitions.save_draft(work, key, files, revision=draft.revision)
    return True


def _file(process: OpenProcess, form_id: str) -> FormFile:
    """Return a form of the draft.

    Raises:
        NotFound: it has no such form.
    """
    found = next((one for one in process.facts.forms if one.path == form_path(form_id)), None)
    if found is None:
        raise NotFound(definition=process.key, form=form_id)
    return found


def _find_spec(content: bytes) -> FormSpec | None:
    try:
        return read_form(content)
    except FormRefused:
        return None


def _sent_schema(schema: object, form_id: str) -> bytes:
    """Return a schema that was sent as the file we keep; its id stays that of the form.

    Raises:
        BadRequest: it is no object.
    """
    if not isinstance(schema, dict):
        raise BadRequest
    try:
        return form_bytes({**schema, "id": form_id})
    except (UnicodeEncodeError, RecursionError) as error:
        raise BadRequest from error


def _preview(content: bytes) -> Response:
    refused: tuple[Finding, ...] = ()
    pages: tuple[BoundPage, ...] = ()
    try:
        pages = _pages(read_form(content))
    except FormRefused as why:
        refused = why.findings
    return Response(
        render_template("studio/preview.html", pages=pages, refused=refused), mimetype="text/html"
    )


def _pages(spec: FormSpec) -> tuple[BoundPage, ...]:
    engine = current_engine()
    return tuple(bind(spec, page, locale=current_language(), now=engine.clock.now()) for page in spec.pages)


def _island(process: OpenProcess, file: FormFile) -> dict[str, object]:
    key, form_id = process.key, file.id
    return {
        "formId": form_id,
        "formUrl": url_for("studio.form_schema", key=key, form_id=form_id),
        "saveUrl": url_for("studio.save_form", key=key, form_id=form_id),
        "previewUrl": url_for("studio.preview_form", key=key, form_id=form_id),
        "revision": mark_of(process.draft, file.path),
        "csrfToken": generate_csrf(),
        "locale": current_language(),
    }

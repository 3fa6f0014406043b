"""Files in and out: a drawing or a package becomes a draft, a draft or version becomes a file."""

from __future__ import annotations

from dataclasses import dataclass

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext
from flask_wtf import FlaskForm
from flask_wtf.file import FileField, FileRequired
from wtforms import HiddenField, StringField
from wtforms.validators import Length

from regelruimte.app.context import current_actor, current_engine
from regelruimte.app.downloads import send_file_bytes
from regelruimte.app.studio.drafts import check, open_process
from regelruimte.app.studio.views import blueprint, key_of_title
from regelruimte.engine import definitions
from regelruimte.engine.bundles import BundleRefused, pack, unpack
from regelruimte.engine.errors import DefinitionExists, DocumentRefused, DraftRevisionConflict, InvalidKey
from regelruimte.engine.findings import Finding
from regelruimte.engine.importing import normalise
from regelruimte.engine.vocabulary import MODEL_FILE
from regelruimte.modeller.facts import process_facts

_ZIP = b"PK\x03\x04"
_LONGEST_TITLE = 120


class ImportForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF has no types
    """A drawing or package, and what to call the process."""

    file = FileField(
        lazy_gettext("Bestand"),
        [FileRequired(lazy_gettext("Kies een bestand."))],
        description=lazy_gettext("Een BPMN-tekening, van welk programma ook, of een pakket (zip)."),
    )
    title = StringField(
        lazy_gettext("Naam van het proces"),
        [Length(max=_LONGEST_TITLE, message=lazy_gettext("Kies een naam van hoogstens 120 tekens."))],
        description=lazy_gettext("Leeg: de naam die in de tekening staat."),
    )


class ReplaceForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF has no types
    """A drawing or package that takes the place of the one in a draft."""

    file = FileField(
        lazy_gettext("Bestand"),
        [FileRequired(lazy_gettext("Kies een bestand."))],
        description=lazy_gettext(
            "Een tekening vervangt alleen de tekening. Een pakket (zip) vervangt het hele concept."
        ),
    )
    revision = HiddenField()


@dataclass(frozen=True, slots=True)
class _Taken:
    """An uploaded file as files of a bundle; `is_whole` when it was a package."""

    files: dict[str, bytes]
    is_whole: bool


@blueprint.route("/import", methods=["GET", "POST"])
def import_process() -> ResponseReturnValue:
    """Make a process of a file; shows why when it cannot be opened."""
    form = ImportForm()
    refused: tuple[Finding, ...] = ()
    if request.method == "POST" and form.validate():
        try:
            return _import_new(form)
        except (DocumentRefused, BundleRefused) as why:
            refused = why.findings
        except DefinitionExists:
            form.title.errors = [_("Er is al een proces met deze naam. Kies een andere naam.")]
        except InvalidKey:
            form.title.errors = [_("Geef het proces een naam die met een letter begint.")]
    status = 422 if form.errors or refused else 200
    return render_template("studio/import.html", form=form, refused=refused), status


@blueprint.get("/definitions/<key>/files")
def files(key: str) -> ResponseReturnValue:
    """Show the files of the draft, with ways in and out."""
    with current_engine().view(current_actor()) as view:
        process = open_process(view, key)
        versions = definitions.list_versions(view, key)
    form = ReplaceForm(formdata=None, revision=str(process.draft.revision))
    return render_template("studio/files.html", process=process, versions=versions, form=form, refused=())


@blueprint.post("/definitions/<key>/files")
def import_files(key: str) -> ResponseReturnValue:
    """Put a file in the draft; nothing changes when it cannot be opened or somebody else was first."""
    form = ReplaceForm()
    refused: tuple[Finding, ...] = ()
    if form.validate():
        try:
            return _replace(key, form)
        except (DocumentRefused, BundleRefused) as why:
            refused = why.findings
        except DraftRevisionConflict as conflict:
            form.file.errors = [
                _(
                    "%(name)s bewaarde dit concept intussen. Er is niets vervangen. Bekijk het concept "
                    "en kies uw bestand daarna opnieuw.",
                    name=conflict.saved_by,
                )
            ]
    with current_engine().view(current_actor()) as view:
        process = open_process(view, key)
        versions = definitions.list_versions(view, key)
    form.revision.data = str(process.draft.revision)
    page = render_template(
        "studio/files.html", process=process, versions=versions, form=form, refused=refused
    )
    return page, 422


@blueprint.get("/definitions/<key>/package.zip")
def draft_package(key: str) -> ResponseReturnValue:
    """Send all files of the draft as one package."""
    with current_engine().view(current_actor()) as view:
        draft = definitions.get_draft(view, key)
    return send_file_bytes(pack(draft.files), f"{key}.zip", "application/zip")


@blueprint.get("/definitions/<key>/versions/<int:number>/process.bpmn")
def version_bpmn(key: str, number: int) -> ResponseReturnValue:
    """Send the drawing of a version byte for byte."""
    with current_engine().view(current_actor()) as view:
        version = definitions.get_version(view, key, number)
    return send_file_bytes(version.files[MODEL_FILE], f"{key}-{number}.bpmn", "application/xml")


@blueprint.get("/definitions/<key>/versions/<int:number>/package.zip")
def version_package(key: str, number: int) -> ResponseReturnValue:
    """Send all files of a version as one package."""
    with current_engine().view(current_actor()) as view:
        version = definitions.get_version(view, key, number)
    return send_file_bytes(pack(version.files), f"{key}-{number}.zip", "application/zip")


def _import_new(form: ImportForm) -> ResponseReturnValue:
    taken = _take(form)
    facts = process_facts(taken.files)
    drawn = facts.name if facts and facts.name != facts.id else ""
    title = " ".join((form.title.data or drawn or _stem(form)).split())[:_LONGEST_TITLE]
    key = key_of_title(title)
    with current_engine().work(current_actor()) as work:
        definitions.create_definition(work, key, title=title, files=taken.files)
        found = check(work, taken.files)
    return redirect(url_for("studio.findings" if found else "studio.definition", key=key), 303)


def _replace(key: str, form: ReplaceForm) -> ResponseReturnValue:
    taken = _take(form)
    sent = form.revision.data or ""
    seen = int(sent) if sent.isdecimal() else 0
    with current_engine().work(current_actor()) as work:
        before = definitions.get_draft(work, key)
        kept = taken.files if taken.is_whole else {**before.files, **taken.files}
        definitions.save_draft(work, key, kept, revision=seen)
        found = check(work, kept)
    return redirect(url_for("studio.findings" if found else "studio.definition", key=key), 303)


def _take(form: ImportForm | ReplaceForm) -> _Taken:
    """Return what was uploaded.

    Raises:
        DocumentRefused: the drawing cannot be opened; BundleRefused: the package cannot.
    """
    content = form.file.data.read()
    is_whole = content.startswith(_ZIP)
    found = unpack(content) if is_whole else {MODEL_FILE: content}
    normalise(found[MODEL_FILE])
    return _Taken(found, is_whole)


def _stem(form: ImportForm) -> str:
    return str(form.file.data.filename or "").rpartition("/")[2].partition(".")[0]

"""Versions of a process: the list, one version with its files, comparing two, and going back to one."""

from __future__ import annotations

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from regelruimte.app.context import current_actor, current_engine
from regelruimte.app.studio.drafts import open_process
from regelruimte.app.studio.publishing_forms import RestoreForm
from regelruimte.app.studio.views import blueprint
from regelruimte.engine import definitions, trials
from regelruimte.engine.errors import DraftRevisionConflict
from regelruimte.engine.store.unit_of_work import View
from regelruimte.engine.vocabulary import Bundle, TrialStatus
from regelruimte.modeller.compare import compare_by_part

_DRAFT = "draft"


@blueprint.get("/definitions/<key>/versions")
def versions(key: str) -> ResponseReturnValue:
    """Show the versions of a process, newest first."""
    with current_engine().view(current_actor()) as view:
        process = open_process(view, key)
        published = definitions.list_versions(view, key)
        running = [one for one in trials.list_trials(view, key) if one.status is TrialStatus.RUNNING]
    return render_template(
        "studio/versions.html",
        process=process,
        versions=published,
        tried={trial.candidate: trial for trial in running},
    )


@blueprint.get("/definitions/<key>/versions/<int:number>")
def version(key: str, number: int) -> ResponseReturnValue:
    """Show a version: why it came, its files and its drawing."""
    with current_engine().view(current_actor()) as view:
        process = open_process(view, key)
        shown = definitions.get_version(view, key, number)
        tried = [one for one in trials.list_trials(view, key) if one.candidate == number]
    return render_template("studio/version.html", process=process, version=shown, trials=tried)


@blueprint.get("/definitions/<key>/versions/<int:number>/restore")
def show_restore(key: str, number: int) -> ResponseReturnValue:
    """Ask whether the draft is to be replaced by a version."""
    with current_engine().view(current_actor()) as view:
        draft = definitions.get_draft(view, key)
    form = RestoreForm(formdata=None, revision=draft.revision)
    return _show_restore(key, number, form)


@blueprint.post("/definitions/<key>/versions/<int:number>/restore")
def restore(key: str, number: int) -> ResponseReturnValue:
    """Make the draft of a version's files."""
    form = RestoreForm()
    if not form.validate() or form.revision.data is None:
        return _show_restore(key, number, form, status=422)
    try:
        with current_engine().work(current_actor()) as work:
            files = definitions.get_version(work, key, number).files
            definitions.save_draft(work, key, files, revision=form.revision.data)
    except DraftRevisionConflict as conflict:
        fresh = RestoreForm(formdata=None, revision=conflict.revision)
        return _show_restore(key, number, fresh, saved_by=conflict.saved_by, status=409)
    return redirect(url_for("studio.definition", key=key), 303)


@blueprint.get("/definitions/<key>/compare")
def compare(key: str) -> ResponseReturnValue:
    """Show what differs between two versions, or a version and the draft: `from`, `to`."""
    with current_engine().view(current_actor()) as view:
        process = open_process(view, key)
        published = definitions.list_versions(view, key)
        standing = str(process.definition.standing or (published[0].number if published else _DRAFT))
        old, new = request.args.get("from") or standing, request.args.get("to") or _DRAFT
        changes = compare_by_part(_files(view, key, old), _files(view, key, new))
    choices = [(str(one.number), _("versie %(number)s", number=one.number)) for one in published]
    return render_template(
        "studio/version_compare.html",
        process=process,
        changes=changes,
        choices=[*choices, (_DRAFT, _("het concept"))],
        old=old,
        new=new,
    )


def _files(view: View, key: str, which: str) -> Bundle:
    if which.isascii() and which.isdigit():
        return definitions.get_version(view, key, int(which)).files
    return definitions.get_draft(view, key).files


def _show_restore(
    key: str, number: int, form: RestoreForm, *, saved_by: str = "", status: int = 200
) -> ResponseReturnValue:
    with current_engine().view(current_actor()) as view:
        process = open_process(view, key)
        version = definitions.get_version(view, key, number)
    changes = compare_by_part(process.draft.files, version.files)
    page = render_template(
        "studio/version_restore.html",
        process=process,
        version=version,
        changes=changes,
        form=form,
        saved_by=saved_by,
    )
    return page, status

"""Publishing a draft: what is found, what changes, for whom, and a second look before it happens."""

from __future__ import annotations

from dataclasses import dataclass

from flask import redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from regelruimte.app.context import current_actor, current_engine
from regelruimte.app.studio.publishing_forms import CANDIDATE, EVERYONE, WAYS, PublishForm
from regelruimte.app.studio.publishing_parts import Place, page_if_open, place_of
from regelruimte.app.studio.views import blueprint
from regelruimte.engine import definitions, trials
from regelruimte.engine.errors import BundleHasErrors, DraftRevisionConflict
from regelruimte.engine.findings import Finding, Severity
from regelruimte.engine.store.unit_of_work import View
from regelruimte.engine.vocabulary import Definition, DefinitionVersion, Draft, TrialStatus
from regelruimte.modeller.compare import Change, Part, compare_by_part
from regelruimte.modeller.release import Review, release, release_candidate, review


@dataclass(frozen=True, slots=True)
class PublishPage:
    """What is shown before publishing.

    Attributes:
        definition: the process; draft: its draft; review: what checks and rehearsals found.
        changes: what differs from the standing version, by part; None when nothing was published yet.
        number: what the new version will be called.
        has_trial: True while a trial of the process runs.
    """

    definition: Definition
    draft: Draft
    review: Review
    changes: dict[Part, tuple[Change, ...]] | None
    number: int
    has_trial: bool

    def findings(self, severity: str) -> tuple[tuple[Finding, Place], ...]:
        """Return the findings of a severity, each with where to mend it."""
        found = (one for one in self.review.findings if one.severity == Severity(severity))
        return tuple((one, place_of(self.draft, one)) for one in found)


@blueprint.get("/definitions/<key>/publish")
def show_publish(key: str) -> ResponseReturnValue:
    """Show what publishing the draft would do."""
    with current_engine().view(current_actor()) as view:
        page = _read(view, key)
    form = PublishForm(formdata=None, revision=page.draft.revision, way=EVERYONE)
    return _show(page, form)


@blueprint.post("/definitions/<key>/publish")
def publish(key: str) -> ResponseReturnValue:
    """Publish the draft, after a second look."""
    form = PublishForm()
    with current_engine().view(current_actor()) as view:
        page = _read(view, key)
    _fit(form, page)
    if not form.validate() or page.review.errors:
        return _show(page, form, status=422)
    if form.revision.data != page.draft.revision:
        return _show_conflict(page.definition, page.draft.saved_by)
    if not form.confirmed.data:
        return render_template("studio/publish_confirm.html", page=page, form=form)
    try:
        number = _publish(key, form).number
    except DraftRevisionConflict as conflict:
        return _show_conflict(page.definition, conflict.saved_by)
    except BundleHasErrors:
        return _show(page, form, status=422)
    return redirect(url_for("studio.published", key=key, number=number), 303)


@blueprint.get("/definitions/<key>/versions/<int:number>/published")
def published(key: str, number: int) -> ResponseReturnValue:
    """Say that a version was published, and where to go from here."""
    with current_engine().view(current_actor()) as view:
        definition = definitions.get_definition(view, key)
        version = definitions.get_version(view, key, number)
    return render_template(
        "studio/published.html",
        definition=definition,
        version=version,
        is_standing=definition.standing == number,
        portal_page=page_if_open("portal.definition", key=key) or url_for("portal.home"),
    )


def _read(view: View, key: str) -> PublishPage:
    definition, draft = definitions.get_definition(view, key), definitions.get_draft(view, key)
    versions = definitions.list_versions(view, key)
    changes = None
    if definition.standing is not None:
        standing = definitions.get_version(view, key, definition.standing)
        changes = compare_by_part(standing.files, draft.files)
    running = any(trial.status is TrialStatus.RUNNING for trial in trials.list_trials(view, key))
    number = max((version.number for version in versions), default=0) + 1
    return PublishPage(definition, draft, review(view, draft.files), changes, number, running)


def _fit(form: PublishForm, page: PublishPage) -> None:
    """Offer a candidate only beside a standing version: without one there is nothing to try it against."""
    if page.definition.standing is None:
        form.way.choices = list(WAYS[:1])


def _show(page: PublishPage, form: PublishForm, *, status: int = 200) -> ResponseReturnValue:
    _fit(form, page)
    return render_template("studio/publish.html", page=page, form=form, Severity=Severity), status


def _show_conflict(definition: Definition, saved_by: str) -> ResponseReturnValue:
    return render_template("studio/publish_conflict.html", definition=definition, saved_by=saved_by), 409


def _publish(key: str, form: PublishForm) -> DefinitionVersion:
    act = release_candidate if form.way.data == CANDIDATE else release
    with current_engine().work(current_actor()) as work:
        return act(work, key, revision=form.revision.data or 0, change_note=form.change_note.data or "")

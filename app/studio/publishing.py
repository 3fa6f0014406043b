"""Publishing a draft: what is found, what changes, for whom, and a second look before it happens."""

from __future__ import annotations

from dataclasses import dataclass

from flask import redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from regelruimte.app.context import current_actor, current_engine
from regelruimte.app.studio.drafts import OpenProcess, open_process
from regelruimte.app.studio.publishing_forms import CANDIDATE, EVERYONE, WAYS, PublishForm
from regelruimte.app.studio.reading import PlacedFinding, place_findings
from regelruimte.app.studio.views import blueprint
from regelruimte.engine import definitions
from regelruimte.engine.errors import BundleHasErrors, DraftRevisionConflict
from regelruimte.engine.findings import Severity
from regelruimte.engine.store.unit_of_work import View
from regelruimte.engine.vocabulary import DefinitionVersion
from regelruimte.modeller.compare import Change, Part, compare_by_part
from regelruimte.modeller.release import Review, release, release_candidate, review


@dataclass(frozen=True, slots=True)
class PublishPage:
    """What is shown before publishing.

    Attributes:
        process: the process with its draft; review: what checks and rehearsals found.
        changes: what differs from the standing version, by part; None when nothing was published yet.
        number: what the new version will be called.
    """

    process: OpenProcess
    review: Review
    changes: dict[Part, tuple[Change, ...]] | None
    number: int

    def findings(self, severity: str) -> tuple[PlacedFinding, ...]:
        """Return the findings of a severity, each with where it is mended."""
        found = tuple(one for one in self.review.findings if one.severity == Severity(severity))
        return place_findings(self.process, found)


@blueprint.get("/definitions/<key>/publish")
def show_publish(key: str) -> ResponseReturnValue:
    """Show what publishing the draft would do."""
    with current_engine().view(current_actor()) as view:
        page = _read(view, key)
    form = PublishForm(formdata=None, revision=page.process.draft.revision, way=EVERYONE)
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
    if form.revision.data != page.process.draft.revision:
        return _show_conflict(page.process)
    if not form.confirmed.data:
        return render_template("studio/publish_confirm.html", process=page.process, page=page, form=form)
    try:
        number = _publish(key, form).number
    except DraftRevisionConflict:
        with current_engine().view(current_actor()) as view:
            return _show_conflict(open_process(view, key))
    except BundleHasErrors:
        return _show(page, form, status=422)
    return redirect(url_for("studio.published", key=key, number=number), 303)


@blueprint.get("/definitions/<key>/versions/<int:number>/published")
def published(key: str, number: int) -> ResponseReturnValue:
    """Say that a version was published, and where to go from here."""
    with current_engine().view(current_actor()) as view:
        process = open_process(view, key)
        version = definitions.get_version(view, key, number)
    return render_template(
        "studio/published.html",
        process=process,
        version=version,
        is_standing=process.definition.standing == number,
    )


def _read(view: View, key: str) -> PublishPage:
    process = open_process(view, key)
    files, standing = process.draft.files, process.definition.standing
    versions = definitions.list_versions(view, key)
    changes = None
    if standing is not None:
        changes = compare_by_part(definitions.get_version(view, key, standing).files, files)
    number = max((version.number for version in versions), default=0) + 1
    return PublishPage(process, review(view, files), changes, number)


def _fit(form: PublishForm, page: PublishPage) -> None:
    """Offer a candidate only beside a standing version: without one there is nothing to try it against."""
    if page.process.definition.standing is None:
        form.way.choices = list(WAYS[:1])


def _show(page: PublishPage, form: PublishForm, *, status: int = 200) -> ResponseReturnValue:
    _fit(form, page)
    return render_template("studio/publish.html", process=page.process, page=page, form=form), status


def _show_conflict(process: OpenProcess) -> ResponseReturnValue:
    return render_template("studio/publish_conflict.html", process=process), 409


def _publish(key: str, form: PublishForm) -> DefinitionVersion:
    act = release_candidate if form.way.data == CANDIDATE else release
    with current_engine().work(current_actor()) as work:
        return act(work, key, revision=form.revision.data or 0, change_note=form.change_note.data or "")

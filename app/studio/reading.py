"""A process in words: the drawing as a list, and the findings."""

from __future__ import annotations

from dataclasses import dataclass

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue

from regelruimte.app.context import current_actor, current_engine
from regelruimte.app.studio.drafts import OpenProcess, open_process
from regelruimte.app.studio.views import blueprint
from regelruimte.engine.errors import DocumentRefused
from regelruimte.engine.findings import Finding, Severity
from regelruimte.engine.vocabulary import MODEL_FILE
from regelruimte.modeller.document import Document, open_document
from regelruimte.modeller.outline import OutlineProcess, OutlineStep, all_steps, read_outline


@dataclass(frozen=True, slots=True)
class PlacedFinding:
    """A finding with where it is: a name to read and a page to go to, both empty for the whole draft."""

    finding: Finding
    place: str
    url: str


@blueprint.get("/definitions/<key>/outline")
def outline(key: str) -> ResponseReturnValue:
    """Show the drawing as a list."""
    with current_engine().view(current_actor()) as view:
        process = open_process(view, key)
    return render_template(
        "studio/outline.html",
        process=process,
        outline=_outline(process),
        by_step=_worst_by_step(process.facts.findings),
        form_titles={form.id: form.title for form in process.facts.forms},
    )


@blueprint.get("/definitions/<key>/findings")
def findings(key: str) -> ResponseReturnValue:
    """Show the findings of the draft; `severity` keeps those of one weight."""
    chosen = request.args.get("severity", "")
    with current_engine().view(current_actor()) as view:
        process = open_process(view, key)
    asked = tuple(
        finding
        for finding in process.facts.findings
        if chosen not in set(Severity) or finding.severity == chosen
    )
    shown = place_findings(process, asked)
    return render_template(
        "studio/findings.html", process=process, shown=shown, chosen=chosen, severities=tuple(Severity)
    )


def place_findings(process: OpenProcess, found: tuple[Finding, ...]) -> tuple[PlacedFinding, ...]:
    """Return findings of the draft, each with where it is mended."""
    document = _document(process)
    return tuple(_placed(process, document, finding) for finding in found)


def steps_of(process: OpenProcess) -> tuple[OutlineStep, ...]:
    """Return all steps of the drawing; none when it cannot be opened."""
    return tuple(step for one in _outline(process) for step in all_steps(one.steps) if not step.is_again)


def _document(process: OpenProcess) -> Document | None:
    try:
        return open_document(process.draft.files.get(MODEL_FILE, b""))
    except DocumentRefused:
        return None


def _outline(process: OpenProcess) -> tuple[OutlineProcess, ...]:
    document = _document(process)
    return () if document is None else read_outline(document)


def _worst_by_step(found: tuple[Finding, ...]) -> dict[str, Finding]:
    """Return the weightiest finding of each step of the drawing; they come errors first."""
    worst: dict[str, Finding] = {}
    for finding in found:
        if finding.element and not finding.file:
            worst.setdefault(finding.element, finding)
    return worst


def _placed(process: OpenProcess, document: Document | None, finding: Finding) -> PlacedFinding:
    key, file = process.key, finding.file
    if file.endswith(".form"):
        form = next((one for one in process.facts.forms if one.path == file), None)
        url = "" if form is None else url_for("studio.form", key=key, form_id=form.id)
        return PlacedFinding(finding, form.title if form else file, url)
    decision = next((one for one in process.facts.decisions if one.path == file), None)
    if decision is not None:
        url = url_for("studio.edit_decision", key=key, decision_id=decision.id, _anchor=finding.element)
        return PlacedFinding(finding, decision.name, url)
    if file:
        page = "studio.decisions" if file.endswith(".dmn") else "studio.files"
        return PlacedFinding(finding, file, url_for(page, key=key))
    if finding.element is None or document is None:
        return PlacedFinding(finding, "", "")
    url = url_for("studio.definition", key=key, _anchor=finding.element)
    return PlacedFinding(finding, document.name_of(finding.element), url)

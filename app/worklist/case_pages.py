"""The page of a case and its tabs, its drawing, its documents and its incidents."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from regelruimte.app.access import may_ask
from regelruimte.app.context import current_actor, current_engine
from regelruimte.app.downloads import send_file_bytes
from regelruimte.app.wording import gettext as _
from regelruimte.app.worklist.blueprint import blueprint
from regelruimte.app.worklist.case_view import CHANNELS, KINDS_OF_DETOUR, KINDS_OF_ROOM, CaseView, view_case
from regelruimte.app.worklist.inputs import DocumentForm
from regelruimte.app.worklist.readable import list_facts, list_read_forms, why_refused
from regelruimte.app.worklist.readable_decisions import list_read_decisions
from regelruimte.engine import detours, documents, incidents
from regelruimte.engine.actors import Act, may
from regelruimte.engine.dossier import get_dossier
from regelruimte.engine.errors import DocumentRefused
from regelruimte.engine.vocabulary import MODEL_FILE


@blueprint.get("/cases/<number>")
def show_case(number: str) -> ResponseReturnValue:
    """Show where a case stands and what can be done now."""
    return render_case("worklist/case.html", see_case(number))


@blueprint.get("/cases/<number>/facts")
def show_facts(number: str) -> ResponseReturnValue:
    """Show what is known of a case, and the forms that were filled in."""
    seen = see_case(number)
    facts, forms = list_facts(seen.dossier), list_read_forms(seen.dossier)
    return render_case("worklist/case_facts.html", seen, facts=facts, forms=forms)


@blueprint.route("/cases/<number>/documents", methods=["GET", "POST"])
def show_documents(number: str) -> ResponseReturnValue:
    """Show the documents of a case, and take in another."""
    form = DocumentForm()
    if form.validate_on_submit():
        try:
            with current_engine().work(current_actor()) as work:
                sent = form.document.data
                documents.add_to_case(work, number, name=sent.filename, content=sent.read())
        except DocumentRefused as refusal:
            form.document.errors = [why_refused(refusal)]
        else:
            flash(_("Het document is toegevoegd."), "done")
            return redirect(url_for("worklist.show_documents", number=number), 303)
    status = 422 if form.errors or form.document.errors else 200
    return render_case("worklist/case_documents.html", see_case(number), form=form), status


@blueprint.get("/documents/<document_id>")
def download_document(document_id: str) -> ResponseReturnValue:
    """Give a document of a case to who may see it, as a download."""
    with current_engine().view(current_actor()) as view:
        document, content = documents.read_document(view, document_id)
    return send_file_bytes(content, document.name, document.media_type)


@blueprint.get("/cases/<number>/decisions")
def show_decisions(number: str) -> ResponseReturnValue:
    """Show what rules decided in a case and why."""
    with current_engine().view(current_actor()) as view:
        seen = view_case(view, number)
        departs = may(view.actor, Act.TAKE_DETOURS)
        overridable = {one.kept.id for one in detours.list_overridable(view, number)} if departs else set()
    read = list_read_decisions(seen.dossier)
    return render_case("worklist/case_decisions.html", seen, decisions=read, overridable=overridable)


@blueprint.get("/cases/<number>/log")
def show_log(number: str) -> ResponseReturnValue:
    """Show the log of a case."""
    return render_case("worklist/case_log.html", see_case(number))


@blueprint.get("/cases/<number>/drawing.bpmn")
def show_drawing(number: str) -> ResponseReturnValue:
    """Give the model a case runs on, as its author drew it."""
    with current_engine().view(current_actor()) as view:
        version = get_dossier(view, number).version
    return send_file_bytes(version.version.files[MODEL_FILE], f"{number}.bpmn", "application/xml")


@blueprint.post("/cases/<number>/incidents/<incident_id>/retry")
def retry_incident(number: str, incident_id: str) -> ResponseReturnValue:
    """Try again what failed."""
    with current_engine().work(current_actor()) as work:
        incidents.retry_incident(work, number, incident_id=incident_id)
    flash(_("Wij proberen het opnieuw. Bekijk zo of het gelukt is."), "done")
    return redirect(url_for("worklist.show_case", number=number), 303)


@blueprint.post("/cases/<number>/incidents/<incident_id>/by-hand")
def do_by_hand(number: str, incident_id: str) -> ResponseReturnValue:
    """Open the task by which a person does what failed."""
    with current_engine().work(current_actor()) as work:
        task = incidents.do_by_hand(work, number, incident_id=incident_id)
    flash(_("Deze stap doet u nu met de hand: ‘%(name)s’.", name=task.name), "done")
    return redirect(url_for("worklist.show_case", number=number), 303)


def see_case(number: str) -> CaseView:
    """Return a case as its pages show it.

    Raises:
        NotFound: no such case for whoever asks.
    """
    with current_engine().view(current_actor()) as view:
        return view_case(view, number)


def render_case(template: str, seen: CaseView, **more: Any) -> str:
    """Return a page of a case with its head and tabs."""
    return render_template(
        template, seen=seen, case=seen.dossier.case, dossier=seen.dossier,
        channels=CHANNELS, kinds_of_room=KINDS_OF_ROOM, kinds_of_detour=KINDS_OF_DETOUR,
        tabs=_tabs(seen), **more,
    )  # fmt: skip


def _tabs(seen: CaseView) -> list[tuple[str, str, bool, int | None]]:
    number, dossier = seen.dossier.case.number, seen.dossier
    pages = (
        ("worklist.show_case", _("Overzicht"), None),
        ("worklist.show_facts", _("Gegevens"), None),
        ("worklist.show_documents", _("Documenten"), len(dossier.documents)),
        ("worklist.show_decisions", _("Besluiten"), len(dossier.decisions)),
        ("worklist.show_log", _("Logboek"), None),
        ("worklist.show_repair", _("Herstel"), None),
    )
    return [
        (url_for(page, number=number), text, page == request.endpoint, count)
        for page, text, count in pages
        if may_ask(current_actor(), page)
    ]

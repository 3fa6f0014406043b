"""Filling in an application: opening it, its pages, and saving it for later."""

from __future__ import annotations

from datetime import timedelta

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from regelruimte.app.context import current_actor, current_engine, current_settings
from regelruimte.app.language import current_language
from regelruimte.app.portal.drawing import draw
from regelruimte.app.portal.filling import Filling, start_form_of
from regelruimte.app.portal.frame import blueprint
from regelruimte.app.portal.uploads import Taken, take_page
from regelruimte.engine import applications, documents
from regelruimte.engine.errors import ApplicationNotOpen, NotFound
from regelruimte.engine.store.unit_of_work import UnitOfWork, View
from regelruimte.engine.terms import day_of
from regelruimte.engine.vocabulary import Application, ApplicationStatus, Channel, Document, Intake
from regelruimte.forms import PageSpec

AFRESH = "opnieuw"
"""Name of the button that begins again and throws away what was begun."""

BACK_TO_CHECK = "controle"
"""Value of `terug` on a page that was opened from the page where answers are checked."""


@blueprint.post("/aanvragen/<key>")
def begin(key: str) -> ResponseReturnValue:
    """Open an application; the version it runs on is drawn now. An untouched one is used again.

    One that was begun is offered first; who asks for a fresh start throws it away.
    """
    with current_engine().work(current_actor()) as work:
        begun = [one for one in applications.list_applications(work) if one.definition == key]
        if AFRESH in request.form:
            for one in begun:
                applications.withdraw_application(work, one.id)
            begun = []
        untouched = [one for one in begun if not one.answers]
        if len(untouched) < len(begun):
            return redirect(url_for("portal.start", key=key), 303)
        intake = Intake(Channel.WEB, day_of(work.now), facts=work.actor.facts)
        application = untouched[0] if untouched else applications.open_application(work, key, intake)
        filling = filling_of(work, application)
    return redirect(page_url(application, filling.pages[0]), 303)


@blueprint.get("/aanvragen/<key>/<application_id>")
def resume(key: str, application_id: str) -> ResponseReturnValue:
    """Lead to the page where the person left."""
    with current_engine().view(current_actor()) as view:
        application = read_application(view, key, application_id)
        if application.status is ApplicationStatus.SUBMITTED:
            return redirect(receipt_url(application), 303)
        filling = open_filling(view, application)
    return redirect(page_url(application, filling.find_page(application.page) or filling.pages[0]), 303)


@blueprint.get("/aanvragen/<key>/<application_id>/<page_id>")
def show_page(key: str, application_id: str, page_id: str) -> ResponseReturnValue:
    """Show a page of the form with what is answered so far."""
    with current_engine().view(current_actor()) as view:
        application = read_application(view, key, application_id)
        if application.status is ApplicationStatus.SUBMITTED:
            return redirect(receipt_url(application, again=True), 303)
        filling = open_filling(view, application)
    page = filling.find_page(page_id)
    if page is None:
        return redirect(url_for("portal.resume", key=key, application_id=application_id), 303)
    return _show(application, Taken(filling, filling.bind(page, is_judged="fouten" in request.args)))


@blueprint.post("/aanvragen/<key>/<application_id>/<page_id>")
def submit_page(key: str, application_id: str, page_id: str) -> ResponseReturnValue:
    """Keep the answers of a page, right or wrong, and go on when they can be used."""
    with current_engine().work(current_actor()) as work:
        application = read_application(work, key, application_id)
        if application.status is ApplicationStatus.SUBMITTED:
            return redirect(receipt_url(application, again=True), 303)
        filling = open_filling(work, application)
        page = filling.find_page(page_id)
        if page is None:
            return redirect(url_for("portal.resume", key=key, application_id=application_id), 303)
        taken = take_page(
            filling, page, request, lambda name, content: _keep(work, application, name, content)
        )
        _remove_files(work, application)
        application = applications.save_application(
            work, application_id, answers=taken.bound.raw, page=page_id
        )
    return _go_on(application, taken)


@blueprint.get("/aanvragen/<key>/bewaard/<application_id>")
def saved(key: str, application_id: str) -> ResponseReturnValue:
    """Tell until when the answers are kept and how to come back."""
    with current_engine().view(current_actor()) as view:
        application = read_application(view, key, application_id)
        if application.status is not ApplicationStatus.OPEN:
            raise ApplicationNotOpen(application=application_id)
    return render_template("portal/saved.html", application=application)


def read_application(view: View, key: str, application_id: str) -> Application:
    """Return an application of the person who asks.

    Raises:
        NotFound: no such application of this person and process.
    """
    application = applications.get_application(view, application_id)
    if application.definition != key:
        raise NotFound(application=application_id)
    return application


def open_filling(view: View, application: Application) -> Filling:
    """Return the form of an application that can still be changed.

    Raises:
        ApplicationNotOpen: it was sent or thrown away.
    """
    if application.status is not ApplicationStatus.OPEN:
        raise ApplicationNotOpen(application=application.id)
    return filling_of(view, application)


def filling_of(view: View, application: Application) -> Filling:
    """Return the form of an application with its answers and files."""
    version = applications.get_application_version(view, application)
    files = documents.list_of_application(view, application.id)
    return Filling(
        spec=start_form_of(version),
        answers=application.answers,
        known=view.actor.facts,
        files={one.id: one.name for one in files},
        now=view.now,
        locale=current_language(),
    )


def page_url(
    application: Application, page: PageSpec, *, anchor: str = "", back: str = "", has_errors: bool = False
) -> str:
    """Return the address of a page; `back` says where its button leads, `has_errors` what is wrong there."""
    return url_for(
        "portal.show_page",
        key=application.definition,
        application_id=application.id,
        page_id=page.id,
        _anchor=anchor or None,
        terug=back or None,
        fouten="1" if has_errors else None,
    )


def check_url(application: Application) -> str:
    """Return the address of the page where answers are checked."""
    return url_for("portal.check", key=application.definition, application_id=application.id)


def receipt_url(application: Application, *, again: bool = False) -> str:
    """Return the address of the receipt; `again` says that it was sent before."""
    return url_for(
        "portal.receipt",
        key=application.definition,
        application_id=application.id,
        opnieuw="1" if again else None,
    )


def _keep(work: UnitOfWork, application: Application, name: str, content: bytes) -> Document:
    return documents.add_to_application(work, application.id, name=name, content=content)


def _remove_files(work: UnitOfWork, application: Application) -> None:
    mine = {one.id for one in documents.list_of_application(work, application.id)}
    pressed = {value for name, value in request.form.items(multi=True) if name.endswith("-verwijder")}
    for document_id in mine & pressed:
        documents.remove_from_application(work, application.id, document_id=document_id)


def _go_on(application: Application, taken: Taken) -> ResponseReturnValue:
    """Lead on from a page that was sent, or show it again with what to put right."""
    if request.form.get("actie") == "bewaar":
        key = application.definition
        return redirect(url_for("portal.saved", key=key, application_id=application.id), 303)
    page, back = taken.bound.page, request.args.get("terug", "")
    if taken.is_valid:
        return redirect(_next_url(application, taken.filling, page), 303)
    if taken.has_errors and not taken.bound.is_rearranging:
        return _show(application, taken), 422
    if taken.refused:
        return _show(application, taken), 422
    anchor = next((name.removesuffix("-voeg-toe") for name in request.form if name.endswith("-voeg-toe")), "")
    return redirect(page_url(application, page, anchor=anchor, back=back), 303)


def _next_url(application: Application, filling: Filling, page: PageSpec) -> str:
    if request.args.get("terug") == BACK_TO_CHECK:
        new = filling.first_incomplete()
        return page_url(application, new, back=BACK_TO_CHECK) if new else check_url(application)
    _, after = filling.neighbours(page) if filling.find_page(page.id) else (None, None)
    return page_url(application, after) if after else check_url(application)


def _show(application: Application, taken: Taken) -> str:
    page, filling = taken.bound.page, taken.filling
    before, _ = filling.neighbours(page) if filling.find_page(page.id) else (None, None)
    from_check = request.args.get("terug") == BACK_TO_CHECK
    if from_check:
        back = check_url(application)
    elif before is not None:
        back = page_url(application, before)
    else:
        back = url_for("portal.start", key=application.definition)
    minutes = timedelta(minutes=current_settings().session_minutes)
    return render_template(
        "portal/form.html",
        page=draw(filling, taken.bound, taken.refused),
        again_url=page_url(application, page, back=request.args.get("terug", ""), has_errors=True),
        subject=subject_of(filling, application.title),
        back=back,
        back_is_check=from_check,
        is_first=before is None,
        saved_at=application.saved_at if application.answers else None,
        keep_until=application.keep_until,
        signed_in_until=filling.now + minutes,
    )


def subject_of(filling: Filling, title: str) -> str:
    """Return what the form is about, in English where the form says so."""
    return (filling.spec.title_en or title) if filling.locale == "en" else title

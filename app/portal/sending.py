"""Checking the answers of an application, sending it once, and its receipt."""

from __future__ import annotations

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from wtforms import Form, HiddenField
from wtforms.validators import InputRequired, Length

from regelruimte.app.context import current_actor, current_engine
from regelruimte.app.portal.applying import (
    BACK_TO_CHECK,
    check_url,
    open_filling,
    page_url,
    read_application,
    receipt_url,
    subject_of,
)
from regelruimte.app.portal.drawing import unchanged_facts
from regelruimte.app.portal.filling import Filling
from regelruimte.app.portal.frame import blueprint
from regelruimte.app.portal.receipts import show_receipt
from regelruimte.app.portal.sent import sections_of
from regelruimte.engine import applications, dossier
from regelruimte.engine.store.unit_of_work import UnitOfWork
from regelruimte.engine.submissions import Sent, fingerprint
from regelruimte.engine.vocabulary import Application, ApplicationStatus, Receipt
from regelruimte.forms import unfit_questions


class SendForm(Form):
    """What the button `Aanvraag versturen` sends: no answers, but which answers the person saw.

    Attributes:
        key: submission key of this showing of the page.
        seen: fingerprint of the answers that were on it.
    """

    key = HiddenField(validators=[InputRequired(), Length(max=64)])
    seen = HiddenField(validators=[InputRequired(), Length(max=64)])


@blueprint.get("/aanvragen/<key>/controle/<application_id>")
def check(key: str, application_id: str) -> ResponseReturnValue:
    """Show all answers before they are sent."""
    with current_engine().view(current_actor()) as view:
        application = read_application(view, key, application_id)
        if application.status is ApplicationStatus.SUBMITTED:
            return redirect(receipt_url(application, again=True), 303)
        filling = open_filling(view, application)
        submission_key = view.ids.new()
    missing = filling.first_incomplete()
    if missing is not None:
        return redirect(page_url(application, missing, back=BACK_TO_CHECK, has_errors=True), 303)
    return _show_check(application, filling, submission_key)


@blueprint.post("/aanvragen/<key>/controle/<application_id>")
def send(key: str, application_id: str) -> ResponseReturnValue:
    """Send the application with the answers that were on the page."""
    if request.form.get("actie") == "bewaar":
        return redirect(url_for("portal.saved", key=key, application_id=application_id), 303)
    form = SendForm(request.form)
    return current_engine().attempt(
        current_actor(), lambda work: _send(work, read_application(work, key, application_id), form)
    )


def _send(work: UnitOfWork, application: Application, form: SendForm) -> ResponseReturnValue:
    if application.status is ApplicationStatus.SUBMITTED:
        receipt = applications.get_receipt(work, application.id)
        return _answer_sent_before(application, receipt, form)
    filling = open_filling(work, application)
    if not form.validate() or filling.first_incomplete() is not None:
        return redirect(check_url(application), 303)
    values = filling.values()
    if fingerprint(values) != form.seen.data:
        return _show_check(application, filling, work.ids.new(), has_changed=True), 409
    sent = Sent(
        form.key.data or "", values, form=filling.spec.id, unfit=unfit_questions(filling.spec, values)
    )
    applications.submit_application(work, application.id, sent)
    return redirect(receipt_url(application), 303)


@blueprint.get("/aanvragen/<key>/ontvangen/<application_id>")
def receipt(key: str, application_id: str) -> ResponseReturnValue:
    """Show the receipt of an application that was sent, with how it stands today."""
    with current_engine().view(current_actor()) as view:
        application = read_application(view, key, application_id)
        if application.status is ApplicationStatus.OPEN:
            return redirect(url_for("portal.resume", key=key, application_id=application_id), 303)
        made = applications.get_receipt(view, application_id)
        mine = dossier.get_my_case(view, made.case_number)
        today = view.now
    return show_receipt(mine, made.submission, today=today, is_again="opnieuw" in request.args)


def _answer_sent_before(application: Application, receipt: Receipt, form: SendForm) -> ResponseReturnValue:
    """Lead to the receipt; where the page showed other answers than were sent, say so."""
    if form.seen.data == receipt.fingerprint:
        return redirect(receipt_url(application, again=True), 303)
    page = render_template("portal/already_sent.html", receipt=receipt, receipt_url=receipt_url(application))
    return page, 409


def _show_check(application: Application, filling: Filling, key: str, *, has_changed: bool = False) -> str:
    shown = filling.shown()
    return render_template(
        "portal/check.html",
        form=SendForm(data={"key": key, "seen": fingerprint(filling.values())}),
        sections=sections_of(shown, filling.locale),
        wanted=tuple(answer for answer in shown if answer.is_wanted),
        told=unchanged_facts(filling),
        readonly=frozenset(one.key for one in filling.spec.fields if one.is_readonly),
        subject=subject_of(filling, application.title),
        of=len(filling.pages) + 1,
        back=page_url(application, filling.pages[-1]),
        change_url=lambda page, key: page_url(
            application, page, anchor=key.split(".")[0], back=BACK_TO_CHECK
        ),
        has_changed=has_changed,
    )

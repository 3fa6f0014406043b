"""Mail that came in and fits nowhere: a list, and bringing each to its case or putting it away."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext

from regelruimte.app.context import current_actor, current_engine
from regelruimte.app.downloads import send_file_bytes
from regelruimte.app.wording import gettext as _
from regelruimte.app.worklist.blueprint import blueprint
from regelruimte.app.worklist.list_pages import page_number
from regelruimte.engine import mail_in
from regelruimte.engine.errors import CaseClosed, NotFound, NotRepairable, ReasonMissing

WHY = {
    "no-number": lazy_gettext("Er staat geen zaaknummer in."),
    "no-case": lazy_gettext("Het zaaknummer dat erin staat, bestaat niet."),
    "case-closed": lazy_gettext("De zaak die erin staat, is klaar."),
    "not-waiting": lazy_gettext("De zaak wacht nu niet op een e-mail."),
    "automatic": lazy_gettext("Het is een automatisch antwoord, zoals een afwezigheidsbericht."),
    "attachment-refused": lazy_gettext("De e-mail ligt bij de zaak, maar niet alle bijlagen konden mee."),
    "unreadable": lazy_gettext("De e-mail ligt bij de zaak, maar is niet helemaal te lezen."),
}
"""Why a person looks at a mail."""

WHY_NOT = {
    "": lazy_gettext("kan mee"),
    "empty": lazy_gettext("is leeg"),
    "too-large": lazy_gettext("is groter dan 10 MB"),
    "type": lazy_gettext("is geen pdf, jpg, png of heic"),
}
"""Whether a file goes along to a case."""


@blueprint.get("/mail")
def list_mail() -> ResponseReturnValue:
    """Show the mails that wait for a person."""
    page = max(1, page_number())
    with current_engine().view(current_actor()) as view:
        found = mail_in.list_open_mail(view, page=page)
    rows, has_more = found[: mail_in.PAGE_ROWS], len(found) > mail_in.PAGE_ROWS
    return render_template("worklist/mail_list.html", rows=rows, has_more=has_more, page=page, why=WHY)


@blueprint.get("/mail/<mail_id>")
def show_mail(mail_id: str) -> ResponseReturnValue:
    """Show a mail, with what can be done with it."""
    return _render(mail_id)


@blueprint.get("/mail/<mail_id>/source")
def download_mail(mail_id: str) -> ResponseReturnValue:
    """Give a mail as it came in, attachments and all, as a download."""
    with current_engine().view(current_actor()) as view:
        content = mail_in.get_source(view, mail_id)
    return send_file_bytes(content, f"e-mail-{mail_id}.eml", "message/rfc822")


@blueprint.post("/mail/<mail_id>/place")
def place_mail(mail_id: str) -> ResponseReturnValue:
    """Bring a mail to a case."""
    number = request.form.get("number", "").strip().upper()
    try:
        with current_engine().work(current_actor()) as work:
            waited = mail_in.place_mail(work, mail_id, number=number)
    except NotFound:
        return _render(mail_id, number=number, number_error=_("Wij kennen geen zaak met dit nummer."))
    except CaseClosed:
        return _render(mail_id, number=number, number_error=_("Deze zaak is klaar. Kies een andere zaak."))
    except NotRepairable:
        return _too_late()
    text = _("De e-mail ligt nu bij de zaak, en de zaak gaat verder.")
    flash(text if waited else _("De e-mail ligt nu bij de zaak."), "done")
    return redirect(url_for("worklist.show_documents", number=number), 303)


@blueprint.post("/mail/<mail_id>/put-away")
def put_mail_away(mail_id: str) -> ResponseReturnValue:
    """Say that a mail belongs to no case."""
    try:
        with current_engine().work(current_actor()) as work:
            mail_in.put_away(work, mail_id, reason=request.form.get("reason", "")[:500])
    except ReasonMissing:
        return _render(mail_id, reason_error=_("Schrijf op waarom deze e-mail bij geen zaak hoort."))
    except NotRepairable:
        return _too_late()
    flash(_("De e-mail is weggelegd. Hij blijft bewaard."), "done")
    return redirect(url_for("worklist.list_mail"), 303)


def _render(
    mail_id: str, *, number: str | None = None, number_error: str = "", reason_error: str = ""
) -> ResponseReturnValue:
    with current_engine().view(current_actor()) as view:
        mail = mail_in.get_mail(view, mail_id)
        known = mail_in.number_of(view, mail)
    status = 422 if number_error or reason_error else 200
    shown = render_template(
        "worklist/mail.html", mail=mail, why=WHY, why_not=WHY_NOT, number=number or known,
        number_error=number_error, reason_error=reason_error,
    )  # fmt: skip
    return shown, status


def _too_late() -> ResponseReturnValue:
    flash(_("Een collega was u voor: deze e-mail is al behandeld."), "late")
    return redirect(url_for("worklist.list_mail"), 303)

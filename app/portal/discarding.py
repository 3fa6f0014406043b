"""Throwing away an application that was not sent, after asking whether that is meant."""

from __future__ import annotations

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from regelruimte.app.context import current_actor, current_engine
from regelruimte.app.portal.applying import read_application
from regelruimte.app.portal.frame import blueprint
from regelruimte.engine import applications
from regelruimte.engine.errors import ApplicationNotOpen
from regelruimte.engine.vocabulary import ApplicationStatus


@blueprint.get("/aanvragen/<key>/weggooien/<application_id>")
def ask_discard(key: str, application_id: str) -> ResponseReturnValue:
    """Ask whether the application may go."""
    with current_engine().view(current_actor()) as view:
        application = read_application(view, key, application_id)
    if application.status is not ApplicationStatus.OPEN:
        raise ApplicationNotOpen(application=application_id)
    return render_template("portal/discard.html", application=application)


@blueprint.post("/aanvragen/<key>/weggooien/<application_id>")
def discard(key: str, application_id: str) -> ResponseReturnValue:
    """Throw the application away with its answers and files."""
    with current_engine().work(current_actor()) as work:
        application = read_application(work, key, application_id)
        applications.withdraw_application(work, application.id)
    flash(_("U hebt ‘%(title)s’ weggegooid. Er is niets verstuurd.", title=application.title))
    return redirect(url_for("portal.my_cases"), 303)

"""Signing in and out."""

from __future__ import annotations

from datetime import datetime

from flask import Blueprint, redirect, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from werkzeug.exceptions import NotFound

from regelruimte.app import late_posts
from regelruimte.app.context import current_engine, current_settings
from regelruimte.app.language import current_language
from regelruimte.app.menus import home_url
from regelruimte.app.sessions import end_session, start_session
from regelruimte.app.sign_in_page import REFUSED, SignInForm, local_path, show_sign_in
from regelruimte.engine import accounts
from regelruimte.engine.accounts import SignIn
from regelruimte.engine.actors import SYSTEM, Actor
from regelruimte.engine.errors import SignInThrottled
from regelruimte.forms.formats import format_time

blueprint = Blueprint("sign_in", __name__)


@blueprint.get("/sign-in")
def show() -> ResponseReturnValue:
    """Show the sign-in page."""
    return show_sign_in(SignInForm(formdata=None, next=local_path(request.args.get("next"))))


@blueprint.post("/sign-in")
def submit() -> ResponseReturnValue:
    """Sign in with name and password."""
    form = SignInForm()
    if not form.validate():
        return show_sign_in(form, status=422)
    try:
        actor, now = _sign_in(form)
    except SignInThrottled as refused:
        time = format_time(refused.retry_at, current_language())
        message = _("U hebt te vaak geprobeerd. Probeer het opnieuw om %(time)s.", time=time)
        return show_sign_in(form, status=429, message=message)
    if actor is None:
        return show_sign_in(form, status=422, message=str(REFUSED))
    start_session(actor, now)
    return _go_on(actor, form)


@blueprint.post("/sign-in/demo/<account_id>")
def submit_demo(account_id: str) -> ResponseReturnValue:
    """Sign in as a demo person; only in a demonstration."""
    if not current_settings().demo:
        raise NotFound
    with current_engine().work(SYSTEM) as work:
        actor = accounts.sign_in_demo(work, account_id)
        start_session(actor, work.now)
    return _go_on(actor, SignInForm())


@blueprint.post("/sign-out")
def sign_out() -> ResponseReturnValue:
    """Sign out and show the sign-in page."""
    end_session()
    return redirect("/sign-in", 303)


def _sign_in(form: SignInForm) -> tuple[Actor | None, datetime]:
    engine = current_engine()
    typed = SignIn(form.name.data or "", form.password.data or "", request.remote_addr or "unknown")
    with engine.view(SYSTEM) as view:
        judged = accounts.judge_password(view, typed)
    with engine.work(SYSTEM) as work:
        return accounts.sign_in(work, typed, judged=judged), work.now


def _go_on(actor: Actor, form: SignInForm) -> ResponseReturnValue:
    """Lead to where the person was going."""
    late = late_posts.unpack(form.late.data or "", account=actor.id)
    if late is not None:
        return render_template("sign_in/go_on.html", late=late)
    return redirect(local_path(form.next.data) or home_url(actor), 303)

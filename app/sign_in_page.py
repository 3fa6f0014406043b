"""The sign-in page, shown by itself or in the place of a page that asks for signing in."""

from __future__ import annotations

from collections.abc import Collection
from urllib.parse import urlsplit

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from wtforms import HiddenField, PasswordField, StringField
from wtforms.validators import InputRequired, Length

from regelruimte.app import late_posts
from regelruimte.app.context import current_engine, current_settings
from regelruimte.app.sessions import late_account
from regelruimte.engine import accounts
from regelruimte.engine.actors import SYSTEM
from regelruimte.engine.roles import Role

REFUSED = _("De gebruikersnaam en het wachtwoord horen niet bij elkaar. Kijk ze na en probeer het opnieuw.")
_LONGEST = 150


class SignInForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF has no types
    """Name and password, with where the person was going."""

    # Nothing longer is looked at, counted or kept.
    name = StringField(
        _("Gebruikersnaam"),
        [InputRequired(_("Vul uw gebruikersnaam in.")), Length(max=_LONGEST, message=REFUSED)],
    )
    password = PasswordField(
        _("Wachtwoord"), [InputRequired(_("Vul uw wachtwoord in.")), Length(max=_LONGEST, message=REFUSED)]
    )
    next = HiddenField()
    late = HiddenField()


def show_sign_in(form: SignInForm, *, status: int = 200, message: str = "") -> ResponseReturnValue:
    """Answer with the sign-in page; `message` says why the try before was refused."""
    demo_accounts = []
    if current_settings().demo:
        with current_engine().view(SYSTEM) as view:
            demo_accounts = sorted(accounts.list_demo_accounts(view), key=lambda one: _first_role(one.roles))
    page = render_template(
        "sign_in/sign_in.html",
        form=form,
        demo_accounts=demo_accounts,
        message=message,
        is_late=bool(form.late.data),
    )
    return page, status


def _first_role(roles: Collection[str]) -> int:
    """Return where a person with these roles stands among the demo persons: residents first, then by role."""
    return min((place for place, role in enumerate(Role) if role.value in roles), default=len(Role))


def ask_to_sign_in() -> ResponseReturnValue:
    """Lead to the sign-in page and back; a form that came too late keeps what was typed."""
    if request.method in {"GET", "HEAD"}:
        return redirect(url_for("sign_in.show", next=request.full_path.rstrip("?")), 303)
    account = late_account()
    # A fresh form: the posted fields belong to the page that was refused.
    form = SignInForm(formdata=None, next=request.path)
    if account is not None:
        form.late.data = late_posts.pack(account, request)
    return show_sign_in(form, status=401)


def local_path(target: str | None) -> str | None:
    """Return the target when it is a page of ours; None for anything that may lead elsewhere."""
    if not target or not target.startswith("/") or target[1:2] in {"/", "\\"}:
        return None
    if any(ord(character) < 0x20 for character in target):  # noqa: PLR2004  # control characters end at 0x1f
        return None
    parts = urlsplit(target)
    return None if parts.scheme or parts.netloc else target

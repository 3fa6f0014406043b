"""Headers and cookies that keep a page to itself, and the token that proves a form is ours."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import ParamSpec, TypeVar

from flask import Flask, Response, g, request
from flask_wtf import CSRFProtect

from regelruimte.app.api.views import blueprint as api
from regelruimte.app.context import current_settings

P = ParamSpec("P")
R = TypeVar("R")

_POLICY = {
    "default-src": "'none'",
    "script-src": "'self'",
    "style-src": "'self'",
    "img-src": "'self' data:",
    "font-src": "'self' data:",
    "connect-src": "'self'",
    "form-action": "'self'",
    "frame-ancestors": "'none'",
    "base-uri": "'none'",
}
# The drawing and form editors set styles on elements while one drags; other pages have no such need.
_STUDIO_POLICY = {"style-src": "'self' 'unsafe-inline'", "frame-src": "'self'"}

_HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    "Cross-Origin-Opener-Policy": "same-origin",
}


def set_up_security(app: Flask, *, secure_cookies: bool) -> None:
    """Set cookies, CSRF check and headers of an application."""
    app.config.update(
        SESSION_COOKIE_NAME="regelruimte",
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_SECURE=secure_cookies,
        # A token lives as long as the session it is bound to.
        WTF_CSRF_TIME_LIMIT=None,
    )
    # Programs show a token that no browser sends by itself; a cookie opens nothing there.
    CSRFProtect(app).exempt(api)
    app.after_request(_set_headers)


def framed_by_own_pages(view: Callable[P, R]) -> Callable[P, R]:
    """Let a view's page be shown in a frame of our own pages, for example a preview."""

    @wraps(view)
    def framed(*args: P.args, **kwargs: P.kwargs) -> R:
        g.framed_by_own_pages = True
        return view(*args, **kwargs)

    return framed


def _set_headers(response: Response) -> Response:
    for name, value in _HEADERS.items():
        response.headers.setdefault(name, value)
    response.headers["Content-Security-Policy"] = _policy()
    if current_settings().secure_cookies:
        response.headers["Strict-Transport-Security"] = "max-age=63072000; includeSubDomains"
    if request.endpoint != "static":
        response.headers["Cache-Control"] = "no-store"
    return response


def _policy() -> str:
    policy = dict(_POLICY)
    if request.blueprint == "studio":
        policy |= _STUDIO_POLICY
    if g.get("framed_by_own_pages"):
        policy["frame-ancestors"] = "'self'"
    return "; ".join(f"{directive} {sources}" for directive, sources in policy.items())

"""The few addresses that belong to no audience: health and language."""

from __future__ import annotations

from flask import Blueprint, jsonify, redirect, request
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import NotFound

from regelruimte.app.context import current_engine
from regelruimte.app.language import LANGUAGES, choose_language
from regelruimte.app.sign_in_page import local_path
from regelruimte.engine.actors import SYSTEM

blueprint = Blueprint("frame", __name__)


@blueprint.get("/healthz")
def healthz() -> ResponseReturnValue:
    """Say that the server answers and can read its database."""
    with current_engine().view(SYSTEM):
        return jsonify(status="ok")


@blueprint.get("/language/<code>")
def switch_language(code: str) -> ResponseReturnValue:
    """Show pages in another language from now on, and go back to where the visitor was."""
    if code not in LANGUAGES:
        raise NotFound
    choose_language(code)
    return redirect(local_path(request.args.get("next")) or "/", 303)

"""The few addresses that belong to no audience: health and language."""

from __future__ import annotations

from flask import Blueprint, jsonify, redirect, request
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import NotFound

from regelruimte.app.context import current_engine
from regelruimte.app.language import LANGUAGES, choose_language
from regelruimte.app.sign_in_page import local_path
from regelruimte.engine.store.vitals import Readiness

blueprint = Blueprint("frame", __name__)


@blueprint.get("/healthz")
def healthz() -> ResponseReturnValue:
    """Say that the server answers; a database that is away is no reason to start the server anew."""
    return jsonify(status="ok")


@blueprint.get("/readyz")
def readyz() -> ResponseReturnValue:
    """Say whether the server can do its work now: 200, or 503 with what is in the way."""
    readiness = current_engine().readiness()
    return jsonify(status=readiness.value), 200 if readiness is Readiness.READY else 503


@blueprint.get("/language/<code>")
def switch_language(code: str) -> ResponseReturnValue:
    """Show pages in another language from now on, and go back to where the visitor was."""
    if code not in LANGUAGES:
        raise NotFound
    choose_language(code)
    return redirect(local_path(request.args.get("next")) or "/", 303)

"""Pages for case workers: each view calls one use case and renders one template."""

from __future__ import annotations

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

blueprint = Blueprint("worklist", __name__, url_prefix="/worklist")


@blueprint.get("/")
def home() -> ResponseReturnValue:
    """Show where case workers start."""
    return render_template("worklist/home.html")

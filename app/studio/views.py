"""Pages for designers: each view calls one use case and renders one template."""

from __future__ import annotations

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

blueprint = Blueprint("studio", __name__, url_prefix="/studio")


@blueprint.get("/")
def home() -> ResponseReturnValue:
    """Show where designers start."""
    return render_template("studio/home.html")

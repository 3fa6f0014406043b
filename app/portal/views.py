"""Pages for citizens: each view calls one use case and renders one template."""

from __future__ import annotations

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

blueprint = Blueprint("portal", __name__)


@blueprint.get("/")
def home() -> ResponseReturnValue:
    """Show where citizens start."""
    return render_template("portal/home.html")

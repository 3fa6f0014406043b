"""The blueprint of the portal, and what it says when something is not the visitor's."""

from __future__ import annotations

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from regelruimte.engine.errors import EngineError, NotAllowed, NotFound

blueprint = Blueprint("portal", __name__)


@blueprint.errorhandler(NotFound)
@blueprint.errorhandler(NotAllowed)
def answer_not_yours(_refusal: EngineError) -> ResponseReturnValue:
    """Say that we do not find it with this person, whether it exists or not."""
    return render_template("portal/not_yours.html"), 404

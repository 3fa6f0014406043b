"""The blueprint of the worklist: every page for case workers hangs on it."""

from __future__ import annotations

from flask import Blueprint

blueprint = Blueprint("worklist", __name__, url_prefix="/worklist")

"""Messages and BPMN signals from other programs: `POST /api/v1/messages` and `/api/v1/signals`."""

from __future__ import annotations

from flask import Blueprint, jsonify, request
from flask.typing import ResponseReturnValue

from regelruimte.app.api.callers import BLUEPRINT
from regelruimte.app.api.reading import read_message
from regelruimte.app.context import current_actor, current_engine
from regelruimte.engine import messages

blueprint = Blueprint(BLUEPRINT, __name__, url_prefix="/api/v1")


@blueprint.post("/messages")
def deliver_message() -> ResponseReturnValue:
    """Hand a message to the one case that waits for it, or begin a case: 202 or 201 with its number."""
    message = read_message(request.get_data())
    receipt = current_engine().attempt(current_actor(), lambda work: messages.deliver_message(work, message))
    if receipt is None:
        return jsonify(status="delivered"), 202
    return jsonify(status="begun", case=receipt.case_number, at=receipt.accepted_at.isoformat()), 201


@blueprint.post("/signals")
def send_signal() -> ResponseReturnValue:
    """Let a BPMN signal reach all who wait for it or begin on it: 202 with how many those are."""
    message = read_message(request.get_data())
    receivers = current_engine().attempt(current_actor(), lambda work: messages.send_signal(work, message))
    return jsonify(status="sent", receivers=receivers), 202

"""Who may ask for which page: one table, endpoint -> roles. What is not in it, nobody gets.

The table opens the door of a room only. What an actor may do to a case is decided by the engine.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from flask import Flask, abort, request
from flask.typing import ResponseReturnValue

from regelruimte.app.context import current_actor, is_signed_in
from regelruimte.app.sign_in_page import ask_to_sign_in
from regelruimte.engine.actors import Actor
from regelruimte.engine.roles import Role

ANYONE: frozenset[Role] = frozenset()
"""Pages that need no signing in."""

SIGNED_IN = frozenset(Role)
CITIZEN = frozenset({Role.CITIZEN})
PARTNERS = frozenset({Role.PARTNER})
WORKERS = frozenset({Role.CASE_WORKER})
ADMINISTRATORS = frozenset({Role.ADMINISTRATOR})
READERS = WORKERS | ADMINISTRATORS
"""Who may read cases and solve faults."""

OWNERS = frozenset({Role.PROCESS_OWNER, Role.ADMINISTRATOR})
DESIGNERS = frozenset({Role.DOMAIN_EXPERT, Role.PROCESS_OWNER, Role.ADMINISTRATOR})

FRAME: Mapping[str, frozenset[Role]] = {
    "static": ANYONE,
    "frame.healthz": ANYONE,
    "frame.readyz": ANYONE,
    "metrics.show": ANYONE,
    "frame.switch_language": ANYONE,
    "sign_in.show": ANYONE,
    "sign_in.submit": ANYONE,
    "sign_in.submit_demo": ANYONE,
    "sign_in.sign_out": ANYONE,
}

PORTAL: Mapping[str, frozenset[Role]] = {
    "portal.home": ANYONE,
    "portal.topic": ANYONE,
    "portal.search": ANYONE,
    "portal.contact": ANYONE,
    "portal.start": ANYONE,
    "portal.begin": CITIZEN,
    "portal.resume": CITIZEN,
    "portal.show_page": CITIZEN,
    "portal.submit_page": CITIZEN,
    "portal.saved": CITIZEN,
    "portal.ask_discard": CITIZEN,
    "portal.discard": CITIZEN,
    "portal.check": CITIZEN,
    "portal.send": CITIZEN,
    "portal.receipt": CITIZEN,
    "portal.task": CITIZEN,
    "portal.show_task_page": CITIZEN,
    "portal.submit_task_page": CITIZEN,
    "portal.task_receipt": CITIZEN,
    "portal.my_cases": CITIZEN,
    "portal.my_case": CITIZEN,
    "portal.copy": CITIZEN,
    "portal.document": CITIZEN,
}

WORKLIST: Mapping[str, frozenset[Role]] = {
    "worklist.home": WORKERS,
    "worklist.search": READERS,
    "worklist.claim_task": WORKERS,
    "worklist.release_task": WORKERS,
    "worklist.show_case": READERS,
    "worklist.show_facts": READERS,
    "worklist.show_documents": READERS,
    "worklist.download_document": READERS,
    "worklist.show_decisions": READERS,
    "worklist.show_log": READERS,
    "worklist.show_drawing": READERS,
    "worklist.retry_incident": READERS,
    "worklist.do_by_hand": READERS,
    "worklist.show_task": WORKERS,
    "worklist.submit_task": WORKERS,
    "worklist.show_detours": WORKERS,
    "worklist.start_step": WORKERS,
    "worklist.take_detour": WORKERS,
    "worklist.add_own_step": WORKERS,
    "worklist.cancel_detour": WORKERS,
    "worklist.agree_detour": WORKERS,
    "worklist.skip_step": WORKERS,
    "worklist.replace_step": WORKERS,
    "worklist.repeat_step": WORKERS,
    "worklist.override_decision": WORKERS,
    "worklist.start_sub_case": WORKERS,
    "worklist.show_sub_case": WORKERS,
    "worklist.close_block": WORKERS,
    "worklist.list_mail": READERS,
    "worklist.show_mail": READERS,
    "worklist.download_mail": READERS,
    "worklist.place_mail": READERS,
    "worklist.put_mail_away": READERS,
    "worklist.show_repair": ADMINISTRATORS,
    "worklist.repair_case": ADMINISTRATORS,
    "worklist.repair_data": ADMINISTRATORS,
}

STUDIO: Mapping[str, frozenset[Role]] = {
    "studio.home": DESIGNERS,
    "studio.new_process": DESIGNERS,
    "studio.import_process": DESIGNERS,
    "studio.definition": DESIGNERS,
    "studio.draft_bpmn": DESIGNERS,
    "studio.save_process": DESIGNERS,
    "studio.check_process": DESIGNERS,
    "studio.download_mine": DESIGNERS,
    "studio.outline": DESIGNERS,
    "studio.findings": DESIGNERS,
    "studio.forms": DESIGNERS,
    "studio.new_form": DESIGNERS,
    "studio.form": DESIGNERS,
    "studio.form_schema": DESIGNERS,
    "studio.save_form": DESIGNERS,
    "studio.preview_form": DESIGNERS,
    "studio.saved_preview": DESIGNERS,
    "studio.delete_form": DESIGNERS,
    "studio.decisions": DESIGNERS,
    "studio.upload_decisions": DESIGNERS,
    "studio.decision": DESIGNERS,
    "studio.delete_decisions": DESIGNERS,
    "studio.new_decision": DESIGNERS,
    "studio.edit_decision": DESIGNERS,
    "studio.decision_file": DESIGNERS,
    "studio.save_decision": DESIGNERS,
    "studio.check_decision": DESIGNERS,
    "studio.try_decision": DESIGNERS,
    "studio.table_tests": DESIGNERS,
    "studio.new_table_test": DESIGNERS,
    "studio.edit_table_test": DESIGNERS,
    "studio.delete_table_test": DESIGNERS,
    "studio.table_dates": DESIGNERS,
    "studio.row_dates": DESIGNERS,
    "studio.download_sheet": DESIGNERS,
    "studio.table_sheet": DESIGNERS,
    "studio.take_in_sheet": DESIGNERS,
    "studio.files": DESIGNERS,
    "studio.import_files": DESIGNERS,
    "studio.draft_package": DESIGNERS,
    "studio.version_bpmn": DESIGNERS,
    "studio.version_package": DESIGNERS,
}

STUDIO_RELEASE: Mapping[str, frozenset[Role]] = {
    "studio.show_publish": DESIGNERS,
    "studio.publish": DESIGNERS,
    "studio.published": DESIGNERS,
    "studio.versions": DESIGNERS,
    "studio.version": DESIGNERS,
    "studio.show_restore": DESIGNERS,
    "studio.restore": DESIGNERS,
    "studio.compare": DESIGNERS,
    "studio.moves": OWNERS,
    "studio.plan_move": OWNERS,
    "studio.start_move": OWNERS,
    "studio.move": OWNERS,
    "studio.undo_move": OWNERS,
    "studio.rehearse": DESIGNERS,
    "studio.trials": DESIGNERS,
    "studio.definition_trials": DESIGNERS,
    "studio.start_trial": DESIGNERS,
    "studio.trial": DESIGNERS,
    "studio.show_end_trial": DESIGNERS,
    "studio.end_trial": DESIGNERS,
}

API: Mapping[str, frozenset[Role]] = {
    "api.deliver_message": PARTNERS,
    "api.send_signal": PARTNERS,
}

TABLE: Mapping[str, frozenset[Role]] = MappingProxyType(
    {**FRAME, **PORTAL, **WORKLIST, **STUDIO, **STUDIO_RELEASE, **API}
)


def may_ask(actor: Actor, endpoint: str) -> bool:
    """Tell whether an actor may ask for an endpoint; False for one that is not in the table."""
    allowed = TABLE.get(endpoint)
    return allowed is not None and (allowed == ANYONE or bool(allowed & actor.roles))


def guard(app: Flask) -> None:
    """Check every request of an application against the table."""
    app.before_request(_check)


def _check() -> ResponseReturnValue | None:
    endpoint = request.endpoint
    if endpoint is None or may_ask(current_actor(), endpoint):
        return None
    if endpoint in TABLE and not is_signed_in():
        return ask_to_sign_in()
    return abort(403)

"""A second pair of eyes at the desk: agree to what a colleague asks, or send it back with reasons."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext

from regelruimte.app.context import current_actor, current_engine
from regelruimte.app.wording import gettext as _
from regelruimte.app.worklist.blueprint import blueprint
from regelruimte.app.worklist.case_view import KINDS_OF_ROOM, CaseView, view_case
from regelruimte.app.worklist.inputs import AnswerForm
from regelruimte.app.worklist.overruling import changes_in_words
from regelruimte.engine import detours
from regelruimte.engine.actors import has_mandate
from regelruimte.engine.errors import DatabaseUnavailable, EngineError, NotAllowed, NotFound
from regelruimte.engine.spiff import interpreter
from regelruimte.engine.spiff.step import RoomOffered
from regelruimte.engine.vocabulary import Detour, DetourKind, DetourStatus

_ACTS = {
    DetourKind.SKIP: lazy_gettext("Deze stap overslaan"),
    DetourKind.REPEAT: lazy_gettext("Deze stap opnieuw doen"),
    DetourKind.REPLACE: lazy_gettext("Deze stap doen in plaats van een andere"),
    DetourKind.OVERRIDE: lazy_gettext("Anders besluiten dan de regels"),
    DetourKind.OFFERED: lazy_gettext("Deze omweg starten"),
}


@blueprint.route("/cases/<number>/detours/<detour_id>/agree", methods=["GET", "POST"])
def agree_detour(number: str, detour_id: str) -> ResponseReturnValue:
    """Agree to a detour that a colleague asked for, or send it back with reasons."""
    with current_engine().view(current_actor()) as view:
        seen = view_case(view, number)
    asked = next((one for one in seen.dossier.detours if one.id == detour_id), None)
    if asked is None:
        raise NotFound(detour=detour_id)
    if asked.status is not DetourStatus.ASKED:
        flash(_("Hierop is al geantwoord."), "late")
        return redirect(url_for("worklist.show_case", number=number), 303)
    form = AnswerForm(meta={"csrf": False})
    form.is_agreed = request.form.get("answer") == "agree"
    if request.method == "GET" or not form.validate():
        return _show(seen, asked, form), 422 if form.errors else 200
    try:
        _answer(number, asked, form)
    except (NotAllowed, DatabaseUnavailable):
        raise
    except EngineError:
        told = _("De zaak veranderde intussen, of u mag dit niet. Akkoord geven kan nu niet.")
        return _show(seen, asked, form, told), 409
    return redirect(url_for("worklist.show_case", number=number), 303)


def _answer(number: str, asked: Detour, form: AnswerForm) -> None:
    with current_engine().work(current_actor()) as work:
        if form.is_agreed:
            detours.agree(work, number, detour_id=asked.id)
            told = _("U gaf akkoord op ‘%(title)s’.", title=asked.title)
        else:
            detours.send_back(work, number, detour_id=asked.id, reason=form.reason.data or "")
            told = _("U stuurde ‘%(title)s’ terug.", title=asked.title)
    flash(told, "done")


def _show(seen: CaseView, asked: Detour, form: AnswerForm, refusal: str = "") -> str:
    actor, group = current_actor(), str(asked.facts["asks"])
    return render_template(
        "worklist/second_eyes.html", seen=seen, case=seen.dossier.case, dossier=seen.dossier, detour=asked,
        form=form, refusal=refusal, act=_ACTS[asked.kind], rooms=_rooms(seen, asked),
        may_answer=asked.by != actor.id and has_mandate(actor, (group,)), kinds_of_room=KINDS_OF_ROOM,
        changes=changes_in_words(asked) if asked.kind is DetourKind.OVERRIDE else (),
    )  # fmt: skip


def _rooms(seen: CaseView, asked: Detour) -> tuple[RoomOffered, ...]:
    version = seen.dossier.version
    places = (asked.element or "", version.process.id)
    rooms = (room for place in places for room in interpreter.rooms(version.model, place))
    return tuple(room for room in rooms if room.id == asked.room)

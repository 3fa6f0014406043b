"""Detours at the desk: what a block offers, own steps, and closing a block by hand."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from regelruimte.app.context import current_actor, current_engine
from regelruimte.app.wording import gettext as _
from regelruimte.app.worklist.blueprint import blueprint
from regelruimte.app.worklist.case_view import KINDS_OF_ROOM, CaseView, view_case
from regelruimte.app.worklist.departing import forms_of, list_possible, why_not_in_words
from regelruimte.app.worklist.departure_forms import room_name
from regelruimte.app.worklist.inputs import CancelForm, ConfirmForm, DetourForm, OwnStepForm, offered
from regelruimte.engine import accounts, definitions, detours
from regelruimte.engine.actors import Actor
from regelruimte.engine.detours import Offer, OfferedDetour, OwnStep
from regelruimte.engine.errors import CaseClosed, NotFound, NotStartable, ScopeNotOpen, TaskNotOpen
from regelruimte.engine.roles import ANY_CASE_WORKER
from regelruimte.engine.vocabulary import CaseStatus, DetourStatus

_GONE = (CaseClosed, NotStartable, ScopeNotOpen, TaskNotOpen)


@blueprint.get("/cases/<number>/detours")
def show_detours(number: str) -> ResponseReturnValue:
    """Show what can be done in this case beside the usual path."""
    with current_engine().view(current_actor()) as view:
        seen, possible = view_case(view, number), list_possible(view, number)
    return _render("worklist/detours.html", seen, possible=possible, why_not=why_not_in_words)


@blueprint.post("/cases/<number>/steps")
def start_step(number: str) -> ResponseReturnValue:
    """Start a free step."""
    scope_step, element = request.form.get("scope", ""), request.form.get("element", "")
    try:
        with current_engine().work(current_actor()) as work:
            detours.start_free_step(work, number, scope_step=scope_step, element=element)
    except _GONE:
        flash(_("Deze stap kan nu niet beginnen. Hieronder ziet u wat wel kan."), "late")
    else:
        flash(_("De stap is gestart."), "done")
    return redirect(url_for("worklist.show_case", number=number), 303)


@blueprint.route("/cases/<number>/detours/start", methods=["GET", "POST"])
def take_detour(number: str) -> ResponseReturnValue:
    """Ask reason and ground of a detour the model offers, and start it."""
    seen = _view(number)
    offer = _offer(seen, request.args.get("scope", ""), request.args.get("element", ""))
    form = DetourForm()
    form.ground.choices = [offered(room.id, room_name(room)) for room in offer.may_use]
    if request.method == "GET" and len(offer.may_use) == 1:
        form.ground.data = offer.may_use[0].id
    if not form.validate_on_submit():
        status = 422 if form.errors else 200
        return _render("worklist/detour.html", seen, form=form, offer=offer), status
    reason = form.reason.data or ""
    told = (form.citizen_text.data or "").strip()
    start = offer.startable
    wanted = OfferedDetour(start.scope_step, start.element, reason, form.ground.data, told)
    try:
        with current_engine().work(current_actor()) as work:
            detour = detours.take_offered_detour(work, number, wanted)
    except _GONE:
        told = _("Deze stap kan nu niet meer beginnen")
        return _render("worklist/detour.html", seen, form=form, offer=offer, refusal=told), 409
    if detour.status is DetourStatus.ASKED:
        who = seen.group_name(str(detour.facts["asks"]))
        flash(_("Wij vroegen een tweede paar ogen: %(group)s. Na akkoord gaat het door.", group=who), "done")
    else:
        flash(_("De omweg ‘%(title)s’ is gestart.", title=detour.title), "done")
    return redirect(url_for("worklist.show_case", number=number), 303)


@blueprint.route("/cases/<number>/own-step", methods=["GET", "POST"])
def add_own_step(number: str) -> ResponseReturnValue:
    """Give a case a step of its own."""
    seen = _view(number)
    colleagues, groups = _who_can()
    form = OwnStepForm(who=f"person:{current_actor().id}", place="beside")
    form.today = seen.today
    form.form.choices = [offered("", _("Geen, een kort verslag"))]
    form.form.choices += [offered(*one) for one in forms_of(seen.dossier.version)]
    form.who.choices = [offered(f"group:{key}", name) for key, name in groups]
    form.who.choices += [offered(f"person:{one.id}", one.name) for one in colleagues]
    if not form.validate_on_submit():
        status = 422 if form.errors else 200
        return _render("worklist/own_step.html", seen, form=form), status
    with current_engine().work(current_actor()) as work:
        detour = detours.add_own_step(work, number, _own_step(form, colleagues))
    flash(_("De eigen stap ‘%(title)s’ is toegevoegd.", title=detour.title), "done")
    return redirect(url_for("worklist.show_case", number=number), 303)


@blueprint.route("/cases/<number>/detours/<detour_id>/cancel", methods=["GET", "POST"])
def cancel_detour(number: str, detour_id: str) -> ResponseReturnValue:
    """Cancel a detour that is no longer needed."""
    seen, form = _view(number), CancelForm()
    detour = next((d for d in seen.open_detours if d.id == detour_id), None)
    if detour is None:
        flash(_("Deze omweg is al klaar of gestopt."), "late")
        return redirect(url_for("worklist.show_case", number=number), 303)
    if not form.validate_on_submit():
        status = 422 if form.errors else 200
        return _render("worklist/cancel_step.html", seen, form=form, detour=detour), status
    with current_engine().work(current_actor()) as work:
        detours.cancel_detour(work, number, detour_id=detour_id, reason=form.reason.data or "")
    flash(_("De omweg ‘%(title)s’ is gestopt.", title=detour.title), "done")
    return redirect(url_for("worklist.show_case", number=number), 303)


@blueprint.route("/cases/<number>/blocks/close", methods=["GET", "POST"])
def close_block(number: str) -> ResponseReturnValue:
    """Ask whether an open tailored-work block may be closed, and close it."""
    seen, form = _view(number), ConfirmForm()
    block = next((b for b in seen.blocks if b.step == request.args.get("scope")), None)
    if block is None:
        flash(_("Dit maatwerk is al afgesloten."), "late")
        return redirect(url_for("worklist.show_case", number=number), 303)
    if not form.validate_on_submit():
        return _render("worklist/close_block.html", seen, form=form, block=block)
    with current_engine().work(current_actor()) as work:
        detours.close_block(work, number, scope_step=block.step)
    if _view(number).dossier.case.status is CaseStatus.CLOSED:
        flash(_("‘%(name)s’ is afgesloten. De zaak is klaar.", name=block.name), "done")
    else:
        flash(_("‘%(name)s’ is afgesloten. De gewone weg gaat verder.", name=block.name), "done")
    return redirect(url_for("worklist.show_case", number=number), 303)


def _view(number: str) -> CaseView:
    with current_engine().view(current_actor()) as view:
        return view_case(view, number)


def _offer(seen: CaseView, scope_step: str, element: str) -> Offer:
    for block in seen.blocks:
        for offer in block.offers:
            if (offer.startable.scope_step, offer.startable.element) == (scope_step, element):
                return offer
    raise NotFound(element=element)


def _who_can() -> tuple[tuple[Actor, ...], list[tuple[str, str]]]:
    with current_engine().view(current_actor()) as view:
        groups = [(ANY_CASE_WORKER, _("Alle medewerkers")), *definitions.list_groups(view)]
        return accounts.list_colleagues(view), groups


def _own_step(form: OwnStepForm, colleagues: tuple[Actor, ...]) -> OwnStep:
    kind, _colon, key = form.who.data.partition(":")
    person = next((one for one in colleagues if kind == "person" and one.id == key), None)
    return OwnStep(
        title=form.title.data or "", reason=form.reason.data or "", ground=(form.ground.data or "").strip(),
        group=key if kind == "group" else None, assignee=person.id if person else None,
        assignee_name=person.name if person else "", due_at=form.due_at,
        note=(form.note.data or "").strip(), holds=form.place.data == "before",
        form=form.form.data or None, citizen_text=(form.citizen_text.data or "").strip(),
    )  # fmt: skip


def _render(template: str, seen: CaseView, **more: Any) -> str:
    return render_template(
        template, seen=seen, case=seen.dossier.case, dossier=seen.dossier, kinds_of_room=KINDS_OF_ROOM, **more
    )

"""Repairing a case: what an administrator may do to it, each with a reason that goes into the log."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from regelruimte.app.context import current_actor, current_engine
from regelruimte.app.reasons import label_of
from regelruimte.app.wording import gettext as _
from regelruimte.app.worklist.blueprint import blueprint
from regelruimte.app.worklist.case_pages import render_case, see_case
from regelruimte.app.worklist.case_view import CaseView
from regelruimte.app.worklist.readable import in_words, labels_of
from regelruimte.app.worklist.repair_acts import ACTS, WHY_ELSE, WHY_NOT, Act
from regelruimte.app.worklist.repair_data import DataField, digest, fields_of, make_form, read_changes
from regelruimte.app.worklist.repair_forms import DataForm, RepairForm
from regelruimte.engine import repair
from regelruimte.engine.errors import CaseClosed, NoSuchElement, NotRepairable, NotWaiting
from regelruimte.engine.repair_choices import Choice, DataScope, Repairs, get_repairs, list_places
from regelruimte.engine.spiff.repair import LiveStep
from regelruimte.engine.values import Value


@dataclass(frozen=True, slots=True)
class Line:
    """A value that changes, in words."""

    label: str
    before: str
    after: str


@blueprint.get("/cases/<number>/repair")
def show_repair(number: str) -> ResponseReturnValue:
    """Show what is live in a case and what can be repaired."""
    seen, repairs = _see(number)
    outer = [one for one in repairs.live if not one.inside]
    only = outer[0].step if len(outer) == 1 else None
    return render_case("worklist/repair.html", seen, repairs=repairs, why_not=WHY_NOT, only=only)


@blueprint.route("/cases/<number>/repair/<any(move,add,remove,suspend,resume,end,restart):act>",
                 methods=["GET", "POST"])  # fmt: skip
def repair_case(number: str, act: str) -> ResponseReturnValue:
    """Ask the reason of a repair, and do it."""
    seen, repairs = _see(number)
    kind, step = ACTS[act], _step(repairs, act)
    if not repairs.is_open or (act in {"move", "remove"} and step is None):
        return _too_late(number)
    form = kind.form()
    form.offer(_choices(number, repairs, act, step))
    refusal, status = "", 422 if form.is_submitted() else 200
    if form.validate_on_submit():
        refusal, status = _try(number, kind, form, "" if step is None else step.step), 409
        if not refusal:
            flash(str(kind.done), "done")
            return redirect(url_for("worklist.show_repair", number=number), 303)
    title = str(kind.title) % {"name": "" if step is None else step.name}
    page = _render("worklist/repair_act.html", seen, title=title, act=kind, form=form, refusal=refusal)
    return page, status


@blueprint.route("/cases/<number>/repair/data", methods=["GET", "POST"])
def repair_data(number: str) -> ResponseReturnValue:
    """Change the data of a case: first what changes is shown, then it is done."""
    seen, repairs = _see(number)
    if not repairs.path_runs:
        return _too_late(number)
    scope = next((one for one in repairs.data if one.scope == request.args.get("scope")), repairs.data[0])
    fields = fields_of(scope, labels_of(seen.dossier))
    form = make_form(fields)
    is_stale = form.is_submitted() and form.seen.data != digest(scope)
    if not form.is_submitted() or is_stale:
        return _show_data(seen, repairs, (scope, fields), form, refusal=is_stale)
    is_valid = form.validate()
    changes = read_changes(form, fields)
    if not is_valid or any(field.errors for field in form) or not changes:
        return _show_data(seen, repairs, (scope, fields), form, nothing=is_valid and not changes)
    if not form.confirmed.data:
        told = _lines(fields, changes)
        return _render("worklist/repair_confirm.html", seen, lines=told, form=form, scope=scope)
    try:
        with current_engine().work(current_actor()) as work:
            repair.change_data(work, number, values=changes, reason=form.why,
                               scope=scope.scope, seen=scope.values)  # fmt: skip
    except NotRepairable:
        return _show_data(seen, repairs, (scope, fields), form, refusal=True)
    flash(_("De gegevens zijn veranderd."), "done")
    return redirect(url_for("worklist.show_repair", number=number), 303)


def _show_data(
    seen: CaseView,
    repairs: Repairs,
    shown: tuple[DataScope, tuple[DataField, ...]],
    form: DataForm,
    *,
    refusal: bool = False,
    nothing: bool = False,
) -> ResponseReturnValue:
    scope, fields = shown
    form.seen.data = digest(scope)
    status = 409 if refusal else 422 if form.is_submitted() else 200
    page = _render(
        "worklist/repair_data.html", seen, form=form, repairs=repairs, scope=scope, fields=fields,
        refusal=str(WHY_NOT["changed-since"]) if refusal else "", nothing=nothing,
    )  # fmt: skip
    return page, status


def _lines(fields: tuple[DataField, ...], changes: Mapping[str, Value]) -> tuple[Line, ...]:
    known = {each.name: each for each in fields}
    return tuple(
        Line(
            label=known[name].label if name in known else label_of(name),
            before=in_words(known[name].value) if name in known else "",
            after=in_words(value),
        )
        for name, value in changes.items()
    )


def _see(number: str) -> tuple[CaseView, Repairs]:
    with current_engine().view(current_actor()) as view:
        repairs = get_repairs(view, number)
    return see_case(number), repairs


def _step(repairs: Repairs, act: str) -> LiveStep | None:
    asked = request.args.get("step") if act in {"move", "remove"} else None
    return next((one for one in repairs.live if one.step == asked), None)


def _choices(number: str, repairs: Repairs, act: str, step: LiveStep | None) -> tuple[Choice, ...]:
    if act == "restart":
        return repairs.earlier
    if step is None:
        return repairs.places
    with current_engine().view(current_actor()) as view:
        return list_places(view, number, step=step.step)


def _try(number: str, act: Act, form: RepairForm, step: str) -> str:
    """Do a repair; return why it was refused, empty when it was done."""
    try:
        with current_engine().work(current_actor()) as work:
            act.do(work, number, form, step)
    except (NotRepairable, NoSuchElement, NotWaiting, CaseClosed) as refusal:
        return str(WHY_NOT.get(str(refusal.facts.get("why")), WHY_ELSE))
    return ""


def _too_late(number: str) -> ResponseReturnValue:
    flash(str(WHY_ELSE), "late")
    return redirect(url_for("worklist.show_repair", number=number), 303)


def _render(template: str, seen: CaseView, **more: object) -> str:
    return render_template(template, seen=seen, case=seen.dossier.case, dossier=seen.dossier, **more)

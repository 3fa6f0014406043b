"""The worklist itself, searching cases, and taking or putting back a task."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from regelruimte.app.context import current_actor, current_engine
from regelruimte.app.sign_in_page import local_path
from regelruimte.app.wording import gettext as _
from regelruimte.app.worklist.blueprint import blueprint
from regelruimte.app.worklist.rows import group_rows
from regelruimte.engine import cases, tasks, worklist
from regelruimte.engine.errors import CaseSuspended, TaskClaimedByAnother, TaskHeld, TaskNotOpen
from regelruimte.engine.store.reads.case_lists import MOST_FOUND
from regelruimte.engine.store.reads.places import Place
from regelruimte.engine.terms import day_of
from regelruimte.engine.worklist import Pile


@blueprint.get("/")
def home() -> ResponseReturnValue:
    """Show a page of the worklist."""
    pile = _pile(request.args.get("pile", ""))
    kind = request.args.get("kind") or None
    with current_engine().view(current_actor()) as view:
        found = worklist.get_worklist(view, pile, definition=kind, place=_place())
        today = day_of(view.now)
    groups = group_rows(found.tasks.rows, today)
    beside = {
        "earlier": _url(pile, kind, found.tasks.earlier),
        "later": _url(pile, kind, found.tasks.later),
    }
    return render_template(
        "worklist/home.html", found=found, groups=groups, kind=kind, today=today, beside=beside
    )


@blueprint.route("/cases", methods=["GET", "POST"])
def search() -> ResponseReturnValue:
    """Search cases by number, name or kind; what is looked for is posted: a name stays out of addresses."""
    text = request.form.get("q", "").strip()[:200]
    number = request.form.get("page", default=page_number(), type=int)
    with current_engine().view(current_actor()) as view:
        found = cases.search_cases(view, text, page=number)
    return render_template("worklist/search.html", found=found, text=text, most=MOST_FOUND)


@blueprint.post("/tasks/<task_id>/claim")
def claim_task(task_id: str) -> ResponseReturnValue:
    """Take a task."""
    try:
        with current_engine().work(current_actor()) as work:
            task = tasks.claim_task(work, task_id)
    except (TaskClaimedByAnother, TaskNotOpen, TaskHeld) as refusal:
        flash(_refused(refusal), "late")
        return redirect(_back(), 303)
    flash(_("U pakte ‘%(name)s’ op.", name=task.name), "done")
    return redirect(_back(), 303)


@blueprint.post("/tasks/<task_id>/release")
def release_task(task_id: str) -> ResponseReturnValue:
    """Put a task back for the group."""
    try:
        with current_engine().work(current_actor()) as work:
            task = tasks.release_task(work, task_id)
    except (TaskClaimedByAnother, TaskNotOpen, TaskHeld) as refusal:
        flash(_refused(refusal), "late")
        return redirect(_back(), 303)
    flash(_("U zette ‘%(name)s’ terug. Collega’s kunnen de taak weer oppakken.", name=task.name), "done")
    return redirect(_back(), 303)


def page_number() -> int:
    """Return the page the address asks for, 1 when it asks for none."""
    return request.args.get("page", default=1, type=int)


def _place() -> Place:
    return Place(page_number(), request.args.get("after"), request.args.get("before"))


def _url(pile: Pile, kind: str | None, place: Place | None) -> str | None:
    """Return the address of another page of this list."""
    if place is None:
        return None
    return url_for(
        "worklist.home",
        pile=pile.value,
        kind=kind,
        page=place.number,
        after=place.after,
        before=place.before,
    )


def _pile(text: str) -> Pile:
    return Pile(text) if text in set(Pile) else Pile.MINE


def _back() -> str:
    return local_path(request.form.get("next")) or url_for("worklist.home")


def _refused(refusal: TaskClaimedByAnother | TaskNotOpen | TaskHeld) -> str:
    if isinstance(refusal, TaskClaimedByAnother):
        return _("%(name)s pakte deze taak al op.", name=refusal.facts.get("by") or _("Een collega"))
    if isinstance(refusal, CaseSuspended):
        return _("De zaak is stilgezet. Een beheerder laat haar weer verdergaan.")
    if isinstance(refusal, TaskHeld):
        return _("Deze taak wacht op een omweg. Eerst moet die klaar zijn.")
    return _("Deze taak is al klaar of niet meer nodig.")

"""Letting running cases go to another version: where they are, who can move, moving them, and going back."""

from __future__ import annotations

from contextlib import AbstractContextManager
from dataclasses import dataclass

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from regelruimte.app.context import current_actor, current_engine
from regelruimte.app.studio.drafts import OpenProcess, open_process
from regelruimte.app.studio.moving_words import STATUSES, VerdictGroup, group_verdicts, read_move
from regelruimte.app.studio.views import blueprint
from regelruimte.engine import definitions, migration, migration_reading
from regelruimte.engine.errors import CannotUndo
from regelruimte.engine.migration_plan import LivePlace, MigrationPlan, MoveStatus, Verdict
from regelruimte.engine.store.unit_of_work import UnitOfWork, View
from regelruimte.engine.vocabulary import VersionSummary

_MOST = 500
"""Cases whose verdict is worked out on the page; the others are judged when their turn comes."""
_TRIED = 200
_MAP = "map."


@dataclass(frozen=True, slots=True)
class Versions:
    """The versions a plan can go between.

    Attributes:
        published: newest first; running: how many open cases each version has, by its number.
        old, new: those that are chosen.
    """

    published: tuple[VersionSummary, ...]
    running: dict[int, int]
    old: int
    new: int


@dataclass(frozen=True, slots=True)
class PlanPage:
    """A plan as it is made.

    Attributes:
        places: where cases are now, with what takes each place's place.
        groups: cases with the same verdict together, those that can move first.
        numbers: all cases of the old version; looked_at: of how many the verdict is known.
    """

    process: OpenProcess
    versions: Versions
    plan: MigrationPlan
    places: tuple[LivePlace, ...]
    groups: tuple[VerdictGroup, ...]
    numbers: tuple[str, ...]
    looked_at: int

    @property
    def movable(self) -> tuple[str, ...]:
        """Numbers of the cases that can move as far as is known, and of those not looked at."""
        known = [verdict.number for group in self.groups if group.can_move for verdict in group.verdicts]
        return (*known, *self.numbers[self.looked_at :])

    @property
    def asked(self) -> dict[str, str]:
        """What was chosen, as it travels in addresses and forms."""
        chosen = {f"{_MAP}{place.element}": place.proposed or "" for place in self.places}
        return {"from": str(self.plan.from_version), "to": str(self.plan.to_version)} | chosen


@blueprint.get("/definitions/<key>/moves")
def moves(key: str) -> ResponseReturnValue:
    """Show earlier plans of a process, and which versions have running cases."""
    with current_engine().view(current_actor()) as view:
        process = open_process(view, key)
        plans = migration_reading.list_plans(view, key)
        versions = _choose_versions(view, process)
    return render_template(
        "studio/moves.html", process=process, plans=plans, versions=versions, move_words=STATUSES
    )


@blueprint.get("/definitions/<key>/moves/new")
def plan_move(key: str) -> ResponseReturnValue:
    """Show what would become of each running case: `from`, `to`, and `map.<step>` for a step's successor."""
    page = _read(key)
    if page is None:
        return redirect(url_for("studio.moves", key=key), 303)
    return _show(page)


@blueprint.post("/definitions/<key>/moves/new")
def start_move(key: str) -> ResponseReturnValue:
    """Try a plan out, or let the chosen cases move after a second look."""
    page = _read(key)
    if page is None:
        return redirect(url_for("studio.moves", key=key), 303)
    act = request.form.get("act", "")
    if act == "try":
        return _show(page, tried=_try_out(page))
    asked = set(request.form.getlist("case"))
    chosen = page.movable if act == "all" else tuple(n for n in page.numbers if n in asked)
    if not chosen:
        return _show(page, nothing_chosen=True, status=422)
    if not request.form.get("confirmed"):
        return render_template(
            "studio/move_confirm.html", process=page.process, page=page, chosen=chosen, act=act
        )
    with current_engine().work(current_actor()) as work:
        migration.apply_in_background(work, page.plan, chosen)
    return redirect(url_for("studio.move", plan_id=page.plan.id), 303)


@blueprint.get("/moves/<plan_id>")
def move(plan_id: str) -> ResponseReturnValue:
    """Show how far a plan is and what became of each case."""
    with current_engine().view(current_actor()) as view:
        plan = migration.get_plan(view, plan_id)
        process = open_process(view, plan.definition)
        progress = migration.progress(view, plan)
        old, new = migration_reading.names_of(view, plan)
        may_undo = view.now <= plan.undo_until
    return render_template(
        "studio/move.html",
        process=process,
        plan=plan,
        progress=progress,
        moves=tuple(read_move(one) for one in progress.cases),
        renamed=tuple((old[a], new[b]) for a, b in plan.mapping.items() if a != b and a in old and b in new),
        done=len(progress.cases) - progress.count(MoveStatus.WAITING) - progress.count(MoveStatus.GOING_BACK),
        may_return=sum(one.may_return for one in progress.cases) if may_undo else 0,
        may_undo=may_undo,
        move_words=STATUSES,
    )


@blueprint.route("/moves/<plan_id>/undo", methods=["GET", "POST"])
def undo_move(plan_id: str) -> ResponseReturnValue:
    """Ask whether cases are to go back, and let them: one with `case`, else all that can."""
    number = request.values.get("case") or None
    with current_engine().view(current_actor()) as view:
        plan = migration.get_plan(view, plan_id)
        process = open_process(view, plan.definition)
        can = [one.number for one in migration.progress(view, plan).cases if one.may_return]
    asked = [one for one in can if number in {None, one}]
    if request.method == "GET" and asked:
        return render_template(
            "studio/move_undo.html", process=process, plan=plan, numbers=asked, number=number
        )
    if not asked or not _undo(plan, asked):
        flash(_("Terug kan niet meer: de zaak ging intussen verder, of de tijd ervoor is voorbij."))
    return redirect(url_for("studio.move", plan_id=plan_id), 303)


def _undo(plan: MigrationPlan, numbers: list[str]) -> bool:
    try:
        with current_engine().work(current_actor()) as work:
            migration.undo_in_background(work, plan, numbers)
    except CannotUndo:
        return False
    return True


def _read(key: str) -> PlanPage | None:
    """Return the plan that is asked for; None when there is nothing to move or nowhere to go."""
    with current_engine().view(current_actor()) as view:
        process = open_process(view, key)
        versions = _choose_versions(view, process)
        if versions is None:
            return None
        given = {name[len(_MAP) :]: to for name, to in request.values.items() if name.startswith(_MAP) and to}
        plan = migration.propose_plan(view, key, versions.old, versions.new, mapping=given)
        verdicts = migration.preview(view, plan, most=_MOST)
        old, _new = migration_reading.names_of(view, plan)
        return PlanPage(
            process=process,
            versions=versions,
            plan=plan,
            places=migration_reading.list_live(view, plan),
            groups=group_verdicts(verdicts, old),
            numbers=migration_reading.list_numbers(view, plan),
            looked_at=len(verdicts),
        )


def _choose_versions(view: View, process: OpenProcess) -> Versions | None:
    """Return the versions that are asked for, else the one most cases run on and the standing one.

    None when there is only one version, or no case runs.
    """
    published = tuple(definitions.list_versions(view, process.key))
    running = migration_reading.count_running(view, process.key)
    if len(published) < 2 or not running:  # noqa: PLR2004  # from one to another
        return None
    old = request.values.get("from", type=int) or max(running, key=lambda number: (running[number], number))
    others = [one.number for one in published if one.number != old]
    standing = process.definition.standing
    likely = standing if standing in others else max(others)
    new = request.values.get("to", type=int) or likely
    return Versions(published, running, old, likely if new == old else new)


def _try_out(page: PlanPage) -> tuple[Verdict, ...]:
    actor = current_actor()

    def open_work() -> AbstractContextManager[UnitOfWork]:
        return current_engine().work(actor)

    return migration.dry_run(open_work, page.plan, page.numbers[:_TRIED])


def _show(
    page: PlanPage,
    *,
    tried: tuple[Verdict, ...] = (),
    nothing_chosen: bool = False,
    status: int = 200,
) -> ResponseReturnValue:
    shown = render_template(
        "studio/move_plan.html", process=page.process, page=page, tried=tried, nothing_chosen=nothing_chosen
    )
    return shown, status

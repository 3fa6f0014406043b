"""Trials with real people: starting one, following it, and ending it."""

from __future__ import annotations

from dataclasses import dataclass

from flask import abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # newer than its types

from regelruimte.app.context import current_actor, current_engine
from regelruimte.app.studio.drafts import OpenProcess, open_process
from regelruimte.app.studio.trials_forms import DRAFT, EndTrialForm, StartTrialForm
from regelruimte.app.studio.trials_words import FEWEST, outcome_lines
from regelruimte.app.studio.views import blueprint
from regelruimte.engine import definitions, trials
from regelruimte.engine.errors import (
    BundleHasErrors,
    CohortRuleRefused,
    DraftRevisionConflict,
    TrialAlreadyRuns,
)
from regelruimte.engine.learning.measures import compare_groups
from regelruimte.engine.rollout import require_cohort_rule
from regelruimte.engine.store.unit_of_work import UnitOfWork, View
from regelruimte.engine.trials import TrialPlan
from regelruimte.engine.vocabulary import Trial, TrialStatus, VersionSummary
from regelruimte.modeller.release import release_to_trial

_PROMOTE, _STOP = "promote", "stop"
_SMALL_START_PERCENT = 10


@dataclass(frozen=True, slots=True)
class TrialsPage:
    """What is shown where trials of a process start.

    Attributes:
        process: the process with its draft.
        trials: its trials, newest first; running: the one that runs, None when none does.
        candidates: versions that may be tried, newest first.
        next_number: number the draft gets when it is published.
    """

    process: OpenProcess
    trials: tuple[Trial, ...]
    running: Trial | None
    candidates: tuple[VersionSummary, ...]
    next_number: int

    def candidate_name(self, chosen: str) -> str:
        """Return how the chosen candidate is called."""
        return str(_("versie %(number)s", number=self.next_number if chosen == DRAFT else chosen))


@dataclass(frozen=True, slots=True)
class ListedTrial:
    """A trial with the name of its process."""

    trial: Trial
    title: str


@blueprint.get("/trials", endpoint="trials")
def list_all() -> ResponseReturnValue:
    """Show all trials, those that run first."""
    with current_engine().view(current_actor()) as view:
        processes = definitions.list_definitions(view)
        found = [
            ListedTrial(one, each.title) for each in processes for one in trials.list_trials(view, each.key)
        ]
    running = [one for one in found if one.trial.status is TrialStatus.RUNNING]
    ended = [one for one in found if one.trial.status is not TrialStatus.RUNNING]
    return render_template("studio/trials.html", running=running, ended=ended)


@blueprint.get("/definitions/<key>/trials")
def definition_trials(key: str) -> ResponseReturnValue:
    """Show the trials of a process, and start one."""
    with current_engine().view(current_actor()) as view:
        page = _read(view, key)
    chosen = request.args.get("candidate") or (str(page.candidates[0].number) if page.candidates else DRAFT)
    form = StartTrialForm(
        formdata=None,
        revision=page.process.draft.revision,
        share_percent=_SMALL_START_PERCENT,
        candidate=chosen,
    )
    return _show_start(page, form)


@blueprint.post("/definitions/<key>/trials")
def start_trial(key: str) -> ResponseReturnValue:
    """Start a trial, after a second look."""
    form = StartTrialForm()
    with current_engine().view(current_actor()) as view:
        page = _read(view, key)
    _offer(form, page)
    if not _is_valid(form, page):
        return _show_start(page, form, status=422)
    if not form.confirmed.data:
        return render_template("studio/trial_confirm.html", process=page.process, page=page, form=form)
    try:
        with current_engine().work(current_actor()) as work:
            trial = _start(work, key, form)
    except BundleHasErrors:
        form.candidate.errors = [_("Het concept heeft nog fouten. Bekijk ze bij Publiceren.")]
        return _show_start(page, form, status=422)
    except DraftRevisionConflict as conflict:
        message = _("%(name)s bewaarde het concept intussen. Er is niets gestart.", name=conflict.saved_by)
        form.candidate.errors = [message]
        form.revision.raw_data, form.revision.data = None, conflict.revision
        return _show_start(page, form, status=409)
    return redirect(url_for("studio.trial", trial_id=trial.id), 303)


@blueprint.get("/trials/<trial_id>")
def trial(trial_id: str) -> ResponseReturnValue:
    """Show what a trial shows so far."""
    with current_engine().view(current_actor()) as view:
        numbers = compare_groups(view, trial_id)
        process = open_process(view, numbers.trial.definition)
    group_a, group_b = numbers.groups
    return render_template(
        "studio/trial.html",
        process=process,
        numbers=numbers,
        trial=numbers.trial,
        outcomes=outcome_lines(group_a, group_b),
        fewest=FEWEST,
        is_running=numbers.trial.status is TrialStatus.RUNNING,
    )


@blueprint.get("/trials/<trial_id>/<act>")
def show_end_trial(trial_id: str, act: str) -> ResponseReturnValue:
    """Ask for the reason to end a trial, by promoting or stopping."""
    return _show_end(trial_id, act, EndTrialForm(formdata=None))


@blueprint.post("/trials/<trial_id>/<act>")
def end_trial(trial_id: str, act: str) -> ResponseReturnValue:
    """End a trial: its candidate holds for everyone, or nobody new gets it."""
    form = EndTrialForm()
    if not form.validate():
        return _show_end(trial_id, act, form, status=422)
    _require_act(act)
    end = trials.promote_trial if act == _PROMOTE else trials.stop_trial
    with current_engine().work(current_actor()) as work:
        end(work, trial_id, reason=form.reason.data or "")
    return redirect(url_for("studio.trial", trial_id=trial_id), 303)


def _read(view: View, key: str) -> TrialsPage:
    process = open_process(view, key)
    versions, found = definitions.list_versions(view, key), trials.list_trials(view, key)
    return TrialsPage(
        process=process,
        trials=found,
        running=next((one for one in found if one.status is TrialStatus.RUNNING), None),
        candidates=tuple(one for one in versions if one.number != process.definition.standing),
        next_number=max((one.number for one in versions), default=0) + 1,
    )


def _offer(form: StartTrialForm, page: TrialsPage) -> None:
    published = [
        SelectChoice(
            str(one.number), _("versie %(number)s: %(note)s", number=one.number, note=_short(one.change_note))
        )
        for one in page.candidates
    ]
    draft = SelectChoice(DRAFT, _("het concept van nu (wordt versie %(number)s)", number=page.next_number))
    form.candidate.choices = [*published, draft]


def _short(note: str) -> str:
    line = " ".join(note.split())
    return line if len(line) <= 60 else f"{line[:59].rstrip()}…"  # noqa: PLR2004  # characters that fit in the list


def _is_valid(form: StartTrialForm, page: TrialsPage) -> bool:
    valid: bool = form.validate()
    if form.candidate.data == DRAFT and not form.change_note.data:
        form.change_note.errors = [_("Schrijf op wat er in het concept verandert.")]
        valid = False
    try:
        require_cohort_rule(form.rule.data or "")
    except CohortRuleRefused as refused:
        form.rule.errors = [_why_refused(refused)]
        valid = False
    if page.running is not None:
        raise TrialAlreadyRuns(definition=page.process.key)
    return valid


def _why_refused(refused: CohortRuleRefused) -> str:
    unknown = refused.facts.get("unknown")
    if isinstance(unknown, list):
        names = ", ".join(unknown)
        told = _(
            "Bij de loting is nog niet bekend: %(names)s. Gebruik kanaal, dag, kantoor of persoon.",
            names=names,
        )
    else:
        told = _("Deze regel kunnen wij niet lezen: %(problem)s", problem=refused.facts.get("problem", ""))
    return str(told)


def _start(work: UnitOfWork, key: str, form: StartTrialForm) -> Trial:
    chosen, note = form.candidate.data, form.change_note.data or ""
    number = 0 if chosen == DRAFT else int(chosen)
    plan = TrialPlan(number, form.share_percent.data or 0, form.rule.data or "", form.goal.data or "")
    if chosen != DRAFT:
        return trials.start_trial(work, key, plan)
    return release_to_trial(work, key, revision=form.revision.data or 0, change_note=note, plan=plan)


def _show_start(page: TrialsPage, form: StartTrialForm, *, status: int = 200) -> ResponseReturnValue:
    _offer(form, page)
    return render_template("studio/trial_start.html", process=page.process, page=page, form=form), status


def _require_act(act: str) -> None:
    if act not in {_PROMOTE, _STOP}:
        abort(404)


def _show_end(trial_id: str, act: str, form: EndTrialForm, *, status: int = 200) -> ResponseReturnValue:
    _require_act(act)
    with current_engine().view(current_actor()) as view:
        ending = trials.get_trial(view, trial_id)
        process = open_process(view, ending.definition)
    page = render_template(
        "studio/trial_end.html", process=process, trial=ending, form=form, promotes=act == _PROMOTE
    )
    return page, status

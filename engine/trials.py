"""Trials: starting, promoting and stopping the bounded use of a candidate version."""

from __future__ import annotations

from dataclasses import dataclass

from regelruimte.engine.actors import Act, require
from regelruimte.engine.errors import (
    NotFound,
    NothingPublished,
    ReasonMissing,
    ShareOutOfRange,
    TrialAlreadyRuns,
    TrialNotRunning,
)
from regelruimte.engine.rollout import require_cohort_rule
from regelruimte.engine.store import definition_rows, trial_rows
from regelruimte.engine.store.audit import definition_chain
from regelruimte.engine.store.unit_of_work import UnitOfWork, View
from regelruimte.engine.vocabulary import Trial, TrialStatus

_MAX_SHARE = 99


@dataclass(frozen=True, slots=True)
class TrialPlan:
    """What a trial is to be.

    Attributes:
        candidate: number of the version that is tried.
        share_percent: 1 to 99, the part of the cohort that gets it.
        rule: FEEL condition over the intake (`rollout.COHORT_NAMES`); empty: everyone takes part.
        goal: what the trial should show.
    """

    candidate: int
    share_percent: int
    rule: str = ""
    goal: str = ""


def start_trial(work: UnitOfWork, key: str, plan: TrialPlan) -> Trial:
    """Start a trial of a published version beside the standing one.

    Raises:
        NotFound: no such definition or version; NothingPublished: no standing version.
        TrialAlreadyRuns: one runs; ShareOutOfRange; CohortRuleRefused.
    """
    require(work.actor, Act.RUN_TRIALS)
    definition = definition_rows.lock_definition(work, key)
    if definition.standing is None:
        raise NothingPublished(definition=key)
    if definition_rows.find_version_hash(work, key, plan.candidate) is None:
        raise NotFound(definition=key, version=plan.candidate)
    if not 1 <= plan.share_percent <= _MAX_SHARE:
        raise ShareOutOfRange(share=plan.share_percent)
    require_cohort_rule(plan.rule)
    if trial_rows.find_running_trial(work, key) is not None:
        raise TrialAlreadyRuns(definition=key)
    trial = Trial(
        id=work.ids.new(), definition=key, standing=definition.standing, candidate=plan.candidate,
        share_percent=plan.share_percent, rule=plan.rule.strip(), goal=plan.goal.strip(),
        status=TrialStatus.RUNNING, started_at=work.now, started_by=work.actor.name, ended_at=None,
        ended_by="", end_reason="",
    )  # fmt: skip
    trial_rows.insert_trial(work, trial)
    facts = {
        "trial": trial.id, "candidate": trial.candidate, "standing": trial.standing,
        "share_percent": trial.share_percent, "rule": trial.rule,
    }  # fmt: skip
    work.note(definition_chain(key), "trial:started", reason=trial.goal, facts=facts)
    return trial


def promote_trial(work: UnitOfWork, trial_id: str, *, reason: str) -> Trial:
    """End a trial by letting its candidate hold for everyone new; running cases finish on their version.

    Raises:
        ReasonMissing; NotFound; TrialNotRunning: it has ended.
    """
    trial = _lock_running_trial(work, trial_id, reason)
    definition_rows.update_definition(work, trial.definition, {"standing": trial.candidate})
    return _end(work, trial, TrialStatus.PROMOTED, reason)


def stop_trial(work: UnitOfWork, trial_id: str, *, reason: str) -> Trial:
    """End a trial without promoting: new cases get the standing version again.

    Raises:
        ReasonMissing; NotFound; TrialNotRunning: it has ended.
    """
    return _end(work, _lock_running_trial(work, trial_id, reason), TrialStatus.STOPPED, reason)


def get_trial(view: View, trial_id: str) -> Trial:
    """Return a trial.

    Raises:
        NotFound: no such trial.
    """
    require(view.actor, Act.READ_MODELS)
    return trial_rows.read_trial(view, trial_id)


def list_trials(view: View, key: str) -> tuple[Trial, ...]:
    """Return the trials of a definition, newest first."""
    require(view.actor, Act.READ_MODELS)
    return trial_rows.list_trials(view, key)


def list_running_trials(view: View) -> tuple[Trial, ...]:
    """Return the trials that run now, of all definitions."""
    require(view.actor, Act.READ_MODELS)
    return trial_rows.list_running_trials(view)


def _lock_running_trial(work: UnitOfWork, trial_id: str, reason: str) -> Trial:
    require(work.actor, Act.RUN_TRIALS)
    if not reason.strip():
        raise ReasonMissing
    trial = trial_rows.read_trial(work, trial_id)
    definition_rows.lock_definition(work, trial.definition)
    trial = trial_rows.read_trial(work, trial_id)
    if trial.status is not TrialStatus.RUNNING:
        raise TrialNotRunning(trial=trial_id, status=trial.status.value)
    return trial


def _end(work: UnitOfWork, trial: Trial, status: TrialStatus, reason: str) -> Trial:
    changes = {
        "status": status.value, "ended_at": work.now, "ended_by": work.actor.name,
        "end_reason": reason.strip(),
    }  # fmt: skip
    trial_rows.update_trial(work, trial.id, changes)
    tag = f"trial:{status.value}"
    facts = {"trial": trial.id, "candidate": trial.candidate, "standing": trial.standing}
    work.note(definition_chain(trial.definition), tag, reason=reason, facts=facts)
    return trial_rows.read_trial(work, trial.id)

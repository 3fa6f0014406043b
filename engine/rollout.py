"""Which version a new case starts under: a trial's candidate if drawn, else the standing one."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from regelruimte.engine.errors import CohortRuleRefused, NothingPublished
from regelruimte.engine.feel import FeelError, compile_expression
from regelruimte.engine.store import trial_rows
from regelruimte.engine.store.unit_of_work import View
from regelruimte.engine.vocabulary import Definition, Intake, Trial

COHORT_NAMES = frozenset({"kanaal", "dag", "kantoor", "persoon"})
"""What a cohort's rule may use: only what is known before the first page."""

_SLOTS = 10_000


@dataclass(frozen=True, slots=True)
class Draw:
    """The version an application is bound to, and the trial and arm it was drawn into, if any."""

    version: int
    trial: str | None = None
    arm: str | None = None


def choose_version(view: View, definition: Definition, intake: Intake, application: str) -> Draw:
    """Pick the version a new case starts under: a trial's if drawn into its cohort, else the standing one.

    The draw hashes trial id and application id to 0..9999, so it repeats and ignores arrival order.

    Raises:
        NothingPublished: no standing version.
    Source: docs/decisions/0007-cohort-draw.md
    """
    if definition.standing is None:
        raise NothingPublished(definition=definition.key)
    trial = trial_rows.find_running_trial(view, definition.key)
    if trial is None or not takes_part(trial, intake):
        return Draw(definition.standing)
    if slot(trial.id, application) < trial.share_percent * _SLOTS // 100:
        return Draw(trial.candidate, trial.id, "B")
    return Draw(definition.standing, trial.id, "A")


def slot(trial: str, application: str) -> int:
    """Return the slot 0..9999 of an application in a trial's draw."""
    digest = hashlib.sha256(f"{trial}:{application}".encode()).digest()
    return int.from_bytes(digest[:8], "big") % _SLOTS


def takes_part(trial: Trial, intake: Intake) -> bool:
    """Tell whether an intake belongs to a trial's cohort; a rule that is not true leaves it out."""
    if not trial.rule.strip():
        return True
    try:
        return compile_expression(trial.rule, COHORT_NAMES).evaluate(intake.context()) is True
    except FeelError:
        # The rule was checked when the trial started; what still fails on one intake keeps it out.
        return False


def require_cohort_rule(rule: str) -> None:
    """Refuse a rule that does not compile or reads what is not known at the draw.

    Raises:
        CohortRuleRefused: with the message of the compiler or the unknown names.
    """
    if not rule.strip():
        return
    try:
        names = compile_expression(rule, COHORT_NAMES).names
    except FeelError as error:
        raise CohortRuleRefused(rule=rule, problem=str(error)) from error
    unknown = sorted(names - COHORT_NAMES)
    if unknown:
        raise CohortRuleRefused(rule=rule, unknown=unknown)

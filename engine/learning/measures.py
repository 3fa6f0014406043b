"""What a trial shows so far: both groups beside each other, without a verdict."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import timedelta

from regelruimte.engine.actors import Act, require
from regelruimte.engine.store import trial_rows
from regelruimte.engine.store.reads import arms
from regelruimte.engine.store.reads.arms import CaseFacts
from regelruimte.engine.store.unit_of_work import View
from regelruimte.engine.vocabulary import Trial


@dataclass(frozen=True, slots=True)
class Group:
    """The numbers of one group of a trial.

    Attributes:
        arm: A (standing version) or B (candidate); version: its number.
        cases: how many cases; open: how many of them still run.
        median, shortest, longest: lead time of the closed ones; None when none is closed.
        detours: how many detours in all cases together.
        outcomes: how often each outcome came, the most frequent first.
    """

    arm: str
    version: int
    cases: int
    open: int
    median: timedelta | None
    shortest: timedelta | None
    longest: timedelta | None
    detours: int
    outcomes: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class TrialNumbers:
    """A trial with the numbers of both groups and the applications not yet sent."""

    trial: Trial
    groups: tuple[Group, Group]
    practice_cases: int
    open_applications: int


def compare_groups(view: View, trial_id: str) -> TrialNumbers:
    """Return the numbers of both groups of a trial.

    Raises:
        NotFound: no such trial; NotAllowed.
    """
    require(view.actor, Act.READ_MODELS)
    trial = trial_rows.read_trial(view, trial_id)
    facts = arms.list_case_facts(view, trial_id)
    return TrialNumbers(
        trial=trial,
        groups=(_group("A", trial.standing, facts), _group("B", trial.candidate, facts)),
        practice_cases=sum(1 for fact in facts if fact.is_practice),
        open_applications=arms.count_open_applications(view, trial_id),
    )


def _group(arm: str, version: int, facts: tuple[CaseFacts, ...]) -> Group:
    own = [fact for fact in facts if fact.arm == arm]
    times = sorted(fact.closed_at - fact.opened_at for fact in own if fact.closed_at is not None)
    outcomes = Counter(fact.outcome for fact in own if fact.outcome is not None)
    return Group(
        arm=arm,
        version=version,
        cases=len(own),
        open=len(own) - len(times),
        median=_middle(times) if times else None,
        shortest=times[0] if times else None,
        longest=times[-1] if times else None,
        detours=sum(fact.detours for fact in own),
        outcomes=tuple(outcomes.most_common()),
    )


def _middle(times: list[timedelta]) -> timedelta:
    half = len(times) // 2
    return times[half] if len(times) % 2 else (times[half - 1] + times[half]) / 2

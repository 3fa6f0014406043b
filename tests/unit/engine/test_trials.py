import pytest

from regelruimte.engine import Channel, applications, definitions, trials
from regelruimte.engine.errors import (
    CohortRuleRefused,
    ReasonMissing,
    ShareOutOfRange,
    TrialAlreadyRuns,
    TrialNotRunning,
)
from regelruimte.engine.learning.measures import compare_groups
from regelruimte.engine.rollout import slot
from regelruimte.engine.trials import TrialPlan
from regelruimte.engine.vocabulary import Intake, TrialStatus
from tests.builders import process
from tests.unit.engine.conftest import CITIZEN, EXPERT

pytestmark = pytest.mark.database


def model(task):
    return process().start().user("look", name=task).end("done")


@pytest.fixture
def candidate(desk, engine):
    desk.publish(model("Oud"))
    with engine.work(EXPERT) as work:
        draft = definitions.save_draft(work, "p", {"process.bpmn": model("Nieuw").bpmn()}, revision=1)
        version = definitions.publish_candidate(work, "p", revision=draft.revision, change_note="korter")
    return version.number


def start(engine, candidate, *, share=50, rule=""):
    with engine.work(EXPERT) as work:
        return trials.start_trial(work, "p", TrialPlan(candidate, share, rule, "korter wachten"))


def apply(engine, clock, channel=Channel.WEB):
    with engine.work(CITIZEN) as work:
        return applications.open_application(work, "p", Intake(channel, clock.now().date()))


def test_draws_both_groups_when_the_share_is_half(engine, clock, candidate):
    trial = start(engine, candidate)

    drawn = [apply(engine, clock) for _ in range(40)]

    assert {a.arm for a in drawn} == {"A", "B"}
    assert all((a.version == candidate) == (a.arm == "B") for a in drawn)
    assert all((slot(trial.id, a.id) < 5000) == (a.arm == "B") for a in drawn)


def test_leaves_others_on_the_standing_version_when_the_rule_is_not_true(engine, clock, candidate):
    start(engine, candidate, share=99, rule='kanaal = "desk"')

    application = apply(engine, clock)

    assert (application.version, application.trial, application.arm) == (1, None, None)


def test_draws_when_the_rule_is_true(engine, clock, candidate):
    trial = start(engine, candidate, share=99, rule='kanaal = "desk"')

    application = apply(engine, clock, Channel.DESK)

    assert application.trial == trial.id


def test_finishes_on_the_drawn_version_when_the_trial_stops_meanwhile(desk, engine, clock, candidate):
    trial = start(engine, candidate, share=99)
    application = next(a for a in (apply(engine, clock) for _ in range(50)) if a.arm == "B")
    with engine.work(EXPERT) as work:
        trials.stop_trial(work, trial.id, reason="te veel vragen")

    with engine.work(CITIZEN) as work:
        receipt = applications.submit_application(work, application.id, desk.sent())

    assert list(desk.open_tasks(receipt.case_number)) == ["Nieuw"]
    assert desk.dossier(receipt.case_number).case.arm == "B"


def test_gives_everyone_the_candidate_when_promoted(engine, clock, candidate):
    trial = start(engine, candidate)
    with engine.work(EXPERT) as work:
        promoted = trials.promote_trial(work, trial.id, reason="gaat sneller")

    assert promoted.status is TrialStatus.PROMOTED
    assert apply(engine, clock).version == candidate


def test_gives_everyone_the_standing_version_when_stopped(engine, clock, candidate):
    trial = start(engine, candidate)
    with engine.work(EXPERT) as work:
        trials.stop_trial(work, trial.id, reason="werkt niet")

    assert apply(engine, clock).version == 1


@pytest.mark.parametrize("rule", ["inkomen > 3", "kanaal =", "1 +"])
def test_refuses_a_rule_when_it_uses_what_is_not_known(engine, candidate, rule):
    with pytest.raises(CohortRuleRefused):
        start(engine, candidate, rule=rule)


@pytest.mark.parametrize("share", [0, 100, -1])
def test_refuses_a_share_when_it_leaves_no_second_group(engine, candidate, share):
    with pytest.raises(ShareOutOfRange):
        start(engine, candidate, share=share)


def test_refuses_a_second_trial_when_one_runs(engine, candidate):
    start(engine, candidate)

    with pytest.raises(TrialAlreadyRuns):
        start(engine, candidate)


def test_refuses_to_end_a_trial_when_it_has_ended_or_no_reason_is_given(engine, candidate):
    trial = start(engine, candidate)

    with engine.work(EXPERT) as work:
        with pytest.raises(ReasonMissing):
            trials.stop_trial(work, trial.id, reason=" ")
        trials.stop_trial(work, trial.id, reason="klaar")
        with pytest.raises(TrialNotRunning):
            trials.promote_trial(work, trial.id, reason="toch")


def test_counts_both_groups_when_cases_ran(desk, engine, clock, candidate):
    trial = start(engine, candidate)
    for _ in range(8):
        application = apply(engine, clock)
        with engine.work(CITIZEN) as work:
            applications.submit_application(work, application.id, desk.sent())

    with engine.view(EXPERT) as view:
        numbers = compare_groups(view, trial.id)

    assert sum(group.cases for group in numbers.groups) == 8
    assert all(group.open == group.cases and group.median is None for group in numbers.groups)

import json
from datetime import UTC, datetime

import pytest

from regelruimte.engine import Actor, Engine, Role, definitions, trials
from regelruimte.engine.clock import VirtualClock
from regelruimte.engine.errors import BundleHasErrors, CohortRuleRefused, DraftRevisionConflict, NotAllowed
from regelruimte.engine.ids import SeededIds
from regelruimte.engine.trials import TrialPlan
from regelruimte.modeller.release import release, release_to_trial, review
from tests.builders import process

EXPERT = Actor("e1", "Sanne de Wit", frozenset({Role.DOMAIN_EXPERT}))
WORKER = Actor("w1", "Marieke Bos", frozenset({Role.CASE_WORKER}))
PLAN = TrialPlan(0, 20, 'kanaal = "web"', "Sneller weten")


def bundle(form=None, expect="Klaar"):
    samples = [{"name": "Gewoon", "tasks": [{"element": "look"}], "expect": {"outcome": expect}}]
    model = process(regelruimte__question="Mag het?").start()
    model.user("look", name="Bekijken", form=form, regelruimte__citizenText="Wij kijken.")
    return {
        "process.bpmn": model.end("done", name="Klaar").bpmn(),
        "samples.json": json.dumps(samples).encode(),
    }


@pytest.fixture
def engine(database_url):
    clock = VirtualClock(datetime(2026, 11, 2, 9, 0, tzinfo=UTC))
    made = Engine.open(database_url, clock=clock, ids=SeededIds())
    with made.work(EXPERT) as work:
        definitions.create_definition(work, "p", title="Proef", files=bundle())
    yield made
    made.close()


def standing(engine):
    with engine.view(EXPERT) as view:
        return definitions.get_definition(view, "p").standing


def numbers(engine):
    with engine.view(EXPERT) as view:
        return [version.number for version in definitions.list_versions(view, "p")]


def test_lets_the_draft_hold_for_everyone_and_notes_how_its_samples_went(engine):
    with engine.work(EXPERT) as work:
        version = release(work, "p", revision=1, change_note="eerste")

    with engine.view(EXPERT) as view:
        [note] = [entry for entry in definitions.list_log(view, "p") if entry.tag == "version:rehearsed"]
    assert standing(engine) == version.number == 1
    assert dict(note.facts) == {"number": 1, "samples": 1, "missed": []}


def test_publishes_nothing_when_the_bundle_has_errors(engine):
    with engine.work(EXPERT) as work:
        definitions.save_draft(work, "p", bundle(form="weg"), revision=1)

    with pytest.raises(BundleHasErrors), engine.work(EXPERT) as work:
        release(work, "p", revision=2, change_note="tweede")

    assert numbers(engine) == []


def test_refuses_when_the_draft_was_saved_since(engine):
    with engine.work(EXPERT) as work:
        definitions.save_draft(work, "p", bundle(expect="Anders"), revision=1)

    with pytest.raises(DraftRevisionConflict), engine.work(EXPERT) as work:
        release(work, "p", revision=1, change_note="eerste")


def test_refuses_who_may_not_publish(engine):
    with pytest.raises(NotAllowed), engine.work(WORKER) as work:
        release(work, "p", revision=1, change_note="eerste")


def test_starts_a_trial_with_the_version_it_makes(engine):
    with engine.work(EXPERT) as work:
        release(work, "p", revision=1, change_note="eerste")
        trial = release_to_trial(work, "p", revision=1, change_note="tweede", plan=PLAN)

    assert (trial.standing, trial.candidate, trial.share_percent) == (1, 2, 20)
    assert standing(engine) == 1


def test_makes_no_version_when_the_trial_cannot_start(engine):
    with engine.work(EXPERT) as work:
        release(work, "p", revision=1, change_note="eerste")
    plan = TrialPlan(0, 20, "inkomen > 3")

    with pytest.raises(CohortRuleRefused), engine.work(EXPERT) as work:
        release_to_trial(work, "p", revision=1, change_note="tweede", plan=plan)

    assert numbers(engine) == [1]
    with engine.view(EXPERT) as view:
        assert trials.list_trials(view, "p") == ()


def test_reviews_errors_first_and_samples_that_missed(engine):
    with engine.view(EXPERT) as view:
        seen = review(view, bundle(form="weg", expect="Anders"))

    severities = [finding.severity.value for finding in seen.findings]
    assert severities == sorted(severities, key=["error", "warning", "advice"].index)
    assert [finding.code for finding in seen.errors] == ["form-missing"]
    assert [rehearsal.sample.name for rehearsal in seen.missed] == ["Gewoon"]
    assert "sample-missed" in {finding.code for finding in seen.findings}

import pytest

from tests.crash.run import Plan, run

pytestmark = pytest.mark.database


def test_nothing_is_lost_or_doubled_when_web_and_workers_are_killed_under_load(database_url, tmp_path):
    many = 2 if database_url.startswith("postgresql") else 1
    plan = Plan(database_url, cases=15, kills=3, seed=7, webs=many, workers=many, clients=4)

    outcome = run(plan, tmp_path)

    assert outcome.verdict.is_well(), outcome.verdict.lines()
    assert outcome.told["kills"] == plan.kills
    assert outcome.told["ended by themselves"] == 0

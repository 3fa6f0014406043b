import pytest

from tests.crash.run import Plan, run
from tests.servers import postgresql

pytestmark = pytest.mark.database


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request, tmp_path):
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path}/crash.sqlite"
        return
    with postgresql(tmp_path) as address:
        yield address


def test_nothing_is_lost_or_doubled_when_web_and_workers_are_killed_under_load(url, tmp_path):
    many = url.startswith("postgresql")
    plan = Plan(url, 15, kills=3, seed=7, webs=1 + many, workers=1 + many, clients=4)

    outcome = run(plan, tmp_path)

    assert outcome.verdict.is_well(), outcome.verdict.lines()
    assert outcome.told["kills"] == plan.kills
    assert outcome.told["ended by themselves"] == 0

import pytest

from tests.crash.run import Plan, run
from tests.crash.troubles import HeldFile
from tests.outages import server_to_cut_off

pytestmark = pytest.mark.database


@pytest.fixture
def database(database_kind, tmp_path):
    """Give an address, and what cuts it off."""
    if database_kind == "sqlite":
        yield f"sqlite:///{tmp_path}/crash.sqlite", HeldFile(tmp_path / "crash.sqlite")
        return
    with server_to_cut_off(tmp_path) as server:
        yield server.url, server


def test_nothing_is_lost_or_doubled_when_web_and_workers_are_killed_under_load(database, tmp_path):
    many = 2 if database[0].startswith("postgresql") else 1
    plan = Plan(database[0], cases=15, kills=3, seed=7, webs=many, workers=many, clients=4)

    outcome = run(plan, tmp_path)

    assert outcome.verdict.is_well(), outcome.verdict.lines()
    assert outcome.told["kills"] == plan.kills
    assert outcome.told["ended by themselves"] == 0


def test_nothing_is_lost_or_doubled_when_the_database_is_gone_and_processes_freeze(database, tmp_path):
    url, line = database
    plan = Plan(url, cases=15, kills=1, seed=3, webs=1, workers=2, clients=4, line=line, outages=2, freezes=1)

    outcome = run(plan, tmp_path)

    assert outcome.verdict.is_well(), outcome.verdict.lines()
    assert (outcome.told["outages"], outcome.told["freezes"]) == (plan.outages, plan.freezes)
    assert outcome.told["ended by themselves"] == 0

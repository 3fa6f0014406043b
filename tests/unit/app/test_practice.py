"""The practice cases of the demonstration."""

import shutil
from datetime import UTC, datetime

import pytest

from regelruimte.app.demo import set_up_demo
from regelruimte.app.opening import make_engine
from regelruimte.engine import Actor, Role, cases, trials
from regelruimte.engine.actors import SYSTEM
from regelruimte.engine.learning.measures import compare_groups
from regelruimte.engine.store.audit import is_unbroken

NOW = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)
WORKER = Actor("w", "Marieke Bos", frozenset({Role.CASE_WORKER}))


@pytest.fixture(scope="module")
def played_once(tmp_path_factory):
    """The demonstration is filled once; each test gets a copy of its own."""
    path = tmp_path_factory.mktemp("demo") / "demo.sqlite"
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("REGELRUIMTE_DEMO", "1")
        engine = make_engine(f"sqlite:///{path}")
        engine.migrate()
        engine.close()
        said = list(set_up_demo(f"sqlite:///{path}", until=NOW))
    return path, said


@pytest.fixture
def played(played_once, tmp_path):
    path, said = played_once
    shutil.copy(path, tmp_path / "copy.sqlite")
    engine = make_engine(f"sqlite:///{tmp_path}/copy.sqlite")
    engine.said = said
    yield engine
    engine.close()


def find_all(engine):
    with engine.view(WORKER) as view:
        first = cases.search_cases(view, "Z-")
        pages = [cases.search_cases(view, "Z-", page=n).rows for n in range(1, first.pages + 1)]
    return [case for page in pages for case in page]


def test_plays_sixty_cases_in_all_states_and_both_groups(played):
    found = find_all(played)

    assert played.said[-1] == f"{len(found)} practice cases played"
    assert len(found) >= 55
    assert {case.status.value for case in found} == {"open", "closed"}
    assert {case.arm for case in found} == {"A", "B", None}
    outcomes = {c.outcome for c in found}
    assert {"Verleend", "Geweigerd", "Ingetrokken", "Kwijtschelding verleend", "Vraag beantwoord"} <= outcomes
    assert all(case.is_practice for case in found)


def test_gives_each_demo_person_cases_of_their_own(played):
    assert {"demo-mehmet", "demo-linda"} <= {case.person for case in find_all(played)}


def test_keeps_the_chains_unbroken_when_cases_are_played(played):
    with played.view(SYSTEM) as view:
        assert all(is_unbroken(view.connection, f"case:{case.id}") for case in find_all(played))


def test_shows_both_groups_of_the_trial_with_practice_cases_marked(played):
    with played.view(SYSTEM) as view:
        [trial] = trials.list_trials(view, "bewonersparkeervergunning")
        numbers = compare_groups(view, trial.id)

    assert all(group.cases > 0 for group in numbers.groups)
    assert numbers.practice_cases == sum(group.cases for group in numbers.groups)


def test_leaves_nothing_when_practice_cases_are_removed(played):
    with played.work(SYSTEM) as work:
        gone = cases.remove_practice_cases(work)

    assert gone >= 55
    assert find_all(played) == []

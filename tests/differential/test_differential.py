"""A small sample of the comparison with feelin; the whole runs by `python -m tests.differential`."""

import pytest

from benchmarks.feelin import Feelin, FeelinAbsent
from tests.differential.compare import alike, compare, expressions, ours
from tests.differential.known import KNOWN, known_difference


@pytest.fixture(scope="module")
def partner():
    try:
        return Feelin()
    except FeelinAbsent as absent:
        pytest.skip(f"feelin cannot be run here: {absent}")


def test_differs_from_feelin_only_as_listed_when_a_sample_is_run(partner):
    found = compare(partner, 500, seed=2026)

    assert found.new == []
    assert found.same > 400


def test_sees_a_difference_when_feelin_is_wrong(partner):
    assert partner.answer("0.1 + 0.2 = 0.3") is False
    assert ours("0.1 + 0.2 = 0.3") is True


def test_makes_the_same_expressions_when_the_seed_is_the_same():
    assert list(expressions(50, 7)) == list(expressions(50, 7))
    assert list(expressions(50, 7)) != list(expressions(50, 8))


@pytest.mark.parametrize(("agree", "name"), [(True, "trim"), (False, "")])
def test_takes_a_difference_for_known_only_when_both_agree_without_it(agree, name):
    assert known_difference('trim("a") = "a"', lambda text: agree and text == '("a") = "a"') == name


@pytest.mark.parametrize("one", KNOWN, ids=lambda one: one.name)
def test_says_why_when_a_difference_is_listed(one):
    assert len(one.reason) > 20


def test_does_not_take_a_truth_for_a_number_when_answers_are_compared():
    assert not alike(ours("1"), True)
    assert alike(ours("1/3"), 1 / 3)

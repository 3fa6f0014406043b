from datetime import timedelta

import pytest

from regelruimte.engine.connect.declared import Policy

POLICY = Policy(first_wait=timedelta(seconds=10), longest_wait=timedelta(minutes=1))


@pytest.mark.parametrize(("failures", "seconds"), [(1, 10), (2, 20), (3, 40), (4, 60), (500, 60)])
def test_waits_longer_after_every_failure_up_to_the_longest(failures, seconds):
    wait = POLICY.wait_after(failures, key="job").total_seconds()

    assert seconds <= wait <= seconds * 1.1


def test_waits_as_long_as_the_other_side_asks_when_that_is_longer():
    wait = POLICY.wait_after(1, key="job", asked=timedelta(minutes=5))

    assert timedelta(minutes=5) <= wait <= timedelta(minutes=5.5)


def test_waits_a_day_at_most_when_the_other_side_asks_for_years():
    assert POLICY.wait_after(1, key="job", asked=timedelta(days=900)) <= timedelta(days=1.1)


def test_spreads_calls_when_they_failed_together_and_always_the_same_way():
    waits = {POLICY.wait_after(1, key=f"job-{number}") for number in range(50)}

    assert len(waits) > 30
    assert POLICY.wait_after(1, key="a") == POLICY.wait_after(1, key="a")

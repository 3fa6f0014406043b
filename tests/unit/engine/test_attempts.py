"""What collided is done again from its beginning, and not for ever."""

from contextlib import contextmanager
from datetime import timedelta

import pytest

from regelruimte.engine.actors import SYSTEM
from regelruimte.engine.attempts import attempt
from regelruimte.engine.errors import DatabaseBusy, WritersCollided
from regelruimte.engine.store import job_rows
from tests.builders import process


def test_returns_what_was_done_when_nothing_collides(engine):
    assert engine.attempt(SYSTEM, lambda work: work.now) == engine.clock.now()


@pytest.mark.parametrize(("refusal", "times"), [(WritersCollided, 3), (DatabaseBusy, 1)])
def test_does_again_only_what_collided_and_at_most_three_times(engine, refusal, times):
    tries = []

    def act(work):
        tries.append(work)
        raise refusal

    with pytest.raises(refusal):
        engine.attempt(SYSTEM, act)

    assert len(tries) == times


def test_job_that_collided_is_not_late(desk, engine, monkeypatch):
    desk.publish(process().start().timer("wait", "PT1M").user("look", name="Bekijken").end())
    number = desk.start()
    engine.clock.advance(timedelta(minutes=1))
    colliding = [1, 1]
    finish = job_rows.finish_job

    def finish_and_collide(work, job):
        if colliding:
            colliding.pop()
            raise WritersCollided
        return finish(work, job)

    monkeypatch.setattr(job_rows, "finish_job", finish_and_collide)
    engine.run_due()

    assert list(desk.open_tasks(number)) == ["Bekijken"]


def test_opens_a_fresh_unit_of_work_each_time():
    opened = []

    @contextmanager
    def open_work():
        opened.append(len(opened))
        yield opened[-1]

    def act(work):
        if work == 0:
            raise WritersCollided
        return work

    assert attempt(open_work, act) == 1

"""How much there is of each, and how late what runs by itself is."""

from datetime import timedelta

import pytest

from regelruimte.engine import detours
from regelruimte.engine.actors import SYSTEM
from regelruimte.engine.detours import OwnStep
from regelruimte.engine.store import job_rows
from regelruimte.engine.store.reads.figures import count_cases, read_figures
from tests.builders import process
from tests.desk import WORKER

pytestmark = pytest.mark.database


@pytest.fixture
def figures(engine):
    def read():
        with engine.view(SYSTEM) as view:
            return read_figures(view)

    return read


def test_counts_nothing_when_there_is_nothing(figures):
    assert figures().jobs == {}
    assert figures().job_lateness_seconds == 0


def test_counts_cases_and_tasks_by_where_they_are(desk, figures, engine):
    desk.publish(process().start().user("bekijk").end("klaar"))
    desk.start()
    desk.complete(desk.open_tasks(desk.start())["bekijk"])

    with engine.view(SYSTEM) as view:
        assert dict(count_cases(view)) == {"open": 1, "closed": 1}
    assert figures().open_tasks == 1


def test_tells_how_long_a_due_timer_waits_for_a_worker(desk, figures, clock, engine):
    desk.publish(process().start().timer("wacht", "P2D").end("klaar"))
    desk.start()
    early = figures().timer_lateness_seconds
    clock.advance(timedelta(days=2, seconds=90))

    assert (early, figures().timer_lateness_seconds) == (0, 90)
    engine.run_due()
    assert figures().timer_lateness_seconds == 0


def test_timer_of_a_held_path_is_not_late_when_it_rightly_waits(desk, figures, clock, engine):
    desk.publish(process().start().timer("wacht", "P2D").end("klaar"))
    number = desk.start()
    with engine.work(WORKER) as work:
        detours.add_own_step(work, number, OwnStep("Bel de inwoner", "Het adres klopt niet", holds=True))
    clock.advance(timedelta(days=3))

    assert figures().timer_lateness_seconds == 0


def test_tells_how_long_a_job_waits_and_which_were_left(figures, clock, engine):
    with engine.work(SYSTEM) as work:
        work.enqueue("throw", {}, case=None)
        work.enqueue("throw", {}, case=None, run_at=clock.now() + timedelta(hours=1))
    clock.advance(timedelta(seconds=30))

    assert figures().job_lateness_seconds == 30
    assert (dict(figures().jobs), figures().abandoned_jobs) == ({"ready": 2}, 0)


def test_tells_of_a_job_when_its_worker_vanished(figures, clock, engine):
    with engine.work(SYSTEM) as work:
        work.enqueue("throw", {}, case=None)
        (job,) = job_rows.take_jobs(work, 1)
        job_rows.claim_job(work, job, clock.now() + timedelta(minutes=5))
    before = figures().abandoned_jobs
    clock.advance(timedelta(minutes=6))

    assert (before, figures().abandoned_jobs) == (0, 1)


def test_counts_incidents_until_they_are_resolved(desk, figures, engine):
    model = process().start().service("bel", "nergens").end("klaar")
    desk.publish(model)
    desk.start()
    engine.run_due()

    assert figures().open_incidents == 1

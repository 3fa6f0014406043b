"""Lanes: which job goes first, what is done once, and what becomes of a job that cannot be done."""

from datetime import timedelta
from functools import partial

import pytest

from regelruimte.engine import detours, incidents, stopped_jobs
from regelruimte.engine.actors import SYSTEM
from regelruimte.engine.connect.registry import ConnectorFailed
from regelruimte.engine.detours import OwnStep
from regelruimte.engine.errors import NotFound
from regelruimte.engine.jobs import lane as lanes
from regelruimte.engine.jobs.calls import Claims
from regelruimte.engine.jobs.lane import Lane
from regelruimte.engine.jobs.runner import prepare
from regelruimte.engine.observer import JobOutcome, Observer
from regelruimte.engine.priority import Priority
from regelruimte.engine.store import job_rows
from regelruimte.engine.store.audit import SYSTEM_CHAIN, list_entries
from regelruimte.engine.store.unit_of_work import retry_moment
from tests.builders import event, mapping, process
from tests.desk import WORKER

pytestmark = pytest.mark.database


class Runs(Observer):
    """Keeps how jobs ended."""

    def __init__(self):
        self.all = []

    def job_ended(self, run):
        self.all.append(run)

    def outcomes(self):
        return [run.outcome for run in self.all]


@pytest.fixture
def runs(engine):
    watching = Runs()
    engine.watch(watching)
    return watching


@pytest.fixture
def open_work(engine):
    return partial(engine.work, SYSTEM)


def timed(name="p"):
    return process(name).start().timer("wacht", "PT1H").user("kijk", name="Kijken").end("klaar")


def calling(connector="register"):
    io = mapping([], [("=zone", "zone")])
    return process().start().service("vraag", connector, io).user("kijk", name="Kijken").end("klaar")


def jobs(engine):
    with engine.work(SYSTEM) as work:
        return job_rows.take_jobs(work, 100)


def test_does_what_a_person_waits_for_before_what_came_first(engine, clock):
    with engine.work(SYSTEM) as work:
        work.enqueue("throw", {"n": 1}, case=None, priority=Priority.LATER)
        work.enqueue("throw", {"n": 2}, case=None)
    clock.advance(timedelta(seconds=1))
    with engine.work(WORKER) as work:
        work.enqueue("throw", {"n": 3}, case=None)

    assert [job.payload["n"] for job in jobs(engine)] == [3, 2, 1]


def test_call_of_a_person_stays_urgent_and_a_timer_does_not(desk, engine, clock):
    desk.publish(calling())
    desk.publish(timed("t"), key="t")
    desk.start()
    desk.start(key="t")
    clock.advance(timedelta(hours=1))
    with engine.work(SYSTEM) as work:
        prepare(work)

    urgency = {job.kind: job.priority for job in jobs(engine)}

    assert urgency == {"call_connector": Priority.WAITED_FOR, "fire_timer": Priority.NORMAL}


def test_counts_how_late_a_timer_began_from_its_own_moment(desk, engine, clock, runs):
    desk.publish(timed())
    desk.start()
    clock.advance(timedelta(hours=1, seconds=3))

    engine.run_due()

    assert [run.late_seconds for run in runs.all] == [3.0]


def test_counts_how_late_a_timer_began_from_its_release_when_a_detour_held_it(desk, engine, clock, runs):
    desk.publish(timed())
    number = desk.start()
    with engine.work(WORKER) as work:
        detours.add_own_step(work, number, OwnStep("Bel", "Het adres klopt niet", holds=True))
    clock.advance(timedelta(days=3))
    engine.run_due()
    desk.complete(desk.open_tasks(number)["Bel"])
    clock.advance(timedelta(seconds=2))

    engine.run_due()

    assert runs.all[-1].late_seconds == 2.0


def test_one_of_two_lanes_fires_a_timer_when_both_heard_of_it(desk, engine, clock, open_work, runs):
    desk.publish(timed())
    number = desk.start()
    clock.advance(timedelta(hours=1))
    with engine.work(SYSTEM) as work:
        prepare(work)
    (job,) = jobs(engine)

    Lane(open_work).run(first=job.id)
    Lane(open_work).run(first=job.id)

    assert list(desk.open_tasks(number)) == ["Kijken"]
    assert runs.outcomes() == [JobOutcome.DONE]


def test_takes_nothing_when_it_is_to_stop(desk, engine, open_work):
    engine.connectors.register("register", crash)
    desk.publish(calling())
    desk.start()

    assert Lane(open_work, is_stopping=lambda: True).run() == 0
    assert len(jobs(engine)) == 1


def test_finishes_the_call_it_made_when_it_is_told_to_stop_meanwhile(desk, engine, open_work):
    told = []

    def call(_inputs, /, *, key, at):
        told.append(key)
        return {"zone": 1}

    engine.connectors.register("register", call)
    desk.publish(calling())
    numbers = [desk.start(), desk.start()]

    Lane(open_work, is_stopping=lambda: bool(told)).run()

    assert sorted(list(desk.open_tasks(number)) for number in numbers) == [[], ["Kijken"]]
    assert len(jobs(engine)) == 1


def test_keeps_a_bug_in_one_job_from_stopping_the_others(desk, engine, open_work, runs, caplog):
    def call(inputs, /, *, key, at):
        if inputs["stuk"]:
            raise ZeroDivisionError("personal")
        return {"zone": 1}

    engine.connectors.register("register", call)
    io = mapping([("=stuk", "stuk")], [("=zone", "zone")])
    desk.publish(process().start().service("vraag", "register", io).user("kijk", name="Kijken").end("klaar"))
    broken, well = desk.start({"stuk": True}), desk.start({"stuk": False})

    Lane(open_work).run()

    assert (list(desk.open_tasks(broken)), list(desk.open_tasks(well))) == ([], ["Kijken"])
    assert sorted(runs.outcomes()) == [JobOutcome.CRASHED, JobOutcome.DONE]
    assert [record.message for record in caplog.records] == ["job-crashed"]


def crash(*_):
    raise ZeroDivisionError("personal")


def give_up(engine, clock):
    """Run what is due until it was tried as often as jobs are."""
    for _ in range(5):
        engine.run_due()
        clock.advance(timedelta(hours=2))


@pytest.mark.usefixtures("caplog")
def test_timer_with_a_bug_becomes_an_incident_and_fires_when_a_person_lets_it(
    desk, engine, clock, monkeypatch
):
    desk.publish(timed())
    number = desk.start()
    clock.advance(timedelta(hours=1))
    with monkeypatch.context() as broken:
        broken.setitem(lanes._HANDLERS, "fire_timer", crash)
        give_up(engine, clock)
    (incident,) = desk.dossier(number).incidents

    with engine.work(WORKER) as work:
        incidents.retry_incident(work, number, incident_id=incident.id)
    engine.run_due()

    assert (incident.code, incident.element) == ("job-crashed", "wacht")
    assert "personal" not in incident.message
    assert (list(desk.open_tasks(number)), desk.dossier(number).incidents) == (["Kijken"], ())


@pytest.mark.usefixtures("caplog")
def test_message_that_cannot_be_delivered_is_kept_with_its_incident(desk, engine, clock, monkeypatch):
    waits = (
        process().signal("s", "klaar").start().node("intermediateCatchEvent", "hoor", event("signal", "s"))
    )
    desk.publish(waits.user("kijk", name="Kijken").end())
    tells = process("z").signal("s", "klaar").start()
    desk.publish(tells.node("intermediateThrowEvent", "roep", event("signal", "s")).end(), key="z")
    number = desk.start()
    desk.start(key="z")
    with monkeypatch.context() as broken:
        broken.setitem(lanes._HANDLERS, "deliver", crash)
        give_up(engine, clock)
    (incident,) = desk.dossier(number).incidents

    with engine.work(WORKER) as work:
        incidents.retry_incident(work, number, incident_id=incident.id)
    engine.run_due()

    assert list(desk.open_tasks(number)) == ["Kijken"]


@pytest.mark.usefixtures("caplog")
@pytest.mark.parametrize("kind", ["begin", "migrate_case", "throw"])
def test_job_of_no_case_is_stopped_and_runs_when_a_person_lets_it(engine, clock, monkeypatch, kind):
    done = []
    with engine.work(SYSTEM) as work:
        work.enqueue(kind, {}, case=None)
    with monkeypatch.context() as broken:
        broken.setitem(lanes._HANDLERS, kind, crash)
        give_up(engine, clock)
    with engine.view(SYSTEM) as view:
        (stopped,) = stopped_jobs.list_stopped_jobs(view)
        tags = [entry.tag for entry in list_entries(view.connection, SYSTEM_CHAIN)]
    monkeypatch.setitem(lanes._HANDLERS, kind, lambda work, job: done.append(job_rows.finish_job(work, job)))

    with engine.work(SYSTEM) as work:
        stopped_jobs.let_stopped_job_run(work, stopped.id)
    engine.run_due()

    assert (stopped.kind, tags[-1], done) == (kind, "job:stopped", [True])


def test_refuses_to_let_run_what_is_not_stopped(engine):
    with engine.work(SYSTEM) as work, pytest.raises(NotFound):
        stopped_jobs.let_stopped_job_run(work, "nothing")


def test_leaves_a_job_of_a_newer_release_to_its_workers(engine, clock, runs):
    with engine.work(SYSTEM) as work:
        work.enqueue("of_next_year", {}, case=None)

    for _ in range(7):
        engine.run_due()
        clock.advance(timedelta(minutes=2))

    (job,) = jobs(engine)
    assert (job.kind, job.attempts) == ("of_next_year", 1)
    assert set(runs.outcomes()) == {JobOutcome.RETRY}


def test_does_nothing_when_the_case_of_a_job_is_gone(engine, runs):
    with engine.work(SYSTEM) as work:
        work.enqueue("fire_timer", {"instance": "i", "step": "s"}, case="gone")

    engine.run_due()

    assert runs.outcomes() == [JobOutcome.DONE]
    assert jobs(engine) == ()


def test_worker_that_froze_commits_nothing_when_another_did_its_call(desk, engine, clock, open_work):
    keys = []

    def call(_inputs, /, *, key, at):
        keys.append(key)
        if len(keys) == 1:
            # Ten minutes pass in the middle of the call, and another worker does it meanwhile.
            clock.advance(timedelta(minutes=10))
            engine.run_due()
            return {"zone": 1}
        return {"zone": 2}

    engine.connectors.register("register", call)
    desk.publish(calling())
    number = desk.start()

    Lane(open_work).run()

    answered = [entry for entry in chain_of(engine, desk, number) if entry.tag == "connector:answered"]
    assert (len(keys), len(set(keys)), len(answered)) == (2, 1, 1)
    assert {v.name: v.value for v in desk.dossier(number).variables}["zone"] == 2
    assert list(desk.open_tasks(number)) == ["Kijken"]


def chain_of(engine, desk, number):
    with engine.view(SYSTEM) as view:
        return list_entries(view.connection, f"case:{desk.dossier(number).case.id}")


def test_keeps_a_call_for_the_worker_that_shows_signs_of_life(desk, engine, clock, open_work):
    claims, calls = Claims(), []

    def call(_inputs, /, *, key, at):
        calls.append(key)
        for _ in range(4):
            clock.advance(timedelta(minutes=3))
            with engine.work(SYSTEM) as work:
                job_rows.renew_claims(work, claims.jobs(), work.now + timedelta(minutes=5))
            engine.run_due()
        return {"zone": 1}

    engine.connectors.register("register", call)
    desk.publish(calling())
    desk.start()

    Lane(open_work, claims=claims).run()

    assert len(calls) == 1
    assert claims.jobs() == ()


def test_tries_again_within_the_time_of_the_attempt_and_not_all_at_once(engine, clock):
    moments = {retry_moment(clock.now(), 3, engine.ids) - clock.now() for _ in range(20)}

    assert all(timedelta(seconds=28) <= wait <= timedelta(seconds=40) for wait in moments)
    assert len(moments) > 10


def test_gives_back_what_it_claimed_for_the_same_partner_when_that_turns_slow(
    desk, engine, open_work, monkeypatch
):
    made = []

    def call(_inputs, /, *, key, at):
        made.append(key)
        return {"zone": 1}

    engine.connectors.register("register", call)
    desk.publish(calling())
    numbers = [desk.start() for _ in range(5)]
    claims = Claims()
    monkeypatch.setattr("regelruimte.engine.jobs.calls._SLOW_SECONDS", -1.0)
    claims._took["register"] = -2.0

    Lane(open_work, claims=claims).run()

    assert len(made) == 5
    assert [list(desk.open_tasks(number)) for number in numbers] == [["Kijken"]] * 5


def test_connector_that_fails_keeps_its_tries_when_others_are_done_with_it(desk, engine, open_work, clock):
    answers = {}

    def call(inputs, /, *, key, at):
        if inputs["n"] == 1 and not answers.setdefault(key, 0):
            answers[key] = 1
            raise ConnectorFailed("weg", "Het register antwoordt niet.", retry=True)
        return {"zone": 1}

    engine.connectors.register("register", call)
    io = mapping([("=n", "n")], [("=zone", "zone")])
    desk.publish(process().start().service("vraag", "register", io).user("kijk", name="Kijken").end("klaar"))
    numbers = [desk.start({"n": n}) for n in range(3)]

    Lane(open_work).run()
    clock.advance(timedelta(seconds=30))
    Lane(open_work).run()

    assert [list(desk.open_tasks(number)) for number in numbers] == [["Kijken"]] * 3

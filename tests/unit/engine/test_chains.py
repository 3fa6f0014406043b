"""Messages and BPMN signals that follow from each other: a limit stops what would go on without end."""

from dataclasses import replace
from datetime import timedelta

import pytest

from regelruimte.engine import Engine, cases, incidents
from regelruimte.engine.actors import SYSTEM
from regelruimte.engine.ids import SeededIds
from regelruimte.engine.limits import STANDARD
from regelruimte.engine.messages import Message, send_signal
from regelruimte.engine.store.audit import SYSTEM_CHAIN, list_entries
from tests.builders import event, process
from tests.desk import WORKER, Desk

pytestmark = pytest.mark.database


@pytest.fixture
def desk(database_url, clock):
    limits = replace(STANDARD, chain=3)
    engine = Engine.open(database_url, clock=clock, ids=SeededIds(), limits=limits)
    yield Desk(engine)
    engine.close()


def self_starting():
    """Draw a process that throws at its start the signal it starts on."""
    model = process().signal("s", "opnieuw").start("binnen", event("signal", "s"))
    return model.node("intermediateThrowEvent", "roep", event("signal", "s")).user("kijk").end()


def numbers(desk):
    with desk.engine.view(WORKER) as view:
        return sorted(case.number for case in cases.search_cases(view, "").rows)


def test_stops_with_an_incident_when_a_process_makes_itself_begin(desk):
    desk.publish(self_starting())
    desk.start()

    desk.engine.run_due()

    last = numbers(desk)[-1]
    assert len(numbers(desk)) == 4
    assert [(one.code, one.element) for one in desk.dossier(last).incidents] == [("chain-too-long", "roep")]


def test_goes_on_when_a_person_lets_the_kept_signal_go(desk):
    desk.publish(self_starting())
    desk.start()
    desk.engine.run_due()
    last = numbers(desk)[-1]
    (incident,) = desk.dossier(last).incidents

    with desk.engine.work(WORKER) as work:
        incidents.retry_incident(work, last, incident_id=incident.id)
    desk.engine.run_due()

    assert len(numbers(desk)) > 4
    assert [one for one in desk.dossier(last).incidents if one.resolved_at is None] == []


def test_counts_anew_when_a_person_did_something_in_between(desk):
    model = process().signal("s", "opnieuw").start("binnen", event("signal", "s")).user("kijk")
    desk.publish(model.node("intermediateThrowEvent", "roep", event("signal", "s")).end())
    desk.start()

    for count in range(1, 7):
        desk.complete(desk.open_tasks(numbers(desk)[-1])["kijk"])
        desk.engine.run_due()
        assert len(numbers(desk)) == count + 1


def test_does_the_other_jobs_when_one_is_refused_again_and_again(database_url, clock):
    limits = replace(STANDARD, data_bytes=2_000)
    engine = Engine.open(database_url, clock=clock, ids=SeededIds(), limits=limits)
    desk = Desk(engine)
    model = process().signal("s", "melding").start("binnen", event("signal", "s")).user("kijk").end()
    desk.publish(model)
    with engine.work(SYSTEM) as work:
        send_signal(work, Message("melding", values={"tekst": "x" * 5_000}))
        send_signal(work, Message("melding"))

    for _ in range(8):
        engine.run_due()
        clock.advance(timedelta(hours=2))

    assert len(numbers(desk)) == 1
    with engine.view(SYSTEM) as view:
        assert [one.tag for one in list_entries(view.connection, SYSTEM_CHAIN)][-1] == "job:stopped"
    engine.close()

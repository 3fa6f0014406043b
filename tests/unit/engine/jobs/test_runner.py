"""Timers and connectors: what happens between the steps of people."""

from datetime import timedelta

import pytest

from regelruimte.engine import detours, incidents, repair
from regelruimte.engine.actors import SYSTEM
from regelruimte.engine.connect.registry import ConnectorFailed
from regelruimte.engine.detours import OwnStep
from regelruimte.engine.errors import NotFound
from regelruimte.engine.vocabulary import CaseStatus
from tests.builders import event, extensions, mapping, process, timer
from tests.desk import WORKER

pytestmark = pytest.mark.database


class Register:
    """A connector that answers, or fails as it is told, and remembers the keys it was called with."""

    def __init__(self):
        self.failures = []
        self.keys = []

    def __call__(self, inputs, /, *, key, at):  # noqa: ARG002  # the port asks for it
        self.keys.append(key)
        if self.failures:
            raise self.failures.pop(0)
        return {"zone": 2, "asked": inputs}


@pytest.fixture
def register(engine):
    made = Register()
    engine.connectors.register("register", made)
    return made


def asks_register():
    io = mapping(inputs=[("=postcode", "postcode")], outputs=[("=zone", "zone")])
    return process().start().service("ask", "register", io).user("look", name="Bekijken").end("done")


def failing(*, retry):
    return ConnectorFailed("down", "Het register antwoordt niet.", retry=retry)


def test_goes_on_with_the_answer_when_the_connector_answers(desk, engine, register):
    desk.publish(asks_register())
    number = desk.start({"postcode": "1234 AB"})

    assert engine.run_due() == 1

    assert list(desk.open_tasks(number)) == ["Bekijken"]
    assert {v.name: v.value for v in desk.dossier(number).variables}["zone"] == 2


def test_calls_again_with_the_same_key_when_trying_again_may_help(desk, engine, register, clock):
    register.failures = [failing(retry=True)]
    desk.publish(asks_register())
    number = desk.start()

    engine.run_due()
    assert desk.open_tasks(number) == {}
    clock.advance(timedelta(seconds=11))
    engine.run_due()

    assert list(desk.open_tasks(number)) == ["Bekijken"]
    assert len(set(register.keys)) == 1


def test_opens_an_incident_when_trying_again_does_not_help(desk, engine, register):
    register.failures = [failing(retry=False)]
    desk.publish(asks_register())
    number = desk.start()

    engine.run_due()

    [incident] = desk.dossier(number).incidents
    assert (incident.element, incident.code) == ("ask", "down")


def test_opens_an_incident_when_five_tries_failed(desk, engine, register, clock):
    register.failures = [failing(retry=True) for _ in range(5)]
    desk.publish(asks_register())
    number = desk.start()

    for _ in range(5):
        engine.run_due()
        clock.advance(timedelta(hours=1))

    assert len(desk.dossier(number).incidents) == 1
    assert engine.run_due() == 0


def test_goes_on_when_an_incident_is_retried(desk, engine, register):
    register.failures = [failing(retry=False)]
    desk.publish(asks_register())
    number = desk.start()
    engine.run_due()
    [incident] = desk.dossier(number).incidents

    with engine.work(WORKER) as work:
        incidents.retry_incident(work, number, incident_id=incident.id)
    engine.run_due()

    assert desk.dossier(number).incidents == ()
    assert list(desk.open_tasks(number)) == ["Bekijken"]


def test_refuses_to_retry_when_the_incident_is_resolved(desk, engine, register):
    register.failures = [failing(retry=False)]
    desk.publish(asks_register())
    number = desk.start()
    engine.run_due()
    [incident] = desk.dossier(number).incidents
    with engine.work(WORKER) as work:
        incidents.retry_incident(work, number, incident_id=incident.id)

    with engine.work(WORKER) as work, pytest.raises(NotFound):
        incidents.retry_incident(work, number, incident_id=incident.id)


def test_opens_an_incident_that_names_the_element_when_no_way_fits(desk, engine):
    model = process().start().exclusive("which").when("=zone = 1").user("look").end()
    desk.publish(model)
    number = desk.start({"zone": 3})

    [incident] = desk.dossier(number).incidents

    assert incident.element == "which"


def reminds():
    model = process().start().user("pay", name="Betalen").end("done")
    model.boundary("week", "pay", timer("P7D"), cancels=False).user("call", name="Bellen").end("called")
    return model


def test_fires_a_timer_when_its_moment_has_come_and_not_before(desk, engine, clock):
    desk.publish(reminds())
    number = desk.start()

    clock.advance(timedelta(days=6, hours=23))
    assert engine.run_due() == 0
    clock.advance(timedelta(hours=1))
    assert engine.run_due() == 1

    assert set(desk.open_tasks(number)) == {"Betalen", "Bellen"}
    assert engine.run_due() == 0


def test_leaves_a_timer_alone_when_a_detour_holds_the_usual_path(desk, engine, clock):
    desk.publish(reminds())
    number = desk.start()
    with engine.work(WORKER) as work:
        detours.add_own_step(work, number, OwnStep("Uitzoeken", "onduidelijk", holds=True))
    clock.advance(timedelta(days=8))

    assert engine.run_due() == 0
    desk.complete(desk.open_tasks(number)["Uitzoeken"])
    assert engine.run_due() == 1

    assert set(desk.open_tasks(number)) == {"Betalen", "Bellen"}


def test_forgets_a_timer_when_its_task_was_done(desk, engine, clock):
    desk.publish(reminds())
    number = desk.start()
    desk.complete(desk.open_tasks(number)["Betalen"])

    clock.advance(timedelta(days=8))

    assert engine.run_due() == 0
    assert desk.dossier(number).case.status is CaseStatus.CLOSED


def test_hands_a_signal_to_every_case_that_waits_for_it(desk, engine):
    waiting = process("waits").signal("s", "vol").start()
    waiting.node("intermediateCatchEvent", "hear", event("signal", "s")).user("look", name="Bekijken").end()
    throwing = process("throws").signal("s", "vol").start()
    throwing.node("intermediateThrowEvent", "tell", event("signal", "s")).end("told")
    desk.publish(waiting, key="waits")
    desk.publish(throwing, key="throws")
    numbers = [desk.start(key="waits"), desk.start(key="waits")]

    desk.start(key="throws")
    engine.run_due()

    assert [list(desk.open_tasks(number)) for number in numbers] == [["Bekijken"], ["Bekijken"]]


def test_takes_accepted_answers_again_when_working_with_them_failed_at_first(desk, engine):
    io = mapping(outputs=[("=count(for i in 1..n return i)", "counted")])
    model = process().start().node("userTask", "look", extensions(io), name="Bekijken")
    model.user("on", name="Verder").end("done")
    desk.publish(model)
    number = desk.start({"n": 100_000_000})
    desk.complete(desk.open_tasks(number)["Bekijken"], {"remark": "gezien"})
    [incident] = desk.dossier(number).incidents
    assert desk.open_tasks(number) == {}

    with engine.work(SYSTEM) as work:
        repair.change_data(work, number, values={"n": 3}, reason="verkeerd overgenomen")
    with engine.work(WORKER) as work:
        incidents.retry_incident(work, number, incident_id=incident.id)

    assert list(desk.open_tasks(number)) == ["Verder"]
    assert {v.name: v.value for v in desk.dossier(number).variables}["counted"] == 3

"""A person does what a connector could not, where the model says so."""

from datetime import timedelta
from decimal import Decimal

import pytest

from regelruimte.engine import incidents, tasks
from regelruimte.engine.connect.declared import Declared
from regelruimte.engine.connect.registry import ConnectorFailed
from regelruimte.engine.errors import BundleHasErrors, NotAllowed, NotFound, NotRepairable
from tests.builders import mapping, process, timer
from tests.desk import CITIZEN, WORKER

pytestmark = pytest.mark.database

BROKEN = ConnectorFailed("target-refused", "Het register neemt de vraag niet aan.", retry=False)


class Register:
    def __init__(self):
        self.failing = True

    def __call__(self, inputs, /, *, key, at):  # noqa: ARG002  # the port asks for it
        if self.failing:
            raise BROKEN
        return {"zone": 2, "vrij": True}


@pytest.fixture
def register(engine):
    made = Register()
    engine.connectors.register(
        "register", made, declared=Declared(outputs={"zone": "number", "vrij": "boolean"})
    )
    return made


def asks(fallback="manual", outputs=(("=zone", "parkeerzone"), ("=vrij", "plaats_vrij"))):
    io = mapping(inputs=[("=postcode", "postcode")], outputs=list(outputs))
    told = {"regelruimte__fallback": fallback} if fallback else {}
    return (
        process()
        .start()
        .service("ask", "register", io, name="Zone opzoeken", **told)
        .user("look")
        .end("done")
    )


def begin(desk, engine, model):
    desk.publish(model, **{"forms/zone.form": b'{"id": "zone", "type": "default", "components": []}'})
    number = desk.start({"postcode": "1234 AB"})
    engine.run_due()
    return number


def values_of(desk, number):
    return {v.name: v.value for v in desk.dossier(number).variables}


def test_asks_a_person_and_opens_no_incident_when_the_model_says_so(desk, engine, register):
    number = begin(desk, engine, asks())

    task = desk.open_tasks(number)["Zone opzoeken"]
    with engine.view(WORKER) as view:
        opened = tasks.open_task(view, task.id)
    assert (task.source, task.note, task.form) == ("by_hand", BROKEN.message, None)
    assert opened.asked.inputs == {"postcode": "1234 AB"}
    assert opened.asked.outputs == {"parkeerzone": "number", "plaats_vrij": "boolean"}
    assert desk.dossier(number).incidents == ()
    assert "connector:by-hand" in [entry.tag for entry in desk.dossier(number).log]


def test_goes_on_with_what_a_person_filled_in(desk, engine, register):
    number = begin(desk, engine, asks())

    desk.complete(desk.open_tasks(number)["Zone opzoeken"], {"parkeerzone": Decimal(3), "plaats_vrij": False})

    assert list(desk.open_tasks(number)) == ["look"]
    kept = values_of(desk, number)
    assert (kept["parkeerzone"], kept["plaats_vrij"]) == (3, False)
    assert "ask" in desk.dossier(number).path.done
    assert engine.run_due() == 0


def test_shows_the_form_the_model_names(desk, engine, register):
    number = begin(desk, engine, asks("zone"))

    assert desk.open_tasks(number)["Zone opzoeken"].form == "zone"


def test_refuses_to_publish_when_the_form_is_not_there(desk, register):
    with pytest.raises(BundleHasErrors) as refused:
        desk.publish(asks("weg"))

    assert [(f.code, f.element) for f in refused.value.findings if f.is_error] == [("form-missing", "ask")]


def test_opens_an_incident_when_the_model_says_nothing(desk, engine, register):
    number = begin(desk, engine, asks(None))
    [incident] = desk.dossier(number).incidents

    with engine.work(WORKER) as work, pytest.raises(NotRepairable):
        incidents.do_by_hand(work, number, incident_id=incident.id)


def failing_mapping():
    """A model whose mapping fails on the answer, so that an incident is open at a step with a fallback."""
    return asks(outputs=[("=count(for a in 1..100000, b in 1..100000 return 1)", "parkeerzone")])


def test_lets_a_person_choose_to_do_it_by_hand_when_there_is_an_incident(desk, engine, register):
    register.failing = False
    number = begin(desk, engine, failing_mapping())
    [incident] = desk.dossier(number).incidents

    with engine.work(WORKER) as work:
        task = incidents.do_by_hand(work, number, incident_id=incident.id)
    assert desk.dossier(number).incidents == ()
    desk.complete(task, {"parkeerzone": Decimal(1)})

    assert list(desk.open_tasks(number)) == ["look"]


def test_refuses_to_choose_by_hand_when_a_citizen_asks_or_the_incident_is_over(desk, engine, register):
    register.failing = False
    number = begin(desk, engine, failing_mapping())
    [incident] = desk.dossier(number).incidents

    with engine.work(CITIZEN) as work, pytest.raises(NotAllowed):
        incidents.do_by_hand(work, number, incident_id=incident.id)
    with engine.work(WORKER) as work:
        incidents.do_by_hand(work, number, incident_id=incident.id)
    with engine.work(WORKER) as work, pytest.raises(NotFound):
        incidents.do_by_hand(work, number, incident_id=incident.id)


def test_takes_the_task_away_when_the_model_goes_on_without_it(desk, engine, register, clock):
    model = asks()
    model.boundary("late", "ask", timer("P1D")).end("given_up")
    number = begin(desk, engine, model)
    assert list(desk.open_tasks(number)) == ["Zone opzoeken"]

    clock.advance(timedelta(days=2))
    engine.run_due()

    assert desk.open_tasks(number) == {}

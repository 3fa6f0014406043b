"""Calls to the outside world: tries, circuit breaker, and what is kept of them."""

from datetime import timedelta
from decimal import Decimal

import pytest

from regelruimte.engine import Channel, Intake, Sent, cases, incidents
from regelruimte.engine.connect.declared import Answer, Declared, MadeDocument, Policy, Traffic
from regelruimte.engine.connect.registry import ConnectorFailed
from regelruimte.engine.store import exchange_rows
from regelruimte.engine.terms import day_of
from tests.builders import mapping, process
from tests.desk import WORKER

BSN = "999990019"
POLICY = Policy(attempts=3, first_wait=timedelta(seconds=10), opens_after=3, open_for=timedelta(minutes=1))
SOON = timedelta(seconds=11)


class Target:
    """A connector that gives its answers in turn, the last one for ever, and counts its calls."""

    def __init__(self, *answers):
        self.answers, self.calls, self.keys = list(answers), 0, []

    def __call__(self, inputs, /, *, key, at):  # noqa: ARG002  # the port asks for it
        self.calls += 1
        self.keys.append(key)
        answer = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        if isinstance(answer, Exception):
            raise answer
        return answer


def down(*, retry=True, wait=None):
    traffic = Traffic("api.example.nl", "POST", "503", 12, 3)
    return ConnectorFailed(
        "target-busy", "Het register antwoordt niet.", retry=retry, wait=wait, traffic=traffic
    )


def asks(fallback=None, **attributes):
    io = mapping(inputs=[("=bsn", "bsn")], outputs=[("=zone", "zone")])
    told = {"regelruimte__fallback": fallback} if fallback else {}
    return process().start().service("ask", "register", io, **told, **attributes).user("look").end("done")


@pytest.fixture
def register(engine):
    def register_as(target, *, policy=POLICY, name="register", host="api.example.nl:443", **said):
        declared = Declared("Register", "http", host, policy, **said)
        engine.connectors.register(name, target, declared=declared)
        return target

    return register_as


def begin(desk, **values):
    return desk.start({"bsn": BSN, **values})


def exchanges(desk, engine, number):
    with engine.view(WORKER) as view:
        return exchange_rows.list_exchanges(view, desk.dossier(number).case.id)


def test_keeps_who_was_asked_and_how_it_went_but_no_value(desk, engine, register, clock):
    answer = Answer({"zone": 2}, Traffic("api.example.nl", "POST", "200", 30, 12))
    register(Target(down(), answer))
    desk.publish(asks())
    number = begin(desk)
    engine.run_due()
    clock.advance(SOON)
    engine.run_due()

    second, first = exchanges(desk, engine, number)

    assert (first.outcome, first.code, first.status) == ("failed", "target-busy", "503")
    assert (second.outcome, second.code, second.status) == ("answered", "", "200")
    assert (second.host, second.method, second.sent_bytes, second.received_bytes) == (
        "api.example.nl",
        "POST",
        30,
        12,
    )
    assert first.call_key == second.call_key
    assert second.at - first.at == SOON
    assert BSN not in repr((first, second))


def test_asks_a_person_after_as_many_tries_as_the_policy_says(desk, engine, register, clock):
    target = register(Target(down()), policy=Policy(attempts=3, first_wait=timedelta(seconds=10)))
    desk.publish(asks())
    number = begin(desk)

    for _ in range(6):
        engine.run_due()
        clock.advance(timedelta(hours=2))

    assert target.calls == 3
    [incident] = desk.dossier(number).incidents
    assert (incident.element, incident.code) == ("ask", "target-busy")
    assert BSN not in incident.message


def test_waits_longer_after_each_try(desk, engine, register, clock):
    target = register(Target(down()), policy=Policy(attempts=9, first_wait=timedelta(seconds=10)))
    desk.publish(asks())
    begin(desk)

    engine.run_due()
    clock.advance(SOON)
    engine.run_due()
    clock.advance(SOON)
    engine.run_due()
    assert target.calls == 2
    clock.advance(SOON)
    engine.run_due()

    assert target.calls == 3


def test_waits_as_long_as_the_target_asks(desk, engine, register, clock):
    target = register(Target(down(wait=timedelta(minutes=30))))
    desk.publish(asks())
    begin(desk)
    engine.run_due()

    clock.advance(timedelta(minutes=29))
    engine.run_due()
    assert target.calls == 1
    clock.advance(timedelta(minutes=5))
    engine.run_due()

    assert target.calls == 2


def test_counts_tries_anew_when_a_person_lets_it_be_tried_again(desk, engine, register, clock):
    target = register(Target(down()), policy=Policy(attempts=2, first_wait=timedelta(seconds=10)))
    desk.publish(asks())
    number = begin(desk)
    for _ in range(2):
        engine.run_due()
        clock.advance(timedelta(minutes=1))
    [incident] = desk.dossier(number).incidents

    with engine.work(WORKER) as work:
        incidents.retry_incident(work, number, incident_id=incident.id)
    engine.run_due()

    assert target.calls == 3
    assert desk.dossier(number).incidents == ()


def test_sends_nothing_to_a_target_that_keeps_failing_and_burns_no_tries(desk, engine, register, clock):
    target = register(Target(down(), down(), down(), {"zone": 2}))
    desk.publish(asks())
    numbers = [begin(desk) for _ in range(5)]

    engine.run_due()
    assert target.calls == 3
    clock.advance(timedelta(seconds=30))
    engine.run_due()
    assert target.calls == 3
    clock.advance(timedelta(minutes=10))
    engine.run_due()
    clock.advance(timedelta(minutes=10))
    engine.run_due()

    assert target.calls == 3 + 5
    assert all(list(desk.open_tasks(number)) == ["look"] for number in numbers)
    assert sum(len(exchanges(desk, engine, number)) for number in numbers) == 8


def test_lets_one_call_go_first_when_the_rest_of_a_target_is_over(desk, engine, register, clock):
    target = register(
        Target(down()), policy=Policy(attempts=50, opens_after=2, open_for=timedelta(minutes=1))
    )
    desk.publish(asks())
    for _ in range(5):
        begin(desk)
    engine.run_due()
    assert target.calls == 2

    clock.advance(timedelta(minutes=2))
    engine.run_due()

    assert target.calls == 3


def test_shares_the_breaker_when_two_connectors_have_one_target(desk, engine, register):
    policy = Policy(opens_after=1)
    register(Target(down()), policy=policy)
    other = register(Target({}), policy=policy, name="other")
    desk.publish(asks())
    desk.publish(process("q").start().service("too", "other").end(), key="q")
    begin(desk)
    engine.run_due()

    desk.start(key="q")
    engine.run_due()

    assert other.calls == 0


def test_forgets_failures_when_the_target_refuses_for_it_is_there(desk, engine, register):
    register(Target(down(), down(retry=False)))
    desk.publish(asks())
    begin(desk)
    begin(desk)

    engine.run_due()

    with engine.view(WORKER) as view:
        assert exchange_rows.find_broken(view, "api.example.nl:443") is None


def test_has_no_breaker_when_the_policy_says_never(desk, engine, register):
    target = register(Target(down()), policy=Policy(opens_after=0))
    desk.publish(asks())
    for _ in range(8):
        begin(desk)

    engine.run_due()

    assert target.calls == 8


def test_keeps_what_a_connector_made_with_the_case(desk, engine, register):
    register(Target(Answer({}, documents=(MadeDocument("Besluit.html", "text/html", b"<p>"),))))
    io = mapping(outputs=[("=documenten[1]", "brief")])
    desk.publish(process().start().service("ask", "register", io).user("look").end())
    number = desk.start()

    engine.run_due()

    [document] = desk.dossier(number).documents
    assert (document.name, document.media_type, document.added_by) == (
        "Besluit.html",
        "text/html",
        "Gaat vanzelf",
    )
    assert {v.name: v.value for v in desk.dossier(number).variables}["brief"] == document.id


def test_gives_a_letter_text_of_the_bundle_to_a_connector_that_reads_them(desk, engine, register):
    asked = []

    def letter(inputs, /, *, key, at):  # the port asks for it
        asked.append(dict(inputs))
        return {}

    register(letter, reads_letters=True)
    io = mapping(inputs=[('="besluit"', "brief")])
    model = process().start().service("ask", "register", io).end()
    desk.publish(model, **{"letters/besluit.txt": b"Beste {naam},"})
    desk.start()

    engine.run_due()

    assert asked == [{"brief": "besluit", " letter": "Beste {naam},"}]


def practice(desk, engine):
    with engine.work(WORKER) as work:
        intake = Intake(Channel.DESK, day_of(work.now), is_practice=True)
        return cases.start_case(work, "p", intake, Sent("practice", {"bsn": BSN})).case_number


def test_lets_nothing_leave_when_it_is_a_practice_case(desk, engine, register):
    target = register(Target({"zone": 2}), stays_home=True)
    desk.publish(asks())
    number = practice(desk, engine)

    engine.run_due()

    assert target.calls == 0
    task = desk.open_tasks(number)["ask"]
    assert "oefenzaak" in task.note
    desk.complete(task, {"zone": Decimal(3)})
    assert list(desk.open_tasks(number)) == ["look"]


@pytest.mark.parametrize(("is_practice", "stays_home"), [(True, False), (False, True)])
def test_calls_when_it_is_no_practice_case_or_the_service_may_be_called(
    desk, engine, register, is_practice, stays_home
):
    target = register(Target({"zone": 2}), stays_home=stays_home)
    desk.publish(asks())

    number = practice(desk, engine) if is_practice else begin(desk)
    engine.run_due()

    assert target.calls == 1
    assert list(desk.open_tasks(number)) == ["look"]

"""Messages and BPMN signals: to who waits for them, and beginning a case of what starts on them."""

from datetime import date

import pytest

from regelruimte.engine import Channel, Intake, cases, definitions, detours, trials
from regelruimte.engine.actors import SYSTEM, Actor
from regelruimte.engine.detours import OwnStep
from regelruimte.engine.errors import NotAllowed, NotWaiting, SubmissionAlreadyMade
from regelruimte.engine.messages import Message, deliver_message, send_signal
from regelruimte.engine.roles import Role
from tests.builders import event, extensions, mapping, process
from tests.desk import CITIZEN, EXPERT, WORKER

pytestmark = pytest.mark.database


def waiting(key=None):
    """Draw a process that waits for a payment, of the case whose `ref` it names when it has a key."""
    model = process().message("m", "betaald", key=key).start()
    return model.node("intermediateCatchEvent", "wacht", event("message", "m")).user("boek").end()


def starting(*, kind="message", name="melding", task="bekijk"):
    """Draw a process that begins by a message or signal."""
    model = getattr(process(), kind)("m", name)
    return model.start("binnen", event(kind, "m")).user(task).end()


def throwing(kind, name="melding"):
    """Draw a process that throws a message or signal when its task is done."""
    sends = extensions(mapping(inputs=[("=bedrag", "som")])) + event(kind, "m")
    model = getattr(process(), kind)("m", name).start().user("werk")
    return model.node("intermediateThrowEvent", "roep", sends).user("na").end()


def deliver(desk, message, actor=SYSTEM):
    with desk.engine.work(actor) as work:
        receipt = deliver_message(work, message)
    desk.engine.run_due()
    return receipt


def numbers(desk):
    """Return the public numbers of all cases."""
    with desk.engine.view(WORKER) as view:
        return sorted(case.number for case in cases.search_cases(view, "").rows)


def throw(desk, number):
    desk.complete(desk.open_tasks(number)["werk"], {"bedrag": 12})
    desk.engine.run_due()


def test_lets_the_case_go_on_when_it_is_the_only_one_that_waits(desk):
    desk.publish(waiting())
    number = desk.start()

    assert deliver(desk, Message("betaald", values={"bedrag": 5})) is None

    assert list(desk.open_tasks(number)) == ["boek"]
    assert {v.name: v.value for v in desk.dossier(number).variables} == {"bedrag": 5}
    assert "message:received" in [entry.tag for entry in desk.dossier(number).log]


def test_reaches_the_case_with_the_same_key_when_several_wait(desk):
    desk.publish(waiting(key="=ref"))
    first, second = desk.start({"ref": "een"}), desk.start({"ref": "twee"})

    deliver(desk, Message("betaald", correlation="twee"))

    assert list(desk.open_tasks(first)) == []
    assert list(desk.open_tasks(second)) == ["boek"]


def test_is_refused_when_several_wait_and_it_does_not_say_for_whom(desk):
    desk.publish(waiting())
    desk.start()
    desk.start()

    with pytest.raises(NotWaiting):
        deliver(desk, Message("betaald"))


@pytest.mark.parametrize("correlation", [None, "drie"])
def test_is_refused_when_nobody_waits_for_it(desk, correlation):
    desk.publish(waiting(key="=ref"))
    desk.start({"ref": "een"})

    with pytest.raises(NotWaiting):
        deliver(desk, Message("betaald", correlation=correlation))


def test_is_refused_when_a_person_sends_it(desk):
    with pytest.raises(NotAllowed):
        deliver(desk, Message("betaald"), actor=WORKER)


def test_waits_when_an_own_step_holds_the_case(desk):
    desk.publish(waiting())
    number = desk.start()
    with desk.engine.work(WORKER) as work:
        detours.add_own_step(work, number, OwnStep("Bel", "Het adres klopt niet", holds=True))

    deliver(desk, Message("betaald"))
    assert list(desk.open_tasks(number)) == ["Bel"]

    desk.complete(desk.open_tasks(number)["Bel"])
    desk.engine.run_due()
    assert list(desk.open_tasks(number)) == ["boek"]


def test_begins_a_case_when_nobody_waits_but_a_process_starts_on_it(desk):
    desk.publish(starting())

    receipt = deliver(desk, Message("melding", values={"wat": "lantaarn"}))

    found = desk.dossier(receipt.case_number)
    assert [task.name for task in found.open_tasks] == ["bekijk"]
    assert {v.name: v.value for v in found.variables} == {"wat": "lantaarn"}
    assert found.case.channel == "api"
    told = {entry.tag: entry.facts for entry in found.log}
    assert told["case:opened"]["channel"] == "api"
    assert told["message:received"] == {"element": "binnen", "message": "melding"}


def test_prefers_who_waits_when_a_process_starts_on_it_as_well(desk):
    desk.publish(waiting())
    desk.publish(starting(name="betaald"), key="q")
    number = desk.start()

    assert deliver(desk, Message("betaald")) is None
    assert list(desk.open_tasks(number)) == ["boek"]
    assert numbers(desk) == [number]


def test_begins_one_case_when_the_same_message_comes_twice(desk):
    desk.publish(starting())

    first = deliver(desk, Message("melding", values={"a": 1}, key="k"))
    again = deliver(desk, Message("melding", values={"a": 1}, key="k"))

    assert first == again
    assert numbers(desk) == [first.case_number]


def test_is_refused_when_other_values_come_under_the_same_key(desk):
    desk.publish(starting())
    deliver(desk, Message("melding", values={"a": 1}, key="k"))

    with pytest.raises(SubmissionAlreadyMade):
        deliver(desk, Message("melding", values={"a": 2}, key="k"))


def test_is_refused_when_two_processes_start_on_it(desk):
    desk.publish(starting())
    desk.publish(starting(), key="q")

    with pytest.raises(NotWaiting):
        deliver(desk, Message("melding"))


def test_begins_nothing_when_the_version_that_started_on_it_does_not_stand_any_more(desk):
    desk.publish(starting())
    desk.publish(process().start().user("bekijk").end())

    with pytest.raises(NotWaiting):
        deliver(desk, Message("melding"))


def test_begins_on_the_new_version_when_another_one_stands(desk):
    desk.publish(starting())
    desk.publish(starting(task="beoordeel"))

    receipt = deliver(desk, Message("melding"))

    assert list(desk.open_tasks(receipt.case_number)) == ["beoordeel"]


def candidate(desk, model):
    """Publish a version that a trial offers to every new case."""
    with desk.engine.work(EXPERT) as work:
        revision = definitions.get_draft(work, "p").revision
        definitions.save_draft(work, "p", {"process.bpmn": model.bpmn()}, revision=revision)
        made = definitions.publish_candidate(work, "p", revision=revision + 1, change_note="proef")
        trials.start_trial(work, "p", trials.TrialPlan(candidate=made.number, share_percent=99, goal="beter"))
    return made.number


@pytest.mark.parametrize(("name", "task"), [("melding", "beoordeel"), ("anders", "bekijk")])
def test_begins_on_the_candidate_when_a_trial_runs_and_it_starts_on_it_too(desk, name, task):
    desk.publish(starting())
    candidate(desk, starting(name=name, task="beoordeel"))

    receipt = deliver(desk, Message("melding"))

    assert list(desk.open_tasks(receipt.case_number)) == [task]


@pytest.mark.parametrize("kind", ["message", "signal"])
def test_begins_a_case_when_another_one_throws_what_it_starts_on(desk, kind):
    desk.publish(throwing(kind))
    desk.publish(starting(kind=kind), key="q")
    number = desk.start()

    throw(desk, number)

    (begun,) = set(numbers(desk)) - {number}
    assert list(desk.open_tasks(begun)) == ["bekijk"]
    assert {v.name: v.value for v in desk.dossier(begun).variables} == {"som": 12}


@pytest.mark.parametrize(("kind", "begun"), [("message", 1), ("signal", 2)])
def test_begins_one_by_a_message_and_all_by_a_signal_when_two_processes_start_on_it(desk, kind, begun):
    desk.publish(throwing(kind))
    desk.publish(starting(kind=kind), key="q")
    desk.publish(starting(kind=kind), key="r")
    number = desk.start()

    throw(desk, number)

    assert len(numbers(desk)) == 1 + begun


def test_reaches_all_who_wait_when_it_is_a_signal(desk):
    desk.publish(throwing("signal"))
    model = process().signal("s", "melding").start()
    desk.publish(
        model.node("intermediateCatchEvent", "hoor", event("signal", "s")).user("boek").end(), key="q"
    )
    heard = [desk.start(key="q"), desk.start(key="q")]

    throw(desk, desk.start())

    assert [list(desk.open_tasks(number)) for number in heard] == [["boek"], ["boek"]]


def test_is_lost_when_a_case_throws_a_message_nobody_waits_for(desk):
    desk.publish(throwing("message"))
    number = desk.start()

    throw(desk, number)

    assert list(desk.open_tasks(number)) == ["na"]
    assert numbers(desk) == [number]


def signal(desk, key):
    with desk.engine.work(SYSTEM) as work:
        reached = send_signal(work, Message("melding", key=key))
    desk.engine.run_due()
    return reached


def test_begins_all_once_when_a_signal_comes_twice_from_outside(desk):
    desk.publish(starting(kind="signal"))
    desk.publish(starting(kind="signal"), key="q")

    assert [signal(desk, "k"), signal(desk, "k")] == [2, 2]
    assert len(numbers(desk)) == 2
    signal(desk, "another")
    assert len(numbers(desk)) == 4


def test_reaches_nobody_when_a_signal_from_outside_is_not_waited_for(desk):
    desk.publish(starting())

    assert signal(desk, "k") == 0
    assert numbers(desk) == []


def test_is_refused_when_a_person_sends_a_signal(desk):
    with desk.engine.work(WORKER) as work, pytest.raises(NotAllowed):
        send_signal(work, Message("melding"))


def test_begins_a_practice_case_when_a_practice_case_throws(desk):
    desk.publish(throwing("message"))
    desk.publish(starting(), key="q")
    intake = Intake(Channel.WEB, date(2026, 11, 2), is_practice=True)
    with desk.engine.work(CITIZEN) as work:
        number = cases.start_case(work, "p", intake, desk.sent()).case_number

    throw(desk, number)

    with desk.engine.view(WORKER) as view:
        found = cases.search_cases(view, "").rows
    assert [case.is_practice for case in found] == [True, True]


PARTNER = Actor("api:bank", "De bank", frozenset({Role.PARTNER}))


def test_reaches_nobody_twice_when_a_message_comes_again_under_the_same_key(desk):
    model = process().message("m", "betaald").start()
    model.node("intermediateCatchEvent", "een", event("message", "m"))
    desk.publish(model.node("intermediateCatchEvent", "twee", event("message", "m")).user("boek").end())
    number = desk.start()

    deliver(desk, Message("betaald", key="k"))
    deliver(desk, Message("betaald", key="k"))
    assert list(desk.open_tasks(number)) == []

    deliver(desk, Message("betaald", key="k2"))
    assert list(desk.open_tasks(number)) == ["boek"]


def test_refuses_when_another_message_comes_under_the_same_key(desk):
    desk.publish(waiting())
    desk.start()
    deliver(desk, Message("betaald", values={"bedrag": 5}, key="k"))

    with pytest.raises(SubmissionAlreadyMade):
        deliver(desk, Message("betaald", values={"bedrag": 6}, key="k"))


def test_uses_no_key_up_when_a_message_is_refused(desk):
    with pytest.raises(NotWaiting):
        deliver(desk, Message("betaald", key="k"))
    desk.publish(waiting())
    number = desk.start()

    deliver(desk, Message("betaald", key="k"))

    assert list(desk.open_tasks(number)) == ["boek"]


def test_gives_the_same_receipt_to_a_partner_who_sends_a_message_again(desk):
    desk.publish(starting())

    first = deliver(desk, Message("melding", key="k"), actor=PARTNER)
    again = deliver(desk, Message("melding", key="k"), actor=PARTNER)

    assert first == again
    assert numbers(desk) == [first.case_number]


def test_keeps_the_keys_of_two_senders_apart(desk):
    desk.publish(starting())

    deliver(desk, Message("melding", key="k"), actor=PARTNER)
    deliver(desk, Message("melding", key="k", values={"a": 1}))

    assert len(numbers(desk)) == 2


def test_reaches_nobody_twice_when_a_signal_comes_again_under_the_same_key(desk):
    desk.publish(starting(kind="signal"))
    for _ in range(2):
        with desk.engine.work(SYSTEM) as work:
            assert send_signal(work, Message("melding", key="k")) == 1
        desk.engine.run_due()

    assert len(numbers(desk)) == 1


def test_calls_a_case_after_who_sent_its_message_when_it_names_nobody(desk):
    desk.publish(starting())

    receipt = deliver(desk, Message("melding"), actor=PARTNER)

    assert desk.dossier(receipt.case_number).case.person_name == "De bank"


def test_knows_whom_a_case_is_about_when_its_message_says_so(desk):
    desk.publish(starting())

    receipt = deliver(desk, Message("melding", person="p1", person_name="Mehmet Aydin"))

    case = desk.dossier(receipt.case_number).case
    assert (case.person, case.person_name) == ("p1", "Mehmet Aydin")


@pytest.mark.parametrize("kind", ["message", "signal"])
def test_is_about_the_same_person_when_another_case_makes_it_begin(desk, kind):
    desk.publish(starting(kind=kind), key="doel")
    desk.publish(throwing(kind))
    throw(desk, desk.start())

    case = desk.dossier(numbers(desk)[-1]).case
    assert case.definition == "doel"
    assert (case.person, case.person_name) == ("p1", "Mehmet Aydin")

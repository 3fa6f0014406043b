import pytest

from regelruimte.engine import detours, worklist
from regelruimte.engine.detours import OfferedDetour, OwnStep
from regelruimte.engine.errors import (
    CaseClosed,
    InvalidValue,
    MandateMissing,
    NotAllowed,
    NotStartable,
    ReasonMissing,
)
from regelruimte.engine.vocabulary import CaseStatus, DetourStatus
from tests.builders import extensions, part, process
from tests.unit.engine.conftest import CITIZEN, COLLEAGUE, WORKER

pytestmark = pytest.mark.database

ROOM = (
    '<regelruimte:room id="r1" kind="hardship_clause" article="Verordening 12"'
    ' group="team-parkeren" limit="tot 12 maanden">Voorrang geven</regelruimte:room>'
)


def tailored():
    inside = part().user("call", name="Bellen").at(None)
    inside.node("userTask", "priority", extensions(ROOM), name="Voorrang")
    return (
        process()
        .start()
        .adhoc("block", inside, name="Maatwerk", regelruimte__closes="by_hand")
        .user("decide", name="Beslissen")
        .end("done")
    )


@pytest.fixture
def number(desk):
    desk.publish(tailored())
    return desk.start()


@pytest.fixture
def offers(engine, number):
    with engine.view(WORKER) as view:
        return {offer.startable.name: offer for offer in detours.list_offers(view, number)}


def take(engine, number, offer, *, reason="omdat", ground="r1", actor=WORKER):
    request = OfferedDetour(offer.startable.scope_step, offer.startable.element, reason, ground)
    with engine.work(actor) as work:
        return detours.take_offered_detour(work, number, request)


def start(engine, number, offer):
    with engine.work(WORKER) as work:
        detours.start_free_step(
            work, number, scope_step=offer.startable.scope_step, element=offer.startable.element
        )


def test_tells_free_steps_from_detours_when_a_block_is_open(offers):
    assert [(name, offer.is_detour) for name, offer in sorted(offers.items())] == [
        ("Bellen", False),
        ("Voorrang", True),
    ]
    assert offers["Bellen"].scope_name == "Maatwerk"


def test_starts_a_free_step_again_and_again_when_clicked(desk, engine, number, offers):
    start(engine, number, offers["Bellen"])
    start(engine, number, offers["Bellen"])

    assert [task.name for task in desk.dossier(number).open_tasks] == ["Bellen", "Bellen"]
    assert desk.dossier(number).detours == ()


def test_refuses_a_free_start_when_the_step_is_a_detour(engine, number, offers):
    with pytest.raises(NotStartable):
        start(engine, number, offers["Voorrang"])


def test_keeps_reason_and_ground_when_an_offered_detour_is_taken(desk, engine, number, offers):
    take(engine, number, offers["Voorrang"], reason="Mantelzorg voor moeder")

    [detour] = desk.dossier(number).detours
    assert (detour.reason, detour.ground) == ("Mantelzorg voor moeder", "Verordening 12")
    assert desk.open_tasks(number)["Voorrang"].detour == detour.id


def test_completes_the_detour_when_its_task_is_completed(desk, engine, number, offers):
    take(engine, number, offers["Voorrang"])

    desk.complete(desk.open_tasks(number)["Voorrang"])

    assert desk.dossier(number).detours[0].status is DetourStatus.COMPLETED


def test_refuses_an_offered_detour_when_no_reason_is_given(engine, number, offers):
    with pytest.raises(ReasonMissing):
        take(engine, number, offers["Voorrang"], reason="  ")


def test_refuses_an_offered_detour_when_the_actor_has_no_mandate(engine, number, offers):
    with pytest.raises(MandateMissing):
        take(engine, number, offers["Voorrang"], actor=COLLEAGUE)


def test_goes_on_with_the_usual_path_when_the_block_is_closed_by_hand(desk, engine, number, offers):
    with engine.work(WORKER) as work:
        detours.close_block(work, number, scope_step=offers["Bellen"].startable.scope_step)

    assert list(desk.open_tasks(number)) == ["Beslissen"]


def test_refuses_a_citizen_when_they_ask_for_a_detour(engine, number):
    with engine.work(CITIZEN) as work, pytest.raises(NotAllowed):
        detours.add_own_step(work, number, OwnStep("Bel", "omdat"))


def test_keeps_the_answers_of_an_own_step_when_it_is_completed(desk, engine, number):
    with engine.work(WORKER) as work:
        detours.add_own_step(work, number, OwnStep("Bel de inwoner", "onduidelijk", note="na 10 uur"))

    desk.complete(desk.open_tasks(number)["Bel de inwoner"], {"opmerking": "gesproken"})

    kept = {v.name: v.value for v in desk.dossier(number).variables}
    assert kept["opmerking"] == "gesproken"


def test_lets_the_usual_path_go_on_when_the_holding_step_is_cancelled(desk, engine, number, offers):
    with engine.work(WORKER) as work:
        detours.close_block(work, number, scope_step=offers["Bellen"].startable.scope_step)
        detour = detours.add_own_step(work, number, OwnStep("Bel", "omdat", holds=True))
    with engine.work(WORKER) as work:
        detours.cancel_detour(work, number, detour_id=detour.id, reason="niet meer nodig")

    desk.complete(desk.open_tasks(number)["Beslissen"])

    assert desk.dossier(number).case.status is CaseStatus.CLOSED


def test_stays_held_when_one_of_two_holding_steps_is_done(desk, engine, number, offers):
    with engine.work(WORKER) as work:
        detours.close_block(work, number, scope_step=offers["Bellen"].startable.scope_step)
        detours.add_own_step(work, number, OwnStep("Eerst", "omdat", holds=True))
        detours.add_own_step(work, number, OwnStep("Dan", "omdat", holds=True))

    desk.complete(desk.open_tasks(number)["Dan"])
    assert desk.open_tasks(number)["Beslissen"].held_by is not None

    desk.complete(desk.open_tasks(number)["Eerst"])
    assert desk.open_tasks(number)["Beslissen"].held_by is None


def test_keeps_the_case_open_when_an_own_step_beside_the_path_is_not_done(desk, engine, number, offers):
    with engine.work(WORKER) as work:
        detours.add_own_step(work, number, OwnStep("Nazorg", "afspraak"))
        detours.close_block(work, number, scope_step=offers["Bellen"].startable.scope_step)
    desk.complete(desk.open_tasks(number)["Beslissen"])
    assert desk.dossier(number).case.status is CaseStatus.OPEN
    assert desk.dossier(number).path_has_ended

    desk.complete(desk.open_tasks(number)["Nazorg"])

    assert desk.dossier(number).case.status is CaseStatus.CLOSED


def test_refuses_a_detour_when_the_case_is_closed(desk, engine, number, offers):
    with engine.work(WORKER) as work:
        detours.close_block(work, number, scope_step=offers["Bellen"].startable.scope_step)
    desk.complete(desk.open_tasks(number)["Beslissen"])

    with engine.work(WORKER) as work, pytest.raises(CaseClosed):
        detours.add_own_step(work, number, OwnStep("Bel", "omdat"))


def test_refuses_an_own_step_when_it_has_no_title(engine, number):
    with engine.work(WORKER) as work, pytest.raises(InvalidValue):
        detours.add_own_step(work, number, OwnStep(" ", "omdat"))


def test_shows_an_open_block_on_the_worklist_until_somebody_has_a_task(engine, number, offers):
    def blocks():
        with engine.view(WORKER) as view:
            return [(b.name, b.case_number) for b in worklist.get_worklist(view, worklist.Pile.GROUP).blocks]

    assert blocks() == [("Maatwerk", number)]

    start(engine, number, offers["Bellen"])

    assert blocks() == []


def start_all(engine, number, *offered):
    with engine.work(WORKER) as work:
        detours.start_free_steps(
            work,
            number,
            scope_step=offered[0].startable.scope_step,
            elements=[offer.startable.element for offer in offered],
        )


def test_starts_several_free_steps_when_they_are_asked_in_one_request(desk, engine, number, offers):
    start_all(engine, number, offers["Bellen"], offers["Bellen"])

    names = [task.name for task in desk.dossier(number).open_tasks]
    assert names.count("Bellen") == 2


def test_starts_none_when_one_of_several_asks_for_a_reason(desk, engine, number, offers):
    before = len(desk.dossier(number).open_tasks)

    with pytest.raises(NotStartable):
        start_all(engine, number, offers["Bellen"], offers["Voorrang"])

    assert len(desk.dossier(number).open_tasks) == before

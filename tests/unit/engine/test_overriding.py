"""Overruling decisions, with the live cache and without it."""

from decimal import Decimal

import pytest

from regelruimte.engine import detours, dossier, parts
from regelruimte.engine.detours import Motive, Override, OwnStep
from regelruimte.engine.errors import (
    CaseClosed,
    GroundMissing,
    InvalidValue,
    MandateMissing,
    NotFound,
    TaskHeld,
)
from regelruimte.engine.vocabulary import DetourKind, DetourStatus
from tests.builders import process
from tests.unit.engine.conftest import CITIZEN, WORKER
from tests.worklist_process import DECISION

pytestmark = pytest.mark.database

WHY = Motive("Zij heeft haar auto nodig voor haar zieke zoon", article="Awb 4:84")


@pytest.fixture(params=["kept alive", "decoded"], autouse=True)
def live_cache(request, monkeypatch):
    if request.param == "decoded":
        monkeypatch.setattr(parts.Kept, "take", lambda _self, _key: None)


def drawing():
    return (
        process()
        .start()
        .decision("regels", "recht", "recht")
        .user("bekijk", name="Bekijk")
        .exclusive("keus", default="nee")
        .when("recht", "ja")
        .end("toegekend", name="Toegekend")
        .at("keus")
        .named("nee")
        .user("schrijf", name="Schrijf afwijzing")
        .end("afgewezen", name="Afgewezen")
    )


@pytest.fixture
def number(desk):
    desk.publish(drawing(), **{"recht.dmn": DECISION.encode()})
    return desk.start({"autos": Decimal(2)})


def offered(engine, number, actor=WORKER):
    with engine.view(actor) as view:
        return detours.list_overridable(view, number)


def override(engine, number, result, *, motive=WHY):
    [found] = offered(engine, number)
    with engine.work(WORKER) as work:
        return detours.override_decision(work, number, Override(found.kept.id, result, motive))


def test_lists_the_decision_with_what_stands_and_that_the_path_has_not_turned_on_it(engine, number):
    [found] = offered(engine, number)

    assert (found.result, found.is_passed, found.why_not) == (False, False, None)


def test_takes_the_path_the_new_outcome_asks_for_and_keeps_the_trace(desk, engine, number):
    detour = override(engine, number, True)

    desk.complete(desk.open_tasks(number)["Bekijk"])

    kept = desk.dossier(number)
    assert kept.case.outcome == "Toegekend"
    assert [made.trace["result"] for made in kept.decisions] == [False]
    assert (detour.kind, detour.status) == (DetourKind.OVERRIDE, DetourStatus.COMPLETED)
    assert (detour.facts["before"], detour.facts["after"]) == (False, True)
    assert detour.facts["decision"] == kept.decisions[0].id


def test_tells_who_decided_otherwise_and_why_in_the_log(desk, engine, number):
    override(engine, number, True)

    entry = next(e for e in desk.dossier(number).log if e.tag == "detour:overridden")
    assert entry.actor_name == "Marieke Bos"
    assert entry.reason == WHY.reason
    assert (entry.facts["ground"], entry.facts["before"], entry.facts["after"]) == ("Awb 4:84", False, True)


def test_gives_the_person_the_reason_when_a_decision_was_overruled(engine, number):
    override(engine, number, True)

    with engine.view(CITIZEN) as view:
        [told] = dossier.get_my_case(view, number).overruled
    assert told.reason == WHY.reason


def test_counts_from_the_last_outcome_when_it_is_overruled_twice(engine, number):
    override(engine, number, True)

    assert offered(engine, number)[0].result is True
    assert override(engine, number, False).facts["before"] is True


@pytest.mark.parametrize("result", ["ja", Decimal(1), {"recht": True}, False])
def test_refuses_an_outcome_of_another_kind_or_the_same(engine, number, result):
    with pytest.raises(InvalidValue):
        override(engine, number, result)


def test_refuses_without_ground_or_with_a_room_that_is_not_there(engine, number):
    with pytest.raises(GroundMissing):
        override(engine, number, True, motive=Motive("omdat"))
    with pytest.raises(MandateMissing):
        override(engine, number, True, motive=Motive("omdat", room="r1"))


def test_refuses_an_unknown_decision(engine, number):
    with engine.work(WORKER) as work, pytest.raises(NotFound):
        detours.override_decision(work, number, Override(999, True, WHY))


def test_waits_for_what_holds_the_path(engine, number):
    with engine.work(WORKER) as work:
        detours.add_own_step(work, number, OwnStep("Bel", "omdat", holds=True))

    with pytest.raises(TaskHeld):
        override(engine, number, True)


def test_says_that_the_path_turned_on_it_already(desk, engine, number):
    desk.complete(desk.open_tasks(number)["Bekijk"])

    assert [found.is_passed for found in offered(engine, number)] == [True]
    override(engine, number, True)
    assert list(desk.open_tasks(number)) == ["Schrijf afwijzing"]


def test_refuses_when_the_case_is_closed(desk, engine, number):
    [found] = offered(engine, number)
    desk.complete(desk.open_tasks(number)["Bekijk"])
    desk.complete(desk.open_tasks(number)["Schrijf afwijzing"])

    assert offered(engine, number) == ()
    with engine.work(WORKER) as work, pytest.raises(CaseClosed):
        detours.override_decision(work, number, Override(found.kept.id, True, WHY))

from datetime import timedelta

import pytest

from regelruimte.engine import repair
from regelruimte.engine.connect.registry import Connectors
from regelruimte.engine.engine import Engine
from regelruimte.engine.errors import (
    CaseClosed,
    CaseSuspended,
    InvalidValue,
    NoSuchElement,
    NotAllowed,
    NotRepairable,
    NotWaiting,
    ReasonMissing,
)
from regelruimte.engine.ids import SeededIds
from regelruimte.engine.vocabulary import CaseStatus
from tests.builders import each, event, extensions, part, process, timer
from tests.desk import ADMIN, OWNER, WORKER, Desk

pytestmark = pytest.mark.database

WHY = "Hersteld op verzoek"


def line(*steps):
    model = process().start()
    for step in steps:
        model.user(step)
    return model.end("done")


@pytest.fixture
def number(desk):
    desk.publish(line("a", "b", "c"))
    return desk.start({"x": 1})


@pytest.fixture
def fix(desk):
    """Do a repair as the administrator."""

    def do(act, number, **asked):
        with desk.engine.work(ADMIN) as work:
            return act(work, number, **{"reason": WHY, **asked})

    return do


def step_of(desk, number, name):
    return desk.open_tasks(number)[name].step


def last(desk, number, tag):
    return [entry for entry in desk.dossier(number).log if entry.tag == tag][-1]


def test_goes_on_elsewhere_when_a_live_activity_is_moved(desk, number, fix):
    fix(repair.move_activity, number, step=step_of(desk, number, "a"), element="c")

    assert list(desk.open_tasks(number)) == ["c"]
    entry = last(desk, number, "step:moved")
    assert (entry.reason, entry.facts["earlier"], entry.facts["element"]) == (WHY, "a", "c")


def test_runs_beside_when_an_activity_is_added(desk, number, fix):
    fix(repair.add_activity, number, element="c")

    assert sorted(desk.open_tasks(number)) == ["a", "c"]
    assert last(desk, number, "step:added").reason == WHY


def test_is_gone_when_a_live_activity_is_cancelled(desk, number, fix):
    fix(repair.add_activity, number, element="c")

    fix(repair.cancel_activity, number, step=step_of(desk, number, "a"))

    assert list(desk.open_tasks(number)) == ["c"]
    assert last(desk, number, "step:cancelled").facts["element"] == "a"


def test_refuses_when_the_last_activity_would_be_cancelled(desk, number, fix):
    with pytest.raises(NotRepairable):
        fix(repair.cancel_activity, number, step=step_of(desk, number, "a"))


def test_leaves_the_sub_process_when_its_only_activity_is_moved_out(desk, fix):
    inner = part().start("s1").user("in").end("s2")
    desk.publish(process().start().sub("s", inner).user("out").end("done"))
    number = desk.start()

    fix(repair.move_activity, number, step=step_of(desk, number, "in"), element="out")

    desk.complete(desk.open_tasks(number)["out"])
    assert desk.dossier(number).case.outcome == "done"


def test_refuses_when_the_part_of_an_element_is_not_open(desk, fix):
    inner = part().start("s1").user("in").end("s2")
    desk.publish(process().start().user("out").sub("s", inner).end())
    number = desk.start()

    with pytest.raises(NotRepairable):
        fix(repair.add_activity, number, element="in")


def test_ends_the_sub_process_when_its_only_activity_is_cancelled(desk, fix):
    inner = part().start("s1").user("in").end("s2")
    desk.publish(process().start().sub("s", inner).user("out").end("done"))
    number = desk.start()

    fix(repair.cancel_activity, number, step=step_of(desk, number, "in"))

    assert list(desk.open_tasks(number)) == ["out"]


@pytest.mark.parametrize("element", ["nowhere", "late", "join"])
def test_refuses_when_nothing_can_begin_at_an_element(desk, fix, element):
    model = process().start().parallel("split").user("a").parallel("join").end()
    model.at("split").user("b").to("join").boundary("late", "a", timer("P1D")).end("e2")
    desk.publish(model)
    number = desk.start()

    with pytest.raises(NoSuchElement):
        fix(repair.add_activity, number, element=element)


def test_refuses_when_one_of_many_items_would_be_moved(desk, fix):
    desk.publish(process().start().user("a", each("=[1, 2]", "n")).user("b").end())
    number = desk.start()

    with pytest.raises(NotRepairable):
        fix(repair.move_activity, number, step=step_of(desk, number, "a"), element="b")


def test_refuses_when_the_step_is_not_there(number, fix):
    with pytest.raises(NotWaiting):
        fix(repair.move_activity, number, step="nothing", element="b")


def test_keeps_what_was_when_data_is_changed(desk, number, fix):
    changed = fix(repair.change_data, number, values={"x": 2, "y": "new"})

    kept = {v.name: v.value for v in desk.dossier(number).variables}
    assert (kept["x"], kept["y"]) == (2, "new")
    assert [(each.name, each.before, each.after) for each in changed] == [("x", 1, 2), ("y", None, "new")]
    facts = last(desk, number, "data:changed").facts
    assert (facts["before"], facts["after"]) == ({"x": 1, "y": None}, {"x": 2, "y": "new"})


def test_lets_a_condition_see_changed_data(desk, fix):
    condition = "<conditionalEventDefinition><condition>=x = 2</condition></conditionalEventDefinition>"
    desk.publish(process().start().node("intermediateCatchEvent", "wait", condition).user("b").end())
    number = desk.start({"x": 1})

    fix(repair.change_data, number, values={"x": 2})

    assert list(desk.open_tasks(number)) == ["b"]


def test_refuses_when_no_data_changes(number, fix):
    with pytest.raises(InvalidValue):
        fix(repair.change_data, number, values={"x": 1})


def test_waits_when_suspended_and_goes_on_when_resumed(desk, number, fix):
    fix(repair.suspend, number)
    with pytest.raises(CaseSuspended):
        desk.complete(desk.open_tasks(number)["a"])

    fix(repair.resume, number)

    desk.complete(desk.open_tasks(number)["a"])
    assert list(desk.open_tasks(number)) == ["b"]
    assert [entry.reason for entry in desk.dossier(number).log if entry.tag == "case:suspended"] == [WHY]


def test_holds_timers_when_suspended(desk, clock, fix):
    desk.publish(process().start().timer("wait", "P1D").user("b").end())
    number = desk.start()
    fix(repair.suspend, number)
    clock.advance(timedelta(days=2))
    desk.engine.run_due()
    assert desk.open_tasks(number) == {}

    fix(repair.resume, number)

    desk.engine.run_due()
    assert list(desk.open_tasks(number)) == ["b"]


def test_holds_automatic_steps_when_suspended(database_url, clock):
    connectors, called = Connectors(), []
    connectors.register("mail", lambda *_, **__: called.append(1) or {})
    engine = Engine.open(database_url, clock=clock, ids=SeededIds(), connectors=connectors)
    desk = Desk(engine)
    desk.publish(process().start().service("send", "mail").user("b").end())
    number = desk.start()
    with engine.work(ADMIN) as work:
        repair.suspend(work, number, reason=WHY)
    engine.run_due()
    assert called == []

    with engine.work(ADMIN) as work:
        repair.resume(work, number, reason=WHY)
    engine.run_due()

    assert (called, list(desk.open_tasks(number))) == ([1], ["b"])
    engine.close()


def test_refuses_when_a_case_that_is_not_suspended_is_resumed(number, fix):
    with pytest.raises(NotRepairable):
        fix(repair.resume, number)


def test_ends_with_its_outcome_when_a_case_is_cancelled(desk, number, fix):
    fix(repair.cancel_case, number, outcome="Ingetrokken", text="U trok uw aanvraag in")

    case = desk.dossier(number).case
    assert (case.status, case.outcome, case.outcome_text) == (
        CaseStatus.CLOSED,
        "Ingetrokken",
        "U trok uw aanvraag in",
    )
    assert desk.open_tasks(number) == {}
    assert last(desk, number, "case:cancelled").reason == WHY


def test_begins_again_earlier_when_restarted(desk, number, fix):
    desk.complete(desk.open_tasks(number)["a"], {"x": 5})
    desk.complete(desk.open_tasks(number)["b"])

    fix(repair.restart, number, element="b")

    assert list(desk.open_tasks(number)) == ["b"]
    assert {v.name: v.value for v in desk.dossier(number).variables}["x"] == 5
    desk.complete(desk.open_tasks(number)["b"])
    desk.complete(desk.open_tasks(number)["c"])
    assert desk.dossier(number).case.status is CaseStatus.CLOSED


def test_keeps_the_case_open_when_the_old_run_is_closed(desk, number, fix):
    fix(repair.restart, number, element="a")

    assert desk.dossier(number).case.status is CaseStatus.OPEN
    assert "path:ended" not in [entry.tag for entry in desk.dossier(number).log]


def test_listens_again_when_restarted(desk, fix):
    handler = part().start("hs", event("message", "m")).user("undo").end("he")
    model = process().message("m", "stop").start().user("a").user("b").end()
    model.at(None).sub("handler", handler, triggeredByEvent="true")
    desk.publish(model)
    number = desk.start()

    fix(repair.restart, number, element="b")

    assert [wait.element for wait in desk.dossier(number).waits] == ["hs"]


ACTS = {
    "move": (repair.move_activity, {"step": "s", "element": "b"}),
    "add": (repair.add_activity, {"element": "b"}),
    "cancel": (repair.cancel_activity, {"step": "s"}),
    "data": (repair.change_data, {"values": {"x": 2}}),
    "suspend": (repair.suspend, {}),
    "resume": (repair.resume, {}),
    "end": (repair.cancel_case, {"outcome": "Gestopt"}),
    "restart": (repair.restart, {"element": "a"}),
}


@pytest.mark.parametrize("name", sorted(ACTS))
@pytest.mark.parametrize("actor", [WORKER, OWNER], ids=["worker", "owner"])
def test_refuses_when_somebody_else_than_an_administrator_repairs(desk, number, name, actor):
    act, asked = ACTS[name]

    with desk.engine.work(actor) as work, pytest.raises(NotAllowed):
        act(work, number, reason=WHY, **asked)


@pytest.mark.parametrize("name", sorted(ACTS))
def test_refuses_when_there_is_no_reason(number, fix, name):
    act, asked = ACTS[name]

    with pytest.raises(ReasonMissing):
        fix(act, number, **{**asked, "reason": " "})


@pytest.mark.parametrize("name", sorted(ACTS))
def test_refuses_when_the_case_has_ended(number, fix, name):
    fix(repair.cancel_case, number, outcome="Gestopt")
    act, asked = ACTS[name]

    with pytest.raises(CaseClosed):
        fix(act, number, **asked)


def test_counts_a_step_of_a_block_when_it_is_added(desk, fix):
    inner = part().user("visit").at(None).user("call")
    desk.publish(process().start().adhoc("help", inner, inner=extensions("")).end())
    number = desk.start()

    fix(repair.add_activity, number, element="visit")

    assert list(desk.open_tasks(number)) == ["visit"]

import pytest

from regelruimte.engine import repair, repair_choices
from regelruimte.engine.errors import NotAllowed, NotRepairable
from tests.builders import each, part, process
from tests.desk import ADMIN, OWNER, WORKER

pytestmark = pytest.mark.database


def line(*steps):
    model = process().start()
    for step in steps:
        model.user(step)
    return model.end("done")


def choices(desk, number):
    with desk.engine.view(ADMIN) as view:
        return repair_choices.get_repairs(view, number)


def ids(found):
    return [element for element, _name in found]


def test_names_what_is_live_and_where_it_may_go(desk):
    desk.publish(line("a", "b"))
    found = choices(desk, desk.start({"x": 1}))

    assert [(one.name, one.inside, one.why_not) for one in found.live] == [("a", "", None)]
    assert set(ids(found.places)) == {"start", "a", "b", "done"}
    assert [(one.part, dict(one.values)) for one in found.data] == [("", {"x": 1})]
    assert (found.is_open, found.path_runs, found.is_suspended) == (True, True, False)


def test_offers_only_what_was_passed_when_it_would_begin_again(desk):
    desk.publish(line("a", "b", "c"))
    number = desk.start()
    desk.complete(desk.open_tasks(number)["a"])

    assert ids(choices(desk, number).earlier) == ["start", "a", "b"]


def test_offers_nothing_inside_a_part_that_is_not_open(desk):
    model = process().start().user("a").sub("s", part().start("s1").user("in").end("s2")).end("done")
    desk.publish(model)
    number = desk.start()

    assert "in" not in ids(choices(desk, number).places)
    desk.complete(desk.open_tasks(number)["a"])
    found = choices(desk, number)
    assert "in" in ids(found.places)
    assert [(one.element, one.inside, one.is_part) for one in found.live] == [
        ("s", "", True),
        ("in", "s", False),
    ]


def test_says_why_one_of_many_items_cannot_be_moved(desk):
    desk.publish(process().start().user("a", each("=[1, 2]", "n")).end("done"))
    found = choices(desk, desk.start())

    assert [one.why_not for one in found.live] == [None, "one-of-many", "one-of-many"]
    assert {one.part for one in found.data} == {"", "a"}


def test_offers_the_places_in_its_own_part_when_a_step_would_move(desk):
    inner = part().start("s1").user("x").user("y").end("s2")
    desk.publish(process().start().sub("s", inner, each("=[1, 2]", "n")).end("done"))
    number = desk.start()
    step = desk.dossier(number).open_tasks[0].step

    with desk.engine.view(ADMIN) as view:
        near = repair_choices.list_places(view, number, step=step)

    assert "y" in ids(near)
    assert "y" not in ids(choices(desk, number).places)


def test_offers_nothing_when_the_case_has_ended(desk):
    desk.publish(line("a"))
    number = desk.start()
    desk.complete(desk.open_tasks(number)["a"])
    found = choices(desk, number)

    assert (found.live, found.places, found.earlier, found.is_open) == ((), (), (), False)


def test_says_so_when_the_case_is_suspended(desk):
    desk.publish(line("a"))
    number = desk.start()
    with desk.engine.work(ADMIN) as work:
        repair.suspend(work, number, reason="Even kijken")

    assert choices(desk, number).is_suspended
    assert desk.dossier(number).is_suspended


@pytest.mark.parametrize("actor", [WORKER, OWNER])
def test_refuses_when_somebody_may_not_repair(desk, actor):
    desk.publish(line("a"))
    number = desk.start()

    with desk.engine.view(actor) as view, pytest.raises(NotAllowed):
        repair_choices.get_repairs(view, number)


def test_changes_no_data_that_is_not_what_was_seen(desk):
    desk.publish(line("a"))
    number = desk.start({"x": 1})

    with pytest.raises(NotRepairable), desk.engine.work(ADMIN) as work:
        repair.change_data(work, number, values={"x": 3}, reason="Fout", seen={"x": 2})
    with desk.engine.work(ADMIN) as work:
        repair.change_data(work, number, values={"x": 3}, reason="Fout", seen={"x": 1})

    assert dict(choices(desk, number).data[0].values) == {"x": 3}

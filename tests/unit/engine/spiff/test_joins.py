"""No update is lost where branches meet: whatever they write, in whatever order they are completed."""

from __future__ import annotations

from decimal import Decimal
from itertools import permutations

import pytest

from tests.builders import each, extensions, mapping, part, process

ORDERS = [("a", "b"), ("b", "a")]


def branches(split="parallelGateway"):
    """Draw two tasks side by side that come together, and a task after them."""
    model = process().start().node(split, "split")
    if split == "inclusiveGateway":
        model.when("=true")
    model.user("a").node(split, "join").user("after").end().at("split")
    if split == "inclusiveGateway":
        model.when("=true")
    return model.user("b").to("join")


def known(run, *names):
    return {name: run.variable(name) for name in names}


@pytest.fixture(params=["parallelGateway", "inclusiveGateway"])
def both(play, request):
    """Play both branches to their end, in an order, each with what it writes."""

    def make(order, given, **writes):
        run = play(branches(request.param))
        run.start(given)
        for element in order:
            run.complete(element, **writes.get(element, {}))
        assert run.waiting() == ["after"]
        return run

    return make


@pytest.mark.parametrize("order", ORDERS)
def test_the_later_completion_wins_when_both_set_the_same_name(both, order):
    run = both(order, {"x": 0}, a={"x": "from a"}, b={"x": "from b"})
    assert run.variable("x") == f"from {order[1]}"


@pytest.mark.parametrize("order", ORDERS)
def test_an_update_stays_when_the_other_branch_leaves_it_alone(both, order):
    run = both(order, {"x": 0, "y": 0}, a={"x": 1})
    assert known(run, "x", "y") == {"x": 1, "y": 0}


@pytest.mark.parametrize("order", ORDERS)
def test_both_are_kept_when_each_sets_a_name_of_its_own(both, order):
    run = both(order, {}, a={"p": 1}, b={"q": 2})
    assert known(run, "p", "q") == {"p": 1, "q": 2}


@pytest.mark.parametrize("order", ORDERS)
def test_an_emptied_value_stays_empty_when_the_other_branch_leaves_it_alone(both, order):
    run = both(order, {"x": "old"}, a={"x": None}, b={"y": 1})
    assert known(run, "x", "y") == {"x": None, "y": 1}


@pytest.mark.parametrize("order", ORDERS)
def test_a_nested_value_stays_when_the_other_branch_sets_another(both, order):
    run = both(order, {"p": {"in": {"n": 0}}, "q": {"n": 0}}, a={"p": {"in": {"n": 1}}}, b={"q": {"n": 2}})
    assert known(run, "p", "q") == {"p": {"in": {"n": 1}}, "q": {"n": 2}}


def scripts(first, second):
    """Draw a branch with a task and a script, twice, that come together."""
    model = process().start().parallel("split").user("a").script("sa", *first).parallel("join")
    return model.user("after").end().at("split").user("b").script("sb", *second).to("join")


def play_scripts(play, order, given, first, second):
    run = play(scripts(first, second))
    run.start(given)
    for element in order:
        run.complete(element)
    assert run.waiting() == ["after"]
    return run


@pytest.mark.parametrize("order", ORDERS)
def test_both_items_are_there_when_both_append_to_one_list(play, order):
    run = play_scripts(play, order, {"xs": []}, ('=append(xs, "a")', "xs"), ('=append(xs, "b")', "xs"))
    assert run.variable("xs") == list(order)


@pytest.mark.parametrize("order", ORDERS)
def test_both_items_are_whole_when_both_append_a_context_to_one_list(play, order):
    run = play_scripts(
        play, order, {"xs": [{"by": "start", "n": 0}]},
        ('=append(xs, {by: "a", n: 1})', "xs"), ('=append(xs, {by: "b", m: 2})', "xs"),
    )  # fmt: skip
    items = {"a": {"by": "a", "n": Decimal(1)}, "b": {"by": "b", "m": Decimal(2)}}
    assert run.variable("xs") == [{"by": "start", "n": 0}, *(items[one] for one in order)]


@pytest.mark.parametrize("order", ORDERS)
def test_both_parts_are_there_when_both_change_one_nested_value(play, order):
    run = play_scripts(
        play, order, {"p": {"in": {"n": 0}}},
        ('=context put(p, "a", 1)', "p"), ('=context put(p, ["in", "n"], 2)', "p"),
    )  # fmt: skip
    assert run.variable("p") == {"a": Decimal(1), "in": {"n": Decimal(2)}}


@pytest.mark.parametrize("order", ORDERS)
def test_a_removed_item_stays_away_when_the_other_branch_appends(play, order):
    run = play_scripts(
        play, order, {"xs": ["old"]}, ('=xs[item != "old"]', "xs"), ('=append(xs, "new")', "xs")
    )
    assert run.variable("xs") == ["new"]


@pytest.mark.parametrize("order", ORDERS)
def test_what_was_read_stays_as_it_was_when_a_branch_changes_a_copy(play, order):
    run = play_scripts(play, order, {"p": {"n": 0}}, ('=context put(p, "n", 1)', "own_a"), ("=p", "own_b"))
    assert known(run, "p", "own_a", "own_b") == {
        "p": {"n": 0}, "own_a": {"n": Decimal(1)}, "own_b": {"n": 0},
    }  # fmt: skip


@pytest.mark.parametrize("order", ORDERS)
def test_a_branch_sees_at_once_what_the_other_wrote_before_they_meet(play, order):
    run = play_scripts(play, order, {"x": 1}, ("=x + 10", "x"), ("=x * 2", "x"))
    assert run.variable("x") == (Decimal(22) if order == ("a", "b") else Decimal(12))


def test_every_branch_counts_when_they_meet_again_and_again_in_a_loop(play):
    model = process().start().exclusive("again").parallel("split")
    model.script("sa", "=ka + 1", "ka").parallel("join").script("count", "=n + 1", "n")
    model.exclusive("more", default="stop").when("=n < 30", "back").to("again")
    model.at("more").named("stop").user("after").end()
    model.at("split").script("sb", "=kb + 1", "kb").to("join")
    run = play(model)
    run.start({"ka": 0, "kb": 0, "n": 0})
    assert run.waiting() == ["after"]
    assert known(run, "ka", "kb", "n") == dict.fromkeys(("ka", "kb", "n"), Decimal(30))


@pytest.mark.parametrize("order", list(permutations("abc")))
def test_what_each_wrote_is_kept_when_branches_end_without_meeting(play, order):
    model = process().start().parallel("split").user("a").end("ea").at("split").user("b").end("eb")
    run = play(model.at("split").user("c").end("ec"))
    run.start({"x": 0})
    for element in order:
        run.complete(element, **{f"by_{element}": element})
    assert run.has_ended
    assert known(run, "x", "by_a", "by_b", "by_c") == {"x": 0, "by_a": "a", "by_b": "b", "by_c": "c"}


@pytest.mark.parametrize("order", ORDERS)
def test_both_are_kept_when_branches_inside_a_sub_process_end(play, order):
    inside = part().start("s2").parallel("split").user("a").end("ea").at("split").user("b").end("eb")
    run = play(process().start().sub("sub", inside).user("after").end())
    run.start({"x": 0, "y": 0})
    for element in order:
        run.complete(element, **{"a": {"x": 1}, "b": {"y": 2}}[element])
    assert run.waiting() == ["after"]
    assert known(run, "x", "y") == {"x": 1, "y": 2}


@pytest.mark.parametrize("order", ORDERS)
def test_only_what_is_mapped_comes_out_when_sub_processes_side_by_side_end(play, order):
    def block(own):
        io = extensions(mapping(inputs=[("=x", "n")], outputs=[(f'="from {own}"', f"by_{own}")]))
        return f"sub_{own}", part().start(f"s_{own}").user(own).end(f"e_{own}"), io

    model = process().start().parallel("split").sub(*block("a")).parallel("join").user("after").end()
    run = play(model.at("split").sub(*block("b")).to("join"))
    run.start({"x": 5})
    for element in order:
        run.complete(element, n=99)
    assert run.waiting() == ["after"]
    assert known(run, "x", "by_a", "by_b") == {"x": 5, "by_a": "from a", "by_b": "from b"}


def test_every_answer_is_kept_in_order_when_items_are_completed_in_another(play):
    many = each("=xs", "x", output="answers", output_element="=answer")
    run = play(process().start().user("ask", many).user("after").end())
    run.start({"xs": ["p", "q", "r"]})
    for index, answer in ((2, "third"), (0, "first"), (0, "second")):
        run.complete("ask", index, answer=answer)
    assert run.variable("answers") == ["first", "second", "third"]


def test_any_key_can_be_a_name_when_people_fill_it_in(both):
    odd = {"typename": {"typename": "x"}, "__class__": 1, "data": {"class": []}}
    run = both(("a", "b"), {}, a=odd, b={"other": 1})
    assert known(run, *odd) == odd

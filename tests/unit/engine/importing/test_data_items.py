"""Repeated steps that say in the standard's own way what they are repeated over."""

import pytest

from regelruimte.engine.importing import normalise
from tests.builders import process
from tests.unit.engine.spiff.conftest import Player


def repeated(items, extra=""):
    many = f"<multiInstanceLoopCharacteristics>{items}</multiInstanceLoopCharacteristics>"
    model = process().start().user("u", many).user("after").end()
    model.parts.append(extra)
    return Player(normalise(model.bpmn()).bpmn, keeps_live=False)


@pytest.mark.parametrize("item", ['name="one"', 'id="one"', 'id="one" name="one of all"'])
def test_goes_through_the_list_that_is_referred_to(item):
    run = repeated(f"<loopDataInputRef>all</loopDataInputRef><inputDataItem {item}/>")

    run.start({"all": [1, 2, 3]})

    assert run.waiting() == ["u", "u", "u"]
    assert sorted(value for (_scope, name), value in run.rows.rows.items() if name == "one") == [1, 2, 3]


def test_does_nothing_when_the_list_that_is_referred_to_is_empty():
    run = repeated('<loopDataInputRef>all</loopDataInputRef><inputDataItem name="one"/>')

    run.start({"all": []})

    assert run.waiting() == ["after"]


def test_goes_through_the_list_of_a_data_object_by_its_name():
    run = repeated(
        "<loopDataInputRef>DataObject_1</loopDataInputRef>", '<dataObject id="DataObject_1" name="all"/>'
    )

    run.start({"all": [1, 2]})

    assert run.waiting() == ["u", "u"]


def test_keeps_what_every_item_gives_in_the_list_that_is_referred_to():
    run = repeated(
        "<loopDataInputRef>all</loopDataInputRef><loopDataOutputRef>answers</loopDataOutputRef>"
        '<inputDataItem name="one"/><outputDataItem name="answer"/>'
    )
    run.start({"all": [1, 2]})

    run.complete("u", answer="a")
    run.complete("u", answer="b")

    assert run.variable("answers") == ["a", "b"]

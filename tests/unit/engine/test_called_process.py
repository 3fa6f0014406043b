"""A bundle with a second model: its process is called, and runs in the same case."""

import pytest

from regelruimte.engine.errors import BundleHasErrors
from tests.builders import process


def calling():
    return process().start().node("callActivity", "call", calledElement="advies").user("after").end("done")


def test_opens_the_tasks_of_the_called_process_when_a_step_calls_it(desk):
    called = process("advies").start("begin").user("advise", name="Adviseren").end("advised")
    desk.publish(calling(), **{"advies.bpmn": called.bpmn()})
    number = desk.start()

    desk.complete(desk.open_tasks(number)["Adviseren"])

    assert list(desk.open_tasks(number)) == ["after"]


def test_refuses_to_publish_when_the_second_model_cannot_run_as_drawn(desk):
    wrong = process("advies").start("begin").node("complexGateway", "gw").end("advised")

    with pytest.raises(BundleHasErrors):
        desk.publish(calling(), **{"advies.bpmn": wrong.bpmn()})


def test_shows_what_is_waited_for_when_a_condition_watches_a_task(desk):
    watch = "<conditionalEventDefinition><condition>=urgent</condition></conditionalEventDefinition>"
    model = process().start().user("look", name="Bekijken").end("done")
    desk.publish(model.boundary("hurry", "look", watch).user("rush", name="Spoed").end("rushed"))
    number = desk.start({"urgent": False})

    assert [(wait.element, wait.kind) for wait in desk.dossier(number).waits] == [("hurry", "condition")]

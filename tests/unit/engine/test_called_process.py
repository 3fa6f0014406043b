"""A bundle with a second model: its process is called, and runs in the same case."""

import pytest

from regelruimte.engine import tasks
from regelruimte.engine.errors import BundleHasErrors
from tests.builders import process
from tests.desk import WORKER

pytestmark = pytest.mark.database


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


def advising(task="Adviseren"):
    return process("advies").start("begin").user("advise", name=task).end("advised")


def test_calls_the_process_of_another_definition_when_it_is_published(desk):
    desk.publish(advising(), key="advies")
    desk.publish(calling())
    number = desk.start()

    desk.complete(desk.open_tasks(number)["Adviseren"])

    assert list(desk.open_tasks(number)) == ["after"]


def test_calls_the_version_that_held_when_the_caller_was_published(desk):
    desk.publish(advising(), key="advies")
    desk.publish(calling())
    desk.publish(advising("Anders adviseren"), key="advies")

    assert list(desk.open_tasks(desk.start())) == ["Adviseren"]

    desk.publish(calling())
    assert list(desk.open_tasks(desk.start())) == ["Anders adviseren"]


def test_calls_through_another_definition_when_that_calls_too(desk):
    middle = process("midden").start().node("callActivity", "verder", calledElement="advies").end()
    desk.publish(advising(), key="advies")
    desk.publish(middle, key="midden")
    outer = process().start().node("callActivity", "call", calledElement="midden").user("after").end()
    desk.publish(outer)
    number = desk.start()

    desk.complete(desk.open_tasks(number)["Adviseren"])

    assert list(desk.open_tasks(number)) == ["after"]


def test_shows_the_form_of_the_other_definition_when_its_task_is_opened(desk):
    form = b'{"type": "default", "id": "advies", "components": []}'
    called = process("advies").start("begin").user("advise", name="Adviseren", form="advies").end("advised")
    desk.publish(called, key="advies", **{"forms/advies.form": form})
    desk.publish(calling())
    number = desk.start()

    with desk.engine.view(WORKER) as view:
        assert tasks.open_task(view, desk.open_tasks(number)["Adviseren"].id).form == form


def codes(desk, model, **files):
    with pytest.raises(BundleHasErrors) as refused:
        desk.publish(model, **files)
    return {finding.code for finding in refused.value.findings if finding.is_error}


def test_refuses_when_nobody_published_the_process_that_is_called(desk):
    assert codes(desk, calling()) == {"process-missing"}


def test_refuses_when_two_definitions_have_the_process_that_is_called(desk):
    desk.publish(advising(), key="een")
    desk.publish(advising(), key="twee")

    assert "called-ambiguous" in codes(desk, calling())


def test_refuses_when_both_have_another_form_of_the_same_name(desk):
    form = b'{"type": "default", "id": "f", "components": []}'
    desk.publish(advising(), key="advies", **{"forms/f.form": form})

    assert "called-file-collides" in codes(desk, calling(), **{"forms/f.form": form + b" "})


def test_prefers_the_process_of_the_bundle_itself_when_another_definition_has_it_too(desk):
    desk.publish(advising("Van elders"), key="advies")
    desk.publish(calling(), **{"advies.bpmn": advising("Van hier").bpmn()})

    assert list(desk.open_tasks(desk.start())) == ["Van hier"]

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from regelruimte.engine import Engine
from regelruimte.engine.errors import BundleHasErrors, NotStartable, TooMuch
from regelruimte.engine.ids import SeededIds
from regelruimte.engine.limits import STANDARD, size_of
from regelruimte.engine.spiff import interpreter
from regelruimte.engine.spiff.step import Decided, Setting
from tests.builders import each, part, process
from tests.desk import Desk
from tests.unit.engine.spiff.conftest import Rows


@pytest.fixture
def desk_with(tmp_path, clock):
    """Make a desk on an engine with other limits."""
    made = []

    def make(**changed):
        limits = replace(STANDARD, **changed)
        url = f"sqlite:///{tmp_path}/limits.sqlite"
        engine = Engine.open(url, clock=clock, ids=SeededIds(), limits=limits)
        engine.migrate()
        made.append(engine)
        return Desk(engine)

    yield make
    for engine in made:
        engine.close()


def incidents(desk, number):
    return [(incident.code, incident.element) for incident in desk.dossier(number).incidents]


def endless():
    model = (
        process().start().exclusive("merge").script("count", "=n + 1", "n").exclusive("again", default="out")
    )
    return model.when("=n > 0").to("merge").at("again").named("out").end()


def test_becomes_an_incident_when_a_case_never_waits(desk_with):
    desk = desk_with(steps=100)
    desk.publish(endless())

    ((code, element),) = incidents(desk, desk.start({"n": 1}))

    assert code == "never-waits"
    assert element in {"merge", "count", "again"}


def test_becomes_an_incident_when_too_much_happens_at_once(desk_with):
    desk = desk_with(tokens=5)
    desk.publish(process().start().user("a", each("=items", "item")).end())

    assert incidents(desk, desk.start({"items": list(range(20))})) == [("too-many-tokens", "a")]


def test_becomes_an_incident_when_data_grows_too_large(desk_with):
    desk = desk_with(data_bytes=2_000)
    desk.publish(process().start().script("grow", "=[text, text, text]", "copies").user("b").end())

    assert incidents(desk, desk.start({"text": "x" * 900})) == [("too-much-data", "grow")]


def test_counts_what_is_kept_when_data_is_added(desk_with):
    desk = desk_with(data_bytes=2_000)
    desk.publish(process().start().user("a").script("add", "=text", "copy").user("b").end())
    number = desk.start({"text": "x" * 900})

    desk.complete(desk.open_tasks(number)["a"], {"more": "x" * 500})

    assert incidents(desk, number) == [("too-much-data", "add")]


def test_refuses_when_answers_are_too_large(desk_with):
    desk = desk_with(data_bytes=2_000)
    desk.publish(process().start().user("a").end())
    number = desk.start()

    with pytest.raises(TooMuch):
        desk.complete(desk.open_tasks(number)["a"], {"text": "x" * 3_000})

    assert list(desk.open_tasks(number)) == ["a"]


def test_refuses_when_a_case_starts_with_too_much(desk_with):
    desk = desk_with(data_bytes=2_000)
    desk.publish(process().start().user("a").end())

    with pytest.raises(TooMuch):
        desk.start({"text": "x" * 3_000})


def test_becomes_an_incident_when_an_expression_takes_too_long(desk_with):
    desk = desk_with(expression_steps=1_000)
    desk.publish(process().start().script("sum", "=sum(for i in 1..5000 return i)", "x").end())

    assert incidents(desk, desk.start()) == [("expression-failed", "sum")]


def test_becomes_an_incident_when_a_process_calls_itself_for_ever(desk_with):
    desk = desk_with(depth=10)
    desk.publish(process().start().node("callActivity", "again", calledElement="p").end())

    assert incidents(desk, desk.start()) == [("too-deep", "again")]


def test_refuses_to_publish_when_a_model_is_too_large(desk_with):
    desk = desk_with(elements=4)

    with pytest.raises(BundleHasErrors) as refused:
        desk.publish(process().start().user("a").user("b").user("c").end())

    assert [f.code for f in refused.value.findings if f.is_error] == ["model-too-large"]


def test_refuses_to_publish_when_a_model_is_too_deep(desk_with):
    desk = desk_with(depth=1)
    inner = part().start("s2").user("a").end("e2")
    middle = part().start("s1").sub("inner", inner).end("e1")

    with pytest.raises(BundleHasErrors) as refused:
        desk.publish(process().start().sub("outer", middle).end())

    found = [f for f in refused.value.findings if f.is_error]
    assert [(f.code, f.element) for f in found] == [("model-too-deep", "inner")]


def test_goes_on_when_a_case_is_within_all_limits(desk_with):
    desk = desk_with()
    desk.publish(process().start().script("sum", "=sum(for i in 1..500 return i)", "x").user("a").end())

    assert incidents(desk, desk.start()) == []


@pytest.mark.parametrize(
    ("value", "most"), [("x" * 100, 120), ([1, 2], 40), ({"a": {"b": "c"}}, 60), (None, 8)]
)
def test_measures_about_the_text_when_a_value_is_weighed(value, most):
    assert 0 < size_of(value) <= most


def test_refuses_to_start_when_the_interpreter_gets_too_much():
    model = interpreter.compile_model("v", process().start().user("a").end().bpmn())
    limits = replace(STANDARD, data_bytes=1_000)
    setting = Setting(Rows(), lambda *_: Decided(None, {}), AT, SeededIds().new, limits)

    with pytest.raises(NotStartable):
        interpreter.start(model, setting, values={"text": "x" * 2_000})


AT = datetime(2026, 11, 22, tzinfo=UTC)

"""What other engines write at events: codes that are kept, ends of everything, signals of one instance."""

from regelruimte.engine.importing import normalise
from regelruimte.engine.spiff.step import WaitKind
from tests.builders import event, part, process
from tests.unit.engine.spiff.conftest import Player

_OPERATON = 'xmlns:operaton="http://operaton.org/schema/1.0/bpmn"'


def imported(model, *others):
    """Play a model as the importer reads it."""
    bpmn = model.bpmn(*others).replace(b'id="d"', f'{_OPERATON} id="d"'.encode())
    return Player(normalise(bpmn).bpmn, keeps_live=False)


def escalating(at):
    inner = part().start("is").user("a").end("ie", event("escalation", "es"))
    return at(process().escalation("es", "te-laat").start().sub("s", inner).user("after").end())


def test_keeps_the_code_of_an_escalation_that_a_boundary_event_catches():
    caught = '<escalationEventDefinition escalationRef="es" operaton:escalationCodeVariable="code"/>'
    run = imported(escalating(lambda model: model.boundary("b", "s", caught).user("x").end("e2")))
    run.start()

    run.complete("a")

    assert run.waiting() == ["x"]
    assert run.variable("code") == "te-laat"


def test_keeps_the_code_of_an_error_that_an_event_sub_process_catches():
    caught = '<errorEventDefinition operaton:errorCodeVariable="code"/>'
    listens = part().start("es", caught).user("x").end("ee")
    inner = part().start("is").user("a").end("ie", event("error", "er"))
    model = process().error("er", "stuk").start().sub("s", inner).end().at(None)
    run = imported(model.sub("ES", listens, triggeredByEvent="true"))
    run.start()

    run.complete("a")

    assert run.waiting() == ["x"]
    assert run.variable("code") == "stuk"


def test_ends_the_whole_process_instance_when_an_end_says_so():
    called = (
        process("c")
        .start("cs")
        .user("a")
        .end("ce", '<terminateEventDefinition operaton:terminateAll="true"/>')
    )
    model = (
        process().start().parallel("g").node("callActivity", "call", calledElement="c").user("after").end()
    )
    run = imported(model.at("g").user("beside").end("e2"), called)
    run.start()

    run.complete("a")

    assert run.has_ended


def test_hears_a_signal_of_one_process_instance_there_only():
    model = (
        process()
        .start()
        .parallel("g")
        .user("a")
        .node("intermediateThrowEvent", "t", event("signal", "s"))
        .end()
    )
    model.beside.append('<signal id="s" name="klaar" operaton:scope="processInstance"/>')
    model.at("g").node("intermediateCatchEvent", "c", event("signal", "s")).user("heard").end("e2")
    run = imported(model)
    run.start()
    assert [step.message for step in run.open.values() if step.kind is WaitKind.SIGNAL] == [None]

    run.complete("a")

    assert run.waiting() == ["heard"]
    assert run.thrown == []


def test_warns_when_another_engine_would_skip_a_step():
    model = process().start().user("a", operaton__skipExpression="${x}").end()
    bpmn = model.bpmn().replace(b'id="d"', f'{_OPERATON} id="d"'.encode())

    assert [(one.code, one.element) for one in normalise(bpmn).findings] == [("skip-not-read", "a")]


def test_waits_for_a_message_whose_name_is_worked_out():
    model = process().message("m", "betaald-${ref}").start()
    run = imported(model.node("intermediateCatchEvent", "c", event("message", "m")).user("a").end())

    run.start({"ref": "12"})

    assert [step.message for step in run.open.values()] == ["betaald-12"]


def test_hears_a_signal_whose_name_is_worked_out_where_it_is_the_same():
    model = process().signal("s", "='klaar-' + ref".replace("'", "&quot;")).start().parallel("g").user("a")
    model.node("intermediateThrowEvent", "t", event("signal", "s")).end()
    model.at("g").node("intermediateCatchEvent", "c", event("signal", "s")).user("heard").end("e2")
    run = imported(model)
    run.start({"ref": "1"})

    run.complete("a")

    assert run.waiting() == ["heard"]
    assert [thrown.name for thrown in run.thrown] == ["klaar-1"]


def test_tells_trouble_when_the_name_of_a_message_comes_to_nothing():
    model = process().message("m", "=ref").start()
    run = imported(model.node("intermediateCatchEvent", "c", event("message", "m")).user("a").end())

    assert [trouble.code for trouble in run.start().troubles] == ["name-missing"]


def test_calls_a_task_by_the_name_that_is_worked_out():
    run = imported(process().start().user("a", name="Bekijk ${plate}").end())

    run.start({"plate": "GK-482-T"})

    assert [step.name for step in run.open.values()] == ["Bekijk GK-482-T"]


def test_calls_a_task_as_drawn_when_its_name_cannot_be_worked_out():
    run = imported(process().start().user("a", name="${service.name()}").end())

    run.start()

    assert [step.name for step in run.open.values()] == ["${service.name()}"]

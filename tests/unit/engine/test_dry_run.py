from datetime import UTC, datetime
from decimal import Decimal

from regelruimte.engine.connect.registry import Connectors
from regelruimte.engine.dry_run import Given, Happening, dry_run
from tests.builders import event, mapping, part, process

AT = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


def run(model, *happenings, answers=None, answered=None, connectors=None):
    given = Given(answers or {}, AT, happenings, answered or {})
    return dry_run({"process.bpmn": model.bpmn()}, given, connectors=Connectors(connectors or {}))


def choosing():
    model = process().start().user("look").exclusive("which")
    model.when("amount > 100").end("no", name="Geweigerd")
    return model.at("which").when("amount <= 100").end("yes", name="Verleend")


def test_goes_the_way_the_answers_say():
    ran = run(choosing(), Happening("look", {"amount": Decimal(250)}))

    assert (ran.outcome, ran.path) == ("Geweigerd", ("start", "look", "which", "no"))
    assert (ran.waiting, ran.troubles, ran.missed) == ((), (), ())


def test_reads_the_answers_of_the_start_when_no_task_gives_them():
    assert run(choosing(), Happening("look"), answers={"amount": Decimal(5)}).outcome == "Verleend"


def test_waits_when_a_task_gets_no_answer():
    ran = run(choosing())

    assert ran.outcome is None
    assert [step.element for step in ran.waiting] == ["look"]


def test_tells_what_was_missed_when_an_element_does_not_wait():
    ran = run(choosing(), Happening("elsewhere"), Happening("look", {"amount": Decimal(5)}))

    assert (ran.missed, ran.outcome) == (("elsewhere",), "Verleend")


def zone_two(inputs, /, *, key, at):
    return {"zone": 2}


def calling():
    told = mapping(outputs=[("=zone", "zone")])
    model = process().start().service("find", "demo.find", told).exclusive("which")
    model.when("zone = 2").end("yes", name="Verleend")
    return model.at("which").when("zone != 2").end("no", name="Geweigerd")


def test_calls_the_connectors_it_is_given():
    ran = run(calling(), connectors={"demo.find": zone_two})

    assert ran.outcome == "Verleend"


def test_prefers_the_answer_of_the_sample_when_there_is_one():
    registered = {"demo.find": zone_two}

    assert (
        run(calling(), answered={"find": {"zone": Decimal(1)}}, connectors=registered).outcome == "Geweigerd"
    )


def test_has_trouble_when_nobody_answers_a_service_task():
    ran = run(calling())

    assert [(trouble.element, trouble.code) for trouble in ran.troubles] == [("find", "connector-unknown")]
    assert ran.outcome is None


def test_has_trouble_when_no_way_fits():
    ran = run(choosing(), Happening("look", {"amount": "veel"}))

    assert [trouble.element for trouble in ran.troubles] == ["which"]


def test_lets_a_timer_go_off_only_when_told():
    model = process().start().timer("pause", "P1D").end("done", name="Klaar")

    assert run(model).outcome is None
    assert run(model, Happening("pause")).outcome == "Klaar"


def test_lets_a_message_arrive_when_told():
    model = process().message("m", "antwoord").start()
    model.node("intermediateCatchEvent", "wait", event("message", "m")).end("done", name="Klaar")

    ran = run(model, Happening("wait", {"said": "ja"}))

    assert ran.outcome == "Klaar"


def tailored():
    inside = part().user("call", name="Bellen").at(None).user("visit", name="Langsgaan")
    return process().start().adhoc("tailored", inside).user("decide").end("done", name="Klaar")


def test_starts_a_free_step_and_closes_the_scope_when_the_next_step_lies_behind_it():
    ran = run(tailored(), Happening("call"), Happening("decide"))

    assert (ran.outcome, ran.missed) == ("Klaar", ())
    assert "call" in ran.path
    assert "visit" not in ran.path


def test_closes_a_scope_when_told():
    ran = run(tailored(), Happening("call"), Happening("tailored"))

    assert [step.element for step in ran.waiting] == ["decide"]


def test_runs_the_process_of_another_file_when_the_bundle_calls_it():
    model = process().start().node("callActivity", "call", calledElement="advies").end(name="Klaar")
    called = process("advies").start("s2").user("advise").end("e2")
    files = {"process.bpmn": model.bpmn(), "advies.bpmn": called.bpmn()}

    ran = dry_run(files, Given({}, AT, (Happening("advise"),)), connectors=Connectors({}))

    assert (ran.outcome, ran.troubles, ran.missed) == ("Klaar", (), ())


def test_waits_on_when_the_condition_that_is_reported_does_not_hold():
    watch = "<conditionalEventDefinition><condition>=urgent</condition></conditionalEventDefinition>"
    model = process().start().node("intermediateCatchEvent", "hurry", watch).end()

    ran = run(model, Happening("hurry"), answers={"urgent": False})

    assert [step.element for step in ran.waiting] == ["hurry"]
    assert ran.troubles == ()

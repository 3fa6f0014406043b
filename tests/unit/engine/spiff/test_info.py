from __future__ import annotations

from regelruimte.engine.spiff import interpreter
from tests.builders import extensions, process

LANES = (
    '<laneSet id="ls"><lane id="l1" name="Team Parkeren"><flowNodeRef>look</flowNodeRef></lane>'
    '<lane id="l2" name="Inwoner"><flowNodeRef>apply</flowNodeRef></lane></laneSet>'
)
ROOM = (
    '<regelruimte:room id="r1" kind="law" article="Awb 4:84" group="team" limit="tot 12 maanden">'
    "Ruim.</regelruimte:room>"
)


def model():
    drawn = process(regelruimte__question="Hoe?", regelruimte__legalTermDays="56", name="Vergunning")
    drawn.parts.append(LANES)
    form = extensions('<zeebe:formDefinition formId="f0"/>')
    drawn.start("start", form).user("apply", form="f1", due="P2D", regelruimte__citizenText="U doet iets.")
    return drawn.node("userTask", "look", extensions(ROOM)).end(
        name="Klaar", regelruimte__citizenText="Gelukt."
    )


def test_tells_what_is_drawn_when_asked():
    compiled = interpreter.compile_model("v", model().bpmn())
    found = interpreter.elements(compiled)
    assert (found["apply"].group, found["apply"].form, found["apply"].due) == ("citizen", "f1", "P2D")
    assert found["look"].lane == "Team Parkeren"
    assert found["end"].citizen_text == "Gelukt."
    told = interpreter.process_info(compiled)
    assert (told.question, told.legal_term_days, told.start_form) == ("Hoe?", 56, "f0")
    room = interpreter.rooms(compiled, "look")[0]
    assert (room.article, room.text, room.limit) == ("Awb 4:84", "Ruim.", "tot 12 maanden")


def test_gives_the_task_to_the_group_of_its_lane_when_it_names_none(play):
    run = play(model())
    run.start()
    assert run.step("apply").group == "citizen"
    assert run.step("apply").due_at.day == 24
    run.complete("apply")
    assert run.step("look").group == "team-parkeren"


def test_starts_the_process_no_other_calls_when_there_are_more():
    called = process("a_called").start("s2").end("e2")
    main = process("main").start().node("callActivity", "call", calledElement="a_called").end()
    compiled = interpreter.compile_model("v", called.bpmn(main))
    assert interpreter.process_ids(compiled) == ("main", "a_called")

from regelruimte.modeller.document import open_document
from regelruimte.modeller.outline import all_steps, read_outline

HEAD = (
    '<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" '
    'xmlns:zeebe="http://camunda.org/schema/zeebe/1.0" '
    'xmlns:regelruimte="https://regelruimte.nl/schema/bpmn/1.0">'
)


def told(inner):
    model = f'{HEAD}<process id="p" name="Proef">{inner}</process></definitions>'
    return read_outline(open_document(model.encode()))[0].steps


def flow(source, target, extra="", inner=""):
    name = f"{source}-{target}"
    return (
        f'<sequenceFlow id="{name}" sourceRef="{source}" targetRef="{target}" {extra}>{inner}</sequenceFlow>'
    )


def condition(text):
    return f"<conditionExpression>{text}</conditionExpression>"


def names(steps):
    return [step.id for step in steps]


def test_tells_steps_in_order_of_flow_when_the_file_has_another_order():
    steps = told(
        '<endEvent id="e"/><userTask id="b"/><userTask id="a"/><startEvent id="s"/>'
        + flow("s", "a")
        + flow("a", "b")
        + flow("b", "e")
    )

    assert names(steps) == ["s", "a", "b", "e"]


def test_goes_on_after_the_routes_when_they_meet():
    steps = told(
        '<startEvent id="s"/><exclusiveGateway id="x" name="Mag het?" default="x-n"/><userTask id="j"/>'
        '<userTask id="n"/><userTask id="m"/>'
        + flow("s", "x")
        + flow("x", "j", 'name="ja"', condition("= mag"))
        + flow("x", "n")
        + flow("j", "m")
        + flow("n", "m")
    )

    assert names(steps) == ["s", "x", "m"]
    yes, no = steps[1].routes
    assert (yes.label, yes.condition, names(yes.steps)) == ("ja", "mag", ["j"])
    assert (no.is_default, names(no.steps)) == (True, ["n"])


def test_tells_a_step_once_when_the_flow_comes_back():
    steps = told(
        '<startEvent id="s"/><userTask id="a"/><exclusiveGateway id="x"/><endEvent id="e"/>'
        + flow("s", "a")
        + flow("a", "x")
        + flow("x", "a", 'name="opnieuw"')
        + flow("x", "e", 'name="klaar"')
    )

    in_full = [step.id for step in all_steps(steps) if not step.is_again]
    again = [step.id for step in all_steps(steps) if step.is_again]

    assert sorted(in_full) == ["a", "e", "s", "x"]
    assert again == ["a"]


def test_tells_what_happens_at_an_event_on_a_step():
    steps = told(
        '<startEvent id="s"/><userTask id="a"/><boundaryEvent id="t" name="na 7 dagen" attachedToRef="a"/>'
        '<userTask id="h"/><endEvent id="e"/>' + flow("s", "a") + flow("a", "e") + flow("t", "h")
    )

    event = next(route for route in steps[1].routes if route.is_event)
    assert (event.label, names(event.steps)) == ("na 7 dagen", ["h"])


def test_tells_who_form_room_and_entry_of_a_step():
    steps = told(
        '<laneSet><lane name="Team Parkeren"><flowNodeRef>m</flowNodeRef></lane></laneSet>'
        '<adHocSubProcess id="m"><userTask id="b" name="Bel" regelruimte:entryCondition="= nodig">'
        '<extensionElements><zeebe:formDefinition formId="gesprek"/>'
        '<regelruimte:room id="r" kind="law" article="Awb 4:84" limit="1 jaar">Wijk af.</regelruimte:room>'
        "</extensionElements></userTask></adHocSubProcess>"
    )

    step = steps[0].inside[0]
    assert (step.who, step.form, step.entry) == ("Team Parkeren", "gesprek", "nodig")
    assert (step.rooms[0].article, step.rooms[0].text) == ("Awb 4:84", "Wijk af.")


def test_tells_what_nothing_leads_to():
    steps = told('<startEvent id="s"/><userTask id="los"/>')

    assert names(steps) == ["s", "los"]


def test_ends_when_choices_follow_each_other_without_end():
    count = 300
    nodes = "".join(f'<exclusiveGateway id="g{n}"/><endEvent id="e{n}"/>' for n in range(count))
    flows = "".join(flow(f"g{n}", f"e{n}") + flow(f"g{n}", f"g{n + 1}") for n in range(count - 1))

    steps = told(nodes + flows)

    in_full = {step.id for step in all_steps(steps) if not step.is_again}
    assert len(in_full) == 2 * count

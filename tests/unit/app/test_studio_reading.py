import pytest

from regelruimte.engine import definitions
from regelruimte.engine.actors import SYSTEM
from regelruimte.modeller.starters import empty_process, process_with_two_roles

PAGE = "/studio/definitions/zorg"


@pytest.fixture
def make(sign_in, engine):
    sign_in("sanne")

    def make_draft(files):
        with engine.work(SYSTEM) as work:
            definitions.create_definition(work, "zorg", title="Zorg", files=files)

    return make_draft


def test_tells_the_drawing_as_a_list(client, make):
    make(process_with_two_roles("zorg", "Zorg"))

    page = client.get(f"{PAGE}/outline").text

    assert page.index("Aanvraag bekijken") < page.index("Klaar")
    assert "iemand doet iets, Medewerker" in page
    assert "De inwoner leest: Wij bekijken uw aanvraag." in page


def test_leads_from_a_finding_to_its_step(client, make):
    make(empty_process("zorg", "Zorg"))

    page = client.get(f"{PAGE}/findings").text

    assert f'href="{PAGE}#StartEvent_1"' in page
    assert "Waarschuwing" in page


def test_leads_from_a_finding_to_its_form(client, make):
    files = process_with_two_roles("zorg", "Zorg")
    make({**files, "forms/leeg.form": b'{"id": "leeg", "type": "default", "components": []}'})

    assert f'href="{PAGE}/forms/leeg"' in client.get(f"{PAGE}/findings").text


def test_keeps_findings_of_one_weight_when_asked(client, make):
    make(empty_process("zorg", "Zorg"))

    assert "st-finding--warning" not in client.get(f"{PAGE}/findings?severity=error").text
    assert "st-finding--warning" in client.get(f"{PAGE}/findings?severity=warning").text


def test_says_that_nothing_was_found(client, make):
    files = process_with_two_roles("zorg", "Zorg")
    question = b'regelruimte:question="Kan ik hulp krijgen?" isExecutable'
    make({**files, "process.bpmn": files["process.bpmn"].replace(b"isExecutable", question, 1)})

    assert "Niets gevonden" in client.get(f"{PAGE}/findings").text


def test_counts_advice_as_the_page_to_publish_does(client, make):
    make(process_with_two_roles("zorg", "Zorg"))
    advice = "Bij dit proces staat geen vraag van de inwoner."

    assert advice in client.get(f"{PAGE}/findings").text
    assert advice in client.get(f"{PAGE}/publish").text


def test_answers_404_when_there_is_no_such_process(client, make):
    make(process_with_two_roles("zorg", "Zorg"))

    assert client.get("/studio/definitions/geen/outline").status_code == 404

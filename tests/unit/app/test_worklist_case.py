import io
import json
from pathlib import Path

import pytest
import regex

from regelruimte.app.story import SENTENCES
from tests import worklist_process as permit

ENGINE = Path(__file__).parents[3] / "engine"
TAGS = regex.compile(r'"((?:[a-z]+-)*[a-z]+:(?:[a-z]+-)*[a-z]+)"')


@pytest.fixture
def worker(engine, client):
    return permit.sign_in_worker(engine, client)


@pytest.fixture
def number(engine, worker):
    permit.publish(engine)
    return permit.start(engine)


def case_page(client, number, tab=""):
    answer = client.get(f"/worklist/cases/{number}{tab}")
    assert answer.status_code == 200
    return answer.text


def test_shows_person_question_channel_and_both_dates(client, number):
    page = case_page(client, number)

    assert "Jolanda van Dijk" in page
    assert "‘Ik kan mijn auto niet kwijt’" in page
    assert "Via telefoon" in page
    assert "Besluit uiterlijk maandag 18 januari 2027" in page
    assert "Ons doel: vrijdag 27 november 2026" in page


def test_offers_the_task_that_waits(client, engine, number):
    permit.close_block(engine, number)

    page = case_page(client, number)

    assert "Nog niet opgepakt: Beoordeel de aanvraag" in page
    assert "Hier mag u zelf beslissen" in page


def test_tells_the_drawing_what_is_done_and_where_the_case_is(client, engine, number):
    permit.close_block(engine, number)

    page = case_page(client, number)

    island = regex.search(r'id="drawing-marks">(.*?)</script>', page)[1]
    marks = json.loads(island)
    assert marks["now"] == ["oordeel"]
    assert {"start", "regels"} <= set(marks["done"])
    assert marks["flows"]


def test_gives_the_model_as_its_author_drew_it(client, number):
    answer = client.get(f"/worklist/cases/{number}/drawing.bpmn")

    assert answer.data == permit.model()
    assert answer.mimetype == "application/xml"


def test_opens_the_list_when_the_model_has_no_drawing(client, engine, worker):
    files = permit.bundle()
    bare = files["process.bpmn"].split(b"<di:BPMNDiagram")[0] + b"</definitions>"
    permit.publish(engine, {**files, "process.bpmn": bare})

    page = case_page(client, permit.start(engine))

    assert 'id="drawing"' not in page
    assert '<details class="rr-more" open>' in page


def test_tells_what_happened_in_plain_words(client, engine, number):
    permit.add_own_step(engine, number, ground="Awb 4:84")

    page = case_page(client, number)

    assert "Aanvraag ontvangen" in page
    assert "Eigen stap toegevoegd: Bel de huisarts" in page
    assert "Reden: ‘Zij is ziek’. Grond: Awb 4:84. De gewone weg wacht hierop." in page


def test_names_nobody_for_what_rules_did(client, number):
    log = case_page(client, number, "/log")

    told = regex.search(r"<tr>(?:(?!</tr>).)*Regels toegepast.*?</tr>", log, regex.DOTALL)[0]
    assert "Gaat vanzelf" in told


def test_has_a_sentence_for_every_tag_the_engine_writes():
    written = {tag for path in ENGINE.rglob("*.py") for tag in TAGS.findall(path.read_text(encoding="utf-8"))}
    ours = {tag for tag in written if tag.split(":")[0] in {known.split(":")[0] for known in SENTENCES}}
    trials = {"trial:promoted", "trial:stopped"}

    assert len(ours) > 20
    assert ours | trials <= set(SENTENCES)


def test_names_no_tag_as_if_it_were_a_sentence(client, engine, number):
    permit.add_own_step(engine, number)
    permit.close_block(engine, number)

    page = case_page(client, number, "/log")

    assert "nog niet in woorden" not in page
    assert "Maatwerk afgesloten: Kijken wat past" in page


def test_shows_facts_and_forms_in_the_words_of_the_forms(client, number):
    page = case_page(client, number, "/facts")

    assert "Hoeveel auto’s hebt u?" in page
    assert "Vertel uw verhaal" in page
    assert "Ik rij voor mijn werk" in page


def test_shows_a_chosen_answer_in_its_words_and_never_as_a_key(client, engine, number):
    permit.close_block(engine, number)
    (task,) = permit.open_tasks(engine, number).values()
    permit.complete(engine, task.id, form="oordeel", belang="Zij zorgt", besluit="ja")

    page = case_page(client, number, "/facts")

    known = page[page.index("Wat wij nu weten") : page.index("Wat er is ingevuld")]
    assert "Geef de vergunning" in known
    assert ">ja<" not in known


def test_explains_a_decision_with_its_inputs_and_the_row_that_matched(client, number):
    page = case_page(client, number, "/decisions")

    assert "Recht op een vergunning" in page
    assert "= <strong>2</strong>" in page
    assert "Regel 2 was raak." in page
    assert page.count('class="is-hit"') == 1


def test_keeps_a_document_and_gives_it_back(client, number):
    sent = {"document": (io.BytesIO(b"%PDF-1.7 inhoud"), "bewijs.pdf")}

    answer = client.post(f"/worklist/cases/{number}/documents", data=sent, content_type="multipart/form-data")

    assert answer.status_code == 303
    page = case_page(client, number, "/documents")
    assert "bewijs.pdf" in page
    link = regex.search(r"/worklist/documents/\w+", page)[0]
    assert client.get(link).data == b"%PDF-1.7 inhoud"
    assert "attachment" in client.get(link).headers["Content-Disposition"]


@pytest.mark.parametrize(
    ("content", "told"),
    [(b"GIF89a", "Dit soort bestand kunnen wij niet lezen."), (b"", "Dit bestand is leeg.")],
)
def test_says_why_a_document_is_refused(client, number, content, told):
    sent = {"document": (io.BytesIO(content), "foto.gif")}

    answer = client.post(f"/worklist/cases/{number}/documents", data=sent, content_type="multipart/form-data")

    assert answer.status_code == 422
    assert told in answer.text
    assert "<title>Fout: " in answer.text


def test_asks_for_a_file_when_none_is_chosen(client, number):
    answer = client.post(f"/worklist/cases/{number}/documents", data={})

    assert answer.status_code == 422
    assert "Kies een bestand." in answer.text


def test_shows_a_fault_and_tries_again(client, engine, worker):
    number = permit.start_with_fault(engine)

    page = case_page(client, number)

    assert "Storing bij: Kies de weg" in page
    assert "De zaak gaat vanzelf verder" not in page
    retry = regex.search(rf"/worklist/cases/{number}/incidents/\w+/retry", page)[0]
    assert client.post(retry).status_code == 303
    assert "Wij proberen het opnieuw." in case_page(client, number)


def test_knows_no_case_that_is_not_there(client, worker):
    assert client.get("/worklist/cases/Z-2026-999999").status_code == 404

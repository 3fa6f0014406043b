"""Applying: pages, answers that are kept, checking and sending once."""

import io
import re

import pytest

from regelruimte.engine import cases
from regelruimte.engine.actors import Actor
from regelruimte.engine.dossier import get_dossier
from regelruimte.engine.roles import Role
from tests import permit
from tests.desk import WORKER

MEHMET = Actor(id="m", name="Mehmet Aydin", roles=frozenset({Role.CITIZEN}), person="mehmet")
PDF = b"%PDF-1.7 a statement"


@pytest.fixture
def permit_process(engine):
    permit.publish(engine)


@pytest.fixture
def begun(client, sign_in, permit_process):
    """Begin an application as Mehmet; return its address."""
    sign_in("mehmet")
    answer = client.post("/aanvragen/vergunning")
    assert answer.status_code == 303
    return answer.headers["Location"].removesuffix("/u")


def fill(client, begun, *, owner="ik"):
    client.post(f"{begun}/u", data={"straat": "Lindelaan 12"})
    client.post(f"{begun}/auto", data={"kenteken": "gk482t", "eigenaar": owner})
    return client.post(f"{begun}/slot", data={"toelichting": ""})


def hidden(page, name):
    return re.search(rf'name="{name}"[^>]*value="([^"]*)"', page)[1]


def send(client, begun):
    check = begun.replace("vergunning/", "vergunning/controle/")
    page = client.get(check).text
    data = {"key": hidden(page, "key"), "seen": hidden(page, "seen")}
    return check, data, client.post(check, data=data)


def test_leads_through_the_pages_to_checking(client, begun):
    first = client.post(f"{begun}/u", data={"straat": "Lindelaan 12"})
    last = fill(client, begun)

    assert first.headers["Location"] == f"{begun}/auto"
    assert "/controle/" in last.headers["Location"]


def test_says_which_step_it_is(client, begun):
    page = client.get(f"{begun}/auto").text

    assert "<title>Stap 2 van 4: Uw auto – Parkeervergunning – Gemeente Lindewoude</title>" in page
    assert "Stap 2 van 4" in page


def test_keeps_wrong_answers_and_names_them_on_top(client, begun):
    answer = client.post(f"{begun}/auto", data={"kenteken": "GK-4823-T"})

    assert answer.status_code == 422
    assert "<title>Fout: Stap 2" in answer.text
    assert 'value="GK-4823-T"' in answer.text
    assert answer.text.index("rr-error-summary") < answer.text.index("<h1")
    assert 'value="GK-4823-T"' in client.get(f"{begun}/auto").text


def test_asks_a_page_only_when_an_answer_calls_for_it(client, begun):
    client.post(f"{begun}/u", data={"straat": "Lindelaan 12"})
    data = {"kenteken": "GK-482-T", "eigenaar": "lease", "verklaring": (io.BytesIO(PDF), "verklaring.pdf")}

    answer = client.post(f"{begun}/auto", data=data, content_type="multipart/form-data")

    assert answer.headers["Location"] == f"{begun}/lease"


def test_shows_a_file_and_takes_it_away_again(client, begun):
    data = {"kenteken": "GK-482-T", "eigenaar": "lease", "verklaring": (io.BytesIO(PDF), "verklaring.pdf")}
    client.post(f"{begun}/auto", data=data, content_type="multipart/form-data")
    page = client.get(f"{begun}/auto").text
    document = hidden(page, "verklaring")

    left = {
        "kenteken": "GK-482-T",
        "eigenaar": "lease",
        "verklaring": document,
        "verklaring-verwijder": document,
    }
    answer = client.post(f"{begun}/auto", data=left)

    assert "verklaring.pdf" in page
    assert answer.status_code == 303
    assert "verklaring.pdf" not in client.get(f"{begun}/auto").text
    assert client.get(f"/documenten/{document}").status_code == 404


def test_says_what_to_do_about_a_file_it_cannot_take(client, begun):
    data = {"kenteken": "GK-482-T", "eigenaar": "lease", "verklaring": (io.BytesIO(b"MZ"), "virus.exe")}

    answer = client.post(f"{begun}/auto", data=data, content_type="multipart/form-data")

    assert answer.status_code == 422
    assert answer.text.count("Dit soort bestand kunnen wij niet openen. Kies een PDF, JPG, PNG of HEIC.") == 2
    assert 'value="GK-482-T"' in answer.text


def test_saves_for_later_whatever_was_typed(client, begun):
    answer = client.post(f"{begun}/auto", data={"kenteken": "GK", "actie": "bewaar"}, follow_redirects=True)

    assert "Wij bewaren uw antwoorden tot 21 december 2026." in answer.text
    assert client.get(begun).headers["Location"] == f"{begun}/auto"
    assert 'value="GK"' in client.get(f"{begun}/auto").text


def test_checks_before_sending_and_changes_come_back(client, begun):
    page = client.get(fill(client, begun).headers["Location"]).text

    changed = client.post(f"{begun}/auto?terug=controle", data={"kenteken": "12-abc-3", "eigenaar": "ik"})

    assert "U hebt nog niets verstuurd" in page
    assert "GK-482-T" in page
    assert "Niet ingevuld" in page
    assert f"{begun}/auto?terug=controle#kenteken" in page
    assert "12-ABC-3" in client.get(changed.headers["Location"]).text


def test_asks_only_what_is_new_when_a_change_brings_questions(client, begun):
    fill(client, begun)
    data = {"kenteken": "GK-482-T", "eigenaar": "lease", "verklaring": (io.BytesIO(PDF), "verklaring.pdf")}

    asked = client.post(f"{begun}/auto?terug=controle", data=data, content_type="multipart/form-data")
    done = client.post(asked.headers["Location"], data={"bedrijf": "Lease BV"})

    assert asked.headers["Location"] == f"{begun}/lease?terug=controle"
    assert "/controle/" in done.headers["Location"]


def test_leads_to_the_open_page_when_checking_too_early(client, begun):
    check = begun.replace("vergunning/", "vergunning/controle/")

    assert client.get(check).headers["Location"] == f"{begun}/u?terug=controle&fouten=1"


def test_sends_and_gives_a_receipt_with_true_dates(client, begun):
    fill(client, begun)

    _, _, answer = send(client, begun)
    page = client.get(answer.headers["Location"]).text

    assert "Wij hebben uw aanvraag ontvangen" in page
    assert "Z-2026-000001" in page
    assert "23 november 2026 om 10.00" in page
    assert "28 november 2026" in page
    assert "18 januari 2027" in page


def test_gives_the_same_receipt_when_sent_twice(client, engine, begun):
    fill(client, begun)
    check, data, first = send(client, begun)

    second = client.post(check, data=data)

    assert second.headers["Location"] == first.headers["Location"] + "?opnieuw=1"
    assert "U hebt dit al verstuurd" in client.get(second.headers["Location"]).text
    with engine.view(MEHMET) as view:
        assert len(cases.list_my_cases(view)) == 1


def test_says_that_other_answers_hold_when_an_old_page_is_sent(client, begun):
    fill(client, begun)
    check, data, _ = send(client, begun)

    answer = client.post(check, data={**data, "seen": "f" * 64})

    assert answer.status_code == 409
    assert "andere antwoorden" in answer.text


def test_shows_the_answers_again_when_they_changed_in_another_window(client, begun):
    fill(client, begun)
    check = begun.replace("vergunning/", "vergunning/controle/")
    page = client.get(check).text
    client.post(f"{begun}/u", data={"straat": "Dorpsstraat 1"})

    answer = client.post(check, data={"key": hidden(page, "key"), "seen": hidden(page, "seen")})

    assert answer.status_code == 409
    assert "Uw antwoorden veranderden intussen" in answer.text
    assert "Dorpsstraat 1" in answer.text


def test_leads_to_the_receipt_when_a_page_is_opened_after_sending(client, begun):
    fill(client, begun)
    send(client, begun)

    assert "/ontvangen/" in client.get(f"{begun}/auto").headers["Location"]
    assert "/ontvangen/" in client.post(f"{begun}/auto", data={"kenteken": "x"}).headers["Location"]
    assert "/ontvangen/" in client.get(begun).headers["Location"]


def test_throws_away_what_was_not_sent_after_asking(client, begun):
    ask = begun.replace("vergunning/", "vergunning/weggooien/")

    question = client.get(ask)
    answer = client.post(ask, follow_redirects=True)

    assert "Wilt u deze aanvraag weggooien?" in question.text
    assert "weggegooid" in answer.text
    assert client.get(f"{begun}/auto").status_code == 409


def test_uses_an_untouched_application_again(client, begun):
    assert client.post("/aanvragen/vergunning").headers["Location"] == f"{begun}/u"


def test_speaks_english_where_the_form_does(client, begun):
    client.get("/language/en")

    page = client.get(f"{begun}/u").text

    assert "You and your address" in page
    assert "Step 1 of 4" in page
    assert "Apply for a parking permit" in page


def mark_plate(client, begun, why="Het is een tractor."):
    client.post(f"{begun}/u", data={"straat": "Lindelaan 12"})
    data = {"kenteken": "", "eigenaar": "ik", "_past-niet": "kenteken", "_past-niet-kenteken": why}
    return client.post(f"{begun}/auto", data=data)


def test_goes_on_without_an_answer_when_a_question_does_not_fit(client, begun):
    answer = mark_plate(client, begun)

    assert answer.status_code == 303
    assert "Het is een tractor." in client.get(f"{begun}/auto").text


def test_asks_why_when_a_question_is_only_marked(client, begun):
    answer = mark_plate(client, begun, why="")

    assert answer.status_code == 422
    assert "Vertel waarom de vraag" in answer.text


def test_opens_a_free_step_when_an_application_with_an_unfit_question_is_sent(client, begun, engine):
    mark_plate(client, begun)
    client.post(f"{begun}/slot", data={"toelichting": ""})
    check, _data, answer = send(client, begun)

    assert answer.status_code == 303
    with engine.view(MEHMET) as view:
        number = cases.list_my_cases(view)[0].number
    with engine.view(WORKER) as view:
        (step,) = [one for one in get_dossier(view, number).open_tasks if one.source == "free_step"]
    assert "Het is een tractor." in step.note
    assert "/ontvangen/" in client.get(check).headers["Location"]


def test_reads_back_why_a_question_does_not_fit_before_sending(client, begun):
    mark_plate(client, begun)
    client.post(f"{begun}/slot", data={"toelichting": ""})

    page = client.get(begun.replace("vergunning/", "vergunning/controle/")).text

    assert "Past niet: ‘Het is een tractor.’" in page


def test_shows_what_is_wrong_again_when_asked_for_the_kept_answers(client, begun):
    sent = client.post(f"{begun}/auto", data={"kenteken": "GK-4823-T"})
    again = re.search(r'data-again-url="([^"]*)"', sent.text)[1]

    page = client.get(again)

    assert page.status_code == 200
    assert "rr-error-summary" in page.text
    assert 'value="GK-4823-T"' in page.text
    assert "rr-error-summary" not in client.get(f"{begun}/auto").text


def test_says_what_is_missing_when_checking_too_early(client, begun):
    client.post(f"{begun}/u", data={"straat": "Lindelaan 12"})

    page = client.get(begun.replace("vergunning/", "vergunning/controle/"), follow_redirects=True).text

    assert "rr-error-summary" in page
    assert "Wat is het kenteken?" in page


def test_offers_what_was_begun_when_beginning_again(client, begun):
    client.post(f"{begun}/u", data={"straat": "Lindelaan 12"})

    answer = client.post("/aanvragen/vergunning")

    assert answer.headers["Location"] == "/aanvragen/vergunning"
    page = client.get("/aanvragen/vergunning").text
    assert "U bent al begonnen" in page
    assert begun in page
    assert "Begint u opnieuw? Dan gooien wij weg wat u eerder invulde." in page


def test_throws_away_what_was_begun_when_starting_afresh(client, begun):
    client.post(f"{begun}/u", data={"straat": "Lindelaan 12"})

    fresh = client.post("/aanvragen/vergunning", data={"opnieuw": "1"}).headers["Location"]

    assert not fresh.startswith(begun)
    assert client.get(f"{begun}/u").status_code == 409
    assert client.get("/mijn-zaken").text.count("Ga verder<") == 1


def test_promises_to_keep_no_answers_when_there_are_none(client, begun):
    assert "Wij bewaren uw antwoorden" not in client.get("/mijn-zaken").text

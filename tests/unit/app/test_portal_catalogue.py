"""Finding a process: home, topics, search, contact, and where it begins."""

from dataclasses import replace

import pytest

from regelruimte.app import create_app
from regelruimte.app.portal import topics
from regelruimte.engine import definitions
from regelruimte.engine.actors import SYSTEM
from tests import permit


@pytest.fixture
def offered(engine):
    permit.publish(engine)
    with engine.view(SYSTEM) as view:
        return definitions.list_offered(view)


def test_shows_only_topics_that_can_be_answered(client, offered):
    page = client.get("/").text

    assert "Ik wil parkeren of reizen" in page
    assert "Ik ga verhuizen" not in page


def test_shows_every_topic_when_a_process_is_for_any_question(offered):
    general = replace(offered[0], key="eigen-vraag", topic="")

    assert len(topics.topics_of((*offered, general))) == 13


def test_shows_a_process_by_its_question(client, offered):
    page = client.get("/vragen/parkeren-verkeer").text

    assert "Ik wil parkeren bij mijn huis" in page
    assert 'href="/aanvragen/vergunning"' in page


@pytest.mark.parametrize("path", ["/vragen/ondernemen", "/vragen/bestaat-niet", "/aanvragen/bestaat-niet"])
def test_answers_404_when_there_is_nothing_to_ask(client, offered, path):
    assert client.get(path).status_code == 404


@pytest.mark.parametrize("words", ["parkeren", "PARKEER", "vergunning wijk", "réizen"])
def test_finds_a_process_by_a_word(client, offered, words):
    assert "Ik wil parkeren bij mijn huis" in client.get("/zoeken", query_string={"q": words}).text


def test_repeats_the_words_when_nothing_is_found(client, offered):
    page = client.get("/zoeken", query_string={"q": "<b>zwembad</b>"}).text

    assert "Wij vinden niets bij ‘&lt;b&gt;zwembad&lt;/b&gt;’" in page


def test_draws_only_ways_to_reach_us_that_exist(client, engine, settings, offered):
    reachable = create_app(engine=engine, settings=replace(settings, contact_phone="088 012 34 56"))

    assert "Mijn vraag staat er niet bij" not in client.get("/").text
    assert "Mijn vraag staat er niet bij" in reachable.test_client().get("/").text
    assert "088 012 34 56" in reachable.test_client().get("/contact").text


def test_tells_beforehand_how_long_it_takes_and_what_is_needed(client, offered):
    page = client.get("/aanvragen/vergunning").text

    assert "28 november 2026" in page
    assert "18 januari 2027" in page
    assert "Awb 4:13" in page
    assert "Het kenteken van uw auto" in page
    assert "Verklaring van het leasebedrijf (niet altijd nodig)" in page


def test_asks_to_sign_in_and_leads_back(client, offered):
    page = client.get("/aanvragen/vergunning").text

    assert 'href="/sign-in?next=/aanvragen/vergunning"' in page
    assert "<form" not in page


def test_draws_no_button_when_staff_cannot_apply(client, sign_in, offered):
    sign_in("marieke")

    page = client.get("/aanvragen/vergunning").text

    assert "Begin met aanvragen" not in page
    assert client.post("/aanvragen/vergunning").status_code == 403


def test_offers_to_go_on_when_already_begun(client, sign_in, offered):
    sign_in("mehmet")
    place = client.post("/aanvragen/vergunning").headers["Location"].removesuffix("/u")

    assert "U bent al begonnen" in client.get("/aanvragen/vergunning").text
    assert place in client.get("/").text

from pathlib import Path

import pytest
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_dir
from babel.messages.frontend import parse_mapping_cfg

from regelruimte.app.language import read_translations

APP = Path(__file__).parents[3] / "app"


def source_texts():
    with (APP / "babel.cfg").open() as mapping:
        methods, options = parse_mapping_cfg(mapping)
    keywords = {**DEFAULT_KEYWORDS, "lazy_gettext": None}
    found = extract_from_dir(APP, methods, options, keywords=keywords)
    return {text for _file, _line, text, _comments, _context in found}


def test_every_text_has_its_english():
    english = read_translations("en")

    missing = [
        text
        for text in source_texts()
        if not (english.gettext(text) if isinstance(text, str) else english._catalog.get((text[0], 0)))
        or (isinstance(text, str) and text not in english._catalog)
    ]

    assert missing == []


def test_english_has_the_same_places_for_values():
    english = read_translations("en")

    for text in source_texts():
        if isinstance(text, str):
            assert english.gettext(text).count("%(") == text.count("%("), text


def test_is_dutch_first(client):
    page = client.get("/sign-in").text

    assert '<html lang="nl"' in page
    assert '<h1 class="utrecht-heading-1">Inloggen</h1>' in page


def test_stays_dutch_until_a_visitor_chooses(client):
    page = client.get("/sign-in", headers={"Accept-Language": "en-GB,en;q=0.9"}).text

    client.get("/language/en")

    assert '<html lang="nl"' in page
    assert ">Sign in</h1>" in client.get("/sign-in").text


def test_keeps_the_place_when_the_language_changes(client):
    answer = client.get("/language/en?next=/sign-in?next%3D/worklist/")

    assert answer.headers["Location"] == "/sign-in?next=/worklist/"
    assert '<html lang="en"' in client.get("/sign-in").text


def test_leads_home_when_the_place_is_elsewhere(client):
    assert client.get("/language/en?next=//elsewhere.example").headers["Location"] == "/"


def test_knows_no_other_language(client):
    assert client.get("/language/xx").status_code == 404


@pytest.mark.parametrize("code", ["nl", "fr"])
def test_gives_the_source_text_when_there_is_no_catalogue(code):
    assert read_translations(code).gettext("Inloggen") == "Inloggen"

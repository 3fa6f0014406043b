"""Screens use one word for one thing: words that mean something else here are in no Dutch text."""

from pathlib import Path

import pytest
import regex
from babel.messages.pofile import read_po

ROOT = Path(__file__).resolve().parents[2]
INSTEAD = {
    "ambtenaar": "medewerker",
    "autorisatie": "mandaat",
    "behandelaar": "medewerker",
    "beschikking": "besluit",
    "bevoegdheid": "mandaat",
    "burger": "inwoner",
    "casus": "zaak",
    "claimen": "pak op",
    "cliënt": "inwoner",
    "cohort": "wie doet mee",
    "controlegroep": "groep A",
    "deployen": "publiceer",
    "doorzetten": "draag over",
    "dossier": "zaakpagina",
    "gebruiker": "inwoner of medewerker",
    "grondslag": "grond (van een omweg)",
    "inbox": "werklijst",
    "incident": "storing",
    "instantie": "zaak",
    "inzending": "aanvraag of antwoorden",
    "kenmerk": "zaaknummer",
    "klant": "inwoner",
    "levensvraag": "vraag",
    "migreren": "laten overstappen",
    "motivering": "reden",
    "pilot": "proef",
    "promoveren": "laat gelden voor iedereen",
    "rollback": "stop de proef",
    "takenlijst": "werklijst",
    "token": "stap",
    "uitrollen": "publiceer",
    "vrijgeven": "zet terug",
    "werkvoorraad": "werklijst",
    "workflow": "proces",
}
LEGAL_BASIS = regex.compile(r"wettelijke grondslag", regex.IGNORECASE)


def dutch_texts() -> list[str]:
    """Return every text of the screens: the source language of the translations is Dutch."""
    found = []
    for path in sorted((ROOT / "app/translations").rglob("*.po")):
        with path.open("rb") as file:
            for message in read_po(file):
                found += [message.id] if isinstance(message.id, str) else list(message.id)
    return [text for text in found if text]


def test_texts_are_found_when_they_are_searched_for_words():
    assert "Werklijst" in dutch_texts()


@pytest.mark.parametrize("word", sorted(INSTEAD))
def test_word_is_not_on_a_screen_when_we_have_another_for_it(word):
    pattern = regex.compile(rf"\b{word}(s|en)?\b", regex.IGNORECASE)
    wrong = [text for text in dutch_texts() if pattern.search(LEGAL_BASIS.sub("", text))]

    assert wrong == [], f"say ‘{INSTEAD[word]}’"


def test_says_u_hebt_everywhere():
    pattern = regex.compile(r"\b(u heeft|heeft u|jullie)\b", regex.IGNORECASE)
    files = [
        *ROOT.glob("processes/**/*.form"),
        *ROOT.glob("processes/**/*.bpmn"),
        *ROOT.glob("processes/**/*.dmn"),
    ]
    texts = dutch_texts() + [path.read_text(encoding="utf-8") for path in files]

    assert [found[0] for text in texts if (found := pattern.search(text))] == []

"""Plain language: long sentences and officialese in what citizens read. Advice, never proof."""

from __future__ import annotations

from collections.abc import Iterator

import regex

from regelruimte.engine.findings import Finding, Severity
from regelruimte.modeller.checks.reading import CitizenText, Reading

LONGEST_SENTENCE = 20
"""Words; a B1 text stays well below, advice starts above."""

_SHOWN_CHARACTERS = 80
_TIMEOUT_SECONDS = 0.5
# Not at a colon, which article numbers have (`Awb 4:13`), and not after one letter (`i.v.m.`).
_SENTENCE_END = regex.compile(r"(?<=[^\W\d]{2}[.!?])\s+|\n\s*\n|\n\s*[-*]\s")
_WORD = regex.compile(r"[\p{L}\p{N}][\p{L}\p{N}'’:.-]*")

OFFICIALESE = {
    "aangaande": "over",
    "aanvang nemen": "beginnen",
    "alsmede": "en ook",
    "alvorens": "voordat",
    "behoudens": "behalve",
    "beschikking": "besluit",
    "bescheiden": "documenten",
    "betreffende": "over",
    "conform": "volgens",
    "daar waar": "als",
    "derhalve": "daarom",
    "desbetreffende": "deze",
    "dient te": "moet",
    "dienen te": "moeten",
    "doch": "maar",
    "geschieden": "gebeuren",
    "geschiedt": "gebeurt",
    "gelieve": "wilt u",
    "heden": "nu",
    "hiertoe": "hiervoor",
    "hetgeen": "wat",
    "in casu": "in dit geval",
    "in het kader van": "voor",
    "indien": "als",
    "ingevolge": "volgens",
    "inzake": "over",
    "jegens": "tegenover",
    "krachtens": "volgens",
    "met betrekking tot": "over",
    "middels": "met",
    "mits": "als",
    "mitsdien": "daarom",
    "nadere": "meer",
    "nochtans": "toch",
    "omtrent": "over",
    "onverwijld": "meteen",
    "onderhavige": "deze",
    "op grond van": "volgens",
    "reeds": "al",
    "te allen tijde": "altijd",
    "ten aanzien van": "over",
    "ten behoeve van": "voor",
    "ten gevolge van": "door",
    "tenzij": "behalve als",
    "teneinde": "om",
    "terstond": "meteen",
    "thans": "nu",
    "tevens": "ook",
    "uit hoofde van": "door",
    "verstrekken": "geven",
    "verstrekt": "geeft",
    "vigerende": "geldende",
    "vooralsnog": "voorlopig",
    "voornoemde": "deze",
    "woonachtig": "woont",
    "zijdens": "van",
    "zorgdragen": "zorgen",
}
"""Officialese and what to write instead."""

_OFFICIALESE = regex.compile(
    r"(?<![\p{L}-])("
    + "|".join(sorted(map(regex.escape, OFFICIALESE), key=len, reverse=True))
    + r")(?![\p{L}-])",
    regex.IGNORECASE,
)


def language_findings(reading: Reading) -> Iterator[Finding]:
    """Yield advice on the texts of a bundle that citizens read."""
    for text in reading.texts():
        yield from _long_sentences(text)
        yield from _officialese(text)


def _long_sentences(text: CitizenText) -> Iterator[Finding]:
    for sentence in _SENTENCE_END.split(text.text, timeout=_TIMEOUT_SECONDS):
        count = len(_WORD.findall(sentence, timeout=_TIMEOUT_SECONDS))
        if count > LONGEST_SENTENCE:
            message = f"In {text.where} staat een zin van {count} woorden: ‘{_short(sentence)}’."
            yield _advice(
                "sentence-long",
                text,
                message,
                f"Maak er zinnen van hoogstens {LONGEST_SENTENCE} woorden van.",
            )


def _officialese(text: CitizenText) -> Iterator[Finding]:
    found = dict.fromkeys(
        match.group(1).casefold() for match in _OFFICIALESE.finditer(text.text, timeout=_TIMEOUT_SECONDS)
    )
    for word in found:
        message = f"In {text.where} staat ‘{word}’. Veel mensen kennen dat woord niet."
        yield _advice("word-officialese", text, message, f"Schrijf liever ‘{OFFICIALESE[word]}’.")


def _advice(code: str, text: CitizenText, message: str, suggestion: str) -> Finding:
    return Finding(code, Severity.ADVICE, text.element, message, suggestion, text.file)


def _short(sentence: str) -> str:
    told = " ".join(sentence.split())
    return told if len(told) <= _SHOWN_CHARACTERS else f"{told[:_SHOWN_CHARACTERS].rstrip()}…"

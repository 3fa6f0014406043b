import zlib
from datetime import UTC, datetime
from decimal import Decimal

import pytest
from lxml import html

from regelruimte.engine.connect.declared import LETTER_TEXT
from regelruimte.engine.connect.letter import LetterConnector, find_pdf_maker
from regelruimte.engine.connect.places import read_places
from regelruimte.engine.connect.registry import ConnectorFailed

AT = datetime(2026, 11, 22, 23, 30, tzinfo=UTC)
TEXT = """Beste {naam},

# Besluit

U krijgt {bedrag} euro. Dat is & blijft zo.
Daarna niet meer.

- tot {vandaag}
- en niet later

{toelichting}
"""


def letter(text=TEXT, make_pdf=None):
    places = None if text is None else read_places(text)
    return LetterConnector("Gemeente Lindewoude", read_places("{onderwerp}"), places, make_pdf)


def made(inputs=None, connector=None):
    told = {"naam": "Mehmet", "bedrag": Decimal("12.50"), "onderwerp": "Uw besluit", **(inputs or {})}
    return (connector or letter())(told, key="k", at=AT)


def page(answer):
    return html.document_fromstring(answer.documents[0].content.decode())


def test_makes_an_accessible_page_when_called():
    answer = made()

    root = page(answer)
    assert (root.get("lang"), root.findtext(".//title")) == ("nl", "Uw besluit")
    assert [(e.tag, e.text_content()) for e in root.find(".//main")] == [
        ("h1", "Uw besluit"),
        ("p", "Beste Mehmet,"),
        ("h2", "Besluit"),
        ("p", "U krijgt 12,50 euro. Dat is & blijft zo.Daarna niet meer."),
        ("ul", "tot en niet later"),
        ("p", ""),
    ]
    assert root.findtext(".//header/p") == "23 november 2026"
    assert (answer.documents[0].name, answer.documents[0].media_type) == ("Uw besluit.html", "text/html")


@pytest.mark.parametrize(
    "value",
    [
        "<script>alert(1)</script>",
        "# kop",
        "- lijst",
        "a\n\n# kop\n\n- lijst",
        "{1 + 1}",
        "\x000\x00",
        "</main>",
    ],
)
def test_shows_a_value_as_text_when_it_looks_like_markup(value):
    root = page(made({"naam": "Jo", "toelichting": value}))

    last = root.find(".//main")[-1]
    assert last.tag == "p"
    assert last.text_content() == value.replace("\n", "").replace("\x00", "")
    assert root.findall(".//script") == []
    assert [e.text_content() for e in root.findall(".//h2")] == ["Besluit"]


def test_takes_the_text_of_the_bundle_when_the_installation_has_none():
    answer = made({LETTER_TEXT: "Dag {naam}."}, letter(text=None))

    assert page(answer).findtext(".//main/p") == "Dag Mehmet."


@pytest.mark.parametrize(("text", "code"), [(None, "letter-missing"), ("Dag {naam", "letter-unreadable")])
def test_fails_without_retry_when_the_bundle_has_no_readable_text(text, code):
    with pytest.raises(ConnectorFailed) as failed:
        made({LETTER_TEXT: text, "brief": "besluit"}, letter(text=None))

    assert (failed.value.code, failed.value.retry) == (code, False)


def test_has_a_name_that_every_disk_takes_when_the_subject_has_signs():
    assert made({"onderwerp": 'a/b\\c:"d"'}).documents[0].name == "abcd.html"


def test_makes_a_pdf_as_well_when_something_makes_it():
    answer = made(connector=letter(make_pdf=lambda told: f"%PDF-{len(told)}".encode()))

    assert [each.media_type for each in answer.documents] == ["text/html", "application/pdf"]


def test_makes_a_tagged_pdf_when_weasyprint_is_there():
    make_pdf = find_pdf_maker()
    if make_pdf is None:
        pytest.skip("WeasyPrint is not installed (the extra `letters`)")

    content = made(connector=letter(make_pdf=make_pdf)).documents[1].content

    assert content.startswith(b"%PDF-")
    streams = content.split(b"stream\n")[1::2]
    assert any(b"/StructTreeRoot" in zlib.decompressobj().decompress(one) for one in streams)

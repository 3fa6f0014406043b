"""What is wrong with an expression, judged against a data dictionary."""

from __future__ import annotations

import pytest

from regelruimte.engine.feel.static import KnownName, remarks_on

KNOWN = {
    "inkomen": KnownName("number"),
    "naam": KnownName("string"),
    "huishouden": KnownName("string", ("alleen", "samen")),
    "partner": KnownName("boolean"),
    "geboortedatum": KnownName("date"),
    "ontvangen": KnownName("date and time"),
    "recht": KnownName(),
}


def remarks(text):
    return [(one.code, one.position) for one in remarks_on(text, KNOWN)]


@pytest.mark.parametrize(
    "text",
    [
        'inkomen > 1000 and huishouden = "samen"',
        "=recht.uitkomst = 1",
        "if partner then inkomen + 1 else inkomen",
        'years and months duration(geboortedatum, today()) >= duration("P18Y")',
        'today() - geboortedatum > duration("P14D")',
        "inkomen between 1 and 2 or inkomen in [1..1]",
        "for x in [1, 2] return x + inkomen",
        "count(recht[bedrag > 1]) > 0",
        'naam + "!" = "a!"',
        "inkomen = null",
        'geboortedatum + duration("P1Y") < today()',
    ],
)
def test_says_nothing_when_an_expression_is_right(text):
    assert remarks(text) == []


def test_offers_the_name_like_it_when_a_name_is_unknown():
    (found,) = remarks_on("inkomen > 0 and inkomem < 10", KNOWN)

    assert (found.code, found.position, found.is_sure) == ("name-unknown", 16, True)
    assert found.hint == "Bedoelt u ‘inkomen’?"


def test_is_not_sure_when_no_name_is_like_it():
    (found,) = remarks_on("xyz > 0", KNOWN)

    assert not found.is_sure


def test_offers_quotes_when_a_choice_is_written_as_a_name():
    (found,) = remarks_on("huishouden = samen", KNOWN)

    assert found.code == "name-unknown"
    assert 'Bedoelt u de tekst "samen"?' in found.hint


def test_looks_past_texts_when_it_tells_the_place():
    assert remarks('naam = "foo" or foo') == [("name-unknown", 16)]


@pytest.mark.parametrize(
    "text",
    [
        'inkomen > "1000"',
        "partner = naam",
        'geboortedatum < "2027-01-01"',
        "ontvangen > geboortedatum",
        'partner = "ja"',
        "string length(naam) = naam",
    ],
)
def test_warns_when_types_never_compare(text):
    assert [code for code, _ in remarks(text)] == ["types-never-compare"]


def test_names_the_trap_when_dates_are_subtracted_to_get_years():
    (found,) = remarks_on('today() - geboortedatum >= duration("P18Y")', KNOWN)

    assert found.code == "dates-against-years"
    assert "years and months duration(geboortedatum, today())" in found.hint


def test_names_the_trap_when_dates_are_subtracted_to_get_a_number():
    assert [code for code, _ in remarks("today() - geboortedatum > 14")] == ["dates-against-number"]


def test_offers_the_choice_like_it_when_a_choice_does_not_exist():
    (found,) = remarks_on('huishouden = "zamen"', KNOWN)

    assert (found.code, found.position, found.hint) == ("choice-unknown", 13, 'Bedoelt u "samen"?')


@pytest.mark.parametrize("text", ["inkomen in [10..1]", "inkomen between 5 and 1", "inkomen in (3..3]"])
def test_warns_when_nothing_lies_in_a_range(text):
    assert [code for code, _ in remarks(text)] == ["range-empty"]


@pytest.mark.parametrize("text", ["inkomen + naam > 1", "partner * 2"])
def test_warns_when_a_sum_cannot_be_made(text):
    assert [code for code, _ in remarks(text)] == ["types-never-add"]

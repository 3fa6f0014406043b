from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from regelruimte.app.cells import cell_in_words, split_label, value_in_words
from regelruimte.app.reasons import explain, names_article, outputs_of
from regelruimte.engine.dmn import evaluate, read_decisions

PROCESSES = Path(__file__).resolve().parents[3] / "processes"


@pytest.fixture(autouse=True)
def dutch_page(app):
    with app.test_request_context("/"):
        yield


def explained(path, decision, values, **asked):
    model = read_decisions((PROCESSES / path).read_bytes())
    trace = evaluate(model, decision, values).trace
    return explain(trace, model, asked.pop("words", lambda _expression, _value: ""), **asked), trace, model


def capacity(**values):
    facts = {"huishouden": "alleen", "inkomen": Decimal(1100), "vermogen": {"bedrag": Decimal(0)}, **values}
    return explained("kwijtschelding/draagkracht.dmn", "draagkracht", facts)


def test_tells_the_value_and_the_limit_with_their_unit():
    why, _trace, _model = capacity()

    assert why.reasons == (
        "Huishouden: alleen.",
        "Inkomen per maand: 1.100 euro. Dat is niet meer dan de grens van 1.283,83 euro.",
        "Vermogen: 0 euro.",
    )
    assert why.articles[0].startswith("Uitvoeringsregeling Invorderingswet 1990, artikel 16")


def test_tells_only_what_the_row_looked_at():
    why, _trace, _model = capacity(inkomen=Decimal("1283.84"))

    assert why.reasons == (
        "Huishouden: alleen.",
        "Inkomen per maand: 1.283,84 euro. Dat is meer dan de grens van 1.283,83 euro.",
    )


def test_tells_what_came_out_under_the_labels_of_the_table():
    _why, trace, model = capacity()

    assert outputs_of(trace, model)[:2] == (("Besluit", "toekennen"), ("Norm", "1.283,83 euro"))


def test_says_that_earlier_rows_did_not_fit_when_the_first_that_fits_counts():
    facts = {"bijzonderheden": "nee", "adres_gevonden": True, "soort": "auto", "lengte": Decimal("6.5")}

    why, _trace, _model = explained("bewonersparkeervergunning/recht.dmn", "recht", facts)

    assert why.reasons == ("Lengte: 6,5 meter. Dat is meer dan de grens van 6 meter.",)
    assert why.earlier == "De 3 regels die voorgaan passen niet."


def test_uses_the_words_of_the_form_and_keeps_to_itself_what_may_not_be_told():
    facts = {"bijzonderheden": "ja"}

    why, _trace, _model = explained(
        "bewonersparkeervergunning/recht.dmn", "recht", facts, words=lambda _e, _v: "Ja, ik vertel iets"
    )
    hidden, _trace, _model = explained(
        "bewonersparkeervergunning/recht.dmn", "recht", facts, may_tell=lambda name: name != "bijzonderheden"
    )

    assert why.reasons == ("Vertelde de inwoner iets bijzonders? Ja, ik vertel iets.",)
    assert hidden.reasons == ()


def test_never_shows_null_or_quotes():
    why, _trace, _model = explained("bewonersparkeervergunning/tarief.dmn", "tarief", {"zone": None})

    assert why.reasons == ("Zone: niet bekend.",)
    assert why.articles == (
        "Tarieventabel 4: een medewerker beoordeelt het adres, dan geldt het laagste tarief",
    )


@pytest.mark.parametrize(
    ("cell", "words"),
    [
        ('"lease", "werk"', "lease of werk"),
        ("-", "–"),
        ("null", "niet bekend"),
        ("true", "ja"),
        ("<= 1283.83", "hoogstens 1.283,83 euro"),
        ("[1..5]", "van 1 euro tot en met 5 euro"),
        ('< date("2027-01-01")', "vóór 1 januari 2027"),
        ("waarde_auto", "waarde_auto"),
    ],
)
def test_writes_cells_as_people_read_them(cell, words):
    assert cell_in_words(cell, "euro") == words


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (Decimal("12.5"), "12,50 euro"),
        (Decimal("0.125"), "0,125 euro"),
        (Decimal("1E+30"), "1.000.000.000.000.000.000.000.000.000.000 euro"),
        ([Decimal(1), None], "1 euro, niet bekend"),
        (date(2027, 1, 1), "1 januari 2027"),
    ],
)
def test_writes_values_exactly(value, words):
    assert value_in_words(value, "euro") == words


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("Awb 4:84", True),
        ("Parkeerverordening artikel 4 lid 2", True),
        ("Precies 6 meter mag.", False),
        ("Wij vragen er één keer om (Awb 4:5).", True),
        ("Kan om 9:30 uur.", False),
    ],
)
def test_knows_an_article_when_it_reads_one(text, named):
    assert names_article(text) is named


@pytest.mark.parametrize(
    ("label", "parts"),
    [
        ("Inkomen (euro)", ("Inkomen", "euro")),
        ("Inkomen (in euro)", ("Inkomen", "euro")),
        ("Bedrag per jaar in euro", ("Bedrag per jaar", "euro")),
        ("Ligt het adres in een zone?", ("Ligt het adres in een zone?", "")),
        ("Huishouden", ("Huishouden", "")),
    ],
)
def test_takes_the_unit_from_a_label(label, parts):
    assert split_label(label) == parts

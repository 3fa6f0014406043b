from datetime import date
from decimal import Decimal

import pytest

from regelruimte.forms import (
    AnswersIncomplete,
    answers_shown,
    empty_form,
    first_incomplete,
    typed_all,
    visible_fields,
    visible_pages,
)

HIDE = {"hide": '=soort != "b"'}


@pytest.fixture
def spec(form, ask, choices):
    return form(
        pages={
            "Soort": [ask("soort", "radio", label="Welke soort?", values=choices("a", "b"))],
            "Meer": [
                ask("bedrag", kind="bedrag", conditional=HIDE),
                ask("waarom", conditional={"hide": "=bedrag < 100"}),
            ],
            "Slot": [ask("ingang", "datetime"), ask("tekst", "textarea", required=False, label="Nog iets?")],
        }
    )


DAY = {"dag": "4", "maand": "1", "jaar": "2027"}


def test_skips_page_when_all_its_questions_are_hidden(form, ask, choices):
    spec = form(
        pages={"Een": [ask("soort", "radio", values=choices("a", "b"))], "Twee": [ask("x", conditional=HIDE)]}
    )

    assert [page.id for page in visible_pages(spec, {"soort": "a"}, {})] == ["p1"]
    assert [page.id for page in visible_pages(spec, {"p1": {"soort": "b"}}, {})] == ["p1", "p2"]


def test_hides_what_follows_when_its_reason_is_hidden(form, ask, choices):
    spec = form(
        ask("soort", "radio", values=choices("a", "b")),
        ask("ja", "radio", values=choices("ja", "nee"), conditional=HIDE),
        ask("wat", conditional={"hide": '=ja != "ja"'}),
    )
    answers = {"soort": "a", "ja": "ja", "wat": "x"}

    assert typed_all(spec, answers, {}) == {"soort": "a"}


def test_reads_known_values_when_condition_asks_for_them(form, ask):
    spec = form(ask("x", conditional={"hide": "=zone = 1"}))

    assert visible_fields(spec.pages[0], {"zone": Decimal(1)}) == ()
    assert visible_pages(spec, {}, {"zone": Decimal(1)}) == ()
    assert visible_pages(spec, {}, {"zone": Decimal(2)}) == spec.pages


def test_names_first_page_when_answers_are_missing(spec):
    assert first_incomplete(spec, {}, {}).id == "p1"
    assert first_incomplete(spec, {"soort": "b"}, {}).id == "p2"
    assert first_incomplete(spec, {"soort": "b", "bedrag": "9,95"}, {}).id == "p3"
    assert first_incomplete(spec, {"soort": "b", "bedrag": "9,95", "ingang": DAY}, {}) is None


def test_judges_anew_when_saved_answers_are_wrong(spec):
    with pytest.raises(AnswersIncomplete) as refused:
        typed_all(spec, {"soort": "b", "bedrag": "veel", "ingang": DAY}, {})

    assert refused.value.page.id == "p2"


def test_gives_all_values_when_pages_are_complete(spec):
    raw = {
        "p1": {"soort": "b"},
        "p2": {"bedrag": "1.155,45", "waarom": "huur"},
        "p3": {"ingang": DAY, "tekst": ""},
    }

    assert typed_all(spec, raw, {}) == {
        "soort": "b",
        "bedrag": Decimal("1155.45"),
        "waarom": "huur",
        "ingang": date(2027, 1, 4),
        "tekst": None,
    }


def test_writes_answers_as_people_read_them_when_shown(spec):
    raw = {"soort": "b", "bedrag": "1155,45", "waarom": "huur", "ingang": DAY}

    shown = {one.label: one.text for one in answers_shown(spec, raw, "nl")}

    assert shown == {
        "Welke soort?": "B",
        "Bedrag": "€\u00a01.155,45",
        "Waarom": "huur",
        "Ingang": "4 januari 2027",
        "Nog iets?": "Niet ingevuld",
    }


def test_writes_answers_in_english_when_asked(spec):
    values = {"soort": "b", "bedrag": Decimal("1155.45"), "waarom": "x", "ingang": date(2027, 1, 4)}

    texts = [one.text for one in answers_shown(spec, values, "en")]

    assert texts == ["B", "€1,155.45", "x", "4 January 2027", "Not filled in"]


def test_shows_each_entry_when_group_repeats(form, ask):
    spec = form(ask("schulden", "dynamiclist", components=[ask("aan")]))

    shown = answers_shown(spec, {"schulden": [{"aan": "Jan"}, {"aan": "Piet"}]}, "nl")

    assert [(one.key, one.label, one.text) for one in shown] == [
        ("schulden.1.aan", "Aan (1)", "Jan"),
        ("schulden.2.aan", "Aan (2)", "Piet"),
    ]


def test_says_what_would_be_welcome_when_soft_answer_is_missing(form, ask):
    spec = form(ask("stad", own={"soft": True}))

    assert first_incomplete(spec, {}, {}) is None
    assert answers_shown(spec, {}, "nl")[0].is_wanted


def test_can_be_completed_when_form_is_empty():
    assert typed_all(empty_form(), {}, {}) == {"opmerking": None}

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from wtforms import Form

from regelruimte.forms import bind, typed_values

NO_LEASE = {"hide": '=van_wie != "lease"'}


@pytest.fixture
def car(form, ask, choices):
    return form(
        ask("kenteken", kind="kenteken", label="Wat is het kenteken?", description="Bijvoorbeeld GK-482-T"),
        ask("van_wie", "radio", label="Van wie is de auto?", values=choices("ik", "lease")),
        ask(
            "verklaring",
            "radio",
            label="Hebt u een verklaring?",
            values=choices("nu", "nee"),
            conditional=NO_LEASE,
        ),
    )


def bound(spec, formdata=None, **given):
    return bind(
        spec, spec.pages[0], **{"formdata": formdata, "values": {}, "known": {}, "locale": "nl", **given}
    )


def by_key(blocks):
    return {block.key: block for block in blocks}


def test_is_a_wtforms_form_when_page_is_bound(car):
    page = bound(car)

    assert isinstance(page.form, Form)
    assert [field.name for field in page.form] == ["kenteken", "van_wie"]


def test_gives_typed_values_when_all_is_right(car, sent):
    page = bound(car, sent(kenteken="gk482t", van_wie="ik"))

    assert page.is_valid
    assert typed_values(page) == {"kenteken": "GK-482-T", "van_wie": "ik"}


def test_lists_errors_in_reading_order_when_answers_are_wrong(car, sent):
    page = bound(car, sent(kenteken="GK-4823-T", van_wie="lease"))

    assert page.errors == (
        ("kenteken", "Dit kenteken klopt niet. Kijk op de kentekenplaat."),
        ("verklaring-nu", "Kies een antwoord bij ‘Hebt u een verklaring?’."),
    )
    assert not page.is_valid
    assert page.raw == {"kenteken": "GK-4823-T", "van_wie": "lease", "verklaring": ""}


def test_shows_no_errors_when_page_is_opened(car):
    page = bound(car, values={"kenteken": "fout"})

    assert page.errors == ()
    assert not page.is_valid
    assert by_key(page.items)["kenteken"].value == "fout"


def test_ties_texts_to_input_when_answer_is_wrong(car, sent):
    block = by_key(bound(car, sent(kenteken="x", van_wie="ik")).items)["kenteken"]

    assert block.attributes["aria-describedby"] == "kenteken-uitleg kenteken-fout"
    assert block.attributes["aria-invalid"] == "true"
    assert block.attributes["aria-required"] == "true"
    assert not {"required", "pattern", "minlength", "maxlength"} & block.attributes.keys()
    assert None not in block.attributes.values()


def test_nests_question_under_answer_when_that_answer_shows_it(car):
    options = by_key(bound(car).items)["van_wie"].options

    assert [one.key for one in options[1].follow_ups] == ["verklaring"]
    assert not options[1].follow_ups[0].is_shown
    assert options[0].follow_ups == ()


def test_draws_a_question_under_the_answer_of_a_follow_up(form, ask):
    values = [{"value": "ja", "label": "Ja"}, {"value": "nee", "label": "Nee"}]
    spec = form(
        ask("lease", "radio", values=values),
        ask("verklaring", "radio", values=values, conditional={"hide": '=lease != "ja"'}),
        ask("bestand", "filepicker", conditional={"hide": '=verklaring != "ja"'}),
    )
    bound = bind(spec, spec.pages[0], values={"lease": "ja", "verklaring": "ja"})
    verklaring = bound.items[0].options[0].follow_ups[0]
    assert [(one.key, one.is_shown) for one in verklaring.options[0].follow_ups] == [("bestand", True)]


def test_keeps_hidden_answer_when_other_answer_is_chosen(car, sent):
    page = bound(car, sent(kenteken="gk482t", van_wie="ik", verklaring="nu"))

    assert page.is_valid
    assert page.raw["verklaring"] == "nu"
    assert "verklaring" not in typed_values(page)


def test_asks_first_when_answer_brings_up_a_question_the_page_did_not_show(form, ask, sent):
    spec = form(ask("leeftijd", "number"), ask("ouder", conditional={"hide": "=leeftijd >= 18"}))

    page = bound(spec, sent(leeftijd="12", _gevraagd="leeftijd"))

    assert (page.is_valid, page.has_new_questions, page.errors) == (False, True, ())
    assert "ouder" in by_key(page.items)


def test_refuses_when_question_was_shown_and_stayed_open(form, ask, sent):
    spec = form(ask("leeftijd", "number"), ask("ouder", conditional={"hide": "=leeftijd >= 18"}))

    page = bound(spec, sent(leeftijd="12", _gevraagd="leeftijd ouder", ouder=""))

    assert page.errors == (("ouder", "Vul het veld ‘Ouder’ in."),)


def test_points_at_wrong_part_when_date_is_wrong(form, ask, sent):
    spec = form(ask("ingang", "datetime"))

    page = bound(spec, sent(ingang__dag="4", ingang__maand="13", ingang__jaar="2027"))

    assert page.errors == (("ingang-maand", "De maand klopt niet. Kies 1 tot en met 12."),)
    assert [part.is_wrong for part in page.items[0].parts] == [False, True, False]


def test_compares_with_today_in_amsterdam_when_date_may_not_be_past(form, ask, sent):
    spec = form(ask("ingang", "datetime", own={"min": "today"}))
    late_evening = datetime(2026, 11, 30, 23, 30, tzinfo=UTC)

    page = bound(spec, sent(ingang__dag="30", ingang__maand="11", ingang__jaar="2026"), now=late_evening)

    assert page.errors[0][1] == "De datum mag niet in het verleden liggen."


def test_offers_known_answer_when_nothing_was_given(form, ask):
    page = bound(form(ask("naam")), known={"naam": "Aydin"})

    assert page.items[0].value == "Aydin"


def test_shows_known_value_without_asking_when_question_is_readonly(form, ask, sent):
    spec = form(ask("naam", readonly=True, own={"source": "Uit de Basisregistratie Personen"}), ask("straat"))

    page = bound(spec, sent(naam="Een ander", straat="Dam"), known={"naam": "Aydin"})

    assert (page.items[0].kind, page.items[0].text) == ("shown", "Aydin")
    assert page.items[0].source == "Uit de Basisregistratie Personen"
    assert typed_values(page) == {"straat": "Dam"}


def test_marks_question_when_it_may_stay_open(form, ask):
    blocks = bound(form(ask("naam", required=False), ask("straat"), ask("stad", own={"soft": True}))).items

    assert [block.optional_mark for block in blocks[:3]] == ["(niet verplicht)", "", ""]


def test_gives_nothing_when_optional_answer_is_empty(form, ask, sent):
    page = bound(form(ask("naam", required=False), ask("ja", "checkbox", required=False)), sent(naam=" "))

    assert page.is_valid
    assert typed_values(page) == {"naam": None, "ja": False}


def test_adds_and_removes_entries_when_buttons_are_pressed(form, ask, sent):
    spec = form(ask("schulden", "dynamiclist", components=[ask("naam"), ask("bedrag", kind="bedrag")]))

    more = bound(spec, sent(schulden__aantal="1", schulden__0__naam="Jan", schulden__voeg__toe="1"))
    fewer = bound(spec, sent(schulden__aantal="2", schulden__1__naam="Piet", schulden__verwijder="0"))

    assert (more.is_rearranging, more.errors, len(more.items[0].entries)) == (True, (), 2)
    assert more.items[0].entries[0].blocks[0].value == "Jan"
    assert [entry["naam"] for entry in fewer.raw["schulden"]] == ["Piet"]


def test_gives_list_of_values_when_group_repeats(form, ask, sent):
    spec = form(ask("schulden", "dynamiclist", components=[ask("naam"), ask("bedrag", kind="bedrag")]))

    page = bound(spec, sent(schulden__aantal="1", schulden__0__naam="Jan", schulden__0__bedrag="12,50"))
    wrong = bound(spec, sent(schulden__aantal="1", schulden__0__naam="Jan", schulden__0__bedrag="x"))

    assert typed_values(page) == {"schulden": [{"naam": "Jan", "bedrag": Decimal("12.50")}]}
    assert wrong.errors == (("schulden-0-bedrag", "Dit bedrag klopt niet. Gebruik een komma voor centen."),)


def test_takes_own_uploads_only_when_files_are_handed_in(form, ask, sent):
    spec = form(ask("bewijs", "filepicker", multiple=True))

    page = bound(spec, sent(bewijs=["d1", "d9"]), known_files={"d1": "huur.pdf"})

    assert typed_values(page) == {"bewijs": ["d1"]}
    assert page.items[0].files == (("d1", "huur.pdf"),)


def test_speaks_english_with_dutch_marked_when_a_text_was_not_translated(form, ask, sent):
    spec = form(ask("naam", own={"en": {"label": "Name"}}), ask("straat"))

    page = bound(spec, sent(naam="", straat="Dam"), locale="en")

    assert page.errors == (("naam", "Fill in ‘Name’."),)
    assert [block.lang for block in page.items[:2]] == ["", "nl"]


@pytest.mark.parametrize("key", ["data", "errors", "meta", "validate", "process", "populate_obj"])
def test_asks_when_key_is_a_name_wtforms_uses(form, ask, sent, key):
    page = bound(form(ask(key)), sent(**{key: "goed"}))

    assert typed_values(page) == {key: "goed"}


def test_works_out_choices_when_form_does_not_write_them(form, ask, sent):
    spec = form(ask("plek", "radio", valuesKey="plekken"))

    page = bound(spec, sent(plek="b"), known={"plekken": ["a", {"value": "b", "label": "Plek B"}]})

    assert [option.label for option in page.items[0].options] == ["a", "Plek B"]
    assert typed_values(page) == {"plek": "b"}


def test_gives_typed_date_when_three_parts_are_right(form, ask, sent):
    page = bound(form(ask("dag", "datetime")), sent(dag__dag="4", dag__maand="januari", dag__jaar="2027"))

    assert typed_values(page) == {"dag": date(2027, 1, 4)}
    assert page.raw == {"dag": {"dag": "4", "maand": "januari", "jaar": "2027"}}


def test_fills_in_text_without_markup_when_it_names_a_known_value(form, ask):
    spec = form({"type": "text", "id": "t", "text": "Beste {{ naam }}, u hebt {{=aantal}} auto's."}, ask("x"))

    text = bound(spec, known={"naam": "[Jan](http://x) <b>", "aantal": Decimal(2)}).items[0].text

    assert text == r"Beste \[Jan\]\(http\:\/\/x\) \<b\>, u hebt 2 auto's."


def test_tells_how_long_a_text_may_be_when_it_is_long(form, ask):
    blocks = bound(
        form(ask("a", "textarea", validate={"maxLength": 500}), ask("b", "textarea"), ask("c"))
    ).items

    assert [block.longest for block in blocks[:3]] == [500, 2000, 0]

import pytest

from regelruimte.engine.unfit import UNFIT
from regelruimte.forms import answers_shown, bind, first_incomplete, typed_all, typed_values, unfit_questions
from regelruimte.forms.check import check_form


@pytest.fixture
def car(form, ask):
    required = {"required": True}
    return form(
        ask("kenteken", kind="kenteken", label="Wat is het kenteken?", validate=required),
        ask("naam", label="Wat is uw naam?", validate=required),
    )


def bound(spec, formdata=None, **given):
    return bind(spec, spec.pages[0], **{"formdata": formdata, "values": {}, "known": {}, **given})


def marked(**why):
    return {"_past-niet": list(why), **{f"_past-niet-{key}": [text] for key, text in why.items()}}


def block_of(page):
    return next((one for one in page.items if one.kind == "unfit"), None)


@pytest.fixture
def marking(car, sent):
    """Send the page with a name, and the plate marked with this reason."""

    def send(why):
        data = sent(naam="Jan")
        data.update(marked(kenteken=why))
        return bound(car, data)

    return send


def test_accepts_the_page_when_a_question_is_marked_with_why(marking):
    assert marking("Het is een tractor.").is_valid


def test_keeps_why_among_the_values_when_a_question_is_marked(marking):
    page = marking("Het is een tractor.")

    assert typed_values(page) == {
        "kenteken": None,
        "naam": "Jan",
        UNFIT: {"kenteken": "Het is een tractor."},
    }


def test_asks_why_when_a_question_is_marked_without_a_reason(marking):
    page = marking("  ")

    assert not page.is_valid
    assert page.errors == (
        ("vraag-past-niet-kenteken-waarom", "Vertel waarom de vraag ‘Wat is het kenteken?’ niet past."),
    )


def test_keeps_a_wrong_answer_an_error_when_another_question_is_marked(car, sent):
    data = sent(naam="", kenteken="GK-482-T")
    data.update(marked(kenteken="Past niet bij mij."))

    page = bound(car, data)

    assert [target for target, _message in page.errors] == ["naam"]


def test_takes_the_mark_away_when_the_box_is_no_longer_ticked(car, sent, marking):
    before = marking("Het is een tractor.").raw

    page = bound(car, sent(kenteken="GK-482-T", naam="Jan"), values=before)

    assert page.is_valid
    assert typed_values(page) == {"kenteken": "GK-482-T", "naam": "Jan"}


def test_keeps_marks_of_other_pages_when_a_page_is_sent(form, ask, sent):
    spec = form(pages={"Een": [ask("a", validate={"required": True})], "Twee": [ask("b")]})

    second = bind(spec, spec.pages[1], formdata=sent(b="x"), values={UNFIT: {"a": "Kan ik niet weten."}})

    assert second.raw[UNFIT] == {"a": "Kan ik niet weten."}
    assert first_incomplete(spec, second.raw, {}) is None
    assert typed_all(spec, second.raw, {})[UNFIT] == {"a": "Kan ik niet weten."}


def test_says_why_in_place_of_the_answer_when_it_is_read_back(car, marking):
    shown = {one.key: one for one in answers_shown(car, typed_values(marking("Het is een tractor.")))}

    assert shown["kenteken"].text == "Past niet: ‘Het is een tractor.’"
    assert shown["kenteken"].is_unfit
    assert not shown["kenteken"].is_empty


def test_lists_the_questions_with_their_words_when_asked_which_did_not_fit(car, marking):
    values = typed_values(marking("Het is een tractor."))

    (one,) = unfit_questions(car, values)

    assert (one.key, one.label, one.why) == ("kenteken", "Wat is het kenteken?", "Het is een tractor.")


def test_offers_every_question_at_the_foot_of_the_page(car):
    offered = block_of(bound(car))

    assert [option.value for option in offered.options] == ["kenteken", "naam"]
    assert not offered.is_shown


def test_opens_the_block_when_something_on_the_page_is_wrong(car, sent):
    assert block_of(bound(car, sent(kenteken="x", naam="Jan"))).is_shown


def test_does_not_offer_it_when_the_question_says_so(form, ask, sent):
    strict = ask("akkoord", regelruimte={"pastNiet": False}, validate={"required": True})
    data = sent(akkoord="")
    data.update(marked(akkoord="Nee."))

    page = bound(form(strict), data)

    assert block_of(page) is None
    assert not page.is_valid


def test_does_not_offer_it_when_the_form_says_so(form, ask):
    assert block_of(bound(form(ask("naam"), regelruimte={"pastNiet": False}))) is None


def test_ignores_a_mark_on_a_question_that_is_hidden(form, ask):
    spec = form(ask("a"), ask("b", conditional={"hide": '=a = "x"'}))

    values = typed_all(spec, {"a": "x", UNFIT: {"b": "Waarom?"}}, {})

    assert UNFIT not in values


def test_refuses_a_question_that_takes_the_name_of_the_marks(schema, ask):
    findings = check_form("f.form", schema(ask(UNFIT, label="Vraag")))

    assert [one.code for one in findings] == ["key-impossible"]


@pytest.mark.parametrize("junk", [None, "tekst", 3, ["a"], {"kenteken": 3}])
def test_ignores_marks_that_are_no_marks(car, junk):
    assert first_incomplete(car, {"kenteken": "GK-482-T", "naam": "Jan", UNFIT: junk}, {}) is None

import json
import os
from pathlib import Path

import pytest

from regelruimte.forms import FieldSpec, FormRefused, GroupSpec, Need, TextSpec, check_form, read_form


def codes(data):
    return [finding.code for finding in check_form("forms/a.form", data)]


def test_reads_pages_when_groups_are_marked_as_pages(form, ask):
    spec = form(pages={"Uw auto": [ask("kenteken")], "Wanneer": [ask("ingang", "datetime")]})

    assert [(page.id, page.title) for page in spec.pages] == [("p1", "Uw auto"), ("p2", "Wanneer")]
    assert [one.kind for one in spec.fields] == ["textfield", "date"]


def test_makes_one_page_when_no_group_is_a_page(form, ask):
    spec = form(ask("kenteken"), regelruimte={"title": "Vergunning"})

    assert [page.title for page in spec.pages] == ["Vergunning"]


def test_reads_all_texts_when_both_languages_are_there(form, ask):
    own = {
        "why": "Dan weten wij het.",
        "ground": "artikel 4",
        "errors": {"empty": "Vul het in."},
        "en": {"label": "Plate", "errors": {"empty": "Fill it in."}},
    }

    one = form(ask("kenteken", kind="kenteken", own=own, description="Zoals GK-482-T")).fields[0]

    assert (one.kind, one.need, one.nl.why, one.nl.ground) == (
        "kenteken", Need.REQUIRED, "Dan weten wij het.", "artikel 4",
    )  # fmt: skip
    assert (one.texts("en").label, one.texts("en").empty) == ("Plate", "Fill it in.")
    assert one.texts("en").description == "Zoals GK-482-T"


def test_keeps_texts_and_groups_when_they_stand_between_questions(form, ask):
    text = {"type": "text", "id": "t", "text": "# Let op"}
    group = {"type": "group", "id": "g", "label": "Adres", "components": [ask("straat")]}

    items = form(text, {"type": "separator"}, group).pages[0].items

    assert [type(item) for item in items] == [TextSpec, GroupSpec]
    assert isinstance(items[1].items[0], FieldSpec)


@pytest.mark.parametrize("form_type", ["iframe", "table", "documentPreview", "expression", "somethingElse"])
def test_refuses_form_when_component_cannot_be_shown(schema, form_type):
    data = schema({"type": form_type, "id": "x", "label": "Iets"})

    with pytest.raises(FormRefused) as refused:
        read_form(data)

    assert refused.value.findings[0].code == "component-unknown"
    assert refused.value.findings[0].element == "x"


@pytest.mark.parametrize(
    "data", [b"", b"{", b"[]", b"null", b'{"components": 3}', b"\xff", b'{"components": NaN}']
)
def test_refuses_file_when_it_is_no_form(data):
    with pytest.raises(FormRefused) as refused:
        read_form(data)

    assert refused.value.findings[0].code == "form-unreadable"


def test_refuses_form_when_groups_are_nested_without_end():
    data = b'{"id":"a","components":[' + b'{"type":"group","components":[' * 400 + b"]}" * 400 + b"]}"

    with pytest.raises(FormRefused):
        read_form(data)


def test_reads_or_refuses_when_values_have_odd_types(schema):
    odd = [3, [1], {"a": 1}, None, True, "x"]
    for value in odd:
        component = dict.fromkeys(
            ("key", "label", "validate", "values", "conditional", "regelruimte", "readonly", "defaultValue"),
            value,
        )
        data = schema({"type": "radio", "id": "x", **component}, {"type": value, "id": value})
        assert all(finding.message for finding in check_form("a.form", data))


@pytest.mark.parametrize("limit", ["veel", "1e999999", True, [1]])
def test_finds_limit_when_it_is_no_number(schema, ask, limit):
    assert "limit-impossible" in codes(schema(ask("aantal", "number", validate={"min": limit})))


def test_finds_limits_when_they_cross(schema, ask):
    assert codes(schema(ask("aantal", "number", validate={"min": 5, "max": 1}))) == ["limit-impossible"]


def test_finds_key_when_two_questions_share_it(schema, ask):
    assert codes(schema(ask("naam"), ask("naam"))) == ["key-twice"]


@pytest.mark.parametrize("key", ["a.b", "1a", "a-b", "", "csrf_token", "_gevraagd"])
def test_finds_key_when_it_cannot_name_a_variable(schema, ask, key):
    assert "key-impossible" in codes(schema(ask(key)))


def test_finds_question_when_it_has_no_words(schema, ask):
    assert codes(schema(ask("naam", label=""))) == ["label-missing"]


@pytest.mark.parametrize("form_type", ["radio", "select", "checklist"])
def test_finds_choice_when_there_is_nothing_to_choose(schema, ask, form_type):
    assert codes(schema(ask("keuze", form_type))) == ["choices-missing"]


def test_finds_choice_when_two_answers_have_one_value(schema, ask, choices):
    assert codes(schema(ask("keuze", "radio", values=choices("a", "a")))) == ["choice-not-distinct"]


def test_finds_condition_when_it_cannot_be_read(schema, ask):
    findings = check_form("a.form", schema(ask("naam", conditional={"hide": "=1 +"})))

    assert [(one.code, one.element, one.is_error) for one in findings] == [
        ("condition-unreadable", "id_naam", True)
    ]


def test_warns_when_condition_reads_what_the_form_does_not_ask(schema, ask):
    findings = check_form("a.form", schema(ask("naam", conditional={"hide": "=zone = 1"})))

    assert [(one.code, one.is_error) for one in findings] == [("condition-name-unknown", False)]
    assert "‘zone’" in findings[0].message


def test_finds_kind_when_it_does_not_exist(schema, ask):
    assert codes(schema(ask("naam", kind="sterrenbeeld"))) == ["kind-unknown"]


def test_finds_kind_when_it_does_not_fit_the_component(schema, ask, choices):
    assert codes(schema(ask("soort", "radio", kind="bsn", values=choices("a", "b")))) == ["kind-impossible"]


def test_finds_question_when_it_stands_outside_the_pages(schema, ask):
    assert codes(schema(ask("naam"), pages={"Een": [ask("straat")]})) == ["outside-pages"]


def test_finds_nothing_when_form_is_good(schema, ask, choices):
    data = schema(ask("naam"), ask("soort", "radio", values=choices("a", "b")))

    assert check_form("a.form", data) == ()


def test_names_file_when_it_finds_something():
    assert check_form("forms/a.form", json.dumps([]).encode())[0].file == "forms/a.form"


def test_finds_text_when_it_fills_in_what_cannot_be_read(schema, ask):
    data = schema({"type": "text", "id": "t", "text": "Dag {{ 1 + }}"}, ask("x"))

    assert [(one.code, one.element) for one in check_form("a.form", data)] == [("condition-unreadable", "t")]


@pytest.mark.corpus
def test_reads_or_says_why_not_when_forms_come_from_elsewhere():
    corpus = Path(os.environ.get("REGELRUIMTE_CORPUS", "../shared/corpus")) / "operaton"
    found = sorted(corpus.rglob("*.form")) if corpus.is_dir() else []
    if not found:
        pytest.skip("No forms from elsewhere: set REGELRUIMTE_CORPUS to a folder that holds some.")

    for path in found:
        findings = check_form(path.name, path.read_bytes())
        if not any(finding.is_error for finding in findings):
            assert read_form(path.read_bytes()).pages

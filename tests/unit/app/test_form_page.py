import json

import pytest
from flask import render_template_string

from regelruimte.forms.build import bind
from regelruimte.forms.read import read_form

PAGE = """{% from "macros/form_page.html" import summary, blocks with context %}
{{ summary(errors) }}<form method="post">{{ blocks(all) }}</form>"""

COMPONENTS = [
    {"type": "text", "text": "Lees **dit** eerst.", "id": "t"},
    {
        "type": "textfield",
        "key": "kenteken",
        "label": "Kenteken",
        "validate": {"required": True},
        "description": "Staat op uw kentekenkaart.",
        "regelruimte": {"kind": "kenteken", "why": "Voor de vergunning."},
    },
    {"type": "datetime", "subtype": "date", "key": "ingang", "dateLabel": "Ingangsdatum"},
    {
        "type": "radio",
        "key": "soort",
        "label": "Van wie is de auto?",
        "validate": {"required": True},
        "values": [{"label": "Van mij", "value": "eigen"}, {"label": "Van de zaak", "value": "lease"}],
    },
    {
        "type": "checklist",
        "key": "dagen",
        "label": "Welke dagen?",
        "values": [{"label": "Maandag", "value": "ma"}, {"label": "Dinsdag", "value": "di"}],
    },
    {"type": "select", "key": "zone", "label": "Zone", "values": [{"label": "Noord", "value": "n"}]},
    {"type": "checkbox", "key": "akkoord", "label": "Ik ga akkoord"},
    {"type": "textarea", "key": "uitleg", "label": "Uitleg"},
    {"type": "number", "key": "aantal", "label": "Aantal"},
]


def drawn(app, formdata=None):
    spec = read_form(json.dumps({"id": "f", "type": "default", "components": COMPONENTS}).encode())
    bound = bind(spec, spec.pages[0], **({"formdata": formdata} if formdata is not None else {}))
    with app.test_request_context("/"):
        app.preprocess_request()
        return render_template_string(PAGE, errors=bound.errors, all=bound.items)


@pytest.mark.parametrize(
    "label", ["Kenteken", "Van mij", "Maandag", "Zone", "Ik ga akkoord", "Uitleg", "Aantal", "Dag"]
)
def test_every_input_has_its_label(app, label):
    page = drawn(app)

    assert any(f">{label}" in line and "<label" in line for line in page.splitlines())


def test_groups_have_a_legend(app):
    page = drawn(app)

    for legend in ("Ingangsdatum", "Van wie is de auto?", "Welke dagen?"):
        assert f'<legend class="utrecht-form-fieldset__legend">{legend}' in page


def test_writes_markup_of_the_model_as_safe_html(app):
    assert "<strong>dit</strong>" in drawn(app)


def test_explains_why_a_question_is_asked(app):
    assert "Voor de vergunning." in drawn(app)

from wtforms import Form, StringField
from wtforms.validators import InputRequired

from regelruimte.forms.translations import LocalMeta, Translations


def test_speaks_dutch_when_wtforms_has_a_message():
    class Hand(Form):
        Meta = LocalMeta
        naam = StringField("Naam", [InputRequired()])

    form = Hand()
    form.validate()

    assert form.naam.errors == ["Vul dit veld in."]


def test_keeps_english_when_locale_is_english():
    assert Translations("en").gettext("This field is required.") == "This field is required."


def test_chooses_plural_when_there_are_several():
    one = Translations("nl").ngettext(
        "Field must be at least %(min)d character long.", "Field must be at least %(min)d characters long.", 3
    )

    assert one == "Gebruik ten minste %(min)d tekens."

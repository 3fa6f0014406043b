"""Forms of trials: starting one, and ending one with a reason."""

from __future__ import annotations

from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from wtforms import HiddenField, IntegerField, SelectField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, NumberRange
from wtforms.widgets import HiddenInput

from regelruimte.app.studio.publishing_forms import LONGEST_TEXT, filled_in, strip

DRAFT = "draft"
_FEWEST, _MOST = 1, 99
_PERCENT = _("Vul een heel getal in van 1 tot en met 99.")


class PercentField(IntegerField):
    """A whole number of percents."""

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read what was typed.

        Raises:
            ValueError: it is not a whole number; the message is for the person.
        """
        try:
            super().process_formdata(valuelist)
        except ValueError as error:
            raise ValueError(str(_PERCENT)) from error


class StartTrialForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF has no types
    """What a trial tries, on whom, and what for."""

    revision = IntegerField(widget=HiddenInput())
    confirmed = HiddenField()
    goal = TextAreaField(
        _("Wat moet de proef laten zien?"),
        filled_in(_("Schrijf op wat de proef moet laten zien.")),
        filters=[strip],
        description=_("In de woorden van een inwoner, bijvoorbeeld: ‘Ik weet sneller waar ik aan toe ben.’"),
    )
    candidate = SelectField(
        _("Welke versie probeert u?"),
        [InputRequired(_("Kies een versie."))],
    )
    change_note = TextAreaField(
        _("Wat verandert er in het concept?"),
        [Length(max=LONGEST_TEXT, message=_("Schrijf hoogstens 2.000 tekens."))],
        filters=[strip],
        description=_("Alleen als u het concept kiest: dat wordt dan eerst een versie."),
    )
    share_percent = PercentField(
        _("Welk deel van de nieuwe aanvragen krijgt de kandidaat?"),
        [
            InputRequired(_PERCENT),
            NumberRange(_FEWEST, _MOST, _PERCENT),
        ],
        description=_("In procenten, van 1 tot en met 99. Begin klein als er veel kan misgaan."),
    )
    rule = StringField(
        _("Wie doet mee?"),
        [Length(max=LONGEST_TEXT, message=_("Schrijf hoogstens 2.000 tekens."))],
        filters=[strip],
        description=_("Een regel. Leeg: iedereen doet mee."),
    )


class EndTrialForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF has no types
    """Why a trial ends."""

    reason = TextAreaField(
        _("Waarom besluit u dit nu?"),
        filled_in(_("Schrijf op waarom u dit nu besluit.")),
        filters=[strip],
        description=_("De reden staat bij de proef, met uw naam."),
    )

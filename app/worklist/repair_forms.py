"""The forms of an administrator who repairs a case: every one asks a reason."""

from __future__ import annotations

from collections.abc import Iterable

from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from wtforms import Field, HiddenField, SelectField, StringField
from wtforms.validators import DataRequired, Length, Optional, Regexp, ValidationError

from regelruimte.app.worklist.inputs import Chosen, offered, reason_field

_LONGEST_TEXT = 200
_LONGEST_NAME = 80
_LONGEST_VALUE = 2_000


class RepairForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF has no types
    """Why a case is repaired."""

    reason = reason_field(_("Waarom doet u dit?"), _("De reden staat in het logboek, met uw naam."))

    @property
    def why(self) -> str:
        """The reason that was given."""
        return str(self.reason.data or "")

    def offer(self, choices: Iterable[tuple[str, str]]) -> None:
        """Take in which steps may be chosen; this form chooses none."""


class PlaceForm(RepairForm):
    """At which step a case goes on."""

    element = SelectField(
        _("Bij welke stap?"), [Chosen(_("Kies een stap uit de lijst."))], validate_choice=False
    )

    def offer(self, choices: Iterable[tuple[str, str]]) -> None:
        """Take in which steps may be chosen."""
        self.element.choices = [offered("", _("Kies een stap")), *(offered(*one) for one in choices)]

    def validate_element(self, field: SelectField) -> None:
        """Refuse the line that asks for a choice.

        Raises:
            ValidationError: no step was chosen.
        """
        if not field.data:
            raise ValidationError(_("Kies een stap uit de lijst."))


class EndForm(RepairForm):
    """How a case ends before its time."""

    outcome = StringField(
        _("Met welke uitkomst?"),
        [
            DataRequired(_("Schrijf in een of twee woorden hoe de zaak eindigt.")),
            Length(max=_LONGEST_NAME, message=_("Maak het korter: hoogstens 80 tekens.")),
        ],
        description=_("Bijvoorbeeld: Ingetrokken."),
    )
    text = StringField(
        _("Wat leest de inwoner?"),
        [Optional(), Length(max=_LONGEST_TEXT, message=_("Maak het korter: hoogstens 200 tekens."))],
        description=_("Eén zin bij de zaak, bijvoorbeeld: U hebt uw aanvraag ingetrokken."),
    )


class DataForm(RepairForm):
    """New values for the data of a case; a field for each value is added when it is made."""

    seen = HiddenField()
    confirmed = HiddenField()


def new_fields() -> dict[str, Field]:
    """Return the fields of a value that is not there yet, to be put behind those of the values that are."""
    return {
        "new_name": StringField(
            _("Naam van een gegeven dat nog ontbreekt"),
            [
                Optional(),
                Length(max=_LONGEST_NAME, message=_("Maak het korter: hoogstens 80 tekens.")),
                Regexp(r"^[^\W\d]\w*$", message=_("Gebruik alleen letters, cijfers en lage streepjes.")),
            ],
            description=_("Precies zoals het proces het noemt."),
        ),
        "new_value": StringField(
            _("Waarde van dat gegeven"),
            [Optional(), Length(max=_LONGEST_VALUE, message=_("Maak dit korter: hoogstens 2000 tekens."))],
            description=_('Tekst tussen aanhalingstekens, bijvoorbeeld "Jansen"; een getal of true zonder.'),
        ),
    }

"""The forms of the desk that are written by hand."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from typing import Any, ClassVar

from flask_babel import lazy_gettext as _
from flask_babel.speaklater import LazyString
from flask_wtf import FlaskForm
from flask_wtf.file import FileField, FileRequired
from wtforms import (  # type: ignore[attr-defined]  # the stubs do not know SelectChoice yet
    DateField,
    RadioField,
    SelectChoice,
    SelectField,
    StringField,
    TextAreaField,
)
from wtforms.validators import DataRequired, Length, Optional, ValidationError

from regelruimte.engine.terms import AMSTERDAM

_WRITTEN = ("%d-%m-%Y", "%Y-%m-%d")
_LONGEST_REASON = 2_000
_LONGEST_TITLE = 120


def reason_field(label: LazyString, description: LazyString) -> TextAreaField:
    """Return a field that asks why; it cannot be left empty."""
    return TextAreaField(
        label,
        [
            DataRequired(_("Schrijf op waarom. Dan kan een collega het later volgen.")),
            Length(max=_LONGEST_REASON, message=_("Maak de reden korter: hoogstens 2000 tekens.")),
        ],
        description=description,
    )


def offered(value: str, label: str | LazyString) -> Any:
    """Return an answer that can be chosen."""
    return SelectChoice(value, label)


class Chosen:
    """Refuses an answer that was not offered, in our own words."""

    field_flags: ClassVar[dict[str, bool]] = {"required": True}

    def __init__(self, message: LazyString) -> None:
        self.message = message

    def __call__(self, _form: FlaskForm, field: RadioField | SelectField) -> None:
        """Refuse what is not among the choices.

        Raises:
            ValidationError: with our own words.
        """
        if field.data not in {value for value, *_rest in field.iter_choices()}:
            raise ValidationError(self.message)


class DayField(DateField):
    """A day, typed as people here write it or as browsers send it."""

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read what was typed.

        Raises:
            ValueError: it is not a day.
        """
        typed = valuelist[0].strip().replace("/", "-") if valuelist else ""
        self.data = None
        for written in _WRITTEN if typed else ():
            try:
                self.data = datetime.strptime(typed, written).replace(tzinfo=UTC).date()
            except ValueError:
                continue
            return
        if typed:
            raise ValueError(_("Schrijf de datum als dag-maand-jaar, bijvoorbeeld 27-11-2026."))


class DocumentForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF has no types
    """A file to add to a case."""

    document = FileField(
        _("Document"),
        [FileRequired(_("Kies een bestand."))],
        description=_("Pdf, jpg, png of heic, hoogstens 10 MB."),
    )


def citizen_text_field() -> TextAreaField:
    """Return a field for what the resident reads of it."""
    return TextAreaField(
        _("Wat leest de inwoner?"),
        [Optional(), Length(max=_LONGEST_REASON, message=_("Maak dit korter: hoogstens 2000 tekens."))],
        description=_("Kort en in gewone woorden. De inwoner ziet dit bij de zaak zolang de stap loopt."),
    )


class DetourForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF has no types
    """Why a detour is taken and which room it uses."""

    reason = reason_field(
        _("Waarom neemt u deze omweg?"), _("Schrijf op wat u zag of hoorde, zo dat de inwoner het mag lezen.")
    )
    ground = RadioField(
        _("Welke ruimte gebruikt u?"),
        [Chosen(_("Kies welke ruimte u gebruikt."))],
        validate_choice=False,
    )
    citizen_text = citizen_text_field()


class OwnStepForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF has no types
    """A step of one case's own."""

    title = StringField(
        _("Wat moet er gebeuren?"),
        [
            DataRequired(_("Schrijf op wat er moet gebeuren.")),
            Length(max=_LONGEST_TITLE, message=_("Maak het korter: hoogstens 120 tekens.")),
        ],
        description=_("Begin met een werkwoord, bijvoorbeeld: Bel de huisarts."),
    )
    who = SelectField(
        _("Wie doet het?"),
        [Chosen(_("Kies wie het doet."))],
        description=_("Een team of een collega."),
        validate_choice=False,
    )
    due = DayField(
        _("Wanneer moet het klaar zijn?"),
        [Optional()],
        description=_("Bijvoorbeeld: 27-11-2026."),
        format=list(_WRITTEN),
    )
    place = RadioField(
        _("En de gewone weg?"),
        [Chosen(_("Kies of de gewone weg wacht of doorgaat."))],
        validate_choice=False,
        choices=[
            offered("beside", _("Gaat gewoon door")),
            offered("before", _("Wacht tot deze stap klaar is")),
        ],
    )
    form = SelectField(
        _("Welk formulier hoort erbij?"),
        [Chosen(_("Kies een formulier, of geen."))],
        description=_("Zonder formulier schrijft uw collega een kort verslag."),
        validate_choice=False,
        default="",
    )
    reason = reason_field(
        _("Waarom is deze stap nodig?"), _("Schrijf het zo op dat de inwoner het mag lezen.")
    )
    ground = StringField(
        _("Op welke grond?"),
        [Optional(), Length(max=_LONGEST_TITLE, message=_("Maak het korter: hoogstens 120 tekens."))],
        description=_("Een artikel of werkafspraak, als die er is."),
    )
    note = TextAreaField(
        _("Wat moet de collega weten?"),
        [Optional(), Length(max=_LONGEST_REASON, message=_("Maak dit korter: hoogstens 2000 tekens."))],
    )
    citizen_text = citizen_text_field()
    # The day itself comes from the clock of the work, which the form does not have.
    today: date | None = None

    def validate_due(self, field: DateField) -> None:
        """Refuse a day that has gone by."""
        if field.data is not None and self.today is not None and field.data < self.today:
            raise ValidationError(_("Deze dag is al voorbij. Kies vandaag of later."))

    @property
    def due_at(self) -> datetime | None:
        """The end of the working day it must be done on, aware UTC."""
        if self.due.data is None:
            return None
        return datetime.combine(self.due.data, time(17), AMSTERDAM).astimezone(UTC)


class CancelForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF has no types
    """Why a detour is no longer needed."""

    reason = reason_field(
        _("Waarom is deze omweg niet meer nodig?"), _("Schrijf het zo op dat de inwoner het mag lezen.")
    )


class AnswerForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF has no types
    """What a second pair of eyes answers; sending back asks for reasons."""

    reason = TextAreaField(
        _("Uw uitleg"),
        [Length(max=_LONGEST_REASON, message=_("Maak dit korter: hoogstens 2000 tekens."))],
        description=_("Nodig als u het terugstuurt. Uw collega en de inwoner mogen dit lezen."),
    )
    is_agreed = False

    def validate_reason(self, field: TextAreaField) -> None:
        """Refuse to send back without reasons."""
        if not self.is_agreed and not (field.data or "").strip():
            raise ValidationError(_("Schrijf op waarom u het terugstuurt."))


class ConfirmForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF has no types
    """A yes to something that cannot be taken back."""


class ChannelForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF has no types
    """How a citizen told the answers that a case worker fills in."""

    channel = RadioField(
        _("Hoe kreeg u deze antwoorden?"),
        [Chosen(_("Kies of de inwoner aan de balie was of belde."))],
        validate_choice=False,
        choices=[
            offered("desk", _("De inwoner is aan de balie")),
            offered("phone", _("De inwoner is aan de telefoon")),
        ],
    )


class ReportForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF has no types
    """What came out of a step without a form."""

    report = TextAreaField(
        _("Wat kwam eruit?"),
        [Optional(), Length(max=_LONGEST_REASON, message=_("Maak dit korter: hoogstens 2000 tekens."))],
        description=_("Collega’s lezen dit terug op de zaakpagina."),
    )

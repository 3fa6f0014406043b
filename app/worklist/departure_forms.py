"""The forms for leaving the usual path: always why, on what ground, and what the resident reads."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime, time
from decimal import Decimal, InvalidOperation
from typing import Any

from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from wtforms import Field, RadioField, SelectField, StringField, TextAreaField
from wtforms.validators import DataRequired, Length, Optional, ValidationError

from regelruimte.app.reasons import label_of
from regelruimte.app.wording import gettext
from regelruimte.app.worklist.inputs import (
    Chosen,
    DayField,
    citizen_text_field,
    offered,
    reason_field,
)
from regelruimte.app.worklist.readable import in_words
from regelruimte.engine.detours import Doer, Motive, Standing
from regelruimte.engine.spiff.step import RoomOffered
from regelruimte.engine.terms import AMSTERDAM
from regelruimte.engine.values import Value

OTHER_GROUND = "other"
"""The choice of who uses none of the rooms the model gives."""
OWN = ""
"""The choice of who writes down what is done instead."""

_SHORT = Length(max=120, message=_("Maak het korter: hoogstens 120 tekens."))
_LONG = Length(max=2_000, message=_("Maak dit korter: hoogstens 2000 tekens."))


class MotiveForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF has no types
    """Why the usual path is left, on what ground, and what the resident reads."""

    reason = reason_field(
        _("Waarom wijkt u hier af van de gewone weg?"),
        _("Schrijf op wat u zag of hoorde, zo dat de inwoner het mag lezen."),
    )
    ground = RadioField(
        _("Welke ruimte gebruikt u?"), [Chosen(_("Kies welke ruimte u gebruikt."))], validate_choice=False
    )
    article = StringField(
        _("Op welke grond?"),
        [_SHORT],
        description=_("Een artikel of werkafspraak, bijvoorbeeld: Awb 3:4."),
    )
    citizen_text = citizen_text_field()
    # Whether a ground must be given at all; an own step and a sub-case may do without.
    asks_ground = True

    def offer_grounds(self, standing: Standing) -> None:
        """Offer what this actor may use; without any room of the model the ground is written down."""
        choices = [offered(room.id, room_name(room)) for room in standing.may_use]
        if not choices:
            del self.ground
            self.article.flags.required = self.asks_ground
            return
        if standing.has_mandate:
            choices.append(offered(OTHER_GROUND, _("Geen van deze, ik schrijf de grond op")))
        else:
            del self.article
        self.ground.choices = choices
        if self.ground.data is None and len(standing.may_use) == 1:
            self.ground.data = standing.may_use[0].id
        if "article" in self:
            self.article.label.text = gettext("Op welke grond, als u geen van deze kiest?")

    def validate_article(self, field: StringField) -> None:
        """Refuse when no room is used and no ground is written down."""
        uses_room = "ground" in self and self.ground.data not in {None, OTHER_GROUND}
        if self.asks_ground and not uses_room and not (field.data or "").strip():
            raise ValidationError(_("Schrijf op waarop u steunt: een artikel of een werkafspraak."))

    @property
    def motive(self) -> Motive:
        """What was filled in."""
        chosen = self.ground.data if "ground" in self else None
        room = "" if chosen in {None, OTHER_GROUND} else str(chosen)
        written = (self.article.data or "").strip() if "article" in self else ""
        told = (self.citizen_text.data or "").strip()
        return Motive(self.reason.data or "", room, "" if room else written, told)


def room_name(room: RoomOffered) -> str:
    """Return what a room is called: its article, what may be decided, and whether a colleague must agree."""
    name = f"{room.article}: {room.text}" if room.article and room.text else room.article or room.text
    return gettext("%(room)s (met een tweede paar ogen)", room=name) if room.second_eyes else name


def _place() -> RadioField:
    return RadioField(
        _("En de gewone weg?"),
        [Chosen(_("Kies of de gewone weg wacht of doorgaat."))],
        validate_choice=False,
        choices=[
            offered("beside", _("Gaat gewoon door")),
            offered("before", _("Wacht tot deze stap klaar is")),
        ],
        default="beside",
    )


class RepeatForm(MotiveForm):
    """A finished step that is done once more."""

    place = _place()


class ReplaceForm(MotiveForm):
    """What is done instead of an open step."""

    element = SelectField(
        _("Wat doet u in plaats hiervan?"),
        [Chosen(_("Kies wat u in plaats hiervan doet."))],
        description=_("Een andere stap van dit proces, of een eigen stap."),
        validate_choice=False,
        default=OWN,
    )
    title = StringField(
        _("Wat moet er gebeuren?"),
        [_SHORT],
        description=_("Bij een eigen stap. Begin met een werkwoord, bijvoorbeeld: Bel de huisarts."),
    )
    form = SelectField(
        _("Welk formulier hoort erbij?"),
        [Chosen(_("Kies een formulier, of geen."))],
        description=_("Bij een eigen stap. Zonder formulier schrijft uw collega een kort verslag."),
        validate_choice=False,
        default="",
    )
    who = SelectField(_("Wie doet het?"), [Chosen(_("Kies wie het doet."))], validate_choice=False)
    due = DayField(
        _("Wanneer moet het klaar zijn?"),
        [Optional()],
        description=_("Bijvoorbeeld: 27-11-2026."),
        format=["%d-%m-%Y", "%Y-%m-%d"],
    )
    note = TextAreaField(_("Wat moet de collega weten?"), [Optional(), _LONG])

    def validate_title(self, field: StringField) -> None:
        """Refuse an own step that does not say what is done."""
        if self.element.data == OWN and not (field.data or "").strip():
            raise ValidationError(_("Schrijf op wat er moet gebeuren."))


class SubCaseForm(MotiveForm):
    """A published process that runs inside the case."""

    asks_ground = False
    definition = RadioField(_("Welk proces start u?"), [Chosen(_("Kies een proces."))], validate_choice=False)
    place = _place()


def doer_of(who: str, names: Mapping[str, str], *, due: date | None = None, note: str = "") -> Doer:
    """Return who was chosen: `group:key` or `person:id`; by the end of the working day `due`."""
    kind, _colon, key = who.partition(":")
    due_at = None if due is None else datetime.combine(due, time(17), AMSTERDAM).astimezone(UTC)
    if kind == "person":
        return Doer(assignee=key, assignee_name=names.get(key, ""), due_at=due_at, note=note.strip())
    return Doer(group=key, due_at=due_at, note=note.strip())


YES_NO = (("true", _("ja")), ("false", _("nee")))


def outcome_form(result: Value, known: Mapping[str, Iterable[str]]) -> tuple[MotiveForm, dict[str, str]]:
    """Return a form for another outcome, and for each output that can be changed the name of its field.

    Args:
        result: the outcome that stands; a decision with one output is asked under the name `""`.
        known: for each output the texts that its table can give.
    """
    outputs = result if isinstance(result, Mapping) else {"": result}
    fields: dict[str, Any] = {}
    names: dict[str, str] = {}
    for number, (name, value) in enumerate(outputs.items(), 1):
        field = _outcome_field(name, value, tuple(known.get(name, ())))
        if field is not None:
            names[name] = f"outcome_{number}"
            fields[names[name]] = field
    made = type("OutcomeForm", (MotiveForm,), fields)(meta={"csrf": False})
    assert isinstance(made, MotiveForm)  # noqa: S101  # it was just made of it
    return made, names


def _outcome_field(name: str, value: Value, known: tuple[str, ...]) -> Field | None:
    label = label_of(name) if name else gettext("De uitkomst")
    told = gettext("Nu geldt: %(outcome)s", outcome=in_words(value))
    if isinstance(value, bool):
        choices = [offered(one, text) for one, text in YES_NO]
        chosen = [Chosen(_("Kies een uitkomst."))]
        default = str(value).lower()
        return RadioField(
            label, chosen, choices=choices, default=default, description=told, validate_choice=False
        )
    if isinstance(value, str) and known:
        choices = [offered(one, one) for one in dict.fromkeys((value, *known))]
        chosen = [Chosen(_("Kies een uitkomst."))]
        return SelectField(
            label, chosen, choices=choices, default=value, description=told, validate_choice=False
        )
    if isinstance(value, str):
        return StringField(label, [DataRequired(), _LONG], default=value, description=told)
    if isinstance(value, Decimal):
        return StringField(label, [_number], default=str(value).replace(".", ","), description=told)
    if isinstance(value, date) and not isinstance(value, datetime):
        written = ["%d-%m-%Y", "%Y-%m-%d"]
        return DayField(label, [DataRequired()], default=value, description=told, format=written)
    return None


def _number(_form: FlaskForm, field: StringField) -> None:
    if _decimal(field.data) is None:
        raise ValidationError(_("Vul een getal in, bijvoorbeeld 12,50."))


def _decimal(text: str | None) -> Decimal | None:
    try:
        read = Decimal((text or "").strip().replace(",", "."))
    except InvalidOperation:
        return None
    return read if read.is_finite() else None


def outcome_of(form: MotiveForm, names: Mapping[str, str], result: Value) -> Value:
    """Return the outcome that was filled in: only what changes, or the one value of a single output."""
    outputs = result if isinstance(result, Mapping) else {"": result}
    given = {name: _given(form[field].data, outputs[name]) for name, field in names.items()}
    if not isinstance(result, Mapping):
        return given[""]
    return {name: value for name, value in given.items() if value != outputs[name]}


def _given(data: Any, before: Value) -> Value:
    if isinstance(before, bool):
        return bool(data == "true")
    if isinstance(before, Decimal):
        return _decimal(data)
    value: Value = data
    return value

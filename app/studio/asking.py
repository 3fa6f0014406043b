"""Fields for what a decision asks and gives, made of its declared types."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from flask_babel import gettext as _
from wtforms import DateField, Field, Form, SelectField, StringField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # newer than its types
from wtforms.validators import Optional

from regelruimte.engine.values import Value
from regelruimte.modeller.tryout import Asked, AskedKind, ValueRefused, typed_of, value_of

DAY = "day"
"""Name of the field of the reference date."""


def field_name(group: str, number: int) -> str:
    """Return the name of a field.

    Names of FEEL may hold blanks and clash with attributes of a form; a number cannot.
    """
    return f"{group}-{number}"


def asking_fields(group: str, asked: tuple[Asked, ...]) -> dict[str, Field]:
    """Return a field for each value, by name, for a form class."""
    return {field_name(group, number): _field(one) for number, one in enumerate(asked)}


def day_field() -> Field:
    """Return the field of the reference date."""
    return DateField(
        _("Peildatum"),
        [Optional()],
        description=_("De dag waarvan de regels gelden. Leeg is vandaag."),
    )


def typed_values(group: str, asked: tuple[Asked, ...], values: Mapping[str, Value]) -> dict[str, str]:
    """Return values as they stand in the fields, by field name."""
    return {
        field_name(group, number): typed_of(one, values.get(one.name)) for number, one in enumerate(asked)
    }


def values_in(form: Form, group: str, asked: tuple[Asked, ...]) -> dict[str, Value]:
    """Return the values that were typed; a field with something else gets an error."""
    values: dict[str, Value] = {}
    for number, one in enumerate(asked):
        field = form[field_name(group, number)]
        try:
            values[one.name] = value_of(one, field.data or "")
        except ValueRefused:
            field.errors = [*field.errors, _refused(one)]
    return values


def day_in(form: Form, *, today: date) -> date:
    """Return the reference date that was chosen, today when none was."""
    chosen = form[DAY].data
    return chosen if isinstance(chosen, date) else today


def _refused(asked: Asked) -> str:
    hints = {
        AskedKind.NUMBER: _("Vul een getal in, zoals 1283,83."),
        AskedKind.DAY: _("Vul een dag in als jaar-maand-dag, zoals 2026-11-23."),
        AskedKind.FEEL: _('Vul een FEEL-waarde in, zoals "ja" of [1, 2].'),
    }
    return str(hints.get(asked.kind, _("Dit is geen waarde van de juiste soort.")))


def _field(asked: Asked) -> Field:
    empty = SelectChoice("", _("(niet ingevuld)"))
    if asked.kind is AskedKind.YES_NO:
        told = [SelectChoice("true", _("ja")), SelectChoice("false", _("nee"))]
        return SelectField(asked.label, choices=[empty, *told], default="")
    if asked.kind is AskedKind.CHOICE:
        told = [SelectChoice(one, one) for one in asked.choices]
        return SelectField(asked.label, choices=[empty, *told], default="")
    hints = {
        AskedKind.NUMBER: _("Een getal"),
        AskedKind.DAY: _("Een dag, zoals 2026-11-23"),
        AskedKind.FEEL: _('Een FEEL-waarde, zoals "ja" of [1, 2]'),
    }
    return StringField(asked.label, description=hints.get(asked.kind, ""))

"""The data of a case as an administrator edits it: each value as text, and the text read back as a value."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from hashlib import sha256

import regex
from wtforms import Field, SelectField, StringField, TextAreaField
from wtforms.validators import Length

from regelruimte.app.reasons import label_of
from regelruimte.app.wording import gettext as _
from regelruimte.app.worklist.inputs import offered
from regelruimte.app.worklist.repair_forms import DataForm, new_fields
from regelruimte.engine.feel import FeelError, compile_expression
from regelruimte.engine.feel.render import literal_of, number_text
from regelruimte.engine.repair_choices import DataScope
from regelruimte.engine.values import NotAValue, Value, dump, to_value

_NUMBER = regex.compile(r"-?\d{1,30}(?:[.,]\d{1,30})?")
_LONGEST = 20_000
_LONG_LINE = 80
_DAY = "%d-%m-%Y"
_TRUTHS = {"true": True, "false": False}


@dataclass(frozen=True, slots=True)
class DataField:
    """A value as it is edited.

    Attributes:
        key: name of its field in the form; name: of the variable; label: as a form calls it.
        kind: text, number, truth, day or feel; text: the value as it is written in the field.
    """

    key: str
    name: str
    label: str
    kind: str
    text: str
    value: Value


class Unreadable(ValueError):
    """What was typed is not a value; the message is for the person."""


def fields_of(scope: DataScope, labels: Mapping[str, str]) -> tuple[DataField, ...]:
    """Return the values of a scope as they are edited, by name."""
    found = []
    for number, (name, value) in enumerate(sorted(scope.values.items()), start=1):
        kind, text = _written(value)
        label = labels.get(name) or label_of(name)
        found.append(DataField(f"value_{number}", name, label, kind, text, value))
    return tuple(found)


def make_form(fields: tuple[DataField, ...]) -> DataForm:
    """Return a form with a field for each value, filled with what it is now."""
    kind = type(
        "DataFormOfCase", (DataForm,), {**{each.key: _field(each) for each in fields}, **new_fields()}
    )
    form: DataForm = kind(data={each.key: each.text for each in fields})
    return form


def read_changes(form: DataForm, fields: tuple[DataField, ...]) -> dict[str, Value]:
    """Return the values that were changed; a field that cannot be read gets its error."""
    changes: dict[str, Value] = {}
    for each in fields:
        typed = _plain(form[each.key].data)
        if typed != each.text:
            _take(form[each.key], changes, each.name, kind=each.kind)
    name, value = form["new_name"], form["new_value"]
    if name.data and not name.errors:
        _take(value, changes, name.data, kind="feel")
    return changes


def digest(scope: DataScope) -> str:
    """Return what tells whether the values of a scope are still the same."""
    return sha256(dump(dict(sorted(scope.values.items()))).encode()).hexdigest()


def _take(field: Field, changes: dict[str, Value], name: str, *, kind: str) -> None:
    try:
        changes[name] = read_value(_plain(field.data), kind)
    except Unreadable as why:
        field.errors = [*field.errors, str(why)]


def read_value(text: str, kind: str) -> Value:
    """Read a value of a kind from what was typed.

    Raises:
        Unreadable: it is none; the message says what to type.
    """
    if kind == "text":
        return text
    if kind == "truth":
        return _TRUTHS.get(text)
    if kind == "number":
        if not _NUMBER.fullmatch(text):
            raise Unreadable(_("Schrijf een getal, bijvoorbeeld 12 of 12,50."))
        return Decimal(text.replace(",", "."))
    return _day(text) if kind == "day" else _feel(text)


def _day(text: str) -> date:
    try:
        return datetime.strptime(text, _DAY).replace(tzinfo=UTC).date()
    except ValueError as error:
        raise Unreadable(_("Schrijf de datum als dag-maand-jaar, bijvoorbeeld 27-11-2026.")) from error


def _feel(text: str) -> Value:
    try:
        value = to_value(compile_expression(text).evaluate({}))
    except (FeelError, NotAValue) as error:
        raise Unreadable(_feel_hint()) from error
    # A name that stands for nothing gives null too: only who writes null means it.
    if value is None and text != "null":
        raise Unreadable(_feel_hint())
    return value


def _feel_hint() -> str:
    return _('Schrijf het als in een regel, bijvoorbeeld "tekst", 12, true, [1, 2] of {naam: "Jansen"}.')


def _written(value: Value) -> tuple[str, str]:
    if isinstance(value, bool):
        return "truth", "true" if value else "false"
    if value is None or isinstance(value, str):
        return "text", _plain(value)
    if isinstance(value, Decimal):
        return "number", number_text(value).replace(".", ",")
    if isinstance(value, date) and not isinstance(value, datetime):
        return "day", value.strftime(_DAY)
    return "feel", literal_of(value)


def _field(each: DataField) -> Field:
    limit = Length(max=_LONGEST, message=_("Maak dit korter: hoogstens 20.000 tekens."))
    limit.field_flags = {"filled_in": True}
    if each.kind == "truth":
        choices = [offered("true", _("ja")), offered("false", _("nee"))]
        return SelectField(each.label, [limit], choices=choices)
    is_long = len(each.text) > _LONG_LINE or "\n" in each.text
    hint = _feel_hint() if each.kind == "feel" else ""
    return (TextAreaField if is_long else StringField)(each.label, [limit], description=hint)


def _plain(text: str | None) -> str:
    """Return text as it was before a browser sent it: lines end in one sign."""
    return (text or "").replace("\r\n", "\n").strip()

"""Forms of publishing: what changed and for whom; taking a version back into the draft."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from wtforms import HiddenField, IntegerField, RadioField, TextAreaField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # newer than its types
from wtforms.validators import DataRequired, InputRequired, Length
from wtforms.widgets import HiddenInput

EVERYONE, CANDIDATE = "everyone", "candidate"
LONGEST_TEXT = 2_000
WAYS = (
    SelectChoice(EVERYONE, _("Voor iedereen: nieuwe aanvragen krijgen meteen deze versie")),
    SelectChoice(CANDIDATE, _("Als kandidaat voor een proef: voor niemand, tot u een proef start")),
)


def filled_in(message: Any) -> list[DataRequired | Length]:
    """Return what checks a text that has to be there."""
    too_long = _("Schrijf hoogstens 2.000 tekens.")
    return [DataRequired(message), Length(max=LONGEST_TEXT, message=too_long)]


def strip(text: str | None) -> str:
    """Return a typed text without blanks around it."""
    return (text or "").strip()


class PublishForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF has no types
    """Publishing the draft that was seen at `revision`; `confirmed` on the second page."""

    revision = IntegerField(widget=HiddenInput())
    confirmed = HiddenField()
    way = RadioField(
        _("Voor wie publiceert u?"),
        [InputRequired(_("Kies voor wie u publiceert."))],
        choices=list(WAYS),
    )
    change_note = TextAreaField(
        _("Wat verandert er, en waarom?"),
        filled_in(_("Schrijf op wat er verandert en waarom.")),
        filters=[strip],
        description=_("Collega’s lezen dit later bij de versie. Schrijf voor wie er niet bij was."),
    )


class RestoreForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF has no types
    """Making the draft of a version; the draft that was seen at `revision` is replaced."""

    revision = IntegerField(widget=HiddenInput())

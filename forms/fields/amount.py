"""An amount in euros, exact to the cent."""

from __future__ import annotations

from decimal import Decimal

from regelruimte.engine.values import Value
from regelruimte.forms.kind import Kind, Message, Question, Raw, show_amount
from regelruimte.forms.numerals import read_decimal, refuse_outside


def _read(raw: Raw, question: Question) -> Value:
    amount = read_decimal(raw, 2)
    if amount is None:
        raise question.refuse("invalid")
    if amount < 0 and question.field.limits.smallest is None:
        raise question.refuse("negative")
    return refuse_outside(amount, question, is_amount=True)


def _raw(value: Value) -> Raw:
    return f"{value:.2f}".replace(".", ",") if isinstance(value, Decimal) else str(value or "")


KIND = Kind(
    name="amount",
    shape="amount",
    aliases=("bedrag",),
    attributes={"inputmode": "decimal", "autocomplete": "off"},
    read=_read,
    raw=_raw,
    show=show_amount,
    messages={
        "empty": Message(
            "Vul het bedrag in bij ‘{label}’. Hebt u niets? Vul 0 in.",
            "Enter the amount for ‘{label}’. Is there nothing? Enter 0.",
        ),
        "invalid": Message(
            "Dit bedrag klopt niet. Gebruik een komma voor centen.",
            "This amount is not right. Use a point or a comma for cents.",
        ),
        "negative": Message(
            "Vul een bedrag in van 0 of hoger, zonder minteken.",
            "Enter an amount of 0 or more, without a minus sign.",
        ),
        "outside": Message(
            "Vul bij ‘{label}’ een bedrag in van {least} tot en met {most}.",
            "Enter an amount from {least} to {most} for ‘{label}’.",
        ),
        "too_small": Message(
            "Vul bij ‘{label}’ een bedrag in van {least} of hoger.",
            "Enter an amount of {least} or more for ‘{label}’.",
        ),
        "too_large": Message(
            "Vul bij ‘{label}’ een bedrag in van {most} of lager.",
            "Enter an amount of {most} or less for ‘{label}’.",
        ),
    },
)

"""A number: whole, or with as many decimals as the form allows."""

from __future__ import annotations

from regelruimte.engine.values import Value
from regelruimte.forms.kind import Kind, Message, Question, Raw
from regelruimte.forms.numerals import read_decimal, refuse_outside


def _read(raw: Raw, question: Question) -> Value:
    decimals = question.field.limits.decimals
    number = read_decimal(raw, decimals)
    if number is None:
        raise question.refuse("invalid" if decimals == 0 else "invalid_decimals", decimals=decimals)
    return refuse_outside(number, question)


KIND = Kind(
    name="number",
    shape="number",
    aliases=("getal",),
    types=("number",),
    attributes={"inputmode": "numeric", "autocomplete": "off"},
    read=_read,
    messages={
        "empty": Message("Vul een getal in bij ‘{label}’.", "Enter a number for ‘{label}’."),
        "invalid": Message(
            "Vul bij ‘{label}’ een heel getal in, zonder letters.",
            "Enter a whole number for ‘{label}’, without letters.",
        ),
        "invalid_decimals": Message(
            "Vul bij ‘{label}’ een getal in met niet meer dan {decimals} cijfers achter de komma.",
            "Enter a number for ‘{label}’ with no more than {decimals} decimals.",
        ),
        "outside": Message(
            "Vul bij ‘{label}’ een getal in van {least} tot en met {most}.",
            "Enter a number from {least} to {most} for ‘{label}’.",
        ),
        "too_small": Message(
            "Vul bij ‘{label}’ een getal in van {least} of hoger.",
            "Enter a number of {least} or more for ‘{label}’.",
        ),
        "too_large": Message(
            "Vul bij ‘{label}’ een getal in van {most} of lager.",
            "Enter a number of {most} or less for ‘{label}’.",
        ),
    },
)

"""The number on a Dutch number plate.

Source: the series (sidecodes) of the RDW, 1 to 14.
"""

from __future__ import annotations

import regex

from regelruimte.engine.values import Value
from regelruimte.forms.cleaning import bare
from regelruimte.forms.kind import Kind, Message, Question, Raw

SERIES = (
    "XX-99-99", "99-99-XX", "99-XX-99", "XX-99-XX", "XX-XX-99", "99-XX-XX", "99-XXX-9",
    "9-XXX-99", "XX-999-X", "X-999-XX", "XXX-99-X", "X-99-XXX", "9-XX-999", "999-XX-9",
)  # fmt: skip
"""How letters (X) and digits (9) follow each other on a plate."""

_SHAPES = tuple(
    (regex.compile(series.replace("-", "").replace("X", "[A-Z]").replace("9", "[0-9]")), series)
    for series in SERIES
)


def with_dashes(plate: str) -> str | None:
    """Return six characters as they stand on the plate (`GK482T` -> `GK-482-T`), or None for no plate."""
    for shape, series in _SHAPES:
        if shape.fullmatch(plate):
            marks = iter(plate)
            return "".join("-" if mark == "-" else next(marks) for mark in series)
    return None


def _read(raw: Raw, question: Question) -> Value:
    plate = with_dashes(bare(raw))
    if plate is None:
        raise question.refuse("invalid")
    return plate


KIND = Kind(
    name="kenteken",
    shape="text",
    attributes={"autocomplete": "off", "spellcheck": "false", "autocapitalize": "characters"},
    read=_read,
    messages={
        "empty": Message("Vul het kenteken in.", "Enter the number plate."),
        "invalid": Message(
            "Dit kenteken klopt niet. Kijk op de kentekenplaat.",
            "This number plate is not right. Look at the plate on the car.",
        ),
    },
)

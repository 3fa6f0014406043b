"""From JSON of another program to a message: nothing is believed, and numbers keep their decimals."""

from __future__ import annotations

import json
from collections.abc import Mapping
from decimal import Decimal, InvalidOperation

from regelruimte.engine.errors import InvalidValue
from regelruimte.engine.messages import Message
from regelruimte.engine.values import Value

_MOST_DIGITS = 300
_LONGEST = {"name": 200, "correlation": 500, "key": 64, "person": 100, "person_name": 200}


def read_message(data: bytes) -> Message:
    """Read a message from JSON: name, and if wanted correlation, values, key, person and person_name.

    Raises:
        InvalidValue: it is no JSON object, or one of its parts cannot be; the part is named.
    """
    try:
        told = _read_object(data)
    except ValueError as error:
        raise InvalidValue(name="body") from error
    values, name = told.get("values", {}), _text(told, "name")
    if not isinstance(values, Mapping):
        raise InvalidValue(name="values")
    if name is None:
        raise InvalidValue(name="name")
    return Message(
        name=name,
        correlation=_text(told, "correlation"),
        values=dict(values),
        key=_text(told, "key"),
        person=_text(told, "person"),
        person_name=_text(told, "person_name") or "",
    )


def read_values(data: str) -> dict[str, Value]:
    """Read values from a JSON object; numbers keep their decimals.

    Raises:
        ValueError: it is none.
    """
    return dict(_read_object(data))


def _read_object(data: bytes | str) -> Mapping[str, Value]:
    try:
        told = json.loads(data, parse_float=_number, parse_int=_number, parse_constant=_number)
    except RecursionError as error:
        raise ValueError("Expected JSON that is less deep.") from error
    if not isinstance(told, Mapping):
        raise ValueError("Expected a JSON object.")  # noqa: TRY004  # the reader's one refusal
    return told


def _text(told: Mapping[str, Value], name: str) -> str | None:
    value = told.get(name)
    if value is None:
        return None
    if not isinstance(value, str) or not value.strip() or len(value) > _LONGEST[name]:
        raise InvalidValue(name=name)
    return value


def _number(text: str) -> Decimal:
    """Return a number that can be written out; `1e999999999` would be a text of a gigabyte."""
    try:
        number = Decimal(text)
    except InvalidOperation as error:
        raise ValueError(text[:_MOST_DIGITS]) from error
    if not number.is_finite() or abs(number.adjusted()) > _MOST_DIGITS:
        raise ValueError(text[:_MOST_DIGITS])
    return number

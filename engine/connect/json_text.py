"""JSON that is sent and that comes back: numbers exact in both directions."""

from __future__ import annotations

import json
from decimal import Decimal, InvalidOperation
from typing import NoReturn

from regelruimte.engine.feel.render import number_text, text_of
from regelruimte.engine.values import Value, dump, to_value

_LONGEST_NUMBER = 100
_LARGEST_EXPONENT = 6_144
"""Of a decimal128, which is what FEEL counts in (DMN 1.5, 10.3.2.3.1)."""


class NotJson(ValueError):
    """A text is not JSON that can be kept as a value."""


def write_json(value: Value) -> str:
    """Write a value as JSON: numbers exactly, moments and durations as ISO 8601 texts."""
    if value is None or isinstance(value, bool | str):
        return json.dumps(value, ensure_ascii=False)
    if isinstance(value, Decimal):
        return number_text(value)
    if isinstance(value, dict):
        items = (f"{json.dumps(key, ensure_ascii=False)}: {write_json(item)}" for key, item in value.items())
        return "{" + ", ".join(items) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(write_json(item) for item in value) + "]"
    return json.dumps(text_of(value), ensure_ascii=False)


def read_json(content: bytes) -> Value:
    """Read JSON as a value; every number is a Decimal.

    Raises:
        NotJson: it is not JSON, or holds what no variable can.
    """
    try:
        read = json.loads(
            content.decode("utf-8-sig"), parse_float=_number, parse_int=_number, parse_constant=_refuse
        )
        value = to_value(read)
        dump(value).encode()
    except (ValueError, RecursionError, TypeError) as error:
        raise NotJson("not JSON") from error
    return value


def _number(text: str) -> Decimal:
    if len(text) > _LONGEST_NUMBER:
        raise NotJson("a number is too long")
    try:
        number = Decimal(text)
    except InvalidOperation as error:
        raise NotJson("not a number") from error
    if number and abs(number.adjusted()) > _LARGEST_EXPONENT:
        raise NotJson("a number is too large or too small")
    return number


def _refuse(name: str) -> NoReturn:
    raise NotJson(f"{name} is no number")

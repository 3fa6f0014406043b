"""Values of variables and answers, and their lossless JSON text.

A value is None, bool, Decimal, str, date, time, datetime, timedelta (a days-and-time duration),
YearsMonths, or a list or dict (str keys) of values. `int` is accepted wherever a value comes in and
becomes Decimal; float is refused because it cannot hold money.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

Value = Any
"""A value as described above; the type system cannot say it without making every use a cast."""

_TAG = "$"
_quoted = json.encoder.encode_basestring
_SAFE_DIGITS = 15
"""Up to so many digits every reader of JSON keeps a whole number as it is."""


@dataclass(frozen=True, slots=True, order=True)
class YearsMonths:
    """A years-and-months duration (DMN 1.5, 10.3.2.3.8), counted in months."""

    months: int


_SIMPLE = (type(None), bool, Decimal, str, date, time, timedelta, YearsMonths)
_AS_THEY_ARE = frozenset({*_SIMPLE, datetime})


class NotAValue(TypeError):
    """Something was offered as a value that variables cannot hold."""


_CONSTANTS = {None: "null", True: "true", False: "false"}
_CONSTANT = frozenset({bool, type(None)})


def to_value(raw: object) -> Value:
    """Return `raw` as a value: ints become Decimal, tuples lists; everything else is checked.

    Raises:
        NotAValue: a float, a set, bytes or any other type.
    """
    # Nearly everything is of exactly one of these types, which is quicker to ask than a tree of classes.
    value: Any = raw
    kind = type(value)
    if kind in _AS_THEY_ARE:
        return value
    if kind is list:
        return [item if type(item) in _AS_THEY_ARE else to_value(item) for item in value]
    if kind is dict:
        return {
            str(key): item if type(item) in _AS_THEY_ARE else to_value(item) for key, item in value.items()
        }
    return _to_value_of_kind(raw)


def _to_value_of_kind(raw: object) -> Value:
    if isinstance(raw, _SIMPLE):
        return raw
    if isinstance(raw, int):
        return Decimal(raw)
    if isinstance(raw, list | tuple):
        return [to_value(item) for item in raw]
    if isinstance(raw, Mapping):
        return {str(key): to_value(item) for key, item in raw.items()}
    raise NotAValue(f"Expected a value, but got {type(raw).__name__}. Use Decimal for numbers.")


def dump(value: Value) -> str:
    """Write a value as JSON text; what JSON lacks is tagged, keys starting with `$` are doubled.

    Raises:
        NotAValue: as `to_value` does.
    """
    kind = type(value)
    if kind is str:
        return _quoted(value)
    if kind is Decimal:
        return _number(value)
    if kind is dict:
        return "{" + ",".join([f"{_key(key)}:{dump(item)}" for key, item in value.items()]) + "}"
    if kind is list:
        return "[" + ",".join([dump(item) for item in value]) + "]"
    return _CONSTANTS[value] if kind in _CONSTANT else _text_of_kind(value)


def load(text: str) -> Value:
    """Read what `dump` wrote."""
    return _read(text)


def _text_of_kind(value: object) -> str:
    tagged = _tagged(value)
    if tagged is not None:
        return f'{{"${tagged[0]}":{_quoted(tagged[1])}}}'
    checked = to_value(value)
    if isinstance(checked, Decimal):
        return _number(checked)
    return _quoted(checked) if isinstance(checked, str) else dump(checked)


def _key(key: object) -> str:
    name = str(key)
    return _quoted(_TAG + name if name.startswith(_TAG) else name)


def _number(number: Decimal) -> str:
    # 12.50 must come back as 12.50 and not as 12.5: only small whole numbers travel as JSON numbers.
    text = str(number)
    if text.isdecimal() and len(text) <= _SAFE_DIGITS:
        return text
    if text.lstrip("-").isdecimal() and text != "-0" and abs(number) < 2**53:
        return text
    return f'{{"$n":"{text}"}}'


def _tagged(value: Value) -> tuple[str, str] | None:
    # datetime is a date too, so it goes first.
    if isinstance(value, datetime):
        return "dt", value.isoformat()
    if isinstance(value, date):
        return "d", value.isoformat()
    if isinstance(value, time):
        return "t", value.isoformat()
    if isinstance(value, timedelta):
        return "td", str(value // timedelta(microseconds=1))
    if isinstance(value, YearsMonths):
        return "ym", str(value.months)
    return None


_READERS: dict[str, Callable[[str], Value]] = {
    "$n": Decimal,
    "$dt": datetime.fromisoformat,
    "$d": date.fromisoformat,
    "$t": time.fromisoformat,
    "$td": lambda text: timedelta(microseconds=int(text)),
    "$ym": lambda text: YearsMonths(int(text)),
}


def _rich(plain: dict[str, Any]) -> Value:
    if len(plain) == 1:
        ((key, text),) = plain.items()
        if key in _READERS:
            return _READERS[key](text)
    if any(key.startswith(_TAG + _TAG) for key in plain):
        return {key[1:] if key.startswith(_TAG + _TAG) else key: item for key, item in plain.items()}
    return plain


_read = json.JSONDecoder(parse_float=Decimal, parse_int=Decimal, object_hook=_rich).decode

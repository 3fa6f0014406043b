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
_write = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode
_PLAIN = frozenset({str, bool, type(None)})


@dataclass(frozen=True, slots=True, order=True)
class YearsMonths:
    """A years-and-months duration (DMN 1.5, 10.3.2.3.8), counted in months."""

    months: int


_SIMPLE = (type(None), bool, Decimal, str, date, time, timedelta, YearsMonths)
_AS_THEY_ARE = frozenset({*_SIMPLE, datetime})


class NotAValue(TypeError):
    """Something was offered as a value that variables cannot hold."""


def to_value(raw: object) -> Value:
    """Return `raw` as a value: ints become Decimal, tuples lists; everything else is checked.

    Raises:
        NotAValue: a float, a set, bytes or any other type.
    """
    # Nearly everything is of exactly one of these types, which is quicker to ask than a tree of classes.
    if type(raw) in _AS_THEY_ARE or isinstance(raw, _SIMPLE):
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
    return _write(_plain(value))


def load(text: str) -> Value:
    """Read what `dump` wrote."""
    return _rich(json.loads(text, parse_float=Decimal, parse_int=Decimal))


def _plain(value: Any) -> object:
    kind = type(value)
    if kind in _PLAIN:
        return value
    if kind is dict:
        return {_plain_key(key): _plain(item) for key, item in value.items()}
    if kind is list:
        return [_plain(item) for item in value]
    return _plain_number(value) if kind is Decimal else _plain_other(value)


def _plain_other(value: object) -> object:
    tagged = _tagged(value)
    if tagged is not None:
        return tagged
    checked = to_value(value)
    if isinstance(checked, Decimal):
        return _plain_number(checked)
    return _plain(checked) if isinstance(checked, dict | list) else checked


def _plain_key(key: object) -> str:
    name = str(key)
    return _TAG + name if name.startswith(_TAG) else name


def _plain_number(number: Any) -> object:
    # 12.50 must come back as 12.50 and not as 12.5: only small whole numbers travel as JSON numbers.
    text = str(number)
    if text.lstrip("-").isdecimal() and text != "-0" and abs(number) < 2**53:
        return int(text)
    return {_TAG + "n": text}


def _tagged(value: Value) -> dict[str, str | int | float] | None:
    # datetime is a date too, so it goes first.
    if isinstance(value, datetime):
        return {_TAG + "dt": value.isoformat()}
    if isinstance(value, date):
        return {_TAG + "d": value.isoformat()}
    if isinstance(value, time):
        return {_TAG + "t": value.isoformat()}
    if isinstance(value, timedelta):
        return {_TAG + "td": str(value // timedelta(microseconds=1))}
    if isinstance(value, YearsMonths):
        return {_TAG + "ym": str(value.months)}
    return None


_READERS: dict[str, Callable[[str], Value]] = {
    "$n": Decimal,
    "$dt": datetime.fromisoformat,
    "$d": date.fromisoformat,
    "$t": time.fromisoformat,
    "$td": lambda text: timedelta(microseconds=int(text)),
    "$ym": lambda text: YearsMonths(int(text)),
}


def _rich(plain: object) -> Value:
    if isinstance(plain, list):
        return [_rich(item) for item in plain]
    if not isinstance(plain, dict):
        return plain
    if len(plain) == 1:
        ((key, text),) = plain.items()
        if key in _READERS:
            return _READERS[key](text)
    return {(key[1:] if key.startswith(_TAG + _TAG) else key): _rich(item) for key, item in plain.items()}

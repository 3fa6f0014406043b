"""Reading one table of the file of connectors: every key checked, every refusal naming its place."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from regelruimte.engine.connect.declared import OUTPUT_KINDS
from regelruimte.engine.connect.http import SecretHeader
from regelruimte.engine.connect.keys import Key, Kind
from regelruimte.engine.connect.places import PlaceRefused, Places, read_places
from regelruimte.engine.connect.secrets import Secret, SecretMissing
from regelruimte.engine.feel import Expression, FeelError, compile_expression

_SECRET_KEYS = frozenset({"env", "file", "prefix"})
_LITERAL_SECRETS = frozenset({"authorization", "proxy-authorization", "cookie", "x-api-key", "api-key"})


class ConnectorsRefused(ValueError):
    """The file of connectors cannot be used; the message names the place, what is expected and what is there.

    It never quotes what could be a secret.
    """


@dataclass(frozen=True, slots=True)
class Place:
    """Where in the file we are, and what it may refer to.

    Attributes:
        path: dotted keys; folder: where relative files are looked for; environ: where secrets may be.
    """

    path: str
    folder: Path
    environ: Mapping[str, str]

    def below(self, key: str) -> Place:
        """Return the place of a key here."""
        return Place(f"{self.path}.{key}", self.folder, self.environ)

    def refuse(self, expected: str) -> ConnectorsRefused:
        """Return the refusal of what stands here."""
        return ConnectorsRefused(f"{self.path}: {expected}")


def read_table(given: object, keys: tuple[Key, ...], place: Place) -> dict[str, Any]:
    """Return the values of a table by key, defaults filled in.

    Raises:
        ConnectorsRefused: a key is missing or unknown, or a value is not what it should be.
    """
    if not isinstance(given, dict):
        raise place.refuse("expected a table.")
    known = {key.name: key for key in keys}
    for name in given:
        if name not in known:
            raise place.below(str(name)).refuse(f"unknown; expected one of {', '.join(known)}.")
    read: dict[str, Any] = {}
    for name, key in known.items():
        here = place.below(name)
        if name not in given and key.default is None:
            raise here.refuse(f"missing; expected {key.kind.value}.")
        read[name] = _READERS[key.kind](given.get(name, key.default), key, here)
    return read


def _text(value: object, key: Key, place: Place) -> str:  # noqa: ARG001  # one shape
    if not isinstance(value, str):
        raise place.refuse("expected a text.")
    return value


def _choice(value: object, key: Key, place: Place) -> str:
    if value not in key.choices:
        raise place.refuse(f"expected {' or '.join(key.choices)}.")
    return str(value)


def _whole(value: object, key: Key, place: Place) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or not key.least <= value <= key.most:
        raise place.refuse(f"expected a whole number from {key.least:.0f} to {key.most:.0f}.")
    return value


def _seconds(value: object, key: Key, place: Place) -> float:
    if not isinstance(value, int | float) or isinstance(value, bool) or not key.least <= value <= key.most:
        raise place.refuse(f"expected a number of seconds from {key.least:g} to {key.most:g}.")
    return float(value)


def _numbers(value: object, key: Key, place: Place) -> tuple[int, ...]:
    if not isinstance(value, list):
        raise place.refuse("expected a list of whole numbers.")
    return tuple(_whole(item, key, place) for item in value)


def _places(value: object, key: Key, place: Place) -> Places:
    try:
        return read_places(_text(value, key, place))
    except PlaceRefused as refused:
        raise place.refuse(str(refused)) from refused


def _feel(value: object, key: Key, place: Place) -> Expression | None:
    text = _text(value, key, place).strip()
    if not text:
        return None
    try:
        return compile_expression(text)
    except FeelError as error:
        raise place.refuse(f"expected FEEL. {error}") from error


def _required_feel(value: object, key: Key, place: Place) -> Expression:
    found = _feel(value, key, place)
    if found is None:
        raise place.refuse("expected FEEL, found nothing.")
    return found


def _secret(value: object, key: Key, place: Place) -> Secret | None:  # noqa: ARG001  # one shape
    if value == {}:
        return None
    return _referred(value, place)


def _referred(value: object, place: Place) -> Secret:
    """Return a reference to a secret that can be read now."""
    expected = 'expected a reference: { env = "NAME" } or { file = "path" }, never the secret itself.'
    if not isinstance(value, dict) or not set(value) <= _SECRET_KEYS or ("env" in value) == ("file" in value):
        raise place.refuse(expected)
    if not all(isinstance(text, str) and text for text in value.values()):
        raise place.refuse(expected)
    file = str(place.folder / value["file"]) if "file" in value else ""
    secret = Secret(value.get("env", ""), file, place.environ)
    try:
        secret.read()
    except SecretMissing as missing:
        raise place.refuse(str(missing)) from missing
    return secret


def _header(value: object, key: Key, place: Place) -> Places | SecretHeader:
    name = place.path.rpartition(".")[2]
    if isinstance(value, dict):
        return SecretHeader(_referred(value, place), value.get("prefix", ""))
    if name.lower() in _LITERAL_SECRETS:
        raise place.refuse(
            'expected a reference such as { env = "NAME", prefix = "Bearer " }, not the secret.'
        )
    return _places(value, key, place)


def _output_kind(value: object, key: Key, place: Place) -> str:  # noqa: ARG001  # one shape
    if value not in OUTPUT_KINDS:
        raise place.refuse(f"expected {', '.join(OUTPUT_KINDS)}.")
    return str(value)


def _by_name(read: Callable[[object, Key, Place], Any]) -> Callable[[object, Key, Place], dict[str, Any]]:
    def table(value: object, key: Key, place: Place) -> dict[str, Any]:
        if not isinstance(value, dict):
            raise place.refuse("expected a table.")
        return {str(name): read(item, key, place.below(str(name))) for name, item in value.items()}

    return table


def _as_it_is(value: object, key: Key, place: Place) -> object:  # noqa: ARG001  # read by itself
    return value


_READERS: Mapping[Kind, Callable[[object, Key, Place], Any]] = {
    Kind.TEXT: _text,
    Kind.CHOICE: _choice,
    Kind.WHOLE: _whole,
    Kind.SECONDS: _seconds,
    Kind.NUMBERS: _numbers,
    Kind.PLACES: _places,
    Kind.FEEL: _feel,
    Kind.SECRET: _secret,
    Kind.PLACES_BY_NAME: _by_name(_places),
    Kind.HEADERS: _by_name(_header),
    Kind.FEEL_BY_NAME: _by_name(_required_feel),
    Kind.KINDS_BY_NAME: _by_name(_output_kind),
    Kind.POLICY: _as_it_is,
}

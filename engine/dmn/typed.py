"""Whether a value conforms to a declared type, and what it becomes then (DMN 1.5, 10.3.2.9.4)."""

from __future__ import annotations

from datetime import UTC, datetime, time

import regex

from regelruimte.engine.dmn.feel_cells import Cells
from regelruimte.engine.dmn.model import DecisionModel, ItemDefinition
from regelruimte.engine.feel.kinds import kind_of
from regelruimte.engine.values import Value

_PREFIX = regex.compile(r"^(?:feel|ns\d*|\w+):")
_OTHER_NAMES = {
    "dateTime": "date and time",
    "dayTimeDuration": "days and time duration",
    "yearMonthDuration": "years and months duration",
}
_BUILT_IN = frozenset(
    {
        "number",
        "string",
        "boolean",
        "date",
        "time",
        "date and time",
        "days and time duration",
        "years and months duration",
        "context",
        "list",
    }
)


class NotOfType(Exception):
    """A value does not conform to its declared type."""


class Typing:
    """The declared types of a model, applied to values."""

    def __init__(self, model: DecisionModel, cells: Cells) -> None:
        self._types = model.types
        self._cells = cells

    def definition(self, name: str | None) -> ItemDefinition | None:
        """Return the type the model declares under this name, if any."""
        return self._types.get(name) or self._types.get(_PREFIX.sub("", name)) if name else None

    def coerced(self, value: Value, name: str | None) -> Value:
        """Return a value as its type, or null when it does not conform."""
        try:
            return self.conform(value, name)
        except NotOfType:
            return None

    def conform(self, value: Value, name: str | None) -> Value:
        """Return a value as its type.

        Raises:
            NotOfType: it does not conform.
        """
        if value is None or not name:
            return value
        definition = self.definition(name)
        if definition is not None:
            return self._as_defined(value, definition)
        plain = plain_type(name)
        if plain not in _BUILT_IN:
            return value
        return _as_built_in(value, plain)

    def has_type(self, name: str, value: Value) -> bool:
        """Tell whether a value is of a declared type, without coercion of single values to lists and back."""
        definition = self.definition(name)
        if definition is None or value is None:
            return False
        if definition.is_collection != isinstance(value, list) and definition.type != "Any":
            return False
        try:
            self._as_defined(value, definition)
        except NotOfType:
            return False
        return True

    def _as_defined(self, value: Value, definition: ItemDefinition) -> Value:
        if value is None:
            return None
        if definition.is_function:
            if kind_of(value) != "function":
                raise NotOfType
            return value
        if definition.is_collection:
            items = value if isinstance(value, list) else [value]
            checked = [None if item is None else self._as_single(item, definition) for item in items]
            self._require(definition.constraint, checked)
            return checked
        if isinstance(value, list) and len(value) == 1:
            value = value[0]
        checked_one = self._as_single(value, definition)
        self._require(definition.constraint, checked_one)
        return checked_one

    def _as_single(self, value: Value, definition: ItemDefinition) -> Value:
        if definition.components:
            value = self._as_components(value, definition)
        else:
            value = self.conform(value, definition.type)
        self._require(definition.allowed, value)
        return value

    def _as_components(self, value: Value, definition: ItemDefinition) -> Value:
        if not isinstance(value, dict):
            raise NotOfType
        made = dict(value)
        for component in definition.components:
            if component.name not in value:
                raise NotOfType
            made[component.name] = self._as_defined(value[component.name], component)
        return made

    def _require(self, tests: str | None, value: Value) -> None:
        if tests and value is not None and not self._cells.matches(tests, value, {}):
            raise NotOfType


def plain_type(name: str) -> str:
    """Return the name of a type without prefix, and as FEEL names it."""
    plain = _PREFIX.sub("", name)
    return _OTHER_NAMES.get(plain, plain)


def _as_built_in(value: Value, plain: str) -> Value:
    if plain == "list":
        if not isinstance(value, list):
            raise NotOfType
        return value
    if isinstance(value, list) and len(value) == 1:
        value = value[0]
    kind = kind_of(value)
    if kind == plain:
        return value
    if plain == "date and time" and kind == "date":
        return datetime.combine(value, time(), tzinfo=UTC)
    raise NotOfType

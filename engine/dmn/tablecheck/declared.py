"""The kind and the allowed values a table declares for its columns, looked up through the model's types."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from regelruimte.engine.dmn.model import (
    Column,
    Decision,
    DecisionModel,
    DecisionTable,
    InputData,
    ItemDefinition,
    OutputColumn,
)
from regelruimte.engine.dmn.tablecheck.lines import LINED
from regelruimte.engine.dmn.typed import plain_type

_MAX_CHAIN = 20
_FOREIGN = {"integer": "number", "long": "number", "double": "number"}


@dataclass(frozen=True, slots=True)
class Declared:
    """What is declared of a value.

    Attributes:
        kind: FEEL's name of its type, None when that is not said or cannot be laid on a line.
        allowed: unary tests every value must meet.
        is_whole: True for whole numbers.
    """

    kind: str | None = None
    allowed: tuple[str, ...] = ()
    is_whole: bool = False


@dataclass(frozen=True, slots=True)
class Types:
    """The declared types of a model, and what is known of names from outside it."""

    model: DecisionModel
    outside: Mapping[str, Declared]

    def of_input(self, column: Column) -> Declared:
        """Return what is declared of an input column, or else of the name it looks at."""
        name = column.expression.strip()
        found = self.of_type(column.type)
        if found.kind is None and not found.allowed:
            found = self._of_path(name)
        known = self.outside.get(name)
        if known is not None and found.kind in {None, known.kind}:
            found = Declared(known.kind, found.allowed + known.allowed, known.is_whole or found.is_whole)
        return Declared(found.kind, found.allowed + _only(column.values), found.is_whole)

    def of_output(self, column: OutputColumn, table: DecisionTable, decision: Decision | None) -> Declared:
        """Return what is declared of an output column, or else of the table's or the decision's result."""
        names = [column.type]
        wholes = [table.type, decision.type if decision else None]
        if len(table.outputs) == 1:
            names += wholes
        for name in names:
            found = self.of_type(name)
            if found.kind or found.allowed:
                break
        else:
            found = self._of_components(wholes, column.name)
        return Declared(found.kind, found.allowed + _only(column.values), found.is_whole)

    def of_type(self, name: str | None) -> Declared:
        """Return what a type says; a collection says nothing of its items."""
        allowed: tuple[str, ...] = ()
        for _ in range(_MAX_CHAIN):
            definition = self._definition(name)
            if definition is None:
                return Declared(_kind(name), allowed, is_whole=name in {"integer", "long"})
            if definition.is_collection or definition.components or definition.is_function:
                return Declared()
            allowed += _only(definition.allowed) + _only(definition.constraint)
            name = definition.type
        return Declared()

    def _of_path(self, path: str) -> Declared:
        first, *rest = path.split(".")
        element = next((one for one in self.model.elements.values() if one.name == first), None)
        name = element.type if isinstance(element, InputData | Decision) else None
        for step in rest:
            name = self._component(name, step)
        return self.of_type(name)

    def _of_components(self, wholes: list[str | None], name: str) -> Declared:
        found = (self._component(whole, name) for whole in wholes)
        return next((self.of_type(one) for one in found if one), Declared())

    def _component(self, type_name: str | None, name: str) -> str | None:
        definition = self._definition(type_name)
        parts = definition.components if definition is not None else ()
        component = next((one for one in parts if one.name == name), None)
        if component is None or component.is_collection or component.allowed:
            return None
        return component.type

    def _definition(self, name: str | None) -> ItemDefinition | None:
        if not name:
            return None
        return self.model.types.get(name) or self.model.types.get(plain_type(name))


def _only(tests: str | None) -> tuple[str, ...]:
    return (tests,) if tests and tests.strip() else ()


def _kind(name: str | None) -> str | None:
    if not name:
        return None
    plain = plain_type(name)
    plain = _FOREIGN.get(plain, plain)
    return plain if plain in LINED else None

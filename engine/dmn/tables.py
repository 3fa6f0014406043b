"""Evaluates a decision table: which rows match, and what they give under its hit policy (DMN 1.5, 8.2)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from regelruimte.engine.dmn.feel_cells import Cells
from regelruimte.engine.dmn.layers import Layers
from regelruimte.engine.dmn.model import Aggregator, Column, DecisionTable, HitPolicy, OutputColumn, Rule
from regelruimte.engine.dmn.typed import Typing
from regelruimte.engine.feel.builtins import BUILTINS
from regelruimte.engine.feel.expression import storable
from regelruimte.engine.feel.logic import equal
from regelruimte.engine.values import Value

_LAST = 10**9


@dataclass(frozen=True, slots=True)
class Hits:
    """What a table answered, and why.

    Attributes:
        inputs: value of each input column.
        matched: numbers of the matching rows, from 1.
        outputs: what each matching row gives.
        counted: numbers of the rows that made the result, in its order; none where it is null or a default.
        not_in_force: numbers of the rows skipped because they do not hold on the reference date.
    """

    result: Value
    inputs: tuple[Value, ...]
    matched: tuple[int, ...]
    outputs: tuple[Value, ...]
    counted: tuple[int, ...] = ()
    not_in_force: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class RowJudged:
    """How a row was judged.

    Attributes:
        in_force: False when it was skipped for its dates; cells: of each input column whether the cell holds.
    """

    number: int
    in_force: bool
    cells: tuple[bool, ...]

    @property
    def fits(self) -> bool:
        """True when the row matches."""
        return self.in_force and all(self.cells)


class TableRun:
    """One evaluation of a table."""

    def __init__(
        self, table: DecisionTable, context: Mapping[str, Value], cells: Cells, typing: Typing
    ) -> None:
        self._table = table
        self._context = context
        self._cells = cells
        self._typing = typing

    def hits(self) -> Hits:
        """Evaluate the table."""
        table = self._table
        skipped, values = self._skipped(), self._values()
        if not self._inputs_allowed(values):
            return Hits(None, values, (), (), not_in_force=skipped)
        matched = tuple(
            number
            for number, rule in enumerate(table.rules, 1)
            if number not in skipped and self._holds(rule, values)
        )
        outputs = [self._output(table.rules[number - 1].outputs) for number in matched]
        if not matched:
            return Hits(self._default(), values, (), (), not_in_force=skipped)
        places = self._counting(outputs)
        result = self._result([outputs[place] for place in places]) if places else None
        counted = tuple(matched[place] for place in places)
        return Hits(result, values, matched, tuple(outputs), counted, skipped)

    def judged(self) -> tuple[RowJudged, ...]:
        """Judge every cell of every row, also where the row failed already."""
        skipped, values = self._skipped(), self._values()
        return tuple(
            RowJudged(
                number,
                number not in skipped,
                tuple(
                    self._cell_holds(cell, column, value)
                    for cell, column, value in zip(rule.inputs, self._table.inputs, values, strict=True)
                ),
            )
            for number, rule in enumerate(self._table.rules, 1)
        )

    def _values(self) -> tuple[Value, ...]:
        return tuple(
            self._typing.coerced(self._cells.value(column.expression, self._context), column.type)
            for column in self._table.inputs
        )

    def _skipped(self) -> tuple[int, ...]:
        day, table = self._cells.on, self._table
        if day is None:
            return ()
        if not table.period.holds_on(day):
            return tuple(range(1, len(table.rules) + 1))
        return tuple(n for n, rule in enumerate(table.rules, 1) if not rule.period.holds_on(day))

    def _inputs_allowed(self, values: tuple[Value, ...]) -> bool:
        # Null conforms to every type (DMN 1.5, 10.3.2.9.2): what is not known is for the rows to judge.
        return all(
            value is None or not column.values or self._cells.matches(column.values, value, self._context)
            for column, value in zip(self._table.inputs, values, strict=True)
        )

    def _holds(self, rule: Rule, values: tuple[Value, ...]) -> bool:
        return all(
            self._cell_holds(cell, column, value)
            for cell, column, value in zip(rule.inputs, self._table.inputs, values, strict=True)
        )

    def _cell_holds(self, cell: str, column: Column, value: Value) -> bool:
        if not column.variable:
            return self._cells.matches(cell, value, self._context)
        scope = Layers({column.variable: value}, self._context)
        if self._cells.matches(cell, value, scope):
            return True
        # A cell that names the value is a condition by itself, as one with `?` is.
        return column.variable in cell and self._cells.value(cell, scope) is True

    def _output(self, cells: tuple[str, ...]) -> Value:
        columns = self._table.outputs
        values = [
            self._typing.coerced(self._cells.value(cell, self._context) if cell else None, column.type)
            for cell, column in zip(cells, columns, strict=True)
        ]
        if len(columns) == 1:
            return values[0]
        return {column.name: value for column, value in zip(columns, values, strict=True)}

    def _default(self) -> Value:
        table = self._table
        if any(column.default for column in table.outputs):
            return self._output(tuple(column.default or "" for column in table.outputs))
        if table.hit_policy is HitPolicy.COLLECT and table.aggregator is Aggregator.COUNT:
            return Decimal(0)
        return [] if table.hit_policy is HitPolicy.COLLECT and not table.aggregator else None

    def _counting(self, outputs: list[Value]) -> list[int]:
        policy, places = self._table.hit_policy, list(range(len(outputs)))
        if policy is HitPolicy.UNIQUE:
            return places if len(places) == 1 else []
        if policy is HitPolicy.ANY:
            return places if all(equal(one, outputs[0]) is True for one in outputs) else []
        if policy is HitPolicy.FIRST:
            return places[:1]
        if policy is HitPolicy.PRIORITY:
            return self._by_priority(outputs)[:1]
        return self._by_priority(outputs) if policy is HitPolicy.OUTPUT_ORDER else places

    def _result(self, outputs: list[Value]) -> Value:
        if self._table.hit_policy is HitPolicy.COLLECT:
            return self._aggregated(outputs)
        lists = self._table.hit_policy in {HitPolicy.RULE_ORDER, HitPolicy.OUTPUT_ORDER}
        return outputs if lists else outputs[0]

    def _by_priority(self, outputs: list[Value]) -> list[int]:
        orders = [self._order_of(column) for column in self._table.outputs]

        def priority(place: int) -> list[int]:
            output = outputs[place]
            if len(orders) == 1:
                return [_place_in(orders[0], output)]
            columns = zip(orders, self._table.outputs, strict=True)
            return [_place_in(order, output[column.name]) for order, column in columns]

        return sorted(range(len(outputs)), key=priority)

    def _order_of(self, column: OutputColumn) -> list[Value]:
        single = len(self._table.outputs) == 1
        definition = self._typing.definition(column.type or (self._table.type if single else None))
        whole = self._typing.definition(self._table.type)
        component = (
            next((one for one in whole.components if one.name == column.name), None) if whole else None
        )
        listed = column.values or (definition and definition.allowed) or (component and component.allowed)
        order: list[Value] | None = self._cells.value(f"[{listed}]", self._context) if listed else None
        return order or []

    def _aggregated(self, outputs: list[Value]) -> Value:
        aggregator = self._table.aggregator
        if aggregator is None:
            return outputs
        function = BUILTINS[aggregator.lower()]
        columns = self._table.outputs
        if aggregator is Aggregator.COUNT or len(columns) == 1:
            return function.call(self._cells.run, [outputs])
        return {
            column.name: function.call(self._cells.run, [[one[column.name] for one in outputs]])
            for column in columns
        }


def _place_in(order: list[Value], value: Value) -> int:
    return next((place for place, one in enumerate(order) if equal(one, value) is True), _LAST)


def trace_of(table: DecisionTable, hits: Hits) -> dict[str, Value]:
    """Return what dossier and letter tell about a table: inputs, matching rows, outputs and their notes."""
    skipped = [Decimal(number) for number in hits.not_in_force]
    return {
        "hit_policy": str(table.hit_policy),
        "inputs": [
            {"label": column.label, "expression": column.expression, "value": storable(value)}
            for column, value in zip(table.inputs, hits.inputs, strict=True)
        ],
        "matched": [Decimal(number) for number in hits.matched],
        "counted": [Decimal(number) for number in hits.counted],
        "outputs": [storable(output) for output in hits.outputs],
        "annotations": [list(table.rules[number - 1].annotations) for number in hits.matched],
    } | ({"not_in_force": skipped} if skipped else {})

"""Evaluates boxed expressions (DMN 1.5, 10.2)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, ClassVar

from regelruimte.engine.dmn import model as m
from regelruimte.engine.dmn.feel_cells import Cells
from regelruimte.engine.dmn.layers import Layers
from regelruimte.engine.dmn.tables import TableRun, trace_of
from regelruimte.engine.dmn.typed import NotOfType, Typing
from regelruimte.engine.feel.compiler import span_items
from regelruimte.engine.feel.kinds import MISSING, Function, Range, Run
from regelruimte.engine.feel.logic import all_of, any_of
from regelruimte.engine.values import Value

Context = Mapping[str, Value]
Body = Callable[[Context], Value]


class Boxes:
    """Evaluates the logic of one model within one budget; keeps the trace of the last tables."""

    def __init__(self, cells: Cells, typing: Typing) -> None:
        self._cells = cells
        self._typing = typing
        self.tables: list[dict[str, Value]] = []

    def value(self, logic: m.Logic | None, context: Context) -> Value:
        """Return the value of any logic, as the type it declares."""
        if logic is None:
            return None
        self._cells.run.spend()
        value = self._evaluators[type(logic)](self, logic, context)
        if isinstance(logic, m.DecisionTable | m.FunctionDefinition):
            return value
        return self._typing.coerced(value, logic.type)

    def function(self, parameters: tuple[m.Parameter, ...], body: Body, result_type: str | None) -> Function:
        """Return a FEEL function over logic.

        An argument that is missing or does not conform makes the call null.
        """

        def apply(run: Run, arguments: list[Value]) -> Value:
            run.spend()
            given: dict[str, Value] = {}
            if any(argument is MISSING for argument in arguments):
                return None
            try:
                for parameter, argument in zip(parameters, arguments, strict=True):
                    given[parameter.name] = self._typing.conform(argument, parameter.type)
            except NotOfType:
                return None
            return self._typing.coerced(body(given), result_type)

        return Function(tuple(parameter.name for parameter in parameters), apply)

    def _literal(self, logic: m.LiteralExpression, context: Context) -> Value:
        return self._cells.value(logic.text, context)

    def _table(self, logic: m.DecisionTable, context: Context) -> Value:
        hits = TableRun(logic, context, self._cells, self._typing).hits()
        self.tables.append(trace_of(logic, hits))
        return hits.result

    def _context(self, logic: m.BoxedContext, context: Context) -> Value:
        made: dict[str, Value] = {}
        scope = Layers(made, context)
        for entry in logic.entries:
            value = self._typing.coerced(self.value(entry.logic, scope), entry.type)
            if entry.name is None:
                return value
            made[entry.name] = value
        return made

    def _list(self, logic: m.BoxedList, context: Context) -> Value:
        return [self.value(item, context) for item in logic.items]

    def _relation(self, logic: m.Relation, context: Context) -> Value:
        return [
            {name: self.value(cell, context) for name, cell in zip(logic.columns, row, strict=False)}
            for row in logic.rows
        ]

    def _invocation(self, logic: m.Invocation, context: Context) -> Value:
        called = self.value(logic.function, context)
        if not isinstance(called, Function):
            return None
        arguments = {
            binding.name or "": self._typing.coerced(self.value(binding.logic, context), binding.type)
            for binding in logic.bindings
        }
        return called.call_by_name(self._cells.run, arguments)

    def _function_definition(self, logic: m.FunctionDefinition, context: Context) -> Value:
        if logic.body is None:
            return None

        def body(given: Context) -> Value:
            return self.value(logic.body, Layers(given, context))

        return self.function(logic.parameters, body, None)

    def _conditional(self, logic: m.Conditional, context: Context) -> Value:
        condition = self.value(logic.condition, context)
        if condition is not None and not isinstance(condition, bool):
            return None
        return self.value(logic.consequence if condition is True else logic.alternative, context)

    def _iterator(self, logic: m.Iterator, context: Context) -> Value:
        source = self.value(logic.source, context)
        if source is None:
            return None
        items = span_items(source) if isinstance(source, Range) else source
        items = items if isinstance(items, list) else [items]
        if logic.kind == "for":
            return self._each(logic, items, context)
        return self._asked(logic, items, context)

    def _each(self, logic: m.Iterator, items: list[Value], context: Context) -> Value:
        results: list[Value] = []
        for item in items:
            self._cells.run.spend(len(results) >> 6)
            inner = Layers({logic.variable: item, "partial": list(results)}, context)
            results.append(self.value(logic.body, inner))
        return results

    def _asked(self, logic: m.Iterator, items: list[Value], context: Context) -> Value:
        answers = []
        for item in items:
            entries = item if logic.kind == "filter" and isinstance(item, dict) else {}
            answers.append(self.value(logic.body, Layers({**entries, logic.variable: item}, context)))
        if any(answer is not None and not isinstance(answer, bool) for answer in answers):
            return None
        if logic.kind == "filter":
            return [item for item, answer in zip(items, answers, strict=True) if answer is True]
        return any_of(answers) if logic.kind == "some" else all_of(answers)

    _evaluators: ClassVar[dict[type[m.Logic], Callable[[Boxes, Any, Context], Value]]] = {
        m.LiteralExpression: _literal,
        m.DecisionTable: _table,
        m.BoxedContext: _context,
        m.BoxedList: _list,
        m.Relation: _relation,
        m.Invocation: _invocation,
        m.FunctionDefinition: _function_definition,
        m.Conditional: _conditional,
        m.Iterator: _iterator,
    }

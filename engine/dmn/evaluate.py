"""Evaluates a decision with the decisions it requires, and tells why it came out so."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime

from regelruimte.engine.dmn.boxed import Boxes
from regelruimte.engine.dmn.feel_cells import Cells
from regelruimte.engine.dmn.layers import Layers
from regelruimte.engine.dmn.model import (
    Decision,
    DecisionModel,
    DecisionService,
    DecisionTable,
    Element,
    Imported,
    InputData,
    KnowledgeModel,
    Parameter,
)
from regelruimte.engine.dmn.tables import RowJudged, TableRun
from regelruimte.engine.dmn.typed import Typing
from regelruimte.engine.feel.errors import FeelBudgetExceeded
from regelruimte.engine.feel.expression import storable
from regelruimte.engine.feel.kinds import Function, Run
from regelruimte.engine.spiff.step import Decided
from regelruimte.engine.values import Value


def evaluate(
    model: DecisionModel,
    decision_id: str,
    context: Mapping[str, Value],
    *,
    now: datetime | None = None,
    on: date | None = None,
) -> Decided:
    """Evaluate a decision as its tables stand on a day, the reference date.

    What an expression names and no requirement gives, is read from the context. Without a day, rows count
    whatever their dates.

    The trace: `decision`, `name`, `result`; of a decision table also `hit_policy`, `inputs` (label,
    expression, value), `matched` (row numbers from 1), `counted` (those of them that made the answer, in
    its order), `outputs`, `annotations`; `required`: the traces of the decisions it required; `problems`:
    expressions that could not be read. With a day also `reference_date`, and of a table `not_in_force`: the
    numbers of the rows that were skipped for their dates.

    Raises:
        KeyError: the model has no such decision.
        FeelBudgetExceeded: it asks for more than one evaluation may use.
    """
    model.decision(decision_id)
    evaluation = Evaluation(model, context, cells=Cells(model.names, Run(now), on))
    try:
        result = storable(evaluation.decision(decision_id))
    except RecursionError:
        raise FeelBudgetExceeded("De beslissing is te diep genest.") from None
    return Decided(result, evaluation.traces[decision_id])


def judge_rows(
    model: DecisionModel,
    decision_id: str,
    context: Mapping[str, Value],
    *,
    now: datetime | None = None,
    on: date | None = None,
) -> tuple[RowJudged, ...]:
    """Tell of each row of a decision's table whether it is in force and which of its cells hold.

    Raises:
        KeyError; FeelBudgetExceeded: as `evaluate`.
    """
    return Evaluation(model, context, cells=Cells(model.names, Run(now), on)).judged(decision_id)


class Evaluation:
    """One evaluation of a model: every decision is evaluated at most once.

    Attributes:
        traces: why, by decision id.

    `given` names decisions whose value stands in the context, as the caller of a service may give them.
    """

    def __init__(
        self,
        model: DecisionModel,
        context: Mapping[str, Value],
        *,
        cells: Cells,
        given: frozenset[str] = frozenset(),
    ) -> None:
        self._model = model
        self._context = context
        self._cells = cells
        self._given = given
        self._typing = Typing(model, cells)
        cells.run.types = self._typing.has_type
        self._results: dict[str, Value] = {}
        self._imports: dict[str, Evaluation] = {}
        self.traces: dict[str, dict[str, Value]] = {}

    def decision(self, decision_id: str) -> Value:
        """Return the result of a decision."""
        if decision_id not in self._results:
            self._results[decision_id] = self._decide(self._model.decision(decision_id))
        return self._results[decision_id]

    def judged(self, decision_id: str) -> tuple[RowJudged, ...]:
        """Return how each row of a decision's table was judged; nothing where it is no table."""
        decision = self._model.decision(decision_id)
        if not isinstance(decision.logic, DecisionTable):
            return ()
        scope = Layers(self._required(decision.requires), self._context)
        return TableRun(decision.logic, scope, self._cells, self._typing).judged()

    def _decide(self, decision: Decision) -> Value:
        scope = Layers(self._required(decision.requires), self._context)
        boxes = Boxes(self._cells, self._typing)
        problems = len(self._cells.problems)
        result = self._typing.coerced(boxes.value(decision.logic, scope), decision.type)
        self._cells.run.weigh(result)
        trace: dict[str, Value] = {"decision": decision.id, "name": decision.name, "result": storable(result)}
        trace |= {"reference_date": self._cells.on} if self._cells.on else {}
        trace |= boxes.tables[-1] if boxes.tables else {}
        required = [self.traces[one] for one in decision.requires if one in self.traces]
        self.traces[decision.id] = trace | {"required": required, "problems": self._cells.problems[problems:]}
        return result

    def _required(self, required: tuple[str, ...]) -> dict[str, Value]:
        values: dict[str, Value] = {}
        for one in required:
            if one in self._model.elements:
                element = self._model.elements[one]
                values[element.name] = self._value_of(element)
            else:
                self._add_imported(one, values)
        return values

    def _add_imported(self, reference: str, values: dict[str, Value]) -> None:
        """Add what an imported element gives, under the name of its import (DMN 1.5, 10.4)."""
        found = self._model.imported(reference)
        if found is None:
            return
        imported, element = found
        inner = self._evaluation_of(reference.rpartition("#")[0], imported)
        value = inner._value_of(element)  # noqa: SLF001  # another evaluation of the same kind
        self.traces |= {f"{imported.name}#{one}": trace for one, trace in inner.traces.items()}
        self.traces |= {reference: inner.traces[element.id]} if element.id in inner.traces else {}
        if imported.name:
            values.setdefault(imported.name, {})[element.name] = value
        else:
            values[element.name] = value

    def _evaluation_of(self, namespace: str, imported: Imported) -> Evaluation:
        """Return the evaluation of an imported model: it reads its part of the context before the rest."""
        if namespace not in self._imports:
            part = self._context.get(imported.name)
            context = Layers(part, self._context) if isinstance(part, dict) else self._context
            run = self._cells.run
            cells = Cells(imported.model.names, run, self._cells.on)
            cells.problems = self._cells.problems
            self._imports[namespace] = Evaluation(imported.model, context, cells=cells)
            run.types = self._typing.has_type
        return self._imports[namespace]

    def _value_of(self, element: Element) -> Value:
        if isinstance(element, InputData):
            return self._typing.coerced(self._context.get(element.name), element.type)
        if isinstance(element, Decision):
            given = element.name in self._given
            return self._context.get(element.name) if given else self.decision(element.id)
        return self.function(element)

    def function(self, element: Element) -> Function | None:
        """Return a knowledge model or decision service as a function; None for anything else."""
        if isinstance(element, KnowledgeModel):
            return self._knowledge(element)
        return self._service(element) if isinstance(element, DecisionService) else None

    def _knowledge(self, element: KnowledgeModel) -> Function | None:
        definition = element.function
        if definition.body is None:
            return None
        boxes = Boxes(self._cells, self._typing)

        def body(given: Mapping[str, Value]) -> Value:
            required = self._required(tuple(one for one in element.requires if one != element.id))
            return boxes.value(definition.body, {**required, element.name: function, **given})

        result_type = definition.type or self._result_type(element.type)
        function = boxes.function(definition.parameters, body, result_type)
        return function

    def _result_type(self, name: str | None) -> str | None:
        definition = self._typing.definition(name)
        return definition.gives if definition is not None and definition.is_function else name

    def _service(self, element: DecisionService) -> Function:
        inputs = [self._model.elements[one] for one in element.inputs if one in self._model.elements]
        parameters = tuple(
            Parameter(one.name, one.type) for one in inputs if isinstance(one, InputData | Decision)
        )

        def body(given: Mapping[str, Value]) -> Value:
            inner = Evaluation(self._model, given, cells=self._cells, given=frozenset(given))
            results = {self._model.decision(one).name: inner.decision(one) for one in element.outputs}
            return next(iter(results.values())) if len(results) == 1 else results

        boxes = Boxes(self._cells, self._typing)
        return boxes.function(parameters, body, self._result_type(element.type))

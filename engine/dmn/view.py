"""A decision table as plain data, for showing it as an HTML table."""

from __future__ import annotations

from dataclasses import dataclass

from regelruimte.engine.dmn.model import DecisionModel, DecisionTable
from regelruimte.engine.dmn.validity import ALWAYS, Period


@dataclass(frozen=True, slots=True)
class TableRow:
    """A row as written; `number` counts from 1, `id` is empty where the file gives none.

    `period` are the days on which it is in force, those of its table included.
    """

    number: int
    inputs: tuple[str, ...]
    outputs: tuple[str, ...]
    annotations: tuple[str, ...]
    id: str = ""
    period: Period = ALWAYS


@dataclass(frozen=True, slots=True)
class TableView:
    """A decision table as written.

    Attributes:
        hit_policy: as in the file, such as `UNIQUE`; `aggregator` empty when there is none.
        inputs: labels of the input columns; outputs and annotations likewise.
        period: the days on which the table is in force; id: of its element, empty where the file gives none.
    """

    decision: str
    name: str
    hit_policy: str
    aggregator: str
    inputs: tuple[str, ...]
    outputs: tuple[str, ...]
    annotations: tuple[str, ...]
    rows: tuple[TableRow, ...]
    period: Period = ALWAYS
    id: str = ""

    @property
    def is_dated(self) -> bool:
        """True when any of its rows is not always in force."""
        return any(not row.period.is_always for row in self.rows)


def table_view(model: DecisionModel, decision_id: str) -> TableView | None:
    """Return the table of a decision; None when its logic is not a table.

    Raises:
        KeyError: the model has no such decision.
    """
    decision = model.decision(decision_id)
    table = decision.logic
    if not isinstance(table, DecisionTable):
        return None
    rows = tuple(
        TableRow(
            number, rule.inputs, rule.outputs, rule.annotations, rule.id, rule.period.within(table.period)
        )
        for number, rule in enumerate(table.rules, 1)
    )
    return TableView(
        decision=decision.id,
        name=decision.name,
        hit_policy=str(table.hit_policy),
        aggregator=str(table.aggregator or ""),
        inputs=tuple(column.label for column in table.inputs),
        outputs=tuple(column.label or decision.name for column in table.outputs),
        annotations=table.annotations,
        rows=rows,
        period=table.period,
        id=table.id,
    )

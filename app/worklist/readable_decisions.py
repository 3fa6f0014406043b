"""What rules decided in a case, in words, for the desk."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime

from regelruimte.app.cells import cell_in_words, split_label, value_in_words
from regelruimte.app.reasons import Explained, Words, explain, outputs_of, traces_of
from regelruimte.app.worklist.overruling import ReadOverride, list_overruled
from regelruimte.app.worklist.readable import list_answers
from regelruimte.engine.dmn import DecisionModel, table_view
from regelruimte.engine.dmn.view import TableRow, TableView
from regelruimte.engine.dossier import Dossier
from regelruimte.engine.store.reads.history import KeptDecision
from regelruimte.engine.values import Value


@dataclass(frozen=True, slots=True)
class ReadRow:
    """A row of a table in words; `is_off` when it was not in force on the reference date."""

    number: int
    cells: tuple[str, ...]
    is_hit: bool
    is_off: bool


@dataclass(frozen=True, slots=True)
class ReadTable:
    """A table in words: its heads, each with the value that was looked at or nothing, and its rows."""

    heads: tuple[tuple[str, str], ...]
    rows: tuple[ReadRow, ...]


@dataclass(frozen=True, slots=True)
class ReadDecision:
    """A decision table's answer in words.

    Attributes:
        day: the reference date, None for a case from before there were any.
        inputs: (label, value) of what was asked; outputs: of what came out.
        why: what made the rows count, and the articles they name.
        table: the table as the designer wrote it, None for another kind of decision.
        hits: numbers of the rows that made the answer; annotations: what else stands beside those.
        overruled: other outcomes a person gave it, the first one first.
        id: of the decision as a step made it; None for what it required, which cannot be overruled.
    """

    element: str
    name: str
    at: datetime
    day: date | None
    inputs: tuple[tuple[str, str], ...]
    outputs: tuple[tuple[str, str], ...]
    why: Explained
    table: ReadTable | None
    hits: tuple[int, ...]
    annotations: tuple[str, ...]
    problems: tuple[str, ...]
    overruled: tuple[ReadOverride, ...] = ()
    id: int | None = None


def list_read_decisions(dossier: Dossier) -> tuple[ReadDecision, ...]:
    """Return the decisions rules made in a case, those they required first."""
    found, answers = [], list_answers(dossier)

    def words(expression: str, value: Value) -> str:
        return answers.get((expression, str(value)), ("", ""))[1]

    for kept in dossier.decisions:
        info = dossier.version.elements.get(kept.element)
        model = dossier.version.decisions.get(kept.decision)
        element = info.name if info else ""
        *required, asked = [_read(trace, element, model, kept, words) for trace in traces_of(kept.trace)]
        found += [*required, replace(asked, id=kept.id, overruled=list_overruled(dossier, kept.id))]
    return tuple(found)


def _read(
    trace: Mapping[str, Value], element: str, model: DecisionModel | None, kept: KeptDecision, words: Words
) -> ReadDecision:
    decision = str(trace.get("decision", ""))
    matched = [int(number) for number in trace.get("matched") or ()]
    # Where the first row that fits decides, others fit too; only what made the answer explains it.
    hits = tuple(int(number) for number in trace.get("counted") or matched)
    told = [row for at, row in zip(matched, trace.get("annotations") or (), strict=False) if at in hits]
    table = table_view(model, decision) if model is not None and decision in model.decisions else None
    why, inputs = explain(trace, model, words), tuple(_inputs(trace, words))
    return ReadDecision(
        element=element,
        name=str(trace.get("name") or decision),
        at=kept.at,
        day=trace.get("reference_date"),
        inputs=inputs,
        outputs=outputs_of(trace, model),
        why=why,
        table=_table(table, inputs, hits, trace) if table else None,
        hits=hits,
        annotations=tuple(str(a) for row in told for a in row if a and a not in why.articles),
        problems=tuple(str(problem) for problem in trace.get("problems") or ()),
    )


def _inputs(trace: Mapping[str, Value], words: Words) -> Iterable[tuple[str, str]]:
    for one in trace.get("inputs") or ():
        expression, value = str(one["expression"]), one["value"]
        label, unit = split_label(str(one["label"] or expression))
        yield label, words(expression, value) or value_in_words(value, unit)


def _table(
    table: TableView, inputs: tuple[tuple[str, str], ...], hits: tuple[int, ...], trace: Mapping[str, Value]
) -> ReadTable:
    skipped = {int(number) for number in trace.get("not_in_force") or ()}
    labels = (*table.inputs, *table.outputs)
    values = [text for _label, text in inputs] + [""] * len(labels)
    heads = tuple((split_label(label)[0], value) for label, value in zip(labels, values, strict=False))
    rows = tuple(
        ReadRow(row.number, _cells(row, labels), row.number in hits, row.number in skipped)
        for row in table.rows
    )
    return ReadTable(heads, rows)


def _cells(row: TableRow, labels: tuple[str, ...]) -> tuple[str, ...]:
    cells = zip((*row.inputs, *row.outputs), labels, strict=False)
    return tuple(cell_in_words(cell, split_label(label)[1]) for cell, label in cells)

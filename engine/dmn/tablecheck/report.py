"""All findings of one decision table."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from regelruimte.engine.dmn.model import Decision, DecisionModel, DecisionTable
from regelruimte.engine.dmn.tablecheck.cover import Budget, TooLarge
from regelruimte.engine.dmn.tablecheck.declared import Declared, Types
from regelruimte.engine.dmn.tablecheck.gaps import gap_findings
from regelruimte.engine.dmn.tablecheck.grid import Grid, grid_of
from regelruimte.engine.dmn.tablecheck.rows import row_findings
from regelruimte.engine.dmn.tablecheck.subject import MOST_FINDINGS, Subject
from regelruimte.engine.dmn.tablecheck.values import (
    cell_findings,
    output_findings,
    period_findings,
    unchecked_rows,
)
from regelruimte.engine.feel import FeelError
from regelruimte.engine.findings import Finding, Severity

_WORK = 400_000
_MAX_CELLS = 20_000


def table_findings(
    model: DecisionModel,
    element: str,
    table: DecisionTable,
    *,
    outside: Mapping[str, Declared] | None = None,
) -> tuple[Finding, ...]:
    """Check a table whose cells can be read; where it is too large, only what its cells say.

    Args:
        model: the model the table stands in.
        element: id of the decision or knowledge model it belongs to.
        table: the table.
        outside: what is known of names the model is told from outside, such as fields of a form.
    """
    found = model.elements.get(element)
    decision = found if isinstance(found, Decision) else None
    subject = Subject(element, table, decision, Types(model, outside or {}))
    made = list(period_findings(subject))
    try:
        made += output_findings(subject)
        if len(table.rules) * (len(table.inputs) + 1) > _MAX_CELLS:
            return (*made, _too_large(subject))
        grid = grid_of(table, subject.types)
    except (FeelError, RecursionError):
        return tuple(made)
    made += cell_findings(subject, grid)
    made += _within_budget(subject, grid, row_findings)
    made += _within_budget(subject, grid, gap_findings)
    return (*made, *_unchecked(subject, grid))


def _within_budget(
    subject: Subject, grid: Grid, check: Callable[[Subject, Grid, Budget], Iterator[Finding]]
) -> list[Finding]:
    made: list[Finding] = []
    try:
        for finding in check(subject, grid, Budget(_WORK)):
            made.append(finding)  # noqa: PERF402  # what was found before the budget ran out counts too
    except TooLarge:
        made.append(_too_large(subject))
    return made


def _too_large(subject: Subject) -> Finding:
    message = f"‘{subject.name}’ is te groot om helemaal op gaten en dubbele rijen na te kijken."
    return subject.about(
        Severity.ADVICE, "dmn-table-too-large", message, "Knip de tabel op in kleinere beslissingen."
    )


def _unchecked(subject: Subject, grid: Grid) -> Iterator[Finding]:
    numbers = unchecked_rows(grid)
    if numbers:
        named = ", ".join(map(str, numbers[:MOST_FINDINGS]))
        rows = f"rij {named}" if len(numbers) == 1 else f"de rijen {named}"
        more = f" en nog {len(numbers) - MOST_FINDINGS}" if len(numbers) > MOST_FINDINGS else ""
        message = (
            f"In ‘{subject.name}’ rekenen {rows}{more} iets uit. Of daar gaten of dubbele rijen ontstaan, "
            "is niet na te gaan."
        )
        yield subject.about(
            Severity.ADVICE,
            "dmn-table-unchecked",
            message,
            "Probeer deze rijen zelf uit met een paar gevallen.",
        )

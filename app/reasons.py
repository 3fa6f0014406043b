"""Why a decision table answered as it did, in plain words, for the desk and for the resident."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

import regex

from regelruimte.app.cells import split_label, value_in_words
from regelruimte.app.wording import gettext as _
from regelruimte.app.wording import ngettext
from regelruimte.engine.dmn import DecisionModel, table_view
from regelruimte.engine.dmn.model import DecisionTable, HitPolicy
from regelruimte.engine.dmn.plain_cell import ANYTHING, plain_cell
from regelruimte.engine.dmn.view import TableRow, TableView
from regelruimte.engine.values import Value

_TIMEOUT_SECONDS = 0.5
_ARTICLE = regex.compile(
    r"(?i:\b(artikel(en)?|art\.|paragraaf|tarieventabel|tabel \d))|\b[A-Z][\w.]*\s\d+:\d+"
)

Words = Callable[[str, Value], str]
"""Writes the value of an expression as the person filled it in; empty where no form asked it."""


@dataclass(frozen=True, slots=True)
class Explained:
    """An answer of a decision table in plain words.

    Attributes:
        reasons: what was looked at and what made the row count, a sentence each.
        articles: the articles the row names.
        day: the reference date, None where the dates of the table did not matter.
        earlier: that the rows before it did not fit, where that is a reason too; else empty.
    """

    reasons: tuple[str, ...]
    articles: tuple[str, ...]
    day: date | None
    earlier: str = ""


def explain(
    trace: Mapping[str, Value],
    model: DecisionModel | None,
    words: Words,
    *,
    may_tell: Callable[[str], bool] = bool,
) -> Explained:
    """Return why a decision answered as its trace says, from the rows that counted.

    A decision that is no table, or whose table is not there, has no reasons.

    Args:
        trace: of the decision.
        model: the decisions of the version the case runs on.
        words: how answers are written.
        may_tell: tells whether the reader may know what an expression gave.
    """
    decision = str(trace.get("decision", ""))
    table = table_view(model, decision) if model is not None and decision in model.decisions else None
    if table is None:
        return Explained((), (), None)
    counted = {int(number) for number in trace.get("counted") or ()}
    rows = tuple(row for row in table.rows if row.number in counted)
    told = [reason for row in rows for reason in _reasons(trace, row, words, may_tell)]
    articles = [note for row in rows for note in row.annotations if names_article(note)]
    day = trace.get("reference_date") if table.is_dated else None
    return Explained(
        tuple(dict.fromkeys(told)), tuple(dict.fromkeys(articles)), day, _earlier(table, rows, trace)
    )


def names_article(text: str) -> bool:
    """Tell whether a text names an article of a law or rule."""
    return _ARTICLE.search(text, timeout=_TIMEOUT_SECONDS) is not None


def traces_of(trace: Mapping[str, Value]) -> Iterable[Mapping[str, Value]]:
    """Yield the traces of the decisions one required, and then its own."""
    for required in trace.get("required") or []:
        yield from traces_of(required)
    yield trace


def outputs_of(trace: Mapping[str, Value], model: DecisionModel | None) -> tuple[tuple[str, str], ...]:
    """Return what came out as (label, text), under the labels the table gives."""
    result, labels = trace.get("result"), _output_labels(trace, model)
    if isinstance(result, Mapping):
        told = [(labels.get(str(name)) or label_of(str(name)), value) for name, value in result.items()]
    else:
        told = [(next(iter(labels.values()), "") or _("Uitkomst"), result)]
    return tuple((split_label(name)[0], value_in_words(value, split_label(name)[1])) for name, value in told)


def label_of(name: str) -> str:
    """Write the name of a variable as words: `startDatum_werk` becomes `Start datum werk`."""
    spaced = "".join(f" {c.lower()}" if c.isupper() else c for c in name).replace("_", " ").strip()
    return spaced[:1].upper() + spaced[1:]


def _output_labels(trace: Mapping[str, Value], model: DecisionModel | None) -> dict[str, str]:
    decision = str(trace.get("decision", ""))
    if model is None or decision not in model.decisions:
        return {}
    logic = model.decision(decision).logic
    return {one.name: one.label for one in logic.outputs} if isinstance(logic, DecisionTable) else {}


def _reasons(
    trace: Mapping[str, Value], row: TableRow, words: Words, may_tell: Callable[[str], bool]
) -> list[str]:
    asked = zip(trace.get("inputs") or (), row.inputs, strict=False)
    return [
        _reason(one, cell, words)
        for one, cell in asked
        if cell.strip() not in ANYTHING and may_tell(str(one["expression"]))
    ]


def _reason(asked: Mapping[str, Value], cell: str, words: Words) -> str:
    expression, value = str(asked["expression"]), asked["value"]
    label, unit = split_label(str(asked["label"] or expression))
    filled_in = "" if isinstance(value, Decimal) and unit else words(expression, value)
    told = filled_in or value_in_words(value, unit)
    reason = f"{label} {told}." if label.endswith("?") else f"{label}: {told}."
    limit = _limit(cell, unit)
    return f"{reason} {limit}" if limit else reason


def _limit(cell: str, unit: str) -> str:
    """Say what a limit or span asks; that the value meets it is sure, as the row counted."""
    plain = plain_cell(cell)
    if plain is None or not plain.sign or any(value is None for value in plain.values):
        return ""
    told = [value_in_words(value, unit) for value in plain.values]
    if plain.sign == "..":
        return _("Dat ligt van %(low)s tot en met %(high)s.", low=told[0], high=told[1])
    if isinstance(plain.values[0], date):
        sentences = {
            "<=": _("Dat is niet na de grens van %(limit)s.", limit=told[0]),
            "<": _("Dat is vóór de grens van %(limit)s.", limit=told[0]),
            ">=": _("Dat is niet vóór de grens van %(limit)s.", limit=told[0]),
            ">": _("Dat is na de grens van %(limit)s.", limit=told[0]),
        }
    else:
        sentences = {
            "<=": _("Dat is niet meer dan de grens van %(limit)s.", limit=told[0]),
            "<": _("Dat is minder dan de grens van %(limit)s.", limit=told[0]),
            ">=": _("Dat is niet minder dan de grens van %(limit)s.", limit=told[0]),
            ">": _("Dat is meer dan de grens van %(limit)s.", limit=told[0]),
        }
    return sentences[plain.sign]


def _earlier(table: TableView, rows: tuple[TableRow, ...], trace: Mapping[str, Value]) -> str:
    """Where the first row that fits counts, the rows before it not fitting is a reason too."""
    if table.hit_policy != HitPolicy.FIRST or not rows:
        return ""
    skipped = {int(number) for number in trace.get("not_in_force") or ()}
    before = sum(row.number < rows[0].number and row.number not in skipped for row in table.rows)
    if not before:
        return ""
    return ngettext("De regel die voorgaat past niet.", "De %(num)s regels die voorgaan passen niet.", before)

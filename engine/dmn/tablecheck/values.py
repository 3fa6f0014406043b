"""Findings about what stands in single cells: types, allowed values, empty ranges, outputs, periods."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

from regelruimte.engine.dmn.model import Aggregator, HitPolicy, OutputColumn, Rule
from regelruimte.engine.dmn.tablecheck.conditions import NotConstant, atoms_of, condition_of, constant_of
from regelruimte.engine.dmn.tablecheck.declared import Declared
from regelruimte.engine.dmn.tablecheck.grid import Axis, Grid
from regelruimte.engine.dmn.tablecheck.lines import LINED
from regelruimte.engine.dmn.tablecheck.subject import MOST_FINDINGS, Subject
from regelruimte.engine.dmn.tablecheck.words import period_words, value_words
from regelruimte.engine.feel import FeelError, compile_unary_tests
from regelruimte.engine.feel.kinds import Run, kind_of
from regelruimte.engine.feel.render import literal_of
from regelruimte.engine.feel.static import KIND_WORDS
from regelruimte.engine.findings import Finding, Severity
from regelruimte.engine.values import Value

_EXAMPLES = {
    "number": "18",
    "string": '"ja"',
    "boolean": "true",
    "date": 'date("2027-01-31")',
    "time": 'time("09:00:00")',
    "date and time": 'date and time("2027-01-31T09:00:00")',
    "days and time duration": 'duration("P14D")',
    "years and months duration": 'duration("P1Y")',
}
_SUMMED = {"number", "days and time duration", "years and months duration"}


def cell_findings(subject: Subject, grid: Grid) -> Iterator[Finding]:
    """Yield the cells that can never hold, with the reason."""
    found = (
        finding
        for row in grid.rows
        for place, axis in enumerate(grid.axes)
        if not row.maybe[place]
        for finding in _cell(subject, axis, row.number, row.rule)
    )
    yield from islice(found, MOST_FINDINGS * 5)


def _cell(subject: Subject, axis: Axis, number: int, rule: Rule) -> Iterator[Finding]:
    names = subject.types.model.names
    written = " en ".join(f"‘{rule.inputs[place][:60]}’" for place in axis.columns)
    for place in axis.columns:
        kinds = {kind_of(atom.value) for atom in atoms_of(condition_of(rule.inputs[place], names))} - {"null"}
        kind = axis.line.kind
        if kind is not None and kinds and kind not in kinds:
            message = (
                f"In rij {number} van ‘{subject.name}’ staat bij ‘{axis.label}’ {written}: dat is "
                f"{_kind(kinds.pop())}, en er komt {_kind(kind)}. De rij past daarom nooit."
            )
            suggestion = f"Schrijf {_kind(kind)}, bijvoorbeeld {_EXAMPLES[kind]}."
            yield subject.about_row(
                Severity.WARNING, "dmn-cell-type", number, message=message, suggestion=suggestion
            )
            return
    yield _empty_cell(subject, axis, number, written, rule)


def _empty_cell(subject: Subject, axis: Axis, number: int, written: str, rule: Rule) -> Finding:
    line, names = axis.line, subject.types.model.names
    truth = [line.truth_of(condition_of(rule.inputs[place], names)) for place in axis.columns]
    where = f"In rij {number} van ‘{subject.name}’ staat bij ‘{axis.label}’ {written}"
    if axis.declared.allowed and all(one.true for one in truth):
        message = f"{where}, maar dat is geen waarde die daar mag staan. De rij past daarom nooit."
        suggestion = f"Toegestaan is: {'; '.join(axis.declared.allowed)[:200]}."
        return subject.about_row(
            Severity.WARNING, "dmn-cell-not-allowed", number, message=message, suggestion=suggestion
        )
    return subject.about_row(
        Severity.WARNING,
        "dmn-cell-empty",
        number,
        message=f"{where}. Daar ligt geen enkele waarde in, dus de rij past nooit.",
        suggestion="Kijk of het begin en het einde verwisseld zijn.",
    )


def _kind(kind: str) -> str:
    return KIND_WORDS.get(kind, kind)


def output_findings(subject: Subject) -> Iterator[Finding]:
    """Yield the outputs that are not of their type or not among the allowed values."""
    table = subject.table
    for place, column in enumerate(table.outputs):
        declared = subject.types.of_output(column, table, subject.decision)
        found = (
            finding
            for number, rule in enumerate(table.rules, 1)
            for finding in _output(subject, column, declared, number, rule.outputs[place])
        )
        yield from islice(found, MOST_FINDINGS)
        yield from _aggregated(subject, column, declared, place)
    if table.hit_policy is HitPolicy.PRIORITY and not _is_ordered(subject):
        message = (
            f"In ‘{subject.name}’ telt de rij met de belangrijkste uitkomst, maar er staat geen volgorde."
        )
        suggestion = "Zet bij de uitkomst de mogelijke waarden, de belangrijkste eerst."
        yield subject.about(Severity.WARNING, "dmn-priority-unknown", message, suggestion)


def _is_ordered(subject: Subject) -> bool:
    table = subject.table
    return any(subject.types.of_output(one, table, subject.decision).allowed for one in table.outputs)


def _output(
    subject: Subject, column: OutputColumn, declared: Declared, number: int, cell: str
) -> Iterator[Finding]:
    value = _constant(subject, cell)
    if value is None:
        return
    where = f"In rij {number} van ‘{subject.name}’ is ‘{column.label or subject.name}’ {value_words(value)}"
    if declared.kind is not None and not _fits(value, declared.kind):
        message = f"{where}, maar dat moet {_kind(declared.kind)} zijn. De uitkomst blijft daardoor leeg."
        suggestion = f"Schrijf {_kind(declared.kind)}, bijvoorbeeld {_EXAMPLES[declared.kind]}."
        yield subject.about_row(
            Severity.WARNING, "dmn-output-type", number, message=message, suggestion=suggestion
        )
    elif not all(_meets(value, tests, subject) for tests in declared.allowed):
        message = f"{where}, en dat staat niet bij de mogelijke waarden."
        suggestion = (
            f"Kies uit: {'; '.join(declared.allowed)[:200]}, of voeg {literal_of(value)[:60]} daar toe."
        )
        yield subject.about_row(
            Severity.WARNING, "dmn-output-not-allowed", number, message=message, suggestion=suggestion
        )


def _fits(value: Value, kind: str) -> bool:
    if isinstance(value, list) and len(value) == 1:
        value = value[0]
    return kind_of(value) == kind or (kind, kind_of(value)) == ("date and time", "date")


def _meets(value: Value, tests: str, subject: Subject) -> bool:
    try:
        return compile_unary_tests(tests, subject.types.model.names).test(value, {}, Run()) is not False
    except FeelError:
        return True


def _constant(subject: Subject, cell: str) -> Value:
    if not cell.strip():
        return None
    try:
        return constant_of(cell, subject.types.model.names)
    except (NotConstant, FeelError):
        return None


def _aggregated(subject: Subject, column: OutputColumn, declared: Declared, place: int) -> Iterator[Finding]:
    table = subject.table
    if table.hit_policy is not HitPolicy.COLLECT or table.aggregator in {None, Aggregator.COUNT}:
        return
    kinds = {kind_of(_constant(subject, rule.outputs[place])) for rule in table.rules} - {"null"}
    kinds = {declared.kind} if declared.kind else kinds & LINED
    wrong = kinds - (_SUMMED if table.aggregator is Aggregator.SUM else LINED - {"boolean"})
    if wrong:
        doing = {"SUM": "telt op", "MIN": "neemt het laagste van", "MAX": "neemt het hoogste van"}
        message = (
            f"‘{subject.name}’ {doing[str(table.aggregator)]} ‘{column.label or subject.name}’, "
            f"maar dat is {_kind(min(map(str, wrong)))}. De uitkomst blijft daardoor leeg."
        )
        suggestion = "Maak van de uitkomst een getal, of kies dat alle uitkomsten in een lijst komen."
        yield subject.about(Severity.WARNING, "dmn-aggregation-type", message, suggestion)


def period_findings(subject: Subject) -> Iterator[Finding]:
    """Yield the periods that hold no day, and rows that are never in force while their table is."""
    table = subject.table
    if table.period.is_empty:
        message = f"‘{subject.name}’ is geldig tot en met een dag vóór de dag waarop het begint te gelden."
        yield subject.about(
            Severity.ERROR, "dmn-period-reversed", message, "Verwissel de data of verbeter er een."
        )
        return
    for number, rule in enumerate(table.rules, 1):
        if rule.period.is_empty:
            message = (
                f"Rij {number} van ‘{subject.name}’ is geldig {period_words(rule.period)}: die einddag ligt "
                "vóór de begindag."
            )
            yield subject.about_row(
                Severity.ERROR,
                "dmn-period-reversed",
                number,
                message=message,
                suggestion="Verwissel de data of verbeter er een.",
            )
        elif rule.period.within(table.period).is_empty:
            message = (
                f"Rij {number} van ‘{subject.name}’ is geldig {period_words(rule.period)}, maar de tabel "
                f"geldt {period_words(table.period)}. De rij telt daarom nooit."
            )
            yield subject.about_row(
                Severity.WARNING,
                "dmn-period-outside-table",
                number,
                message=message,
                suggestion="Pas de periode van de rij of van de tabel aan.",
            )


def unchecked_rows(grid: Grid) -> tuple[int, ...]:
    """Return the rows of which not everything could be read off."""
    return tuple(row.number for row in grid.rows if not row.is_exact)

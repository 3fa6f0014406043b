"""Checks a DMN file before it is published: everything it says can be read and run."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import fields, is_dataclass, replace

import regex

from regelruimte.engine.dmn.model import (
    Column,
    Decision,
    DecisionModel,
    DecisionTable,
    FunctionDefinition,
    KnowledgeModel,
    LiteralExpression,
    OutputColumn,
)
from regelruimte.engine.dmn.read import read_decisions
from regelruimte.engine.dmn.refused import DmnRefused
from regelruimte.engine.dmn.tablecheck import table_findings
from regelruimte.engine.dmn.tablecheck.declared import Declared
from regelruimte.engine.feel import FeelError, compile_expression, compile_unary_tests
from regelruimte.engine.findings import Finding, Severity

# Numbers and short texts can be read for sure; large tables hold little else.
_PLAIN = regex.compile(r'\d{1,30}(?:\.\d{1,30})?|"[^"\\]{0,1000}"|true|false')


def check_decisions(
    data: bytes,
    *,
    file: str,
    outside: Mapping[str, Declared] | None = None,
    others: Iterable[bytes] = (),
) -> tuple[Finding, ...]:
    """Check a DMN file.

    Args:
        data: the file.
        file: the name findings carry.
        outside: what is known of names it is told.
        others: the other DMN files of its bundle; none when it is checked by itself.
    """
    try:
        model = read_decisions(data, others)
    except DmnRefused as refused:
        return tuple(replace(finding, file=file) for finding in refused.findings)
    return tuple(replace(finding, file=file) for finding in _findings(model, outside or {}))


def _findings(model: DecisionModel, outside: Mapping[str, Declared]) -> Iterator[Finding]:
    for place, language in model.foreign_languages:
        message = f"Een expressie is in '{language}' geschreven. Die taal voeren wij niet uit."
        yield Finding("dmn-language", Severity.ERROR, place, message, "Schrijf de expressie in FEEL.")
    for element in model.elements.values():
        if isinstance(element, Decision):
            yield from _missing(model, element)
            if element.logic is None:
                message = f"Beslissing '{element.name}' heeft geen tabel en geen expressie."
                yield Finding("dmn-no-logic", Severity.ERROR, element.id, message)
            yield from _logic(model, element.id, element.logic, outside)
        elif isinstance(element, KnowledgeModel):
            yield from _logic(model, element.id, element.function, outside)


def _missing(model: DecisionModel, decision: Decision) -> Iterator[Finding]:
    for required in decision.requires:
        if required in model.elements or model.imported(required) is not None:
            continue
        namespace = required.rpartition("#")[0]
        if namespace in model.wants and namespace not in model.imports:
            # Another file of the bundle may have it: publishing looks at all of them.
            message = f"Beslissing '{decision.name}' gebruikt een onderdeel van een ander bestand."
            suggestion = "Voeg het bestand met die beslissingen toe aan dit proces."
            yield Finding("dmn-import-elsewhere", Severity.WARNING, decision.id, message, suggestion)
            continue
        message = f"Beslissing '{decision.name}' gebruikt '{required}', maar dat staat niet in dit bestand."
        suggestion = "Teken het erbij of haal de pijl weg."
        yield Finding("dmn-requirement-missing", Severity.ERROR, decision.id, message, suggestion)


def _logic(
    model: DecisionModel, element: str, logic: object, outside: Mapping[str, Declared]
) -> Iterator[Finding]:
    if isinstance(logic, DecisionTable):
        yield from _table(model, element, logic, outside)
    elif isinstance(logic, LiteralExpression):
        yield from _text(model, element, logic.text, "de beslissing", compile_expression)
    elif isinstance(logic, FunctionDefinition) and logic.body is None:
        message = "Een functie is niet in FEEL geschreven. Die voeren wij niet uit."
        yield Finding("dmn-foreign-function", Severity.ERROR, element, message, "Schrijf de functie in FEEL.")
    elif isinstance(logic, tuple):
        for part in logic:
            yield from _logic(model, element, part, outside)
    elif is_dataclass(logic):
        for field in fields(logic):
            yield from _logic(model, element, getattr(logic, field.name), outside)


def _table(
    model: DecisionModel, element: str, table: DecisionTable, outside: Mapping[str, Declared]
) -> Iterator[Finding]:
    unreadable = list(_unreadable(model, element, table))
    yield from unreadable
    if not unreadable:
        yield from table_findings(model, element, table, outside=outside)


def _unreadable(model: DecisionModel, element: str, table: DecisionTable) -> Iterator[Finding]:
    for column in table.inputs:
        yield from _input(model, element, column)
    for output in table.outputs:
        yield from _output(model, element, output)
    for number, rule in enumerate(table.rules, 1):
        place, where = rule.id or element, f"rij {number}"
        for cell in rule.inputs:
            if not _PLAIN.fullmatch(cell):
                yield from _text(model, place, cell, where, compile_unary_tests)
        for cell in rule.outputs:
            if cell and not _PLAIN.fullmatch(cell):
                yield from _text(model, place, cell, where, compile_expression)


def _input(model: DecisionModel, element: str, column: Column) -> Iterator[Finding]:
    where, element = f"kolom '{column.label}'", column.id or element
    yield from _text(model, element, column.expression, where, compile_expression)
    yield from _text(model, element, column.values or "", where, compile_unary_tests)


def _output(model: DecisionModel, element: str, column: OutputColumn) -> Iterator[Finding]:
    where, element = f"kolom '{column.label}'", column.id or element
    yield from _text(model, element, f"[{column.values or ''}]", where, compile_expression)
    if column.default:
        yield from _text(model, element, column.default, where, compile_expression)


def _text(
    model: DecisionModel,
    element: str,
    text: str,
    where: str,
    compile_text: Callable[[str, frozenset[str]], object],
) -> Iterator[Finding]:
    try:
        compile_text(text, model.names)
    except FeelError as error:
        message = f"In {where} staat een expressie die niet te lezen is: {error}."
        # Names of a model that is not at hand may hold spaces: what cannot be read now may be readable then.
        lacks_names = any(one not in model.imports for one in model.wants)
        severity = Severity.WARNING if lacks_names else Severity.ERROR
        yield Finding("expression-unreadable", severity, element, message)

"""Reads boxed expressions and decision tables from XML (DMN 1.5, 8 and 10.2)."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from lxml import etree

from regelruimte.engine.dmn.elements import child, children, local_name, text_of
from regelruimte.engine.dmn.model import (
    Aggregator,
    Binding,
    BoxedContext,
    BoxedList,
    Column,
    Conditional,
    DecisionTable,
    FunctionDefinition,
    HitPolicy,
    Invocation,
    Iterator,
    LiteralExpression,
    Logic,
    OutputColumn,
    Parameter,
    Relation,
    Rule,
)
from regelruimte.engine.dmn.refused import refusal
from regelruimte.engine.dmn.validity import Period, PeriodUnreadable, period_of

INPUT_VARIABLE = "{http://camunda.org/schema/1.0/dmn}inputVariable"
"""The attribute by which Camunda and Operaton name the value of an input column."""

Choice = TypeVar("Choice", HitPolicy, Aggregator)


def read_logic(parent: etree._Element | None) -> Logic | None:
    """Read the first boxed expression within an element, None when it has none."""
    if parent is None:
        return None
    return next((_READERS[local_name(one)](one) for one in parent if local_name(one) in _READERS), None)


def _all_logic(parent: etree._Element) -> tuple[Logic, ...]:
    return tuple(_READERS[local_name(one)](one) for one in parent if local_name(one) in _READERS)


def read_function(node: etree._Element) -> FunctionDefinition:
    """Read a function; one that is not in FEEL comes without body."""
    parameters = tuple(
        Parameter(one.get("name") or "", one.get("typeRef")) for one in children(node, "formalParameter")
    )
    runs_here = (node.get("kind") or "FEEL") == "FEEL"
    return FunctionDefinition(node.get("typeRef"), parameters, read_logic(node) if runs_here else None)


def _literal(node: etree._Element) -> Logic:
    return LiteralExpression(node.get("typeRef"), text_of(node) or "")


def _binding(node: etree._Element, name: str) -> Binding:
    declared = child(node, name)
    if declared is None:
        return Binding(None, None, read_logic(node))
    return Binding(declared.get("name"), declared.get("typeRef"), read_logic(node))


def _context(node: etree._Element) -> Logic:
    entries = tuple(_binding(one, "variable") for one in children(node, "contextEntry"))
    return BoxedContext(node.get("typeRef"), entries)


def _list(node: etree._Element) -> Logic:
    return BoxedList(node.get("typeRef"), _all_logic(node))


def _relation(node: etree._Element) -> Logic:
    columns = tuple(one.get("name") or "" for one in children(node, "column"))
    return Relation(node.get("typeRef"), columns, tuple(_all_logic(row) for row in children(node, "row")))


def _invocation(node: etree._Element) -> Logic:
    bindings = tuple(_binding(one, "parameter") for one in children(node, "binding"))
    return Invocation(node.get("typeRef"), read_logic(node), bindings)


def _conditional(node: etree._Element) -> Logic:
    parts = [read_logic(child(node, name)) for name in ("if", "then", "else")]
    return Conditional(node.get("typeRef"), *parts)


def _iterator(node: etree._Element) -> Logic:
    kind = local_name(node)
    body = {"for": "return", "filter": "match"}.get(kind, "satisfies")
    return Iterator(
        node.get("typeRef"),
        kind,
        node.get("iteratorVariable") or "item",
        read_logic(child(node, "in")),
        read_logic(child(node, body)),
    )


def _table(node: etree._Element) -> Logic:
    inputs = tuple(map(_input, children(node, "input")))
    outputs = tuple(map(_output, children(node, "output")))
    rules = tuple(map(_rule, children(node, "rule")))
    for number, rule in enumerate(rules, 1):
        if len(rule.inputs) != len(inputs) or len(rule.outputs) != len(outputs):
            raise refusal(
                "dmn-cells-count",
                rule.id or node.get("id"),
                f"Rij {number} heeft {len(rule.inputs)} voorwaarden en {len(rule.outputs)} uitkomsten; "
                f"de tabel heeft er {len(inputs)} en {len(outputs)}.",
                "Vul de rij aan of haal cellen weg.",
            )
    return DecisionTable(
        node.get("typeRef"),
        _choice(HitPolicy, node, "hitPolicy") or HitPolicy.UNIQUE,
        _choice(Aggregator, node, "aggregation"),
        inputs,
        outputs,
        tuple(one.get("name") or "" for one in children(node, "annotation")),
        rules,
        _period(node),
        node.get("id") or "",
    )


def _period(node: etree._Element) -> Period:
    try:
        return period_of(node)
    except PeriodUnreadable as unreadable:
        raise refusal(
            "dmn-period-unreadable",
            node.get("id"),
            f"Bij 'geldig vanaf' of 'geldig tot en met' staat iets anders dan een datum: {unreadable}.",
            "Schrijf de datum als jaar-maand-dag, bijvoorbeeld 2027-01-31.",
        ) from None


def _choice(choices: type[Choice], node: etree._Element, attribute: str) -> Choice | None:
    written = node.get(attribute)
    if written is None:
        return None
    try:
        return choices(written)
    except ValueError:
        known = ", ".join(choices)
        message = f"De tabel heeft bij {attribute} de waarde '{written}'. Bekend zijn: {known}."
        code = "dmn-hit-policy" if attribute == "hitPolicy" else "dmn-aggregation"
        raise refusal(code, node.get("id"), message) from None


def _input(node: etree._Element) -> Column:
    expression = child(node, "inputExpression")
    text = text_of(expression) or ""
    declared = expression.get("typeRef") if expression is not None else None
    values, variable = text_of(child(node, "inputValues")), node.get(INPUT_VARIABLE)
    return Column(node.get("label") or text, text, declared, values, variable, node.get("id") or "")


def _output(node: etree._Element) -> OutputColumn:
    name = node.get("name") or ""
    return OutputColumn(
        name,
        node.get("label") or name,
        node.get("typeRef"),
        text_of(child(node, "outputValues")),
        text_of(child(node, "defaultOutputEntry")),
        node.get("id") or "",
    )


def _rule(node: etree._Element) -> Rule:
    def cells(name: str) -> tuple[str, ...]:
        return tuple(text_of(one) or "" for one in children(node, name))

    return Rule(
        node.get("id") or "",
        cells("inputEntry"),
        cells("outputEntry"),
        cells("annotationEntry"),
        _period(node),
    )


_READERS: dict[str, Callable[[etree._Element], Logic]] = {
    "literalExpression": _literal,
    "decisionTable": _table,
    "context": _context,
    "list": _list,
    "relation": _relation,
    "invocation": _invocation,
    "functionDefinition": read_function,
    "conditional": _conditional,
    "for": _iterator,
    "some": _iterator,
    "every": _iterator,
    "filter": _iterator,
}

"""Trying a decision: what it asks, by declared type, and the values a person typed for it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from decimal import Decimal, InvalidOperation
from enum import StrEnum

from regelruimte.engine.dmn import DecisionModel
from regelruimte.engine.dmn.model import Decision, DecisionTable, HitPolicy, InputData, LiteralExpression
from regelruimte.engine.feel import FeelError, compile_expression
from regelruimte.engine.feel.render import literal_of, text_of
from regelruimte.engine.values import Value, YearsMonths

_MAX_CHOICES = 50


class AskedKind(StrEnum):
    """How an input is typed."""

    TEXT = "text"
    CHOICE = "choice"
    YES_NO = "yes-no"
    NUMBER = "number"
    DAY = "day"
    FEEL = "feel"


@dataclass(frozen=True, slots=True)
class Asked:
    """Something a decision needs to know.

    Attributes:
        name: the variable; label: what to call it.
        choices: the texts to choose from, for a choice.
    """

    name: str
    label: str
    kind: AskedKind
    choices: tuple[str, ...] = ()


class ValueRefused(ValueError):
    """What was typed is no value of the kind asked for."""


def asked_of(model: DecisionModel, decision_id: str) -> tuple[Asked, ...]:
    """Return what a decision and the decisions it requires need to know, each once, in reading order."""
    found: dict[str, Asked] = {}
    for asked in _asked(model, decision_id, seen=set()):
        found.setdefault(asked.name, asked)
    return tuple(found.values())


def value_of(asked: Asked, typed: str) -> Value:
    """Return the value of what was typed; null for nothing.

    Raises:
        ValueRefused: it is no number, day or FEEL expression.
    """
    text = typed.strip()
    if not text:
        return None
    try:
        return _READ[asked.kind](text)
    except (ValueError, InvalidOperation, FeelError) as error:
        raise ValueRefused(str(error)) from error


def expected_of(model: DecisionModel, decision_id: str) -> tuple[Asked, ...]:
    """Return what to ask for what must come out: each output column of a table, else one FEEL value.

    The one value has no name.
    """
    decision = model.decision(decision_id)
    table = decision.logic
    if not isinstance(table, DecisionTable) or table.hit_policy in _LISTING:
        return (Asked("", decision.name, AskedKind.FEEL),)
    columns = [
        _typed(model, column.name, column.label or column.name, column.type, column.values)
        for column in table.outputs
    ]
    return tuple(columns) if len(columns) > 1 else tuple(replace(one, name="") for one in columns)


def typed_of(asked: Asked, value: Value) -> str:
    """Return a value as a person would type it; reading that gives the value again."""
    if value is None:
        return ""
    if asked.kind is AskedKind.FEEL:
        return feel_source(value)
    return text_of(value)


def feel_source(value: Value) -> str:
    """Write a value as FEEL that gives it again; texts get quotes, days and durations their function."""
    if isinstance(value, list):
        return "[" + ", ".join(map(feel_source, value)) + "]"
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{literal_of(str(n))}: {feel_source(one)}" for n, one in value.items()) + "}"
    function = next((name for kind, name in _FUNCTIONS if isinstance(value, kind)), "")
    return f'{function}("{literal_of(value)}")' if function else literal_of(value)


def _asked(model: DecisionModel, decision_id: str, *, seen: set[str]) -> Iterator[Asked]:
    if decision_id in seen:
        return
    seen.add(decision_id)
    decision = model.decision(decision_id)
    produced = {}
    for required in decision.requires:
        element = model.elements.get(required)
        if isinstance(element, Decision):
            produced[element.name] = element.id
        elif isinstance(element, InputData) and not isinstance(decision.logic, DecisionTable):
            yield _typed(model, element.name, element.name, element.type, None)
    for label, text, kind, values in _expressions(decision):
        for name in _names(text, model.names):
            if name in produced:
                yield from _asked(model, produced[name], seen=seen)
            else:
                is_plain = name == text.strip()
                declared = _declared(model, name) or (kind if is_plain else None)
                yield _typed(model, name, label if is_plain else name, declared, values if is_plain else None)


def _expressions(decision: Decision) -> Iterator[tuple[str, str, str | None, str | None]]:
    """Yield label, text, type and allowed values of what a decision reads."""
    logic = decision.logic
    if isinstance(logic, DecisionTable):
        for column in logic.inputs:
            yield column.label or column.expression, column.expression, column.type, column.values
    elif isinstance(logic, LiteralExpression):
        yield decision.name, logic.text, None, None


def _names(text: str, known: frozenset[str]) -> tuple[str, ...]:
    try:
        return tuple(sorted(compile_expression(text, known).names))
    except FeelError:
        return ()


def _declared(model: DecisionModel, name: str) -> str | None:
    return next(
        (one.type for one in model.elements.values() if isinstance(one, InputData) and one.name == name), None
    )


def _typed(model: DecisionModel, name: str, label: str, kind: str | None, values: str | None) -> Asked:
    plain = (kind or "").rpartition(":")[2]
    own = model.types.get(plain)
    allowed = values or (own.allowed if own else None)
    plain = ((own.type if own else plain) or "").rpartition(":")[2]
    choices = _choices(allowed) if plain in {"string", ""} else ()
    if choices:
        return Asked(name, label, AskedKind.CHOICE, choices)
    if own is not None and (own.is_collection or own.components):
        return Asked(name, label, AskedKind.FEEL)
    return Asked(name, label, _KINDS.get(plain, AskedKind.FEEL))


def _choices(allowed: str | None) -> tuple[str, ...]:
    """Return the texts of a list of allowed values; nothing when it says more than that."""
    if not allowed:
        return ()
    try:
        found = compile_expression(f"[{allowed}]").evaluate({})
    except FeelError:
        return ()
    if not isinstance(found, list) or len(found) > _MAX_CHOICES:
        return ()
    return tuple(found) if all(isinstance(one, str) for one in found) else ()


def _yes_no(text: str) -> Value:
    if text not in {"true", "false"}:
        raise ValueError(text)
    return text == "true"


def _number(text: str) -> Value:
    number = Decimal(text.replace(",", "."))
    if not number.is_finite():
        raise ValueError(text)
    return number


def _feel(text: str) -> Value:
    return compile_expression(text).evaluate({})


_KINDS: Mapping[str, AskedKind] = {
    "string": AskedKind.TEXT,
    "boolean": AskedKind.YES_NO,
    "number": AskedKind.NUMBER,
    "integer": AskedKind.NUMBER,
    "long": AskedKind.NUMBER,
    "double": AskedKind.NUMBER,
    "date": AskedKind.DAY,
}
_FUNCTIONS = (
    (datetime, "date and time"),
    (date, "date"),
    (time, "time"),
    (timedelta | YearsMonths, "duration"),
)
_LISTING = frozenset({HitPolicy.COLLECT, HitPolicy.RULE_ORDER, HitPolicy.OUTPUT_ORDER})
_READ: Mapping[AskedKind, Callable[[str], Value]] = {
    AskedKind.TEXT: str,
    AskedKind.CHOICE: str,
    AskedKind.YES_NO: _yes_no,
    AskedKind.NUMBER: _number,
    AskedKind.DAY: date.fromisoformat,
    AskedKind.FEEL: _feel,
}

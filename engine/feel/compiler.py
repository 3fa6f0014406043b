"""Turns nodes into closures: each takes the variables of a run and gives the value of its node.

The variables are a plain dict; under RUN it holds the budget. No name of an expression can reach that key,
nor any Python attribute: names are looked up in dicts, parts of dates by a fixed list.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from decimal import Decimal
from itertools import islice
from typing import Any

from regelruimte.engine.feel import syntax as s
from regelruimte.engine.feel.arithmetic import OPERATIONS, calculate, minus
from regelruimte.engine.feel.builtins import BUILTINS
from regelruimte.engine.feel.kinds import MAX_SIZE, MISSING, Function, Range, Run, is_number, kind_of
from regelruimte.engine.feel.logic import (
    all_of,
    any_of,
    compare_by,
    compared,
    is_in,
    operator_range,
    passes,
)
from regelruimte.engine.feel.temporal import part_of
from regelruimte.engine.feel.type_check import is_of_type
from regelruimte.engine.values import Value


class RunKey:
    """The type of RUN."""


RUN = RunKey()
"""Where the variables of a run hold its budget; no text is equal to it."""

Variables = dict[Any, Value]
Closure = Callable[[Variables], Value]


class _NothingToIterate(Exception):
    """The source of an iteration is null."""


def compile_node(node: s.Node) -> Closure:
    """Return the closure of a node."""
    return _COMPILERS[type(node)](node)


def _literal(node: s.Literal) -> Closure:
    value = node.value
    return lambda _: value


def _name(node: s.Name) -> Closure:
    name = node.name
    builtin = BUILTINS.get(name)
    if builtin is None:
        return lambda variables: variables.get(name)
    return lambda variables: variables.get(name, builtin)


def _path(node: s.Path) -> Closure:
    source, name = compile_node(node.source), node.name
    return lambda variables: _property(source(variables), name)


def _property(value: Value, name: str) -> Value:
    if isinstance(value, dict):
        return value.get(name)
    if isinstance(value, list):
        return [item.get(name) if type(item) is dict else _property(item, name) for item in value]
    if isinstance(value, Range):
        return {
            "start": value.low,
            "end": value.high,
            "start included": value.low_included,
            "end included": value.high_included,
        }.get(name)
    return part_of(value, name)


def _filter(node: s.Filter) -> Closure:
    source, condition = compile_node(node.source), compile_node(node.condition)

    def run(variables: Variables) -> Value:
        value = source(variables)
        if value is None:
            return None
        items = value if isinstance(value, list) else [value]
        kept: list[Value] = []
        for place, item in enumerate(items):
            variables[RUN].spend()
            inner = (
                {**variables, "item": item, **item} if isinstance(item, dict) else {**variables, "item": item}
            )
            answer = condition(inner)
            if place == 0 and is_number(answer):
                return _item_at(items, answer)
            if isinstance(answer, Range):
                answer = passes(item, answer)
            if answer is True:
                kept.append(item)
            elif answer is not None and answer is not False:
                return None
        return kept

    return run


def _item_at(items: list[Value], place: Decimal) -> Value:
    if place != place.to_integral_value() or place == 0 or abs(place) > len(items):
        return None
    return items[int(place) - 1 if place > 0 else int(place)]


def _call(node: s.Call) -> Closure:
    function = _function_of(node.function)
    if node.named:
        named = [(name, compile_node(argument)) for name, argument in node.named]

        def call_by_name(variables: Variables) -> Value:
            called, run = function(variables), variables[RUN]
            run.spend()
            arguments = {name: run.weigh(argument(variables)) for name, argument in named}
            return run.weigh(called.call_by_name(run, arguments)) if isinstance(called, Function) else None

        return call_by_name
    positional = [compile_node(argument) for argument in node.positional]

    def call(variables: Variables) -> Value:
        called, run = function(variables), variables[RUN]
        run.spend()
        arguments = [run.weigh(argument(variables)) for argument in positional]
        return run.weigh(called.call(run, arguments)) if isinstance(called, Function) else None

    return call


def _function_of(node: s.Node) -> Closure:
    builtin = BUILTINS.get(node.name) if isinstance(node, s.Name) else None
    function = compile_node(node)
    if builtin is None:
        return function

    # A variable that happens to be called `date` or `count` does not hide the built-in function.
    def found(variables: Variables) -> Value:
        value = function(variables)
        return value if isinstance(value, Function) else builtin

    return found


def _negate(node: s.Negate) -> Closure:
    operand = compile_node(node.operand)
    return lambda variables: minus(operand(variables))


def _arithmetic(node: s.Arithmetic) -> Closure:
    operator, left, right = node.operator, compile_node(node.left), compile_node(node.right)
    if operator not in OPERATIONS:
        raise KeyError(operator)
    if operator != "+":
        return lambda variables: calculate(operator, left(variables), right(variables))
    # Only adding makes texts longer.
    return lambda variables: variables[RUN].weigh(calculate("+", left(variables), right(variables)))


def _comparison(node: s.Comparison) -> Closure:
    operator, left, right = node.operator, compile_node(node.left), compile_node(node.right)

    def run(variables: Variables) -> Value:
        one, other = left(variables), right(variables)
        if isinstance(one, list | dict | Range):
            variables[RUN].weigh([one, other])
        return compare_by(operator, one, other)

    return run


def _between(node: s.Between) -> Closure:
    value, low, high = (compile_node(part) for part in (node.value, node.low, node.high))

    def run(variables: Variables) -> Value:
        found = value(variables)
        return all_of((compare_by(">=", found, low(variables)), compare_by("<=", found, high(variables))))

    return run


def _in(node: s.In) -> Closure:
    value, tests = compile_node(node.value), [compile_node(test) for test in node.tests]

    def run(variables: Variables) -> Value:
        weigh = variables[RUN].weigh
        return is_in(weigh(value(variables)), [weigh(test(variables)) for test in tests])

    return run


def _instance_of(node: s.InstanceOf) -> Closure:
    value, wanted = compile_node(node.value), node.type
    return lambda variables: is_of_type(value(variables), wanted, variables[RUN].types)


def _junction(node: s.Junction) -> Closure:
    items = [compile_node(item) for item in node.items]
    join = all_of if node.operator == "and" else any_of
    return lambda variables: join(item(variables) for item in items)


def _if(node: s.If) -> Closure:
    condition, consequence, alternative = (
        compile_node(part) for part in (node.condition, node.consequence, node.alternative)
    )
    return lambda variables: (consequence if condition(variables) is True else alternative)(variables)


_Source = tuple[str, Closure, Closure | None]


def _sources(iterations: tuple[s.Iteration, ...]) -> list[_Source]:
    return [
        (one.name, compile_node(one.source), compile_node(one.end) if one.end else None) for one in iterations
    ]


def _each(sources: list[_Source], variables: Variables) -> Iterator[Variables]:
    (name, source, end), rest = sources[0], sources[1:]
    value = source(variables)
    items = _items(value) if end is None else _span(Range(value, end(variables), True, True))  # noqa: FBT003  # closed
    for item in items:
        variables[RUN].spend()
        inner = {**variables, name: item}
        if rest:
            yield from _each(rest, inner)
        else:
            yield inner


def _items(value: Value) -> Iterator[Value]:
    if value is None:
        raise _NothingToIterate
    if isinstance(value, Range):
        if compared(value.low, value.high) == 1:  # only `3..1` counts down, an interval holds nothing
            raise _NothingToIterate
        return _span(value)
    return iter(value if isinstance(value, list) else [value])


def span_items(span: Range) -> list[Value] | None:
    """Return all numbers or days of a range; None when it has no such items or too many."""
    try:
        items = list(islice(_span(span), MAX_SIZE + 1))
    except _NothingToIterate:
        return None
    return items if len(items) <= MAX_SIZE else None


def _span(span: Range) -> Iterator[Value]:
    kind = kind_of(span.low)
    if span.operator or kind not in {"number", "date"} or kind != kind_of(span.high):
        raise _NothingToIterate
    one: Decimal | timedelta = Decimal(1) if kind == "number" else timedelta(days=1)
    step = one if span.low <= span.high else -one
    return _walk(span, step)


def _walk(span: Range, step: Decimal | timedelta) -> Iterator[Value]:
    forward = span.low <= span.high
    place = span.low
    while place <= span.high if forward else place >= span.high:
        if (span.low_included or place != span.low) and (span.high_included or place != span.high):
            yield place
        if place == span.high or (isinstance(place, date) and place in {date.min, date.max}):
            return
        place = place + step


def _for(node: s.For) -> Closure:
    sources, body = _sources(node.iterations), compile_node(node.body)
    wants_partial = s.mentions(node.body, "partial")

    def run(variables: Variables) -> Value:
        results: list[Value] = []
        try:
            for inner in _each(sources, variables):
                # A copy: a list that holds itself would have no end.
                inner["partial"] = variables[RUN].weigh(list(results)) if wants_partial else None
                results.append(body(inner))
        except _NothingToIterate:
            return None
        return results

    return run


def _quantified(node: s.Quantified) -> Closure:
    sources, condition = _sources(node.iterations), compile_node(node.condition)
    join = any_of if node.quantifier == "some" else all_of

    def run(variables: Variables) -> Value:
        try:
            answers = [condition(inner) for inner in _each(sources, variables)]
        except _NothingToIterate:
            return None
        if any(answer is not None and not isinstance(answer, bool) for answer in answers):
            return None
        return join(answers)

    return run


def _function(node: s.FunctionLiteral) -> Closure:
    if node.body is None:
        return lambda _: None
    body, names, types = compile_node(node.body), node.parameters, node.types

    def make(variables: Variables) -> Value:
        def apply(run: Run, arguments: list[Value]) -> Value:
            run.spend()
            given = [None if argument is MISSING else argument for argument in arguments]
            for argument, wanted in zip(given, types, strict=True):
                if wanted and argument is not None and not is_of_type(argument, wanted, run.types):
                    return None
            return body({**variables, **dict(zip(names, given, strict=True))})

        return Function(names, apply)

    return make


def _list(node: s.ListLiteral) -> Closure:
    items = [compile_node(item) for item in node.items]
    return lambda variables: [item(variables) for item in items]


def _context(node: s.ContextLiteral) -> Closure:
    entries = [(key, compile_node(value)) for key, value in node.entries]
    if len({key for key, _ in entries}) != len(entries):
        return lambda _: None

    def run(variables: Variables) -> Value:
        inner = dict(variables)
        made: dict[str, Value] = {}
        for key, value in entries:
            made[key] = inner[key] = value(inner)
        return made

    return run


def _interval(node: s.Interval) -> Closure:
    low, high = compile_node(node.low), compile_node(node.high)
    low_in, high_in = node.low_included, node.high_included

    def run(variables: Variables) -> Value:
        start, end = low(variables), high(variables)
        return Range(
            start, end, low_included=low_in and start is not None, high_included=high_in and end is not None
        )

    return run


def _operator_test(node: s.OperatorTest) -> Closure:
    operator, operand = node.operator, compile_node(node.operand)
    return lambda variables: operator_range(operator, operand(variables))


_COMPILERS: dict[type[s.Node], Callable[[Any], Closure]] = {
    s.Literal: _literal,
    s.Name: _name,
    s.Path: _path,
    s.Filter: _filter,
    s.Call: _call,
    s.Negate: _negate,
    s.Arithmetic: _arithmetic,
    s.Comparison: _comparison,
    s.Between: _between,
    s.In: _in,
    s.InstanceOf: _instance_of,
    s.Junction: _junction,
    s.If: _if,
    s.For: _for,
    s.Quantified: _quantified,
    s.FunctionLiteral: _function,
    s.ListLiteral: _list,
    s.ContextLiteral: _context,
    s.Interval: _interval,
    s.OperatorTest: _operator_test,
}

"""Asks both and says whether they agree, or which known difference it is."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal

from benchmarks.feelin import Feelin
from regelruimte.engine.feel import FeelError, compile_expression
from regelruimte.engine.values import Value
from tests.differential.grammar import VARIABLES, Grammar
from tests.differential.known import known_difference


@dataclass
class Compared:
    """What a run of comparisons found: how many were the same, known or new."""

    same: int = 0
    known: Counter[str] = field(default_factory=Counter)
    new: list[str] = field(default_factory=list)


class Refused:
    """An expression that an engine could not read or work out."""

    def __repr__(self) -> str:
        return "refused"


REFUSED = Refused()


def ours(text: str) -> Value:
    """Return our answer, or REFUSED."""
    try:
        return compile_expression(text).evaluate(DECIMALS)
    except FeelError:
        return REFUSED


def theirs(partner: Feelin, text: str) -> Value:
    """Return feelin's answer, or REFUSED."""
    try:
        return partner.answer(text)
    except SyntaxError:
        return REFUSED


def _decimal(value: Value) -> Value:
    if isinstance(value, dict):
        return {key: _decimal(one) for key, one in value.items()}
    if isinstance(value, list):
        return [_decimal(one) for one in value]
    return Decimal(str(value)) if isinstance(value, int | float) and not isinstance(value, bool) else value


DECIMALS = _decimal(VARIABLES)


def alike(mine: Value, other: Value) -> bool:
    """Tell whether two answers are the same, numbers to twelve digits."""
    if isinstance(mine, Decimal) and isinstance(other, int | float) and not isinstance(other, bool):
        return math.isclose(mine, other, rel_tol=1e-12, abs_tol=1e-9)
    if isinstance(mine, list) and isinstance(other, list):
        return len(mine) == len(other) and all(map(alike, mine, other))
    return type(mine) is type(other) and mine == other


def compare(partner: Feelin, count: int, *, seed: int) -> Compared:
    """Compare a number of expressions, the same for the same seed."""
    partner.load(VARIABLES)

    def agrees(text: str) -> bool:
        return alike(ours(text), theirs(partner, text))

    found = Compared()
    for text in expressions(count, seed):
        if agrees(text):
            found.same += 1
        elif name := known_difference(text, agrees):
            found.known[name] += 1
        else:
            found.new.append(f"{text}: ours {ours(text)!r}, feelin {theirs(partner, text)!r}")
    return found


def expressions(count: int, seed: int) -> Iterator[str]:
    """Yield so many expressions, the same for the same seed."""
    grammar = Grammar(seed)
    return (grammar.expression() for _ in range(count))

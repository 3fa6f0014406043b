"""Built-ins over single numbers (DMN 1.5, 10.3.4.5)."""

from __future__ import annotations

from datetime import timedelta
from decimal import (
    ROUND_CEILING,
    ROUND_DOWN,
    ROUND_FLOOR,
    ROUND_HALF_DOWN,
    ROUND_HALF_EVEN,
    ROUND_HALF_UP,
    ROUND_UP,
    Context,
    Decimal,
)

from regelruimte.engine.feel.builtins.registry import Registry
from regelruimte.engine.feel.kinds import NUMBERS, is_number
from regelruimte.engine.values import Value, YearsMonths

FUNCTIONS = Registry()
_MIN_SCALE, _MAX_SCALE = -6111, 6176
_ROOMY = Context(prec=13_000)


def _rounded(number: Decimal, scale: Decimal | None, rounding: str) -> Decimal | None:
    places = int(scale or 0)
    if not _MIN_SCALE <= places <= _MAX_SCALE:
        return None
    if -number.as_tuple().exponent <= places:  # type: ignore[operator]  # FEEL numbers are finite
        return number
    return number.quantize(Decimal(1).scaleb(-places), rounding=rounding, context=_ROOMY)


def _add_rounding(name: str, scale: str, rounding: str) -> None:
    @FUNCTIONS.add(name, "n:number", scale)
    def _round(number: Decimal, places: Decimal | None) -> Decimal | None:
        return _rounded(number, places, rounding)


_add_rounding("decimal", "scale:number", ROUND_HALF_EVEN)
_add_rounding("floor", "scale:number?", ROUND_FLOOR)
_add_rounding("ceiling", "scale:number?", ROUND_CEILING)
_add_rounding("round up", "scale:number", ROUND_UP)
_add_rounding("round down", "scale:number", ROUND_DOWN)
_add_rounding("round half up", "scale:number", ROUND_HALF_UP)
_add_rounding("round half down", "scale:number", ROUND_HALF_DOWN)


@FUNCTIONS.add("abs", "n:any")
def _abs(value: Value) -> Value:
    if isinstance(value, list) and len(value) == 1:
        value = value[0]
    if is_number(value) or isinstance(value, timedelta):
        return abs(value)
    return YearsMonths(abs(value.months)) if isinstance(value, YearsMonths) else None


@FUNCTIONS.add("modulo", "dividend:number", "divisor:number")
def _modulo(dividend: Decimal, divisor: Decimal) -> Decimal | None:
    if divisor == 0:
        return None
    quotient = NUMBERS.divide(dividend, divisor).to_integral_value(ROUND_FLOOR)
    return NUMBERS.subtract(dividend, NUMBERS.multiply(divisor, quotient))


@FUNCTIONS.add("sqrt", "number:number")
def _sqrt(number: Decimal) -> Decimal | None:
    return NUMBERS.sqrt(number) if number >= 0 else None


@FUNCTIONS.add("log", "number:number")
def _log(number: Decimal) -> Decimal | None:
    return NUMBERS.ln(number) if number > 0 else None


@FUNCTIONS.add("exp", "number:number")
def _exp(number: Decimal) -> Decimal:
    return NUMBERS.exp(number)


@FUNCTIONS.add("odd", "number:number")
def _odd(number: Decimal) -> bool:
    return NUMBERS.remainder(abs(number), Decimal(2)) == 1


@FUNCTIONS.add("even", "number:number")
def _even(number: Decimal) -> bool:
    return NUMBERS.remainder(number, Decimal(2)) == 0

"""Functions and calls by which the Activiti family reads variables in expressions, as FEEL.

Source: Flowable documentation, expressions, expression functions.
"""

from __future__ import annotations

PREFIXES = frozenset({"var", "vars", "variables"})
_COMPARED = {
    "=": ("equals", "eq"),
    "!=": ("notEquals", "ne"),
    "<": ("lowerThan", "lessThan", "lt"),
    "<=": ("lowerThanOrEquals", "lessThanOrEquals", "lte"),
    ">": ("greaterThan", "gt"),
    ">=": ("greaterThanOrEquals", "gte"),
}
_EMPTY = '({0} = null or {0} = "" or {0} = [])'
_CLAIMS: dict[tuple[str, int], str] = {
    (name, 2): f"({{0}} {sign} {{1}})" for sign, names in _COMPARED.items() for name in names
} | {
    ("exists", 1): "({0} != null)",
    ("isEmpty", 1): _EMPTY,
    ("empty", 1): _EMPTY,
    ("isNotEmpty", 1): f"not({_EMPTY})",
    ("notEmpty", 1): f"not({_EMPTY})",
}
_VALUES = {
    ("get", 1): "{0}",
    ("getOrDefault", 2): "(if {0} = null then {1} else {0})",
}


def called(name: str, arguments: list[str]) -> tuple[str, bool] | None:
    """Return a function call as FEEL and whether it is a claim, None when it is not known.

    Args:
        name: name of the function.
        arguments: FEEL texts; the first is the name of the variable.
    """
    key = (name, len(arguments))
    if key in _CLAIMS:
        return _CLAIMS[key].format(*arguments), True
    return (_VALUES[key].format(*arguments), False) if key in _VALUES else None

"""FEEL, the language of every expression: read, compiled, evaluated within a budget (DMN 1.5, 10)."""

from __future__ import annotations

from regelruimte.engine.feel.errors import FeelBudgetExceeded, FeelError, FeelSyntaxError
from regelruimte.engine.feel.expression import (
    Explanation,
    Expression,
    UnaryTests,
    compile_expression,
    compile_unary_tests,
)

__all__ = [
    "Explanation",
    "Expression",
    "FeelBudgetExceeded",
    "FeelError",
    "FeelSyntaxError",
    "UnaryTests",
    "compile_expression",
    "compile_unary_tests",
]

"""What is wrong with the text of a cell of a decision table, in the words of who wrote it."""

from __future__ import annotations

import regex

from regelruimte.engine.feel import FeelError, compile_expression, compile_unary_tests

_DECIMAL_COMMA = regex.compile(r"[<>=\s]*-?(\d{1,3}(\.\d{3})+|\d+),\d+\s*")
_TIMEOUT_SECONDS = 0.5


def cell_problem(text: str, *, is_input: bool, known: frozenset[str]) -> str:
    """Return what is wrong with a cell, in Dutch; empty when nothing is.

    Args:
        text: the cell as typed.
        is_input: a condition; else an outcome.
        known: names an expression may use.
    """
    if _DECIMAL_COMMA.fullmatch(text, timeout=_TIMEOUT_SECONDS):
        whole, _comma, rest = text.partition(",")
        point = f"{whole.replace('.', '')}.{rest}".strip()
        return (
            f"‘{text}’ is dubbelzinnig. Schrijf een getal met een punt ({point}), "
            f"of een rijtje met een spatie na de komma ({whole}, {rest})."
        )
    try:
        if is_input:
            compile_unary_tests(text, known)
        elif text:
            compile_expression(text, known)
    except FeelError as error:
        return f"‘{text[:80]}’ is niet te lezen: {error}."
    return ""

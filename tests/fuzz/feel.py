"""Random texts as FEEL: nothing but the typed errors may come out, and nothing may go over its budget."""

from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import UTC, datetime
from decimal import Decimal
from random import Random

from regelruimte.engine.feel import FeelError, compile_expression, compile_unary_tests
from regelruimte.engine.feel.builtins import BUILTINS
from tests.differential.grammar import Grammar

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
CONTEXT = {
    "a": Decimal(3),
    "b": "text",
    "income": Decimal(1100),
    "children": [Decimal(1), None],
    "p": {"q": "r"},
}
SECONDS = 2.0
"""Processor time past which an input counts as over its budget; far above what the step budget allows."""

_LANGUAGE = r"""1 2.5 1e5 . .. , ( ) [ ] { } < <= = != + - * ** / " "a" @"P1D" @"2026-01-01" a b p.q ? :
if then else for in return some every satisfies and or not between instance of function external null true
// /* */ -> @ item partial [1..9] ( ( [ [ {a: 1} \u0041 "\ \\ é 𝄞"""
_WORDS = [*_LANGUAGE.split(), "\x00", "\u200b", *sorted(BUILTINS)]
_SIGNS = "()[]{}<>=!+-*/.,:;\"'\\?@ \n\t\x00abz019éß𝄞\u200b\ud800"


class Texts:
    """Makes one random text after the other."""

    def __init__(self, seed: int) -> None:
        self._random = Random(seed)  # noqa: S311  # a test that can be run again, no secret
        self._grammar = Grammar(seed)
        self._makers = (self.words, self.signs, self.broken, self.broken, self.nested, self.call)

    def __iter__(self) -> Iterator[str]:
        while True:
            yield self._random.choice(self._makers)()

    def words(self) -> str:
        """Make a row of words of the language."""
        return " ".join(self._random.choices(_WORDS, k=self._random.randint(1, 30)))

    def signs(self) -> str:
        """Make a row of single signs."""
        return "".join(self._random.choices(_SIGNS, k=self._random.randint(0, 60)))

    def broken(self) -> str:
        """Make a sound expression and damage it in some places."""
        text = self._grammar.expression()
        for _ in range(self._random.randint(0, 4)):
            at = self._random.randint(0, len(text))
            put = self._random.choice((*_WORDS, "", self._random.choice(_SIGNS)))
            text = text[:at] + put + text[at + self._random.randint(0, 5) :]
        return text

    def nested(self) -> str:
        """Make something deep or long."""
        piece = self._random.choice(
            ("(", "[", "{a: ", "if a then ", "not(", "- ", "1 in (", "a.", "1 + ", "[1..")
        )
        return piece * self._random.choice((2, 20, 60, 500, 3000)) + self._random.choice(("1", "", ")", "a"))

    def call(self) -> str:
        """Make a call of a built-in with odd arguments."""
        given = [self._random.choice((*_WORDS[:12], "a", "b", "children", "1e6000", "-1")) for _ in range(3)]
        return f"{self._random.choice(sorted(BUILTINS))}({', '.join(given[: self._random.randint(0, 3)])})"


def try_text(text: str) -> str:
    """Read and run a text both ways; return what is wrong with what came out, or nothing."""
    started = time.process_time()
    for use in (_evaluate, _match):
        try:
            use(text)
        except FeelError:
            continue
        except Exception as error:  # noqa: BLE001  # any other error is what this looks for
            return f"{text[:200]!r}: {type(error).__name__} {error}"
    spent = time.process_time() - started
    return f"{text[:200]!r}: took {spent:.1f} s" if spent > SECONDS else ""


def _evaluate(text: str) -> None:
    compile_expression(text).evaluate(CONTEXT, now=NOW)


def _match(text: str) -> None:
    compile_unary_tests(text).matches(Decimal(3), CONTEXT, NOW)


def run(count: int, seed: int) -> list[str]:
    """Try so many texts; return what was wrong."""
    texts = iter(Texts(seed))
    return [wrong for _ in range(count) if (wrong := try_text(next(texts)))]

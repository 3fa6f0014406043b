"""Reads the smallest parts of an expression: space, symbols, words, numbers, texts and names with spaces.

FEEL names may hold spaces and signs (DMN 1.5, 10.3.1.4), so what a word is depends on the names in scope:
there is no list of tokens, the parser asks for what it expects.
"""

from __future__ import annotations

import sys
from decimal import Decimal
from functools import lru_cache
from typing import NoReturn

import regex

from regelruimte.engine.feel.errors import FeelSyntaxError
from regelruimte.engine.feel.kinds import NUMBERS

_LETTER = r"[^\W\d]|[?\u200c\u200d\u2070-\u218f\u2c00-\u2fef\U00010000-\U000effff]"
WORD = regex.compile(rf"(?:{_LETTER})(?:\w|{_LETTER})*+")
_NUMBER = regex.compile(r"(?:\d+(?:\.(?!\.)\d+)?|\.\d+)(?:[eE][+-]?\d+)?")
_SPACE = regex.compile(r"(?:[\s\u180e\u200b\ufeff]|//[^\n]*+|/\*.*?\*/)*+", regex.DOTALL)
_STRING = regex.compile(r'"(?:[^"\\]|\\.)*+"', regex.DOTALL)
_ESCAPE = regex.compile(r"\\(?:U([0-9a-fA-F]{6})|u([0-9a-fA-F]{4})|(.))", regex.DOTALL)
_PIECES = regex.compile(r"\w+|[^\w\s]")
_NAME_SIGN = regex.compile(r"(?!\.\.)[+\-*/'.0-9]")
_ARGUMENT_NAME = regex.compile(rf"\s*+((?:{_LETTER})(?:[\w \t'+\-*/]|{_LETTER})*+):(?!:)")
_KEY = regex.compile(r'[^:{}\[\]()",]++(?=:)')
_SIMPLE_ESCAPES = {"n": "\n", "r": "\r", "t": "\t", '"': '"', "'": "'", "\\": "\\"}

COMPARISONS = ("<=", ">=", "!=", "=", "<", ">")
KEYWORDS = frozenset(
    [
        "if",
        "then",
        "else",
        "for",
        "in",
        "return",
        "some",
        "every",
        "satisfies",
        "and",
        "or",
        "between",
        "instance",
        "of",
        "function",
        "external",
    ]
)
SPACED_PROPERTIES = frozenset({"time offset", "start included", "end included"})


def tidy_name(name: str) -> str:
    """Return a name with single spaces."""
    return " ".join(name.split())


def _squeezed(name: str) -> str:
    return regex.sub(r"\s*([^\w\s])\s*", r"\1", tidy_name(name))


@lru_cache(maxsize=1000)
def _pattern_of(names: frozenset[str]) -> regex.Pattern[str] | None:
    patterns = [_pattern_of_name(name) for name in sorted(names, key=lambda name: (-len(name), name))]
    return regex.compile("|".join(patterns)) if patterns else None


@lru_cache(maxsize=100)
def _more_than_words(names: frozenset[str]) -> frozenset[str]:
    return frozenset(name for name in names if not WORD.fullmatch(name))


def _pattern_of_name(name: str) -> str:
    pieces = _PIECES.findall(name)
    pattern = ""
    for before, piece in zip(["", *pieces], pieces, strict=False):
        if before:
            pattern += r"\s++" if before[-1].isalnum() and piece[0].isalnum() else r"\s*+"
        pattern += regex.escape(piece)
    ends_in_word = bool(pieces) and (pieces[-1][-1].isalnum() or pieces[-1][-1] == "_")
    ending = r"(?![\w?])" if ends_in_word else ""
    return f"(?:{pattern}{ending})"


def unescaped(quoted: str) -> str:
    """Return the text that a quoted FEEL string stands for."""

    def plain(match: regex.Match[str]) -> str:
        code = match[1] or match[2]
        if code:
            return chr(int(code, 16)) if int(code, 16) <= sys.maxunicode else str(match[0])
        # Other escapes stay as they are: patterns are written "\\d+".
        return _SIMPLE_ESCAPES.get(match[3], str(match[0]))

    text = _ESCAPE.sub(plain, quoted[1:-1])
    # \uD83D\uDC0E are two halves of one character.
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


class Scanner:
    """A place in the text of an expression, and the names in scope there."""

    def __init__(self, text: str, names: frozenset[str], known: frozenset[str]) -> None:
        self.text = text
        self.at = 0
        self._scopes: list[set[str]] = [set(names)]
        self._hints = _more_than_words(known) | SPACED_PROPERTIES
        self._spaced: tuple[regex.Pattern[str] | None, dict[str, str]] | None = None

    def fail(self, expected: str) -> NoReturn:
        """Refuse the expression at this place.

        Raises:
            FeelSyntaxError: always.
        """
        found = self.text[self.at : self.at + 20]
        what = f"gevonden: '{found}'" if found else "de expressie houdt hier op"
        raise FeelSyntaxError(f"Verwacht: {expected}; {what}", self.at)

    def skip(self) -> None:
        """Go past space and comments."""
        match = _SPACE.match(self.text, self.at)
        self.at = match.end() if match else self.at

    def ahead(self, symbol: str) -> bool:
        """Tell whether a symbol stands here."""
        self.skip()
        return self.text.startswith(symbol, self.at)

    def symbol(self, *symbols: str) -> str | None:
        """Take the first of these symbols that stands here, if any."""
        self.skip()
        for symbol in symbols:
            if self.text.startswith(symbol, self.at):
                self.at += len(symbol)
                return symbol
        return None

    def need(self, symbol: str) -> None:
        """Take a symbol that must stand here."""
        if not self.symbol(symbol):
            self.fail(f"'{symbol}'")

    def word(self) -> str | None:
        """Return the word that stands here, without taking it."""
        self.skip()
        match = WORD.match(self.text, self.at)
        return match[0] if match else None

    def keyword(self, word: str) -> bool:
        """Take a keyword if it stands here."""
        if self.word() != word:
            return False
        self.at += len(word)
        return True

    def need_keyword(self, word: str) -> None:
        """Take a keyword that must stand here."""
        if not self.keyword(word):
            self.fail(f"'{word}'")

    def at_end(self) -> bool:
        """Tell whether nothing is left."""
        self.skip()
        return self.at >= len(self.text)

    def number(self) -> Decimal | None:
        """Take a number if one stands here."""
        match = _NUMBER.match(self.text, self.at)
        if not match:
            return None
        try:
            number = NUMBERS.create_decimal(match[0])
        except ArithmeticError:
            self.fail("een getal dat niet zo groot is")
        self.at = match.end()
        return number

    def string(self) -> str | None:
        """Take a quoted text if one stands here."""
        self.skip()
        if not self.text.startswith('"', self.at):
            return None
        match = _STRING.match(self.text, self.at)
        if not match:
            self.fail('een sluitend aanhalingsteken "')
        self.at = match.end()
        return unescaped(match[0])

    def open_scope(self, *names: str) -> None:
        """Enter a scope with these names."""
        self._scopes.append(set(names))
        self._spaced = None

    def declare(self, name: str) -> None:
        """Add a name to the innermost scope."""
        self._scopes[-1].add(name)
        self._hints |= frozenset() if WORD.fullmatch(name) else {name}
        self._spaced = None

    def close_scope(self) -> None:
        """Leave the innermost scope."""
        self._scopes.pop()
        self._spaced = None

    def is_local(self, name: str) -> bool:
        """Tell whether a name is bound inside the expression."""
        return any(name in scope for scope in self._scopes[1:])

    def is_declared(self, name: str) -> bool:
        """Tell whether a name is bound, inside the expression or by who asked for it."""
        return any(name in scope for scope in self._scopes)

    def known_name(self) -> str | None:
        """Take a name with spaces or signs that is in scope, or else a single word; None when neither."""
        self.skip()
        match = WORD.match(self.text, self.at)
        spaced = self._spaced_name(match.end() if match else self.at)
        if spaced is not None:
            return spaced
        if not match:
            return None
        self.at = match.end()
        return match[0]

    def _spaced_name(self, beyond: int) -> str | None:
        pattern, names = self._spaced_names()
        match = pattern.match(self.text, self.at) if pattern else None
        if not match or match.end() < beyond or match.end() == self.at:
            return None
        self.at = match.end()
        return names.get(_squeezed(match[0]), tidy_name(match[0]))

    def _spaced_names(self) -> tuple[regex.Pattern[str] | None, dict[str, str]]:
        if self._spaced is None:
            spaced = {n for scope in self._scopes for n in scope if not WORD.fullmatch(n)} | self._hints
            pattern = _pattern_of(frozenset(name for name in spaced if _PIECES.search(name)))
            self._spaced = (pattern, {_squeezed(name): name for name in spaced})
        return self._spaced

    def new_name(self, stop: str = "") -> str:
        """Take a name where it is declared: words and signs up to `stop` or another symbol."""
        self.skip()
        start = self.at
        if not WORD.match(self.text, self.at):
            self.fail("een naam")
        while True:
            end = self.at
            self.skip()
            match = WORD.match(self.text, self.at)
            if match and match[0] == stop:
                break
            match = match or _NAME_SIGN.match(self.text, self.at)
            if not match:
                break
            self.at = match.end()
        return tidy_name(self.text[start:end])

    def argument_name(self) -> str | None:
        """Take `name:` of an argument given by name, if it stands here."""
        match = _ARGUMENT_NAME.match(self.text, self.at)
        if not match:
            return None
        self.at = match.end()
        return tidy_name(match[1])

    def key(self) -> str:
        """Take the key of a context entry, quoted or not."""
        quoted = self.string()
        if quoted is not None:
            return quoted
        match = _KEY.match(self.text, self.at)
        if not match:
            self.fail("een sleutel met een dubbele punt")
        self.at = match.end()
        return tidy_name(match[0])

"""JUEL expressions of other engines as FEEL, as far as they compare, calculate, combine and read properties.

What calls a method or reads an engine's own objects has no meaning here and raises `NotTranslatable`.
Source: Jakarta Expression Language 5.0, 1 (operators, coercion, precedence); DMN 1.5, 10.3.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass

import regex

from regelruimte.engine.importing.functions import PREFIXES, called

_TOKEN = regex.compile(
    r"""\s*(?:(?P<number>\d+(?:\.\d+)?)
    |(?P<string>'(?:[^'\\]|\\.)*+'|"(?:[^"\\]|\\.)*+")
    |(?P<name>[A-Za-z_][A-Za-z0-9_]*+)
    |(?P<sign>&&|\|\||==|!=|<=|>=|[-+*/%<>!?:.,()\[\]]))""",
    regex.VERBOSE,
)
_OPEN = regex.compile(r"[$#]\{")
_LITERAL = regex.compile(r"'[^']*'" + r'|"[^"]*"')
_SIGNS = regex.compile(r"==|&&|\|\||!(?!=)")
_WORDS = {"and": "&&", "or": "||", "not": "!", "eq": "==", "ne": "!=", "lt": "<", "le": "<="}
_WORDS |= {"gt": ">", "ge": ">=", "div": "/", "mod": "%"}
_FEEL_WORDS = frozenset(
    {
        "if",
        "then",
        "else",
        "for",
        "in",
        "return",
        "some",
        "every",
        "satisfies",
        "between",
        "instance",
        "of",
        "function",
        "external",
        "date",
        "time",
    }
)
_THEIRS = frozenset(
    {"execution", "task", "authenticatedUserId", "connector", "logger", "empty", "instanceof"}
)
_COMPLETED = "adHocCompletedActivityIds"
"""What Operaton calls the list of activities completed in an ad-hoc sub-process."""
_MAX_CHARS = 4000
_MAX_DEPTH = 60
_LEVELS: tuple[dict[str, str], ...] = (
    {"||": "or"},
    {"&&": "and"},
    {"==": "=", "!=": "!="},
    {"<": "<", ">": ">", "<=": "<=", ">=": ">="},
    {"+": "+", "-": "-"},
    {"*": "*", "/": "/", "%": "%"},
)
_BOOLEAN = frozenset({"or", "and", "=", "!=", "<", ">", "<=", ">="})


class NotTranslatable(ValueError):
    """This expression says something FEEL cannot say; the message tells what, in Dutch."""


@dataclass(frozen=True, slots=True)
class _Part:
    """A translated piece: FEEL text, and whether it is a claim (true or false) by itself."""

    text: str
    is_claim: bool = False
    is_literal: bool = False


def has_juel(text: str) -> bool:
    """Tell whether a text holds `${...}` or `#{...}`."""
    return _OPEN.search(text, timeout=1) is not None


def has_juel_signs(text: str) -> bool:
    """Tell whether a text without braces compares or combines with signs that FEEL does not have."""
    return _SIGNS.search(_LITERAL.sub("", text, timeout=1), timeout=1) is not None


def bare_to_feel(text: str) -> str:
    """Translate an expression that was written without braces around it (`a == 'b'`) to FEEL.

    Raises:
        NotTranslatable: it calls a method, reads an engine's own objects or is not JUEL.
    """
    if len(text) > _MAX_CHARS:
        raise NotTranslatable("De uitdrukking is te lang.")
    return _translate(text.strip().removeprefix("="))


def to_feel(text: str) -> str:
    """Translate one JUEL expression (`${a == 'b'}`) or a text with expressions in it to FEEL.

    Raises:
        NotTranslatable: it calls a method, reads an engine's own objects or is not JUEL.
    """
    if len(text) > _MAX_CHARS:
        raise NotTranslatable("De uitdrukking is te lang.")
    pieces = _split(text.strip())
    if len(pieces) == 1 and pieces[0][0]:
        return _translate(pieces[0][1])
    said = [f"string({_translate(piece)})" if inside else _quoted(piece) for inside, piece in pieces]
    return " + ".join(said)


def _split(text: str) -> list[tuple[bool, str]]:
    """Cut a text into (is expression, content) pieces; braces inside string literals do not count."""
    pieces: list[tuple[bool, str]] = []
    at = 0
    while opening := _OPEN.search(text, at, timeout=1):
        if opening.start() > at:
            pieces.append((False, text[at : opening.start()]))
        end = _closing(text, opening.end())
        pieces.append((True, text[opening.end() : end]))
        at = end + 1
    if at < len(text):
        pieces.append((False, text[at:]))
    return pieces


def _closing(text: str, start: int) -> int:
    quote = ""
    for position in range(start, len(text)):
        character = text[position]
        if quote:
            quote = "" if character == quote else quote
        elif character in "'\"":
            quote = character
        elif character == "}":
            return position
    raise NotTranslatable("De uitdrukking heeft geen sluitende accolade.")


def _translate(inside: str) -> str:
    tokens = _tokens(inside)
    parser = _Parser(tokens)
    part = parser.choice()
    if parser.at < len(tokens):
        raise NotTranslatable(f"‘{tokens[parser.at][1][:40]}’ staat op een plek waar het niet past.")
    return part.text


def _tokens(text: str) -> list[tuple[str, str]]:
    tokens: list[tuple[str, str]] = []
    at = 0
    text = text.rstrip()
    while at < len(text):
        found = _TOKEN.match(text, at, timeout=1)
        if found is None:
            raise NotTranslatable(f"‘{text[at : at + 40].strip()}’ is hier niet bekend.")
        kind = str(found.lastgroup)
        word = found.group(kind)
        tokens.append(("sign", _WORDS[word]) if kind == "name" and word in _WORDS else (kind, word))
        at = found.end()
    return tokens


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)


class _Parser:
    """Recursive descent over the tokens of one expression."""

    def __init__(self, tokens: list[tuple[str, str]]) -> None:
        self.tokens = tokens
        self.at = 0
        self.depth = 0

    def choice(self) -> _Part:
        """Read `a ? b : c` or what binds tighter."""
        self.depth += 1
        if self.depth > _MAX_DEPTH:
            raise NotTranslatable("De uitdrukking is te diep genest.")
        condition = self._level(0)
        if self._takes("?"):
            yes = self.choice()
            self._expect(":")
            condition = _Part(f"if {condition.text} then {yes.text} else {self.choice().text}")
        self.depth -= 1
        return condition

    def _level(self, level: int) -> _Part:
        if level == len(_LEVELS):
            return self._unary()
        left = self._level(level + 1)
        while (sign := self._sign()) in _LEVELS[level]:
            self.at += 1
            left = _combined(left, _LEVELS[level][sign], self._level(level + 1))
        return left

    def _unary(self) -> _Part:
        if self._takes("!"):
            part = self._deeper(self._unary)
            # JUEL takes "nothing" for false, so `!x` holds for it; FEEL's not(null) would not.
            return _Part(f"not({part.text})" if part.is_claim else f"not({part.text} = true)", is_claim=True)
        if self._takes("-"):
            return _Part(f"-{self._deeper(self._unary).text}")
        return self._path()

    def _deeper(self, read: Callable[[], _Part]) -> _Part:
        self.depth += 1
        if self.depth > _MAX_DEPTH:
            raise NotTranslatable("De uitdrukking is te diep genest.")
        part = read()
        self.depth -= 1
        return part

    def _path(self) -> _Part:
        part = self._atom()
        while self._sign() in {".", "[", "("}:
            part = self._step(part)
        return part

    def _step(self, part: _Part) -> _Part:
        if self._takes("."):
            return _Part(f"{part.text}.{self._name()}")
        if self._sign() == "(":
            raise NotTranslatable("De uitdrukking roept een methode of functie aan.")
        self._expect("[")
        kind, word = self._next()
        self._expect("]")
        if kind == "number" and word.isdigit():
            # JUEL counts from zero, FEEL from one.
            return _Part(f"{part.text}[{int(word) + 1}]")
        key = _unescaped(word) if kind == "string" else ""
        if key.isidentifier() and key.isascii() and key not in _FEEL_WORDS:
            return _Part(f"{part.text}.{key}")
        raise NotTranslatable("De uitdrukking kiest een onderdeel op een manier die hier niet kan.")

    def _atom(self) -> _Part:
        kind, word = self._next()
        if kind == "number":
            return _Part(word, is_literal=True)
        if kind == "string":
            return _Part(_quoted(_unescaped(word)), is_literal=True)
        if kind == "name":
            return self._named(word)
        if word == "(":
            inner = self.choice()
            self._expect(")")
            return _Part(f"({inner.text})", inner.is_claim)
        raise NotTranslatable(f"‘{word}’ staat op een plek waar het niet past.")

    def _named(self, word: str) -> _Part:
        if word in {"true", "false", "null"}:
            return _Part(word, is_claim=word != "null", is_literal=True)
        if (read := self._read_variable(word)) is not None:
            return read
        if word in _THEIRS:
            raise NotTranslatable(f"‘{word}’ hoort bij een ander programma en bestaat hier niet.")
        if self._sign() in {"(", ":"} and self._is_call():
            raise NotTranslatable("De uitdrukking roept een methode of functie aan.")
        if word in _FEEL_WORDS:
            raise NotTranslatable(f"‘{word}’ kan hier geen naam van een gegeven zijn.")
        return _Part(word)

    def _read_variable(self, word: str) -> _Part | None:
        """Read `var:equals(x, 1)` and `execution.getVariable('x')`, None when it is something else."""
        ahead = [token for _, token in self.tokens[self.at : self.at + 3]]
        if ahead == [".", "getVariable", "("] and word == "execution":
            name = "get"
        elif ahead == [".", "contains", "("] and word == _COMPLETED:
            self.at += 3
            wanted = self.choice().text
            self._expect(")")
            return _Part(f"list contains({word}, {wanted})", is_claim=True)
        elif word in PREFIXES and ahead[::2] == [":", "("]:
            name = ahead[1]
        else:
            return None
        self.at += 3
        arguments = [self._variable()]
        while self._takes(","):
            arguments.append(self.choice().text)
        self._expect(")")
        said = called(name, arguments)
        if said is None:
            raise NotTranslatable(f"De functie ‘{name[:40]}’ is hier niet bekend.")
        return _Part(*said)

    def _variable(self) -> str:
        """Read the name of a variable, in quotes or not."""
        kind, word = self._next()
        name = _unescaped(word) if kind == "string" else word
        if kind in {"string", "name"} and name.isidentifier() and name.isascii() and name not in _FEEL_WORDS:
            return name
        raise NotTranslatable(f"‘{word[:40]}’ kan hier geen naam van een gegeven zijn.")

    def _is_call(self) -> bool:
        """Tell `f(…)` and `prefix:f(…)` from a name before the colon of a choice."""
        if self._sign() == "(":
            return True
        after = self.tokens[self.at + 1 : self.at + 3]
        return len(after) == 2 and after[0][0] == "name" and after[1] == ("sign", "(")  # noqa: PLR2004  # name, (

    def _name(self) -> str:
        kind, word = self._next()
        if kind != "name":
            raise NotTranslatable(f"Na een punt hoort een naam, geen ‘{word}’.")
        return word

    def _sign(self) -> str:
        kind, word = self.tokens[self.at] if self.at < len(self.tokens) else ("end", "")
        return word if kind == "sign" else ""

    def _takes(self, sign: str) -> bool:
        if self._sign() != sign:
            return False
        self.at += 1
        return True

    def _expect(self, sign: str) -> None:
        if not self._takes(sign):
            raise NotTranslatable(f"Hier hoort ‘{sign}’.")

    def _next(self) -> tuple[str, str]:
        if self.at >= len(self.tokens):
            raise NotTranslatable("De uitdrukking is niet af.")
        self.at += 1
        return self.tokens[self.at - 1]


def _combined(left: _Part, sign: str, right: _Part) -> _Part:
    if sign == "%":
        return _Part(f"modulo({left.text}, {right.text})")
    if sign in {"=", "!="}:
        left, right = _as_text_beside(left, right), _as_text_beside(right, left)
    return _Part(f"{left.text} {sign} {right.text}", is_claim=sign in _BOOLEAN)


def _as_text_beside(part: _Part, other: _Part) -> _Part:
    # JUEL finds the boolean true equal to the text 'true'; FEEL compares like with like only.
    if other.text in {'"true"', '"false"'} and not part.is_literal:
        return _Part(f"string({part.text})")
    return part


def _unescaped(literal: str) -> str:
    plain: str = regex.sub(r"\\(.)", r"\1", literal[1:-1], timeout=1)
    return plain

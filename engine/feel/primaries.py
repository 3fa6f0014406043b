"""Reads what stands alone: literals, names, calls, paths, filters, lists, contexts, functions, types."""

from __future__ import annotations

from abc import ABC, abstractmethod

from regelruimte.engine.feel import syntax as s
from regelruimte.engine.feel.errors import FeelSyntaxError
from regelruimte.engine.feel.scanner import COMPARISONS, KEYWORDS, Scanner
from regelruimte.engine.feel.temporal import read_temporal

_MAX_DEPTH = 50
_MAX_READS = 20_000
_CONSTANTS = {"null": None, "true": True, "false": False}
_SPACED_TYPES = (
    ("date", "and", "time"),
    ("days", "and", "time", "duration"),
    ("years", "and", "months", "duration"),
    ("day", "time", "duration"),
    ("year", "month", "duration"),
)


class Primaries(Scanner, ABC):
    """The part of the parser for what needs no operator precedence."""

    def __init__(self, text: str, names: frozenset[str], functions: frozenset[str]) -> None:
        super().__init__(text, names, functions)
        self.free: set[str] = set()
        self._functions = functions
        self._depth = 0
        self._reads = 0
        self._in_interval = False

    @abstractmethod
    def expression(self) -> s.Node:
        """Read any expression."""

    @abstractmethod
    def test(self) -> s.Node:
        """Read one unary test."""

    def spend(self) -> None:
        """Count one read, so that going back and reading again cannot go on for ever."""
        self._reads += 1
        if self._reads > _MAX_READS:
            raise FeelSyntaxError("De expressie is te ingewikkeld. Knip haar op in kleinere", self.at)

    def descend(self) -> None:
        """Enter a nested expression."""
        self.spend()
        self._depth += 1
        if self._depth > _MAX_DEPTH:
            raise FeelSyntaxError(f"De expressie is meer dan {_MAX_DEPTH} lagen diep genest", self.at)

    def ascend(self) -> None:
        """Leave a nested expression."""
        self._depth -= 1

    def postfix(self) -> s.Node:
        """Read a primary with the paths, filters and calls behind it."""
        node = self._primary()
        while True:
            if self.ahead("("):
                node = self._call(node)
            elif self.ahead(".") and not self.ahead(".."):
                self.need(".")
                name = self.known_name()
                if name is None:
                    self.fail("een naam achter de punt")
                node = s.Path(node, name)
            elif self.ahead("["):
                condition = self._filter_condition()
                if condition is None:
                    return node
                node = s.Filter(node, condition)
            else:
                return node

    def _filter_condition(self) -> s.Node | None:
        start, interval = self.at, self._in_interval
        depth = self._depth
        self.need("[")
        self._in_interval = False
        self.open_scope("item")
        try:
            condition = self.test()
            self.need("]")
        except FeelSyntaxError:
            # `]1..5[`: the bracket closes an interval and opens no filter.
            if not interval:
                raise
            self.at, self._depth = start, depth
            return None
        finally:
            self.close_scope()
            self._in_interval = interval
        return condition

    def _call(self, function: s.Node) -> s.Node:
        self.need("(")
        positional: list[s.Node] = []
        named: list[tuple[str, s.Node]] = []
        while not self.ahead(")"):
            name = self.argument_name()
            if name is None:
                positional.append(self.expression())
            else:
                named.append((name, self.expression()))
            if not self.symbol(","):
                break
        self.need(")")
        if positional and named:
            self.fail("argumenten allemaal op plaats of allemaal op naam")
        return s.Call(function, tuple(positional), tuple(named))

    def _primary(self) -> s.Node:
        if self.at_end():
            self.fail("een waarde")
        text = self.string()
        if text is not None:
            return s.Literal(text)
        number = self.number()
        if number is not None:
            return s.Literal(number)
        opening = self.symbol("@", "(", "[", "]", "{")
        if opening is None:
            return self._name()
        return {
            "@": self._at_literal,
            "(": self._parenthesis,
            "[": self._list,
            "]": self._open_interval,
            "{": self._context,
        }[opening]()

    def _at_literal(self) -> s.Node:
        text = self.string()
        if text is None:
            self.fail("een tekst achter @")
        return s.Literal(read_temporal(text))

    def _parenthesis(self) -> s.Node:
        if any(self.ahead(operator) for operator in COMPARISONS):
            node = self.test()
        else:
            node = self.expression()
            if self.symbol(".."):
                return self._interval(node, low_included=False)
        self.need(")")
        return node

    def _list(self) -> s.Node:
        if self.symbol("]"):
            return s.ListLiteral(())
        items = [self.test()]
        if self.symbol(".."):
            return self._interval(items[0], low_included=True)
        while self.symbol(","):
            items.append(self.test())
        self.need("]")
        return s.ListLiteral(tuple(items))

    def _open_interval(self) -> s.Node:
        low = self.expression()
        self.need("..")
        return self._interval(low, low_included=False)

    def _interval(self, low: s.Node, *, low_included: bool) -> s.Node:
        before, self._in_interval = self._in_interval, True
        try:
            high = self.expression()
        finally:
            self._in_interval = before
        closing = self.symbol("]", ")", "[")
        if not closing:
            self.fail("het einde van het interval: ']', ')' of '['")
        return s.Interval(low, high, low_included, closing == "]")

    def _context(self) -> s.Node:
        entries: list[tuple[str, s.Node]] = []
        self.open_scope()
        while not self.ahead("}"):
            key = self.key()
            self.need(":")
            entries.append((key, self.expression()))
            self.declare(key)
            if not self.symbol(","):
                break
        self.need("}")
        self.close_scope()
        return s.ContextLiteral(tuple(entries))

    def _name(self) -> s.Node:
        word = self.word()
        if word in _CONSTANTS and not self.is_declared(word):
            self.at += len(word)
            return s.Literal(_CONSTANTS[word])
        if word == "function":
            return self._function()
        if word in {"if", "for"}:
            return self.expression()
        if word in KEYWORDS and not self.is_declared(word):
            self.fail("een waarde")
        name = self.known_name()
        if name is None:
            self.fail("een waarde")
        if not self.is_local(name) and not self._is_builtin_call(name):
            self.free.add(name)
        return s.Name(name)

    def _is_builtin_call(self, name: str) -> bool:
        return name in self._functions and self.ahead("(") and not self.is_declared(name)

    def _function(self) -> s.Node:
        self.need_keyword("function")
        self.need("(")
        parameters: list[str] = []
        types: list[s.TypeRef | None] = []
        while not self.ahead(")"):
            parameters.append(self.new_name())
            types.append(self.type() if self.symbol(":") else None)
            if not self.symbol(","):
                break
        self.need(")")
        external = self.keyword("external")
        self.open_scope(*parameters)
        body = self.expression()
        self.close_scope()
        return s.FunctionLiteral(tuple(parameters), tuple(types), None if external else body)

    def type(self) -> s.TypeRef:
        """Read the name of a type, with what stands between `<` and `>`."""
        self.spend()
        for words in _SPACED_TYPES:
            if self._take_words(words):
                return s.TypeRef(" ".join(words))
        name = self.known_name()
        if name is None:
            self.fail("de naam van een type")
        while self.ahead(".") and self.symbol("."):
            name += "." + (self.known_name() or self.fail("een naam achter de punt"))
        if name == "context" and self.symbol("<"):
            return s.TypeRef(name, fields=self._type_fields())
        if name in {"list", "range", "function"} and self.symbol("<"):
            return self._generic(name)
        return s.TypeRef(name)

    def _take_words(self, words: tuple[str, ...]) -> bool:
        start = self.at
        if all(self.keyword(word) for word in words):
            return True
        self.at = start
        return False

    def _type_fields(self) -> tuple[tuple[str, s.TypeRef], ...]:
        fields: list[tuple[str, s.TypeRef]] = []
        while not self.ahead(">"):
            name = self.new_name()
            self.need(":")
            fields.append((name, self.type()))
            if not self.symbol(","):
                break
        self.need(">")
        return tuple(fields)

    def _generic(self, name: str) -> s.TypeRef:
        self.descend()
        arguments: list[s.TypeRef] = []
        while not self.ahead(">"):
            arguments.append(self.type())
            if not self.symbol(","):
                break
        self.need(">")
        self.ascend()
        if name == "function" and self.symbol("->"):
            self.type()
        return s.TypeRef(name, tuple(arguments))

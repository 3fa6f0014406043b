"""Reads the text of an expression or of unary tests into nodes (grammar: DMN 1.5, 10.3.1.2)."""

from __future__ import annotations

from regelruimte.engine.feel import syntax as s
from regelruimte.engine.feel.primaries import Primaries
from regelruimte.engine.feel.scanner import COMPARISONS


class Parser(Primaries):
    """Reads from loose binding to tight; what stands alone is read by `Primaries`."""

    def whole_expression(self) -> s.Node:
        """Read the text as one expression."""
        node = self.expression()
        if not self.at_end():
            self.fail("het einde van de expressie")
        return node

    def whole_tests(self) -> tuple[bool, tuple[s.Node, ...]]:
        """Read the text as unary tests; the first answer tells whether `not(...)` is around them."""
        start = self.at
        if self.keyword("not") and self.symbol("("):
            tests = self.tests()
            if self.symbol(")") and self.at_end():
                return True, tests
        self.at = start
        tests = self.tests()
        if not self.at_end():
            self.fail("een komma of het einde van de voorwaarde")
        return False, tests

    def tests(self) -> tuple[s.Node, ...]:
        """Read tests with commas between them."""
        tests = [self.test()]
        while self.symbol(","):
            tests.append(self.test())
        return tuple(tests)

    def test(self) -> s.Node:
        """Read one test: an operator with its operand, or any expression."""
        operator = self.symbol(*COMPARISONS)
        if operator:
            return s.OperatorTest(operator, self._sum())
        return self.expression()

    def expression(self) -> s.Node:
        """Read any expression."""
        self.descend()
        try:
            word = self.word()
            if word == "if":
                return self._choice()
            if word == "for":
                return self._loop()
            if word in {"some", "every"} and self._is_quantifier(word):
                return self._quantified(word)
            return self._junction("or")
        finally:
            self.ascend()

    def _choice(self) -> s.Node:
        branches = []
        while self.keyword("if"):
            condition = self.expression()
            self.need_keyword("then")
            consequence = self.expression()
            self.need_keyword("else")
            branches.append((condition, consequence))
        node = self.expression()
        for condition, consequence in reversed(branches):
            node = s.If(condition, consequence, node)
        return node

    def _is_quantifier(self, word: str) -> bool:
        start = self.at
        self.at += len(word)
        found = self.word() is not None
        self.at = start
        return found

    def _loop(self) -> s.Node:
        self.need_keyword("for")
        self.open_scope("partial")
        iterations = self._iterations("return")
        body = self.expression()
        self.close_scope()
        return s.For(iterations, body)

    def _quantified(self, word: str) -> s.Node:
        self.need_keyword(word)
        self.open_scope()
        iterations = self._iterations("satisfies")
        condition = self.expression()
        self.close_scope()
        return s.Quantified(word, iterations, condition)

    def _iterations(self, stop: str) -> tuple[s.Iteration, ...]:
        iterations = []
        while True:
            name = self.new_name("in")
            self.need_keyword("in")
            source = self._junction("or")
            end = self._junction("or") if self.symbol("..") else None
            iterations.append(s.Iteration(name, source, end))
            self.declare(name)
            if not self.symbol(","):
                break
        self.need_keyword(stop)
        return tuple(iterations)

    def _junction(self, operator: str) -> s.Node:
        items = [self._junction("and") if operator == "or" else self._comparison()]
        while self.keyword(operator):
            items.append(self._junction("and") if operator == "or" else self._comparison())
        return items[0] if len(items) == 1 else s.Junction(operator, tuple(items))

    def _comparison(self) -> s.Node:
        node = self._sum()
        while True:
            operator = self.symbol(*COMPARISONS)
            if operator:
                node = s.Comparison(operator, node, self._sum())
            elif self.keyword("between"):
                low = self._sum()
                self.need_keyword("and")
                node = s.Between(node, low, self._sum())
            elif self.keyword("in"):
                node = s.In(node, self._membership())
            elif self.keyword("instance"):
                self.need_keyword("of")
                node = s.InstanceOf(node, self.type())
            else:
                return node

    def _membership(self) -> tuple[s.Node, ...]:
        if not self.ahead("("):
            return (self.test(),)
        start = self.at
        self.need("(")
        tests = self.tests()
        if self.symbol(")"):
            return tests
        # `in (1..5)`: the bracket belongs to an interval.
        self.at = start
        return (self.test(),)

    def _sum(self) -> s.Node:
        node = self._product()
        while operator := self.symbol("+", "-"):
            node = s.Arithmetic(operator, node, self._product())
        return node

    def _product(self) -> s.Node:
        node = self._power()
        while not self.ahead("**") and (operator := self.symbol("*", "/")):
            node = s.Arithmetic(operator, node, self._power())
        return node

    def _power(self) -> s.Node:
        node = self._negation()
        while self.symbol("**"):
            node = s.Arithmetic("**", node, self._negation())
        return node

    def _negation(self) -> s.Node:
        signs = 0
        while self.symbol("-"):
            signs += 1
            self.spend()
        node = self.postfix()
        return s.Negate(node) if signs % 2 else node if not signs else s.Negate(s.Negate(node))

"""Random FEEL expressions over a fixed set of variables, the same for the same seed."""

from random import Random

VARIABLES = {
    "income": 1100,
    "age": 17,
    "rent": 512.5,
    "household": "single",
    "city": "Utrecht",
    "owner": True,
    "student": False,
    "unknown": None,
    "children": [3, 7, 12],
    "tags": ["a", "b", "single"],
    "person": {"name": "Sanne", "age": 34},
}
_NUMBERS = ("income", "age", "rent", "person.age", "unknown", "missing", "count(children)", "children[1]")
_TEXTS = ("household", "city", "person.name", "unknown", "missing", "tags[2]")
_PARTS = ('"i"', '"b"')
_DATES = tuple(f'date("{one}")' for one in ("2026-01-31", "2026-02-28", "2024-02-29", "2026-11-22"))
_DURATIONS = tuple(f'duration("{one}")' for one in ("P1D", "P30D", "PT36H"))
_MONTHS = tuple(f'duration("{one}")' for one in ("P1M", "P1Y", "P1Y2M"))


class Grammar:
    """Makes one expression after the other."""

    def __init__(self, seed: int) -> None:
        self._random = Random(seed)  # noqa: S311  # a test that can be run again, no secret

    def _one(self, *choices: str) -> str:
        return self._random.choice(choices)

    def number(self, depth: int = 2) -> str:
        """Make an expression that gives a number or null."""
        if depth == 0 or self._random.random() < 0.4:
            return self._one(
                *_NUMBERS, str(self._random.randint(-20, 1500)), f"{self._random.randint(0, 99)}.5"
            )
        left, right = self.number(depth - 1), self.number(depth - 1)
        return self._one(
            f"({left} {self._one('+', '-', '*', '/')} {right})",
            f"(if {self.truth(depth - 1)} then {left} else {right})",
            f"{self._one('abs', 'floor', 'ceiling')}({left})",
            f"{self._one('sum', 'min', 'max', 'mean')}({self.list(depth - 1)})",
            f"string length({self.text(depth - 1)})",
            f"modulo({left}, {self.number(0)})",
            f"count({self.list(depth - 1)})",
        )

    def text(self, depth: int = 2) -> str:
        """Make an expression that gives a text or null."""
        if depth == 0 or self._random.random() < 0.5:
            return self._one(*_TEXTS, '"single"', '"Utrecht"', '""', '"ab"')
        inner = self.text(depth - 1)
        return self._one(
            f"({inner} + {self.text(depth - 1)})",
            f"{self._one('upper case', 'lower case', 'trim')}({inner})",
            f"substring({inner}, {self._random.randint(1, 4)})",
            f"{self._one('substring before', 'substring after')}({inner}, {self._one(*_PARTS)})",
            f"(if {self.truth(depth - 1)} then {inner} else {self.text(depth - 1)})",
        )

    def list(self, depth: int = 2) -> str:
        """Make an expression that gives a list of numbers or null."""
        if depth == 0 or self._random.random() < 0.4:
            return self._one("children", "[]", "[1, 2, 3]", "[age, income]", "[5]")
        inner = self.list(depth - 1)
        return self._one(
            f"{inner}[item > {self.number(0)}]",
            f"(for i in {inner} return i + {self._random.randint(1, 9)})",
            f"{self._one('reverse', 'distinct values')}({inner})",
            f"append({inner}, {self.number(0)})",
            f"concatenate({inner}, {self.list(depth - 1)})",
        )

    def date(self, depth: int = 1) -> str:
        """Make an expression that gives a date or null."""
        if depth == 0 or self._random.random() < 0.5:
            return self._one(*_DATES)
        return f"({self.date(depth - 1)} {self._one('+', '-')} {self._one(*_DURATIONS, *_MONTHS)})"

    def truth(self, depth: int = 3) -> str:
        """Make an expression that gives true, false or null."""
        if depth == 0:
            return self._one("true", "false", "owner", "student", "unknown")
        deeper = depth - 1
        compare = self._one("=", "!=", "<", "<=", ">", ">=")
        low, high = self._random.randint(-5, 40), self._random.randint(-5, 2000)
        return self._one(
            f"({self.truth(deeper)} {self._one('and', 'or')} {self.truth(deeper)})",
            f"({self.truth(deeper)} {self._one('and', 'or')} {self.truth(deeper)})",
            f"not({self.truth(deeper)})",
            f"({self.number(deeper)} {compare} {self.number(deeper)})",
            f"({self.number(deeper)} {compare} {self.number(deeper)})",
            f"({self.text(deeper)} {self._one('=', '!=')} {self.text(deeper)})",
            f"({self.number(deeper)} in {self._one('[', '(')}{low}..{high}{self._one(']', ')')})",
            f"({self.number(deeper)} between {low} and {high})",
            f"({self.text(deeper)} in ({self.text(0)}, {self.text(0)}))",
            f"({self._one('some', 'every')} x in {self.list(deeper)} satisfies x > {low})",
            f"{self._one('contains', 'starts with', 'ends with')}({self.text(deeper)}, {self.text(0)})",
            f"({self.date()} {compare} {self.date()})",
            f"list contains({self.list(deeper)}, {self.number(0)})",
            f"({self.number(deeper)} = {self._one('null', self.text(0))})",
        )

    def expression(self) -> str:
        """Make an expression of any kind, a condition more often than not."""
        return self._random.choice((self.truth, self.truth, self.truth, self.number, self.text, self.list))()

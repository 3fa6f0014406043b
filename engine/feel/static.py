"""What is wrong with an expression that can be read, judged against what is known of its variables.

Nothing is run. Only what is certain is said: a name nobody gives, values of types that never compare, a
choice that does not exist, a range nothing lies in, a difference of two dates compared with years.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, fields, is_dataclass
from difflib import get_close_matches

import regex

from regelruimte.engine.feel import syntax as s
from regelruimte.engine.feel.builtins import BUILTINS
from regelruimte.engine.feel.expression import parsed
from regelruimte.engine.feel.kinds import kind_of
from regelruimte.engine.feel.logic import compared

_DAYS, _MONTHS = "days and time duration", "years and months duration"
_DURATIONS = frozenset({_DAYS, _MONTHS})
_MOMENTS = frozenset({"date", "date and time"})
_GIVES = {
    "date": "date",
    "date and time": "date and time",
    "time": "time",
    "today": "date",
    "now": "date and time",
    "number": "number",
    "string": "string",
    "years and months duration": _MONTHS,
    **dict.fromkeys(("string length", "count", "abs", "floor", "ceiling", "decimal", "modulo"), "number"),
    **dict.fromkeys(("upper case", "lower case", "substring", "string join", "trim"), "string"),
    **dict.fromkeys(("contains", "starts with", "ends with", "matches", "is empty", "not"), "boolean"),
    **dict.fromkeys(("list contains", "all", "any", "before", "after"), "boolean"),
}
KIND_WORDS = {
    "number": "een getal",
    "string": "een tekst",
    "boolean": "ja of nee (true of false)",
    "date": "een datum",
    "time": "een tijdstip",
    "date and time": "een datum met tijd",
    _DAYS: "een duur in dagen of uren",
    _MONTHS: "een duur in jaren of maanden",
    "list": "een lijst",
    "context": "een groep gegevens",
}
"""What an expert calls the kinds of values."""


@dataclass(frozen=True, slots=True)
class KnownName:
    """What is known of a variable.

    Attributes:
        kind: FEEL's name of its type, None when that is not known.
        choices: the only texts it can be; empty when it can be any.
    """

    kind: str | None = None
    choices: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Remark:
    """Something wrong with an expression.

    Attributes:
        code: stable name of what is wrong.
        position: index of the character where it stands, from 0.
        message: what is the matter, in Dutch; hint: what to write instead, may be empty.
        is_sure: False when the name might come from somewhere that is not known.
    """

    code: str
    position: int
    message: str
    hint: str = ""
    is_sure: bool = True


def remarks_on(
    text: str, known: Mapping[str, KnownName], names: frozenset[str] = frozenset()
) -> tuple[Remark, ...]:
    """Return what is wrong with an expression that can be read.

    Args:
        text: the expression; a leading `=` is accepted.
        known: the variables there are.
        names: other names that exist, of which nothing is known.

    Raises:
        FeelSyntaxError: it cannot be read.
    """
    tree, free = parsed(text, frozenset(known) | names)
    return tuple(_Judge(text, known, names).judge(tree, free))


def closest(name: str, names: Collection[str]) -> str | None:
    """Return the name most like another, if any is."""
    same = [one for one in names if one.casefold() == name.casefold()]
    return next(iter(same or get_close_matches(name, names, n=1, cutoff=0.75)), None)


class _Judge:
    """Judges one expression."""

    def __init__(self, text: str, known: Mapping[str, KnownName], names: frozenset[str]) -> None:
        self._text = text
        self._known = known
        self._names = names

    def judge(self, tree: s.Node, free: frozenset[str]) -> Iterator[Remark]:
        outside = {node.name for node in _walk(tree, _FILTERS) if isinstance(node, s.Name)}
        for name in sorted((free & outside) - self._known.keys() - self._names - BUILTINS.keys() - {"?"}):
            yield self._unknown(name, tree)
        for node in _walk(tree):
            if isinstance(node, s.Comparison):
                yield from self._comparison(node)
            elif isinstance(node, s.Between | s.Interval):
                yield from self._span(node.low, node.high, node)
            elif isinstance(node, s.Arithmetic):
                yield from self._arithmetic(node)

    def _unknown(self, name: str, tree: s.Node) -> Remark:
        near = closest(name, [*self._known, *self._names])
        choice = next((one for one in self._compared_with(name, tree) if name in one.choices), None)
        if choice is not None:
            hint = f'Bedoelt u de tekst "{name}"? Zet er dan aanhalingstekens omheen.'
        else:
            hint = f"Bedoelt u ‘{near}’?" if near else ""
        return Remark("name-unknown", self._at(name), f"‘{name}’ is hier niet bekend.", hint, bool(hint))

    def _compared_with(self, name: str, tree: s.Node) -> Iterator[KnownName]:
        for node in _walk(tree):
            if isinstance(node, s.Comparison) and s.Name(name) in {node.left, node.right}:
                other = node.left if node.right == s.Name(name) else node.right
                if isinstance(other, s.Name) and other.name in self._known:
                    yield self._known[other.name]

    def _comparison(self, node: s.Comparison) -> Iterator[Remark]:
        left, right = self._kind(node.left), self._kind(node.right)
        if left is None or right is None or "null" in {left, right}:
            return
        if left != right:
            yield self._mismatch(node, left, right)
        else:
            for one, other in ((node.left, node.right), (node.right, node.left)):
                yield from self._choice(one, other)

    def _mismatch(self, node: s.Comparison, left: str, right: str) -> Remark:
        trap = self._dates_subtracted(node.left) or self._dates_subtracted(node.right)
        if trap and {left, right} == _DURATIONS:
            return Remark(
                "dates-against-years",
                self._at_node(node),
                "Twee datums van elkaar afgetrokken geven dagen; die zijn niet met jaren of maanden te "
                "vergelijken.",
                'Schrijf: years and months duration(geboortedatum, today()) >= duration("P18Y").',
            )
        if trap and {left, right} == {_DAYS, "number"}:
            return Remark(
                "dates-against-number",
                self._at_node(node),
                "Twee datums van elkaar afgetrokken geven een duur, geen getal.",
                'Vergelijk met een duur: voor veertien dagen is dat duration("P14D").',
            )
        return Remark(
            "types-never-compare",
            self._at_node(node),
            f"{self._what(node.left, left)} wordt vergeleken met {KIND_WORDS.get(right, right)}. "
            "Dat is nooit waar.",
            _conversion(left, right),
        )

    def _dates_subtracted(self, node: s.Node) -> bool:
        return (
            isinstance(node, s.Arithmetic)
            and node.operator == "-"
            and self._kind(node.left) in _MOMENTS
            and self._kind(node.right) in _MOMENTS
        )

    def _choice(self, one: s.Node, other: s.Node) -> Iterator[Remark]:
        if not isinstance(one, s.Name) or not isinstance(other, s.Literal):
            return
        choices = self._known.get(one.name, KnownName()).choices
        if choices and other.value not in choices:
            near = closest(str(other.value), choices)
            listed = ", ".join(f'"{choice}"' for choice in choices[:8])
            yield Remark(
                "choice-unknown",
                max(0, self._text.find(f'"{other.value}"')),
                f"‘{one.name}’ is nooit ‘{other.value}’.",
                f'Bedoelt u "{near}"?' if near else f"Kies uit: {listed}.",
            )

    def _span(self, low: s.Node, high: s.Node, node: s.Node) -> Iterator[Remark]:
        if isinstance(low, s.Literal) and isinstance(high, s.Literal):
            order = compared(low.value, high.value)
            whole = not isinstance(node, s.Interval) or (node.low_included and node.high_included)
            if order == 1 or (order == 0 and not whole):
                yield Remark(
                    "range-empty",
                    self._at_node(low),
                    "Tussen deze grenzen ligt geen enkele waarde.",
                    "Verwissel het begin en het einde.",
                )

    def _arithmetic(self, node: s.Arithmetic) -> Iterator[Remark]:
        left, right = self._kind(node.left), self._kind(node.right)
        if left is None or right is None or {left, right} & {"null", "list"}:
            return
        if self._kind(node) is None and {left, right} & {"string", "boolean"} and left != right:
            odd = node.left if left in {"string", "boolean"} else node.right
            yield Remark(
                "types-never-add",
                self._at_node(node),
                f"{self._what(odd, str(self._kind(odd)))} en daarmee is hier niet te rekenen.",
                _conversion(left, right),
            )

    def _what(self, node: s.Node, kind: str) -> str:
        words = KIND_WORDS.get(kind, kind)
        return f"‘{node.name}’ is {words}" if isinstance(node, s.Name) else words.capitalize()

    def _kind(self, node: s.Node) -> str | None:
        find = _KINDS.get(type(node))
        return find(self, node) if find else None

    def _of_literal(self, node: s.Literal) -> str | None:
        return kind_of(node.value)

    def _of_name(self, node: s.Name) -> str | None:
        return self._known[node.name].kind if node.name in self._known else None

    def _of_truth(self, _node: s.Node) -> str | None:
        return "boolean"

    def _of_call(self, node: s.Call) -> str | None:
        if not isinstance(node.function, s.Name) or node.function.name in self._known:
            return None
        if node.function.name == "duration" and node.positional:
            # `P18Y` and `P18D` are two kinds: the text tells which.
            written = node.positional[0]
            text = written.value if isinstance(written, s.Literal) else ""
            date_part = str(text).partition("T")[0]
            return None if not date_part else _MONTHS if set(date_part) & {"Y", "M"} else _DAYS
        return _GIVES.get(node.function.name)

    def _of_negation(self, node: s.Negate) -> str | None:
        return self._kind(node.operand)

    def _of_arithmetic(self, node: s.Arithmetic) -> str | None:
        left, right = self._kind(node.left), self._kind(node.right)
        if left == right == "number":
            return "number"
        if left == right == "string":
            return "string" if node.operator == "+" else None
        if node.operator == "-" and left in _MOMENTS and right in _MOMENTS:
            return _DAYS
        if node.operator in {"+", "-"} and left in _MOMENTS | {"time"} and right in _DURATIONS:
            return left
        return left if node.operator in {"+", "-"} and left == right and left in _DURATIONS else None

    def _at(self, name: str) -> int:
        for match in regex.finditer(rf'"(?:[^"\\]|\\.)*+"|(?<!\w){regex.escape(name)}(?!\w)', self._text):
            if not match[0].startswith('"'):
                return int(match.start())
        return 0

    def _at_node(self, node: s.Node) -> int:
        first = next((one for one in _walk(node) if isinstance(one, s.Name)), None)
        return self._at(first.name) if first is not None else 0


_KINDS: dict[type[s.Node], Callable[..., str | None]] = {
    s.Literal: _Judge._of_literal,  # noqa: SLF001  # the table of the class itself
    s.Name: _Judge._of_name,  # noqa: SLF001  # same
    s.Call: _Judge._of_call,  # noqa: SLF001  # same
    s.Negate: _Judge._of_negation,  # noqa: SLF001  # same
    s.Arithmetic: _Judge._of_arithmetic,  # noqa: SLF001  # same
    s.Comparison: _Judge._of_truth,  # noqa: SLF001  # same
    s.Between: _Judge._of_truth,  # noqa: SLF001  # same
    s.In: _Judge._of_truth,  # noqa: SLF001  # same
    s.Junction: _Judge._of_truth,  # noqa: SLF001  # same
    s.Quantified: _Judge._of_truth,  # noqa: SLF001  # same
    s.InstanceOf: _Judge._of_truth,  # noqa: SLF001  # same
}


def _conversion(left: str, right: str) -> str:
    if {left, right} == {"string", "number"}:
        return "Laat de aanhalingstekens weg, of maak er een getal van met number(…)."
    if {left, right} == {"string", "date"}:
        return 'Schrijf een datum als date("2027-01-31").'
    if {left, right} == {"string", "boolean"}:
        return "Schrijf true of false, zonder aanhalingstekens."
    if {left, right} == {"date", "date and time"}:
        return "Maak van de datum met tijd een datum met date(…)."
    return ""


_FILTERS: tuple[type, ...] = (s.Filter,)
_SCOPES: tuple[type, ...] = (s.Filter, s.For, s.Quantified, s.FunctionLiteral, s.ContextLiteral)


def _walk(part: object, closed: tuple[type, ...] = _SCOPES) -> Iterator[s.Node]:
    """Yield the nodes of an expression, without what is inside those of the closed kinds.

    Names mean something else there: parts of an item, or variables of their own. What a filter is applied to
    is outside it.
    """
    ahead = [part]
    while ahead:
        one = ahead.pop()
        if isinstance(one, s.Node):
            yield one
        if isinstance(one, tuple):
            ahead.extend(reversed(one))
        elif isinstance(one, s.Filter):
            ahead.append(one.source)
        elif is_dataclass(one) and not isinstance(one, type) and not isinstance(one, closed):
            ahead.extend(getattr(one, field.name) for field in reversed(fields(one)))

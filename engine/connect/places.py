"""Texts with places in them: `Beste {naam}`, where what stands between braces is FEEL and nothing else."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from regelruimte.engine.connect.registry import ConnectorFailed
from regelruimte.engine.feel import Expression, FeelError, compile_expression
from regelruimte.engine.feel.render import text_of
from regelruimte.engine.terms import AMSTERDAM
from regelruimte.engine.values import Value

Write = Callable[[Value], str]

_MONTHS = (
    "januari", "februari", "maart", "april", "mei", "juni", "juli", "augustus", "september", "oktober",
    "november", "december",
)  # fmt: skip


class PlaceRefused(ValueError):
    """A text has a place that cannot be read; the message is Dutch, for the person who wrote it."""


@dataclass(frozen=True, slots=True)
class Places:
    """A text cut at its places; what is not text is an expression."""

    parts: tuple[str | Expression, ...]

    @property
    def names(self) -> frozenset[str]:
        """The variables its places read."""
        return frozenset(name for part in self.parts if not isinstance(part, str) for name in part.names)

    def fill(self, context: Mapping[str, Value], *, at: datetime, write: Write) -> str:
        """Return the text with every place filled in as `write` says.

        Raises:
            ConnectorFailed: an expression asks too much.
        """
        return "".join(
            part if isinstance(part, str) else write(evaluate(part, context, at=at)) for part in self.parts
        )


def evaluate(expression: Expression, context: Mapping[str, Value], *, at: datetime) -> Value:
    """Return the value of an expression of a connector.

    Raises:
        ConnectorFailed: it cannot be worked out.
    """
    try:
        return expression.evaluate(context, now=at)
    except FeelError as error:
        message = "Een berekening van deze koppeling vraagt te veel. De beheerder kan dit herstellen."
        raise ConnectorFailed("mapping-failed", message, retry=False) from error


def read_places(text: str) -> Places:
    """Cut a text at its places; `{{` and `}}` stand for braces.

    Raises:
        PlaceRefused: a brace is not closed, or what is between braces is not FEEL.
    """
    return Places(tuple(_parts(text)))


def _parts(text: str) -> Iterator[str | Expression]:
    at, plain = 0, ""
    while at < len(text):
        if text[at : at + 2] in {"{{", "}}"}:
            plain, at = plain + text[at], at + 2
        elif text[at] == "{":
            end = _closing(text, at)
            if plain:
                yield plain
            yield _compiled(text[at + 1 : end])
            plain, at = "", end + 1
        elif text[at] == "}":
            raise PlaceRefused(f"Een sluitende accolade zonder begin, bij teken {at + 1}.")
        else:
            plain, at = plain + text[at], at + 1
    if plain:
        yield plain


def _closing(text: str, opening: int) -> int:
    """Return where a place ends: at its own brace, not at one within it or within a FEEL text."""
    depth, is_text, at = 0, False, opening
    while at < len(text):
        letter = text[at]
        if is_text:
            at += letter == "\\"
            is_text = letter != '"'
        elif letter == '"':
            is_text = True
        else:
            depth += (letter == "{") - (letter == "}")
            if depth == 0:
                return at
        at += 1
    raise PlaceRefused(f"De accolade bij teken {opening + 1} wordt niet gesloten.")


def _compiled(text: str) -> Expression:
    if not text.strip():
        raise PlaceRefused("Tussen twee accolades staat niets.")
    try:
        return compile_expression(text.strip())
    except FeelError as error:
        raise PlaceRefused(f"‘{text.strip()[:80]}’ is geen FEEL: {error}") from error


def plainly(value: Value) -> str:
    """Write a value for a machine: as FEEL does, nothing for null."""
    return "" if value is None else text_of(value)


def readably(value: Value) -> str:
    """Write a value for a person, in Dutch: `4 januari 2027`, `12,50`, `ja`; nothing for null."""
    for kind, write in _READABLY:
        if isinstance(value, kind):
            return write(value)
    return plainly(value)


def _moment(value: datetime) -> str:
    moment = value.astimezone(AMSTERDAM) if value.tzinfo else value
    return f"{_day(moment)}, {moment:%H.%M} uur"


def _day(day: date) -> str:
    return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"


# A datetime is a date too, so it goes first.
_READABLY: tuple[tuple[type, Callable[[Value], str]], ...] = (
    (bool, lambda value: "ja" if value else "nee"),
    (datetime, _moment),
    (date, _day),
    (Decimal, lambda value: format(value, "f").replace(".", ",")),
    (list, lambda value: ", ".join(readably(item) for item in value)),
)

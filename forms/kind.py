"""What a kind of question is made of: how its answer is taken from a page, read, and shown.

The kinds themselves live in `forms/fields`, one file each.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Protocol

from regelruimte.engine.values import Value
from regelruimte.forms.formats import format_amount, format_date, format_moment, format_number, local, plain
from regelruimte.forms.spec import Choice, FieldSpec, Texts

Raw = Any
"""What was typed, fit for JSON: a text, a list of texts, a dict of parts, or a list of such dicts."""

LONGEST_ANSWER = 20_000
"""Characters; what is longer is cut before it is looked at, so that no pattern meets a novel."""


class FormData(Protocol):
    """The answers a browser sent: several per name are possible."""

    def getlist(self, name: str, /) -> Sequence[Any]:
        """Return all values sent under a name."""
        ...

    def __contains__(self, name: object, /) -> bool:
        """Tell whether anything was sent under a name."""
        ...


@dataclass(frozen=True, slots=True)
class Message:
    """What a form says when an answer cannot be used; `{name}` stands for a fact."""

    nl: str
    en: str

    def text(self, locale: str, **facts: object) -> str:
        """Return the message in a language with its facts filled in."""
        return (self.en if locale == "en" else self.nl).format(**facts)


class Refused(ValueError):
    """An answer cannot be used.

    Attributes:
        message: what to do, in the language of the person who answers.
        part: name of the part of the answer that is wrong, empty for the whole.
    """

    def __init__(self, message: str, part: str = "") -> None:
        super().__init__(message)
        self.message, self.part = message, part


@dataclass(frozen=True, slots=True, kw_only=True)
class Asking:
    """The circumstances in which a page is asked.

    Attributes:
        known: variables that conditions may read and answers may be offered from.
        files: uploaded documents this person may hand in: id -> file name.
        now: the present moment, aware UTC; without it answers are not compared with today.
        unfit: questions that do not fit this person, by key, with why.
    """

    locale: str = "nl"
    known: Mapping[str, Value] = field(default_factory=dict)
    files: Mapping[str, str] = field(default_factory=dict)
    now: datetime | None = None
    unfit: Mapping[str, str] = field(default_factory=dict)

    @property
    def today(self) -> date | None:
        """The present day in Amsterdam, when it is known."""
        return None if self.now is None else local(self.now).date()


@dataclass(frozen=True, slots=True)
class Question:
    """One question as it is asked of one person."""

    field: FieldSpec
    kind: Kind
    asking: Asking
    choices: tuple[Choice, ...] = ()

    @property
    def texts(self) -> Texts:
        """What the form says about it, in the language it is asked in."""
        return self.field.texts(self.asking.locale)

    def refuse(self, key: str, part: str = "", **facts: object) -> Refused:
        """Return the refusal with this message of the kind, or with the form's own text for it."""
        own = {"empty": self.texts.empty, "invalid": self.texts.invalid}.get(key, "")
        quoted = self.texts.label.strip().rstrip(".:")
        message = own or self.kind.messages[key].text(self.asking.locale, label=quoted, **facts)
        return Refused(message, part)


def _one_text(formdata: FormData, name: str) -> Raw:
    sent = formdata.getlist(name)
    return str(sent[0])[:LONGEST_ANSWER] if sent else ""


def _as_text(value: Value) -> Raw:
    if value is None:
        return ""
    if isinstance(value, Decimal):
        return f"{plain(value):f}".replace(".", ",")
    return str(value)


def _is_blank(raw: Raw) -> bool:
    return not str(raw or "").strip()


def show_plain(value: Value, question: Question) -> str:
    """Write a value of no particular kind as people read it."""
    locale = question.asking.locale
    if isinstance(value, Decimal):
        return format_number(value, locale)
    if isinstance(value, datetime):
        return format_moment(value, locale)
    return format_date(value, locale) if isinstance(value, date) else str(value)


def show_amount(value: Value, question: Question) -> str:
    """Write an amount as people read it."""
    locale = question.asking.locale
    return format_amount(value, locale) if isinstance(value, Decimal) else str(value)


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """A kind of question.

    Attributes:
        name: what code and specs call it.
        shape: how it is drawn: text, textarea, date, radios, checkboxes, checkbox, select, file, repeating.
        messages: at least `empty` and `invalid`.
        read: turns a non-empty raw answer into a value; raises `Refused`.
        aliases: other names a schema may call it by.
        types: form-js types that are of this kind when nothing narrower is said.
        attributes: HTML attributes of its input.
        take: takes the raw answer from what the browser sent.
        raw: turns a value (or a raw answer) into the raw answer that would give it.
        is_empty: tells whether a raw answer is no answer.
        show: writes a value for people.
        empty: value that stands for no answer.
        parts: names of the inputs it consists of, when there are several.
    """

    name: str
    shape: str
    messages: Mapping[str, Message]
    read: Callable[[Raw, Question], Value]
    aliases: tuple[str, ...] = ()
    types: tuple[str, ...] = ()
    attributes: Mapping[str, str] = field(default_factory=dict)
    take: Callable[[FormData, str], Raw] = _one_text
    raw: Callable[[Value], Raw] = _as_text
    is_empty: Callable[[Raw], bool] = _is_blank
    show: Callable[[Value, Question], str] = show_plain
    empty: Value = None
    parts: tuple[str, ...] = ()

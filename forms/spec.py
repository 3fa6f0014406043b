"""What a form asks, as read from its schema: pages, questions, texts and choices.

No reading (see `read`), no showing (see `blocks`) and no judging of answers (see `fields`) lives here.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, fields
from decimal import Decimal
from enum import StrEnum

from regelruimte.engine.values import Value

ENGLISH = "en"
"""The one language beside Dutch that a form may carry texts in."""


class Need(StrEnum):
    """How much an answer is needed; `soft` is asked for on the check page but never stops anybody."""

    REQUIRED = "required"
    SOFT = "soft"
    OPTIONAL = "optional"


@dataclass(frozen=True, slots=True)
class Texts:
    """All that a form says about one question, group or page in one language; empty where it says nothing.

    Attributes:
        label: the question; of a page or group its title.
        why: answer to "Waarom vragen wij dit?".
        ground: legal basis for asking.
        source: where a prefilled answer comes from.
        empty: message when there is no answer.
        invalid: message when the answer does not have the right form.
        to_resident: on a form for staff, what stands above this answer where the resident reads it once
            the case is closed; empty when the resident does not read it.
    """

    label: str = ""
    description: str = ""
    why: str = ""
    ground: str = ""
    source: str = ""
    empty: str = ""
    invalid: str = ""
    to_resident: str = ""

    def over(self, other: Texts) -> Texts:
        """Return these texts, with those of `other` where these are empty."""
        return Texts(**{f.name: getattr(self, f.name) or getattr(other, f.name) for f in fields(self)})


@dataclass(frozen=True, slots=True)
class Choice:
    """One answer that can be chosen."""

    value: str
    nl: str
    en: str = ""
    hint: str = ""
    hint_en: str = ""

    def label(self, locale: str) -> str:
        """Return the words of this answer, in Dutch where they were not translated."""
        return self.en if locale == ENGLISH and self.en else self.nl

    def hint_in(self, locale: str) -> str:
        """Return the line under this answer, in Dutch where it was not translated."""
        return self.hint_en if locale == ENGLISH and self.hint_en else self.hint


@dataclass(frozen=True, slots=True)
class Limits:
    """What an answer has to stay within.

    Attributes:
        smallest: least number, amount or number of entries.
        largest: greatest number, amount or number of entries.
        shortest: least number of characters.
        longest: greatest number of characters.
        decimals: how many decimals a number may have.
        earliest: ISO date, or `today`, or empty.
        latest: ISO date, or `today`, or empty.
        pattern: regular expression the whole answer has to match.
    """

    smallest: Decimal | None = None
    largest: Decimal | None = None
    shortest: int | None = None
    longest: int | None = None
    decimals: int = 0
    earliest: str = ""
    latest: str = ""
    pattern: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldSpec:
    """One question.

    Attributes:
        key: name of the variable that gets the answer.
        kind: name of the kind in `forms.fields`.
        hides: FEEL conditions, outermost first; one that is true hides the question.
        choices_key: variable that holds the choices, when they are not written in the form.
        choices_expression: FEEL that gives the choices, when they are not written in the form.
        default: first answer offered when nothing is known.
        items: what each entry of a repeating group asks.
        is_readonly: shown as known, never asked.
        may_not_fit: who cannot answer it as it is asked may say so instead ("past niet").
        exclusive: value of the choice that rules out the others ("Geen van deze").
        is_own_question: what the person asks of us in their own words; it heads the case.
    """

    id: str
    key: str
    kind: str
    nl: Texts
    en: Texts = Texts()
    need: Need = Need.OPTIONAL
    choices: tuple[Choice, ...] = ()
    choices_key: str = ""
    choices_expression: str = ""
    hides: tuple[str, ...] = ()
    autocomplete: str = ""
    limits: Limits = Limits()
    default: Value = None
    items: tuple[Item, ...] = ()
    is_readonly: bool = False
    may_not_fit: bool = True
    exclusive: str = ""
    prefix: str = ""
    suffix: str = ""
    accept: str = ""
    is_multiple: bool = False
    is_own_question: bool = False

    @property
    def label(self) -> str:
        """The question in Dutch."""
        return self.nl.label

    @property
    def is_required(self) -> bool:
        """True when the form cannot be sent without an answer."""
        return self.need is Need.REQUIRED

    @property
    def fields(self) -> tuple[FieldSpec, ...]:
        """The questions of each entry, when this is a repeating group."""
        return tuple(_fields_of(self.items))

    def texts(self, locale: str) -> Texts:
        """Return the texts in a language, Dutch where they were not translated."""
        return self.en.over(self.nl) if locale == ENGLISH else self.nl


@dataclass(frozen=True, slots=True, kw_only=True)
class TextSpec:
    """A piece of text between the questions, as markdown source; the app renders and cleans it."""

    id: str
    nl: str
    en: str = ""
    hides: tuple[str, ...] = ()
    is_html: bool = False

    def text(self, locale: str) -> str:
        """Return the source in a language, in Dutch where it was not translated."""
        return self.en if locale == ENGLISH and self.en else self.nl


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupSpec:
    """Questions under one heading."""

    id: str
    nl: Texts
    en: Texts = Texts()
    items: tuple[Item, ...] = ()
    hides: tuple[str, ...] = ()

    def texts(self, locale: str) -> Texts:
        """Return the texts in a language, Dutch where they were not translated."""
        return self.en.over(self.nl) if locale == ENGLISH else self.nl


Item = FieldSpec | TextSpec | GroupSpec
"""What can stand on a page."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PageSpec:
    """One page of a form."""

    id: str
    nl: Texts
    en: Texts = Texts()
    items: tuple[Item, ...] = ()
    hides: tuple[str, ...] = ()

    @property
    def title(self) -> str:
        """The page's title in Dutch."""
        return self.nl.label

    @property
    def fields(self) -> tuple[FieldSpec, ...]:
        """All questions of the page in reading order, those in groups too."""
        return tuple(_fields_of(self.items))

    def texts(self, locale: str) -> Texts:
        """Return the texts in a language, Dutch where they were not translated."""
        return self.en.over(self.nl) if locale == ENGLISH else self.nl


@dataclass(frozen=True, slots=True, kw_only=True)
class FormSpec:
    """A whole form."""

    id: str
    title: str
    title_en: str = ""
    pages: tuple[PageSpec, ...] = field(default=())

    @property
    def fields(self) -> tuple[FieldSpec, ...]:
        """All questions of all pages in reading order."""
        return tuple(one for page in self.pages for one in page.fields)

    def title_in(self, locale: str) -> str:
        """Return the title in a language, in Dutch where it was not translated."""
        return self.title_en if locale == ENGLISH and self.title_en else self.title

    def page(self, page_id: str) -> PageSpec | None:
        """Return the page with this id, or None."""
        return next((page for page in self.pages if page.id == page_id), None)


def _fields_of(items: tuple[Item, ...]) -> Iterator[FieldSpec]:
    for item in items:
        if isinstance(item, FieldSpec):
            yield item
        elif isinstance(item, GroupSpec):
            yield from _fields_of(item.items)

"""Reading and showing of answers that are chosen from a list."""

from __future__ import annotations

from decimal import Decimal

from regelruimte.engine.values import Value
from regelruimte.forms.formats import plain
from regelruimte.forms.kind import FormData, Question, Raw

MOST_CHOICES = 500
"""How many values are looked at of one answer."""


def take_all(formdata: FormData, name: str) -> Raw:
    """Return all values sent under a name, the empty ones left out."""
    return [str(sent) for sent in list(formdata.getlist(name))[:MOST_CHOICES] if str(sent)]


def as_list(value: Value) -> Raw:
    """Return a value or raw answer as a list of texts."""
    given = value if isinstance(value, list | tuple) else [value]
    return [choice_text(one) for one in given if one not in (None, "")]


def choice_text(value: Value) -> str:
    """Return the text that stands for a value among the choices: `true`, `3`, `lease`."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Decimal):
        return f"{plain(value):f}"
    return "" if value is None else str(value)


def read_one(raw: Raw, question: Question) -> Value:
    """Return the chosen value.

    Raises:
        Refused: it is not one of the choices.
    """
    if raw not in {choice.value for choice in question.choices}:
        raise question.refuse("invalid")
    return raw


def read_several(raw: Raw, question: Question) -> Value:
    """Return the chosen values in the order of the choices.

    Raises:
        Refused: one is not among the choices, or "none of these" was chosen beside others.
    """
    offered = [choice.value for choice in question.choices]
    chosen = set(as_list(raw))
    if not chosen.issubset(offered):
        raise question.refuse("invalid")
    if question.field.exclusive in chosen and len(chosen) > 1:
        own = next(c for c in question.choices if c.value == question.field.exclusive)
        raise question.refuse("exclusive", choice=own.label(question.asking.locale))
    return [value for value in offered if value in chosen]


def show_choice(value: Value, question: Question) -> str:
    """Write a chosen value, or several, with the words of the choices."""
    words = {choice.value: choice.label(question.asking.locale) for choice in question.choices}
    return ", ".join(words.get(one, one) for one in as_list(value))

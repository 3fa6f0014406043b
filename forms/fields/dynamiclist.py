"""A repeating group: the same few questions for each of several things."""

from __future__ import annotations

from regelruimte.engine.values import Value
from regelruimte.forms.kind import Kind, Message, Question, Raw, show_plain


def _raw(value: Value) -> Raw:
    return [dict(entry) for entry in value if isinstance(entry, dict)] if isinstance(value, list) else []


def _read(raw: Raw, question: Question) -> Value:
    count, limits = len(raw), question.field.limits
    if limits.smallest is not None and count < limits.smallest:
        raise question.refuse("too_few", least=limits.smallest)
    if limits.largest is not None and count > limits.largest:
        raise question.refuse("too_many", most=limits.largest)
    return raw


def _show(value: Value, question: Question) -> str:
    entries = [one for one in value if isinstance(one, dict)] if isinstance(value, list) else []
    return "; ".join(
        ", ".join(show_plain(each, question) for each in one.values() if each not in (None, ""))
        for one in entries
    )


KIND = Kind(
    name="dynamiclist",
    shape="repeating",
    aliases=("herhalende_groep",),
    types=("dynamiclist",),
    raw=_raw,
    is_empty=lambda raw: not raw,
    read=_read,
    show=_show,
    empty=(),
    messages={
        "empty": Message("Voeg ten minste 1 toe bij ‘{label}’.", "Add at least 1 at ‘{label}’."),
        "invalid": Message("Controleer de antwoorden bij ‘{label}’.", "Check the answers at ‘{label}’."),
        "too_few": Message(
            "Voeg er ten minste {least} toe bij ‘{label}’.", "Add at least {least} at ‘{label}’."
        ),
        "too_many": Message(
            "Voeg er niet meer dan {most} toe bij ‘{label}’.", "Add no more than {most} at ‘{label}’."
        ),
    },
)

"""A statement that is agreed to with one tick."""

from __future__ import annotations

from regelruimte.engine.values import Value
from regelruimte.forms.kind import Kind, Message, Question, Raw

TICKED = "ja"
_FALSE = ("", "false", "nee", "no", "0", "off")


def _raw(value: Value) -> Raw:
    return "" if value is None or value is False or str(value).casefold() in _FALSE else TICKED


def _read(raw: Raw, _question: Question) -> Value:
    return bool(_raw(raw))


def _show(value: Value, question: Question) -> str:
    yes, no = ("Yes", "No") if question.asking.locale == "en" else ("Ja", "Nee")
    return yes if value is True else no


KIND = Kind(
    name="checkbox",
    shape="checkbox",
    aliases=("verklaring",),
    types=("checkbox",),
    raw=_raw,
    is_empty=lambda raw: not _raw(raw),
    read=_read,
    show=_show,
    empty=False,
    messages={
        "empty": Message("Zet een vinkje bij ‘{label}’.", "Tick the box at ‘{label}’."),
        "invalid": Message("Zet een vinkje bij ‘{label}’.", "Tick the box at ‘{label}’."),
    },
)

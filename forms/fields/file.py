"""Documents that were uploaded: the answer is a list of document ids; keeping files is the app's work."""

from __future__ import annotations

from regelruimte.engine.values import Value
from regelruimte.forms.choosing import as_list, take_all
from regelruimte.forms.kind import Kind, Message, Question, Raw


def _read(raw: Raw, question: Question) -> Value:
    # An id that is not this person's own upload is nobody's business to confirm or deny.
    mine = [one for one in dict.fromkeys(as_list(raw)) if one in question.asking.files]
    if not mine:
        raise question.refuse("empty" if question.field.is_required else "invalid")
    if len(mine) > 1 and not question.field.is_multiple:
        raise question.refuse("too_many")
    return mine


def _show(value: Value, question: Question) -> str:
    names = question.asking.files
    return ", ".join(names.get(one, one) for one in as_list(value))


KIND = Kind(
    name="file",
    shape="file",
    aliases=("bestand",),
    types=("filepicker",),
    take=take_all,
    raw=as_list,
    is_empty=lambda raw: not raw,
    read=_read,
    show=_show,
    empty=(),
    messages={
        "empty": Message("Voeg een bestand toe bij ‘{label}’.", "Add a file at ‘{label}’."),
        "invalid": Message(
            "Wij kunnen dit bestand niet openen. Voeg het nog een keer toe bij ‘{label}’.",
            "We cannot open this file. Add it once more at ‘{label}’.",
        ),
        "too_many": Message("Voeg 1 bestand toe bij ‘{label}’.", "Add 1 file at ‘{label}’."),
    },
)

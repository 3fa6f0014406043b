"""Several answers out of a few, with an optional "none of these"."""

from __future__ import annotations

from regelruimte.forms.choosing import as_list, read_several, show_choice, take_all
from regelruimte.forms.kind import Kind, Message

KIND = Kind(
    name="checklist",
    shape="checkboxes",
    aliases=("meer_keuzes",),
    types=("checklist", "taglist"),
    take=take_all,
    raw=as_list,
    is_empty=lambda raw: not raw,
    read=read_several,
    show=show_choice,
    empty=(),
    messages={
        "empty": Message(
            "Kies een of meer antwoorden bij ‘{label}’.", "Choose one or more answers to ‘{label}’."
        ),
        "invalid": Message(
            "Kies alleen uit de antwoorden bij ‘{label}’.", "Choose only from the answers to ‘{label}’."
        ),
        "exclusive": Message(
            "Kies ‘{choice}’ of een of meer van de andere antwoorden.",
            "Choose ‘{choice}’ or one or more of the other answers.",
        ),
    },
)

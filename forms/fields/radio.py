"""One answer out of a few, all of them in sight."""

from __future__ import annotations

from regelruimte.forms.choosing import choice_text, read_one, show_choice
from regelruimte.forms.kind import Kind, Message

KIND = Kind(
    name="radio",
    shape="radios",
    aliases=("keuze",),
    types=("radio",),
    raw=choice_text,
    read=read_one,
    show=show_choice,
    messages={
        "empty": Message("Kies een antwoord bij ‘{label}’.", "Choose an answer to ‘{label}’."),
        "invalid": Message(
            "Kies een van de antwoorden bij ‘{label}’.", "Choose one of the answers to ‘{label}’."
        ),
    },
)

"""One answer out of a long list."""

from __future__ import annotations

from regelruimte.forms.choosing import choice_text, read_one, show_choice
from regelruimte.forms.kind import Kind, Message

KIND = Kind(
    name="select",
    shape="select",
    aliases=("lijst",),
    types=("select",),
    raw=choice_text,
    read=read_one,
    show=show_choice,
    messages={
        "empty": Message("Kies een antwoord uit de lijst ‘{label}’.", "Choose from the list ‘{label}’."),
        "invalid": Message(
            "Kies een van de antwoorden uit de lijst ‘{label}’.",
            "Choose one of the answers in the list ‘{label}’.",
        ),
    },
)

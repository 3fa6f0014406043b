"""An e-mail address; only whether it looks like one, for only a message to it can prove it."""

from __future__ import annotations

import regex

from regelruimte.engine.values import Value
from regelruimte.forms.cleaning import clean_line
from regelruimte.forms.kind import Kind, Message, Question, Raw

_LONGEST = 254
_SHAPE = regex.compile(
    r"[^\s@,;:<>()\[\]\\\"]{1,64}@(?:[\p{L}\p{N}](?:[\p{L}\p{N}-]*[\p{L}\p{N}])?\.)+\p{L}{2,}"
)


def _read(raw: Raw, question: Question) -> Value:
    text = clean_line(raw)
    name, _, domain = text.rpartition("@")
    address = f"{name}@{domain.lower()}"
    dotted = name.startswith(".") or name.endswith(".") or ".." in name
    if dotted or len(address) > _LONGEST or not _SHAPE.fullmatch(address):
        raise question.refuse("invalid")
    return address


KIND = Kind(
    name="email",
    shape="text",
    aliases=("e-mail",),
    attributes={"type": "email", "autocomplete": "email", "spellcheck": "false"},
    read=_read,
    messages={
        "empty": Message("Vul uw e-mailadres in.", "Enter your e-mail address."),
        "invalid": Message(
            "Dit e-mailadres klopt niet. Er mist bijvoorbeeld een @.",
            "This e-mail address is not right. Perhaps the @ is missing.",
        ),
    },
)

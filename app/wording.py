"""Texts in the language of the page, as plain strings."""

from __future__ import annotations

import flask_babel


def gettext(text: str, **values: object) -> str:
    """Return a text in the language of the page, with values filled in."""
    return str(flask_babel.gettext(text, **values))


def ngettext(one: str, many: str, count: int, **values: object) -> str:
    """Return a text in the language of the page for one or for many; `num` is the count."""
    return str(flask_babel.ngettext(one, many, count, **values))

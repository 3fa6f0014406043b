"""Dutch first, English beside it: which language a page is in, its texts and its formats.

Source texts are Dutch; `translations/en/<room>.po` holds the English, one file for each room.
"""

from __future__ import annotations

from functools import lru_cache
from gettext import GNUTranslations
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.support import NullTranslations, Translations
from flask import Flask, session
from flask_babel import Babel, Domain, get_locale

LANGUAGES = {"nl": "Nederlands", "en": "English"}
DEFAULT_LANGUAGE = "nl"
_SESSION_KEY = "language"


class PoDomain(Domain):  # type: ignore[misc]  # Flask-Babel has no types
    """Texts read straight from the .po files, so that nothing has to be compiled beforehand."""

    def get_translations(self) -> GNUTranslations | NullTranslations:
        """Return the texts of the language of the request."""
        return read_translations(current_language())


def set_up_language(app: Flask) -> None:
    """Let an application speak the language each visitor chose."""
    app.config.setdefault("BABEL_DEFAULT_LOCALE", DEFAULT_LANGUAGE)
    app.config.setdefault("BABEL_DEFAULT_TIMEZONE", "Europe/Amsterdam")
    Babel(app, locale_selector=_choose_language)
    app.before_request(PoDomain().as_default)


def current_language() -> str:
    """Return the code of the language of the page, `nl` or `en`."""
    locale = get_locale()
    return DEFAULT_LANGUAGE if locale is None else str(locale.language)


def choose_language(code: str) -> None:
    """Remember the visitor's choice for this session."""
    session[_SESSION_KEY] = code


@lru_cache(maxsize=len(LANGUAGES))
def read_translations(code: str) -> GNUTranslations | NullTranslations:
    """Return all texts in a language, of every room together; the source texts for Dutch."""
    rooms = sorted((Path(__file__).parent / "translations" / code).glob("*.po"))
    if not rooms:
        return NullTranslations()
    whole = Catalog(locale=code)
    for room in rooms:
        for message in read_po(BytesIO(room.read_bytes()), locale=code):
            whole[message.id] = message
    compiled = BytesIO()
    write_mo(compiled, whole)
    compiled.seek(0)
    return Translations(compiled)


def _choose_language() -> str:
    chosen = session.get(_SESSION_KEY)
    return str(chosen) if chosen in LANGUAGES else DEFAULT_LANGUAGE

"""What WTForms itself says, in the languages of the product."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from wtforms.meta import DefaultMeta

_DUTCH: Mapping[str, str] = {
    "This field is required.": "Vul dit veld in.",
    "Not a valid choice.": "Kies een van de antwoorden.",
    "Not a valid choice": "Kies een van de antwoorden.",
    "Invalid Choice: could not coerce.": "Kies een van de antwoorden.",
    "'%(value)s' is not a valid choice for this field.": "Kies alleen uit de antwoorden.",
    "Not a valid integer value.": "Vul een heel getal in.",
    "Not a valid decimal value.": "Vul een getal in. Gebruik een komma voor decimalen.",
    "Not a valid float value.": "Vul een getal in. Gebruik een komma voor decimalen.",
    "Not a valid date value.": "Vul een datum in die bestaat.",
    "Not a valid datetime value.": "Vul een datum en een tijd in die bestaan.",
    "Not a valid time value.": "Vul een tijd in, bijvoorbeeld 14:03.",
    "Invalid input.": "Dit antwoord klopt niet. Pas het aan.",
    "Invalid email address.": "Dit e-mailadres klopt niet. Er mist bijvoorbeeld een @.",
    "Invalid URL.": "Dit webadres klopt niet. Het begint met https://.",
    "Number must be between %(min)s and %(max)s.": "Vul een getal in van %(min)s tot en met %(max)s.",
    "Number must be at least %(min)s.": "Vul een getal in van %(min)s of hoger.",
    "Number must be at most %(max)s.": "Vul een getal in van %(max)s of lager.",
    "Field must be at least %(min)d character long.": "Gebruik ten minste %(min)d teken.",
    "Field must be at least %(min)d characters long.": "Gebruik ten minste %(min)d tekens.",
    "Field cannot be longer than %(max)d character.": "Gebruik niet meer dan %(max)d teken.",
    "Field cannot be longer than %(max)d characters.": "Gebruik niet meer dan %(max)d tekens.",
    "Field must be between %(min)d and %(max)d characters long.": (
        "Gebruik %(min)d tot en met %(max)d tekens."
    ),
    "Field must be equal to %(other_name)s.": "Vul twee keer hetzelfde in.",
    "CSRF token missing.": "De pagina stond te lang open. Verstuur haar nog een keer.",
    "CSRF failed.": "De pagina stond te lang open. Verstuur haar nog een keer.",
    "CSRF token expired.": "De pagina stond te lang open. Verstuur haar nog een keer.",
}


class Translations:
    """WTForms' own messages in one language; English is what WTForms says by itself."""

    def __init__(self, locale: str) -> None:
        self._messages: Mapping[str, str] = {} if locale == "en" else _DUTCH

    def gettext(self, text: str) -> str:
        """Return a message in this language."""
        return self._messages.get(text, text)

    def ngettext(self, singular: str, plural: str, number: int) -> str:
        """Return a message about a number of things in this language."""
        return self.gettext(singular if number == 1 else plural)


class LocalMeta(DefaultMeta):
    """Meta of a WTForms form whose messages follow its `locales`; for hand-written forms as well."""

    locales: Sequence[str] = ("nl",)

    def get_translations(self, _form: Any) -> Translations:
        """Return the messages of the first locale."""
        return Translations(self.locales[0] if self.locales else "nl")

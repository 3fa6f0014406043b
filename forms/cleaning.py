"""Cleaning of typed text: what people paste along with an answer and did not mean."""

from __future__ import annotations

import unicodedata

import regex

_INVISIBLE = regex.compile(r"[\p{Cf}\p{Cc}--[\n\t]]", flags=regex.VERSION1)
_SPACES = regex.compile(r"\s+")
_FILLERS = regex.compile(r"[\s.\-\u2010-\u2015/_]+")

PATTERN_SECONDS = 0.2
"""How long one pattern may take over one answer."""


def clean_line(raw: object) -> str:
    """Return text on one line: composed letters, no invisible characters, single spaces, trimmed."""
    return _SPACES.sub(" ", clean_text(raw)).strip()


def clean_text(raw: object) -> str:
    """Return text of several lines: composed letters, plain line ends, no invisible characters, trimmed."""
    text = str(raw or "").replace("\r\n", "\n").replace("\r", "\n")
    return _INVISIBLE.sub("", unicodedata.normalize("NFC", text)).strip()


def bare(raw: object) -> str:
    """Return a code without spaces, dots, dashes, slashes and invisible characters, in upper case."""
    return _FILLERS.sub("", unicodedata.normalize("NFKC", clean_line(raw))).upper()


def is_digits(text: str) -> bool:
    """Tell whether a text consists of the digits 0 to 9 alone."""
    return text.isascii() and text.isdigit()


def matches(pattern: str, text: str) -> bool:
    """Tell whether a whole text matches a form's own pattern; one that is too slow counts as no match.

    Raises:
        regex.error: the pattern cannot be read; `check_form` finds that before publishing.
    """
    try:
        return regex.fullmatch(pattern, text, timeout=PATTERN_SECONDS) is not None
    except TimeoutError:
        return False

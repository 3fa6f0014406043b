"""The known differences between ours and feelin 8.2.0, each with its reason.

A difference counts as known only when both agree once the parts it is blamed on are written otherwise;
everything else is new, and a fault of one of the two.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import regex


@dataclass(frozen=True)
class Difference:
    """A known difference.

    Attributes:
        name: what it is about; reason: why ours stays as it is.
        pattern: what an expression with it holds; instead: the same without the difference.
    """

    name: str
    reason: str
    pattern: regex.Pattern[str]
    instead: str | Callable[[regex.Match[str]], str]


def _ascending(match: regex.Match[str]) -> str:
    low, high = sorted((match["low"], match["high"]), key=int)
    return match["before"] + low + match["between"] + high


KNOWN = (
    Difference(
        "trim",
        "`trim` is an extension of Camunda that feelin lacks.",
        regex.compile(r"\btrim\("),
        "(",
    ),
    Difference(
        "substring past the end",
        "A start position outside the text is out of the function's domain: null (DMN 1.5, 10.3.4.3); feelin "
        "gives an empty text.",
        regex.compile(r"\bsubstring\("),
        'substring("abcdefgh" + ',
    ),
    Difference(
        "date and hours",
        "A date plus a duration with hours is a date (DMN 1.5, 10.3.2.9.6: the date counts as its midnight); "
        "feelin gives null.",
        regex.compile('duration\\("PT36H"\\)'),
        'duration("P2D")',
    ),
    Difference(
        "descending ends",
        "Nothing lies between 27 and 4 (DMN 1.5, 10.3.2.5); feelin turns the ends around.",
        regex.compile(r"(?P<before>between |[\[(])(?P<low>-?\d+)(?P<between> and |\.\.)(?P<high>-?\d+)"),
        _ascending,
    ),
    Difference(
        "some over null",
        "False or null is null (DMN 1.5, 10.3.2.11), so `some` over a null says null; feelin says false.",
        regex.compile(r"satisfies x > "),
        "satisfies x != null and x > ",
    ),
)


def known_difference(text: str, agrees: Callable[[str], bool]) -> str:
    """Return the names of the known differences an expression shows, or nothing when it is a new one."""
    names, otherwise = [], text
    for one in KNOWN:
        written = one.pattern.sub(one.instead, otherwise)
        if written != otherwise:
            names.append(one.name)
            otherwise = written
    return ", ".join(names) if names and agrees(otherwise) else ""

"""Built-ins over texts (DMN 1.5, 10.3.4.3); patterns run under a time limit."""

from __future__ import annotations

from decimal import Decimal
from functools import lru_cache

import regex

from regelruimte.engine.feel.builtins.registry import Registry
from regelruimte.engine.feel.errors import FeelBudgetExceeded
from regelruimte.engine.feel.kinds import MAX_SIZE, Run
from regelruimte.engine.values import Value

FUNCTIONS = Registry()
_TIMEOUT_SECONDS = 0.1
_PATTERN_COST = 100
_MAX_PATTERN = 1_000
_PART = regex.compile(r"\$(\d{1,9})|\\([\\$])")
_REPLACEMENT = regex.compile(r"(?:[^\\$]|\\[\\$]|\$\d)*+", regex.DOTALL)
_FLAGS = {"s": regex.DOTALL, "m": regex.MULTILINE, "i": regex.IGNORECASE, "x": regex.VERBOSE}


@FUNCTIONS.add("substring", "string:string", "start position:number", "length:number?")
def _substring(text: str, start: Decimal, length: Decimal | None) -> str | None:
    place = int(start)
    first = place - 1 if place > 0 else len(text) + place
    if place == 0 or not 0 <= first < len(text) or (length is not None and length < 1):
        return None
    return text[first:] if length is None else text[first : first + int(length)]


@FUNCTIONS.add("string length", "string:string")
def _length(text: str) -> Decimal:
    return Decimal(len(text))


@FUNCTIONS.add("upper case", "string:string")
def _upper(text: str) -> str:
    return text.upper()


@FUNCTIONS.add("lower case", "string:string")
def _lower(text: str) -> str:
    return text.lower()


@FUNCTIONS.add("trim", "string:string")
def _trim(text: str) -> str:
    return text.strip()


@FUNCTIONS.add("is blank", "string:string")
def _is_blank(text: str) -> bool:
    return not text.strip()


@FUNCTIONS.add("substring before", "string:string", "match:string")
def _before(text: str, match: str) -> str:
    before, found, _ = text.partition(match) if match else ("", "", "")
    return before if found else ""


@FUNCTIONS.add("substring after", "string:string", "match:string")
def _after(text: str, match: str) -> str:
    return text.partition(match)[2] if match else text


@FUNCTIONS.add("contains", "string:string", "match:string")
def _contains(text: str, match: str) -> bool:
    return match in text


@FUNCTIONS.add("starts with", "string:string", "match:string")
def _starts_with(text: str, match: str) -> bool:
    return text.startswith(match)


@FUNCTIONS.add("ends with", "string:string", "match:string")
def _ends_with(text: str, match: str) -> bool:
    return text.endswith(match)


@FUNCTIONS.add_with_run("matches", "input:string", "pattern:string", "flags:string?~")
def _matches(run: Run, text: str, pattern: str, flags: str | None) -> bool:
    run.spend(_PATTERN_COST)
    try:
        return _compiled(pattern, flags or "").search(text, timeout=_TIMEOUT_SECONDS) is not None
    except TimeoutError:
        raise _too_slow() from None


@FUNCTIONS.add_with_run("replace", "input:string", "pattern:string", "replacement:string", "flags:string?~")
def _replace(
    run: Run, text: str, pattern: str, replacement: str, flags: str | None
) -> str:  # the four are FEEL's own
    run.spend(_PATTERN_COST)
    compiled = _compiled(pattern, flags or "")
    is_literal = "q" in (flags or "")
    # XPath refuses a pattern that matches nothing at all, and a stray $ or \\ (FORX0003, FORX0004).
    if compiled.fullmatch("", timeout=_TIMEOUT_SECONDS) or not (
        is_literal or _REPLACEMENT.fullmatch(replacement)
    ):
        raise ValueError(pattern)
    left = MAX_SIZE

    def filled(match: regex.Match[str]) -> str:
        nonlocal left
        text = replacement if is_literal else _PART.sub(lambda part: _filled(match, part), replacement)
        left -= len(text)
        if left < 0:
            raise FeelBudgetExceeded(f"De uitkomst is te groot: meer dan {MAX_SIZE} tekens.")
        return text

    try:
        return compiled.sub(filled, text, timeout=_TIMEOUT_SECONDS)
    except TimeoutError:
        raise _too_slow() from None


def _filled(match: regex.Match[str], part: regex.Match[str]) -> str:
    """Return what `$12`, or a sign behind a backslash, stands for; of `$12` as far as there are groups."""
    if part[2]:
        return str(part[2])
    digits = part[1]
    while len(digits) > 1 and int(digits) > match.re.groups:
        digits = digits[:-1]
    group = (match[int(digits)] or "") if int(digits) <= match.re.groups else ""
    return group + str(part[1][len(digits) :])


@FUNCTIONS.add_with_run("split", "string:string", "delimiter:string")
def _split(run: Run, text: str, delimiter: str) -> list[Value]:
    run.spend(_PATTERN_COST)
    try:
        return list(_compiled(delimiter, "").split(text, timeout=_TIMEOUT_SECONDS))
    except TimeoutError:
        raise _too_slow() from None


@FUNCTIONS.add("string join", "list:list", "delimiter:string?~")
def _join(items: list[Value], delimiter: str | None) -> str | None:
    texts = [item for item in items if item is not None]
    if not all(isinstance(text, str) for text in texts):
        return None
    between = delimiter or ""
    if sum(len(text) + len(between) for text in texts) > MAX_SIZE:
        raise FeelBudgetExceeded(f"De uitkomst is te groot: meer dan {MAX_SIZE} tekens.")
    return between.join(texts)


def _too_slow() -> FeelBudgetExceeded:
    return FeelBudgetExceeded("Het zoekpatroon kost te veel tijd. Maak het eenvoudiger.")


@lru_cache(maxsize=500)
def _compiled(pattern: str, flags: str) -> regex.Pattern[str]:
    """Compile an XPath pattern (DMN 1.5, 10.3.4.3); ValueError where it is none."""
    if len(pattern) > _MAX_PATTERN or not set(flags) <= set("smixq"):
        raise ValueError(pattern)
    bits = regex.V0
    for flag in set(flags) & set(_FLAGS):
        bits |= _FLAGS[flag]
    if "q" in flags:
        return regex.compile(regex.escape(pattern), bits & ~regex.VERBOSE)
    try:
        return regex.compile(_as_python(pattern), bits)
    except regex.error as error:
        raise ValueError(pattern) from error


def _as_python(pattern: str) -> str:
    # XPath's $ is the end of the text only, Python's also stands before a last line break.
    return pattern.replace(r"\i", r"[\p{L}_:]").replace(r"\c", r"[\w:.\-]")

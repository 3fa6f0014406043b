"""Questions that do not fit ("past niet"): who cannot answer one as it is asked says so and writes why."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from regelruimte.engine.unfit import UNFIT, UnfitQuestion
from regelruimte.engine.values import Value
from regelruimte.forms.kind import LONGEST_ANSWER, FormData
from regelruimte.forms.spec import FieldSpec, FormSpec

MARKED = "_past-niet"
"""Name of the tick boxes; their value is the key of the question that does not fit."""

LONGEST_WHY = min(2_000, LONGEST_ANSWER)
TITLE = {"nl": "Past een vraag niet bij u?", "en": "Does a question not fit your situation?"}
EXPLANATION = {
    "nl": "Kies de vraag die u niet kunt beantwoorden zoals zij er staat, en vertel waarom. "
    "U kunt dan verder. Een medewerker kijkt ernaar.",
    "en": "Choose the question that you cannot answer as it is asked, and tell us why. "
    "You can then go on. A case worker will look at it.",
}
TICK = {"nl": "Deze vraag past niet bij mij", "en": "This question does not fit my situation"}
WHY = {"nl": "Waarom niet?", "en": "Why not?"}
WHY_MISSING = {
    "nl": "Vertel waarom de vraag ‘{label}’ niet past.",
    "en": "Tell us why the question ‘{label}’ does not fit.",
}
SHOWN = {"nl": "Past niet: ‘{why}’", "en": "Does not fit: ‘{why}’"}


def why_name(key: str) -> str:
    """Return the name of the input in which somebody writes why a question does not fit."""
    return f"{MARKED}-{key}"


def marks_of(answers: Mapping[str, Value]) -> dict[str, str]:
    """Return the questions that were marked, by key, with why; empty text when that was left out."""
    kept = answers.get(UNFIT)
    if not isinstance(kept, Mapping):
        return {}
    return {str(key): why.strip() for key, why in kept.items() if isinstance(why, str)}


def take_marks(asked: Iterable[FieldSpec], formdata: FormData, before: Mapping[str, str]) -> dict[str, str]:
    """Return the marks after a page was sent: those of other pages as they were, those of this one anew."""
    ticked = {str(sent) for sent in formdata.getlist(MARKED)}
    marks = dict(before)
    for one in asked:
        marks.pop(one.key, None)
        if one.may_not_fit and one.key in ticked:
            sent = formdata.getlist(why_name(one.key))
            marks[one.key] = str(sent[0]).strip()[:LONGEST_WHY] if sent else ""
    return marks


def unfit_questions(spec: FormSpec, values: Mapping[str, Value]) -> tuple[UnfitQuestion, ...]:
    """Return the questions of a form that do not fit who filled it in, in reading order."""
    marks = marks_of(values)
    return tuple(UnfitQuestion(one.key, one.label, marks[one.key]) for one in spec.fields if one.key in marks)

"""Answers as they were typed, judged: what is shown, what each answer means, what is wrong with it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from regelruimte.engine.unfit import UNFIT
from regelruimte.engine.values import Value
from regelruimte.forms.choosing import choice_text
from regelruimte.forms.conditions import evaluate, is_hidden
from regelruimte.forms.fields import kind_named
from regelruimte.forms.kind import Asking, FormData, Kind, Question, Raw, Refused
from regelruimte.forms.spec import Choice, FieldSpec
from regelruimte.forms.unfit import WHY_MISSING, marks_of

ASKED = "_gevraagd"
"""Hidden input that names the questions a page showed, so that a new question is not called unanswered."""

MOST_ROUNDS = 12
"""An answer may hide a question whose answer hides another; conditions that chase each other stop here."""

MOST_ENTRIES = 50
"""Entries of one repeating group."""


@dataclass(frozen=True, slots=True)
class Judgement:
    """What one answer means.

    Attributes:
        value: the typed value; None when it was refused.
        refusal: what is wrong with it, or None.
        entries: of a repeating group, the judged answers of each entry.
        unfit: why the question does not fit, empty when that was left out; None when it was not marked.
    """

    value: Value = None
    refusal: Refused | None = None
    entries: tuple[Answers, ...] = ()
    unfit: str | None = None

    @property
    def is_good(self) -> bool:
        """True when nothing is wrong with the answer or any of its entries."""
        return self.refusal is None and all(entry.are_good for entry in self.entries)


@dataclass(frozen=True, slots=True)
class Answers:
    """The answers to a number of questions, judged together.

    Attributes:
        raw: what was typed, by key.
        questions: the questions with the choices they offer, by key.
        judged: what each shown answer means, by key.
        hidden: keys of the questions that are not asked now.
        context: what conditions may read: known variables and the good, shown answers.
    """

    raw: Mapping[str, Raw] = field(default_factory=dict)
    questions: Mapping[str, Question] = field(default_factory=dict)
    judged: Mapping[str, Judgement] = field(default_factory=dict)
    hidden: frozenset[str] = frozenset()
    context: Mapping[str, Value] = field(default_factory=dict)

    @property
    def are_good(self) -> bool:
        """True when every question that is asked has an answer that can be used."""
        return all(one.is_good for one in self.judged.values())

    @property
    def values(self) -> dict[str, Value]:
        """The typed values of the questions that are asked, and why what was marked does not fit."""
        values = {
            key: one.value for key, one in self.judged.items() if not self.questions[key].field.is_readonly
        }
        return values | ({UNFIT: dict(self.unfit)} if self.unfit else {})

    @property
    def unfit(self) -> dict[str, str]:
        """Why each marked question does not fit, by key."""
        return {key: one.unfit for key, one in self.judged.items() if one.unfit}


def judge_all(fields: Sequence[FieldSpec], given: Mapping[str, Value], asking: Asking) -> Answers:
    """Judge the answers to questions that stand together.

    Args:
        fields: the questions in reading order.
        given: raw answers or values, by key; what is absent is offered from what is known.
        asking: the circumstances; its `known` variables are overruled by answers.
    """
    asking = replace(asking, unfit=marks_of(given))
    raw = {one.key: first_raw(one, given, asking) for one in fields}
    hidden: frozenset[str] = frozenset()
    for _round in range(MOST_ROUNDS):
        answers = _judge_shown(fields, raw, hidden, asking)
        now_hidden = _hidden(fields, answers, asking)
        if now_hidden == hidden:
            return answers
        before, hidden = hidden, now_hidden
    # Conditions that chase each other never settle: what they disagree about is asked.
    return _judge_shown(fields, raw, before & hidden, asking)


def _hidden(fields: Sequence[FieldSpec], answers: Answers, asking: Asking) -> frozenset[str]:
    return frozenset(one.key for one in fields if is_hidden(one.hides, answers.context, asking.now))


def first_raw(one: FieldSpec, given: Mapping[str, Value], asking: Asking) -> Raw:
    """Return the raw answer to begin with: what was given, else what is known, else the form's default."""
    kind = kind_named(one.kind)
    if one.is_readonly:
        return kind.raw(asking.known.get(one.key, one.default))
    for source in (given, asking.known):
        if one.key in source:
            return kind.raw(source[one.key])
    return kind.raw(one.default)


def take(one: FieldSpec, formdata: FormData, name: str) -> Raw:
    """Take the raw answer to a question from what the browser sent under a name."""
    kind = kind_named(one.kind)
    return _take_entries(one, formdata, name) if kind.shape == "repeating" else kind.take(formdata, name)


def is_asked(formdata: FormData, key: str) -> bool:
    """Tell whether the page that was sent showed this question."""
    told = formdata.getlist(ASKED)
    return not told or key in str(told[0]).split()


def add_name(name: str) -> str:
    """Return the name of the button that adds an entry to a repeating group."""
    return f"{name}-voeg-toe"


def remove_name(name: str) -> str:
    """Return the name of the buttons that take something away; their value says what."""
    return f"{name}-verwijder"


def count_name(name: str) -> str:
    """Return the name of the hidden input that tells how many entries were on the page."""
    return f"{name}-aantal"


def _take_entries(one: FieldSpec, formdata: FormData, name: str) -> Raw:
    told = str((formdata.getlist(count_name(name)) or ["0"])[0])
    count = min(int(told), MOST_ENTRIES) if told.isascii() and told.isdigit() and len(told) < 4 else 0  # noqa: PLR2004  # a longer number is never a count
    entries = [
        {item.key: take(item, formdata, f"{name}-{at}-{item.key}") for item in one.fields}
        for at in range(count)
    ]
    removed = {str(sent) for sent in formdata.getlist(remove_name(name))}
    entries = [entry for at, entry in enumerate(entries) if str(at) not in removed]
    if add_name(name) in formdata and len(entries) < MOST_ENTRIES:
        entries.append({})
    return entries


def _judge_shown(
    fields: Sequence[FieldSpec], raw: Mapping[str, Raw], hidden: frozenset[str], asking: Asking
) -> Answers:
    context = dict(asking.known) | {one.key: None for one in fields}
    questions: dict[str, Question] = {}
    judged: dict[str, Judgement] = {}
    for one in fields:
        question = Question(one, kind_named(one.kind), asking, choices_of(one, context, asking))
        questions[one.key] = question
        if one.key not in hidden:
            judged[one.key] = judge(question, raw[one.key], context)
            context[one.key] = judged[one.key].value
    return Answers(raw, questions, judged, hidden, context)


def judge(question: Question, raw: Raw, context: Mapping[str, Value]) -> Judgement:
    """Judge one answer; `context` is what conditions inside a repeating group may read."""
    one, kind = question.field, question.kind
    if one.is_readonly:
        return Judgement(question.asking.known.get(one.key, one.default))
    if one.may_not_fit and one.key in question.asking.unfit:
        return _judge_unfit(question)
    if kind.is_empty(raw):
        return _judge_empty(question)
    judgement = _judge_filled(question, raw)
    return _judge_entries(question, raw, judgement, context) if kind.shape == "repeating" else judgement


def _judge_unfit(question: Question) -> Judgement:
    """Accept that a question has no answer, once it is told why."""
    why, locale = question.asking.unfit[question.field.key], question.asking.locale
    label = question.texts.label.strip().rstrip(".:")
    missing = Refused(WHY_MISSING["en" if locale == "en" else "nl"].format(label=label))
    return Judgement(_no_answer(question.kind), None if why else missing, unfit=why)


def _judge_filled(question: Question, raw: Raw) -> Judgement:
    try:
        return Judgement(question.kind.read(raw, question))
    except Refused as refusal:
        return Judgement(refusal=refusal)


def _judge_empty(question: Question) -> Judgement:
    empty = _no_answer(question.kind)
    return Judgement(empty, question.refuse("empty")) if question.field.is_required else Judgement(empty)


def _no_answer(kind: Kind) -> Value:
    return list(kind.empty) if isinstance(kind.empty, tuple) else kind.empty


def _judge_entries(question: Question, raw: Raw, whole: Judgement, context: Mapping[str, Value]) -> Judgement:
    asking = question.asking
    # An entry starts blank: what is known by the same name belongs to somebody else's row.
    own = {one.key for one in question.field.fields}
    outer = {key: value for key, value in context.items() if key not in own}
    inner = Asking(locale=asking.locale, known=outer, files=asking.files, now=asking.now)
    entries = tuple(judge_all(question.field.fields, entry, inner) for entry in raw)
    is_good = whole.is_good and all(entry.are_good for entry in entries)
    return Judgement([entry.values for entry in entries] if is_good else None, whole.refusal, entries)


def choices_of(one: FieldSpec, context: Mapping[str, Value], asking: Asking) -> tuple[Choice, ...]:
    """Return the answers a question offers, worked out where the form does not write them."""
    if one.choices_expression:
        return tuple(_choices(evaluate(one.choices_expression, context, asking.now)))
    if one.choices_key:
        return tuple(_choices(context.get(one.choices_key)))
    return one.choices


def _choices(found: Value) -> Iterable[Choice]:
    for one in found if isinstance(found, list) else ():
        if isinstance(one, dict):
            value = choice_text(one.get("value"))
            yield Choice(value, str(one.get("label") or value))
        elif one is not None:
            yield Choice(choice_text(one), choice_text(one))

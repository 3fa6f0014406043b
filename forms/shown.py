"""Answers as people read them back: on the check page, the receipt and the case page."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from regelruimte.engine.values import Value
from regelruimte.forms.answers import Answers, judge_all
from regelruimte.forms.build import flat
from regelruimte.forms.kind import Asking
from regelruimte.forms.spec import FieldSpec, FormSpec, Need, PageSpec
from regelruimte.forms.unfit import SHOWN

NOT_FILLED_IN = {"nl": "Niet ingevuld", "en": "Not filled in"}
"""What stands where an answer is missing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownAnswer:
    """One question with its answer in words.

    Attributes:
        page: the page that asks it.
        key: of the question; of one inside a repeating group `group.1.question`.
        text: the answer, with line breaks of long texts kept.
        is_empty: nothing was filled in.
        is_wanted: nothing was filled in, and it would be good to have ("liever wel").
        is_unfit: the question did not fit; `text` says why.
        document_ids: ids of the documents, where the answer is files.
    """

    page: PageSpec
    key: str
    label: str
    text: str
    is_empty: bool = False
    is_wanted: bool = False
    is_unfit: bool = False
    source: str = ""
    document_ids: tuple[str, ...] = ()


def answers_shown(
    spec: FormSpec,
    values: Mapping[str, Value],
    locale: str = "nl",
    *,
    known: Mapping[str, Value] | None = None,
    known_files: Mapping[str, str] | None = None,
) -> tuple[ShownAnswer, ...]:
    """Return all questions that are asked with their answers in words, in reading order.

    Args:
        spec: the form.
        values: answers, raw or typed, by key, or by page id and key.
        locale: `nl` or `en`.
        known: variables that conditions may read.
        known_files: document id -> file name.
    """
    asking = Asking(locale=locale, known=known or {}, files=known_files or {})
    answers = judge_all(spec.fields, flat(spec, values), asking)
    return tuple(one for page in spec.pages for one in _of_fields(page, page.fields, answers, ""))


def _of_fields(
    page: PageSpec, fields: tuple[FieldSpec, ...], answers: Answers, prefix: str
) -> Iterator[ShownAnswer]:
    for one in fields:
        if one.key in answers.hidden:
            continue
        entries = answers.judged[one.key].entries
        for number, entry in enumerate(entries, start=1):
            yield from _of_fields(page, one.fields, entry, f"{one.key}.{number}.")
        if not entries:
            yield _shown(page, one, answers, prefix)


def _shown(page: PageSpec, one: FieldSpec, answers: Answers, prefix: str) -> ShownAnswer:
    question, value, unfit = answers.questions[one.key], *_value_and_unfit(answers, one)
    is_empty = not unfit and (value in (None, "", []) or value is False)
    locale = "en" if question.asking.locale == "en" else "nl"
    number = prefix.split(".")[1] if prefix else ""
    return ShownAnswer(
        page=page,
        key=prefix + one.key,
        label=f"{question.texts.label} ({number})" if number else question.texts.label,
        text=_text(value, unfit, locale) or question.kind.show(value, question),
        is_unfit=bool(unfit),
        is_empty=is_empty,
        is_wanted=is_empty and one.need is Need.SOFT,
        source=question.texts.source,
        document_ids=tuple(value) if one.kind == "file" and isinstance(value, list) else (),
    )


def _value_and_unfit(answers: Answers, one: FieldSpec) -> tuple[Value, str]:
    judged = answers.judged[one.key]
    return judged.value, judged.unfit or ""


def _text(value: Value, unfit: str, locale: str) -> str:
    if unfit:
        return SHOWN[locale].format(why=unfit)
    return NOT_FILLED_IN[locale] if value in (None, "", []) else ""

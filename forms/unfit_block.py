"""Drawing of the block at the foot of a page in which somebody says that a question does not fit."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator

from regelruimte.forms.answers import Answers, Judgement
from regelruimte.forms.blocks import Block, Option
from regelruimte.forms.kind import Question
from regelruimte.forms.unfit import EXPLANATION, MARKED, TICK, TITLE, WHY, why_name


def draw_unfit(questions: Iterable[Question], answers: Answers, silent: Collection[str]) -> tuple[Block, ...]:
    """Return the block that lists the questions of a page that may be marked; nothing when none may.

    Args:
        questions: the questions the page asks, in reading order.
        answers: the judged answers of the whole form.
        silent: keys whose errors are not shown.
    """
    offered = [one for one in questions if one.field.may_not_fit]
    if not offered:
        return ()
    locale = "en" if offered[0].asking.locale == "en" else "nl"
    options = tuple(_option(one, answers, silent, locale) for one in offered)
    return (
        Block(
            kind="unfit",
            id="vraag-past-niet",
            first_id=options[0].id,
            name=MARKED,
            label=TITLE[locale],
            description=EXPLANATION[locale],
            options=options,
            is_shown=any(option.is_checked for option in options) or _has_error(offered, answers, silent),
        ),
    )


def _has_error(offered: Iterable[Question], answers: Answers, silent: Collection[str]) -> bool:
    return any(_refusals(offered, answers, silent))


def _refusals(offered: Iterable[Question], answers: Answers, silent: Collection[str]) -> Iterator[bool]:
    for one in offered:
        key = one.field.key
        yield key not in silent and not answers.judged.get(key, Judgement()).is_good


def _option(question: Question, answers: Answers, silent: Collection[str], locale: str) -> Option:
    key = question.field.key
    judged = answers.judged.get(key, Judgement())
    return Option(
        id=f"vraag-past-niet-{key}",
        value=key,
        label=TICK[locale],
        # The question describes the box and does not name it: no two inputs of a page have the same name.
        hint=question.texts.label,
        hint_id=f"vraag-past-niet-{key}-vraag",
        is_checked=judged.unfit is not None,
        follow_ups=(_why(question, judged, locale, is_silent=key in silent),),
    )


def _why(question: Question, judged: Judgement, locale: str, *, is_silent: bool) -> Block:
    key = question.field.key
    html_id, asked = f"vraag-past-niet-{key}-waarom", f"vraag-past-niet-{key}-vraag"
    is_wrong = judged.unfit is not None and judged.refusal is not None and not is_silent
    error = judged.refusal.message if is_wrong and judged.refusal else ""
    error_id = f"{html_id}-fout" if error else ""
    described = f"{asked} {error_id}".strip()
    attributes = {"rows": "3", "aria-describedby": described} | ({"aria-invalid": "true"} if error else {})
    return Block(
        kind="textarea",
        id=html_id,
        name=why_name(key),
        label=WHY[locale],
        error=error,
        error_id=error_id,
        describedby=described,
        attributes=attributes,
        value=judged.unfit or "",
        is_shown=judged.unfit is not None,
        error_target=html_id if error else "",
    )

"""From answers to values: of one page, and of a whole form that is about to be sent."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from regelruimte.engine.unfit import UNFIT
from regelruimte.engine.values import Value
from regelruimte.forms.answers import Answers, judge_all
from regelruimte.forms.build import BoundPage, flat
from regelruimte.forms.kind import Asking
from regelruimte.forms.spec import FormSpec, PageSpec


class AnswersIncomplete(ValueError):
    """A question that is asked has no answer that can be used.

    Attributes:
        page: the first page with such a question.
    """

    def __init__(self, page: PageSpec) -> None:
        super().__init__(page.id)
        self.page = page


def typed_values(bound: BoundPage) -> dict[str, Value]:
    """Return the values of the questions asked on a valid page, by key; no answer is None, False or []."""
    asked = {one.key for one in bound.page.fields}
    unfit = {key: why for key, why in bound.answers.unfit.items() if key in asked}
    values = {key: value for key, value in bound.answers.values.items() if key in asked}
    return values | ({UNFIT: unfit} if unfit else {})


def typed_all(
    spec: FormSpec,
    raw_pages: Mapping[str, Value],
    known: Mapping[str, Value],
    *,
    known_files: Mapping[str, str] | None = None,
    now: datetime | None = None,
) -> dict[str, Value]:
    """Return the values of all questions that are asked, for sending; hidden answers are left out.

    Args:
        spec: the form.
        raw_pages: what was typed, by key, or by page id and key.
        known: variables that conditions may read.
        known_files: uploaded documents that may be handed in.
        now: the present moment, for dates that have to lie before or after it.

    Raises:
        AnswersIncomplete: a page is not complete; it is named.
    """
    asking = Asking(known=known, files=known_files or {}, now=now)
    answers = judge_all(spec.fields, flat(spec, raw_pages), asking)
    page = _first_bad(spec, answers)
    if page is not None:
        raise AnswersIncomplete(page)
    return answers.values


def first_incomplete(
    spec: FormSpec,
    raw: Mapping[str, Value],
    known: Mapping[str, Value],
    *,
    known_files: Mapping[str, str] | None = None,
    now: datetime | None = None,
) -> PageSpec | None:
    """Return the first page with a question that still needs a usable answer, or None."""
    asking = Asking(known=known, files=known_files or {}, now=now)
    return _first_bad(spec, judge_all(spec.fields, flat(spec, raw), asking))


def _first_bad(spec: FormSpec, answers: Answers) -> PageSpec | None:
    bad = {key for key, judgement in answers.judged.items() if not judgement.is_good}
    return next((page for page in spec.pages if any(one.key in bad for one in page.fields)), None)

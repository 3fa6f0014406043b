"""From a page of a form to a WTForms class, and from what a browser sent to a bound page."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, TypedDict, Unpack

from wtforms import Field, Form

from regelruimte.engine.unfit import UNFIT
from regelruimte.engine.values import Value
from regelruimte.forms.answers import (
    Answers,
    add_name,
    first_raw,
    is_asked,
    judge,
    judge_all,
    remove_name,
    take,
)
from regelruimte.forms.blocks import Block, errors_of
from regelruimte.forms.draw import draw_page
from regelruimte.forms.kind import Asking, FormData, Question, Raw
from regelruimte.forms.spec import FieldSpec, FormSpec, PageSpec
from regelruimte.forms.translations import LocalMeta
from regelruimte.forms.unfit import marks_of, take_marks


class Given(TypedDict, total=False):
    """What `bind` is told beside form and page.

    Attributes:
        formdata: what the browser sent, or None when the page is shown for the first time.
        values: answers given before, raw as `BoundPage.raw` or typed; by key, or by page id and key.
        known: variables that conditions may read and answers may be offered from.
        locale: `nl` or `en`.
        known_files: uploaded documents this person may hand in: id -> file name.
        now: the present moment, aware UTC; without it no answer is compared with today.
        is_judged: say what is wrong with the answers given before, as if they were sent just now.
    """

    formdata: FormData | None
    values: Mapping[str, Value]
    known: Mapping[str, Value]
    locale: str
    known_files: Mapping[str, str]
    now: datetime | None
    is_judged: bool


class AnswerField(Field):
    """The WTForms field of any kind of question; the kind does the work."""

    def __init__(self, question: Question, context: Mapping[str, Value], **given: Any) -> None:
        super().__init__(label=question.texts.label, description=question.texts.description, **given)
        self.question, self.context = question, context
        self.raw: Raw = None

    def process(self, formdata: Any, data: Any = None, extra_filters: Any = None) -> None:  # noqa: ARG002  # WTForms' signature
        """Take the raw answer from what was sent, else from what was known before."""
        self.process_errors = []
        if formdata is not None and is_asked(formdata, self.question.field.key):
            self.raw = take(self.question.field, formdata, self.name)
        else:
            self.raw = self.question.kind.raw(data)
        self.data = judge(self.question, self.raw, self.context).value

    def validate(self, form: Any, extra_validators: Any = ()) -> bool:  # noqa: ARG002  # WTForms' signature
        """Judge the answer; what is wrong with it ends up in `errors`."""
        judgement = judge(self.question, self.raw, self.context)
        self.errors = [] if judgement.refusal is None else [judgement.refusal.message]
        return judgement.is_good


def form_class(fields: Sequence[FieldSpec], answers: Answers, locale: str) -> type[Form]:
    """Return the WTForms class that asks these questions.

    Attributes are called `answer_<key>`, so that a question called `errors` or `data` breaks nothing; on
    the page the question goes by its key.
    """
    members: dict[str, Any] = {
        f"answer_{one.key}": AnswerField(answers.questions[one.key], answers.context, name=one.key)
        for one in fields
    }
    members["Meta"] = type("Meta", (LocalMeta,), {"locales": (locale,)})
    return type("PageForm", (Form,), members)


@dataclass(frozen=True, slots=True, kw_only=True)
class BoundPage:
    """A page of a form with the answers of one person.

    Attributes:
        form: the WTForms form; its class was made for this page and these answers.
        answers: the answers of the whole form, judged together.
        items: what to draw, from top to bottom.
        errors: (html id, message) in reading order, for the summary above the page.
        raw: what was typed on this page, fit for JSON, for keeping it whether right or wrong.
        is_valid: sent, nothing wrong, nothing added or taken away, no new question to answer first.
        is_rearranging: the person added or took away an entry or file; show the page again, without errors.
        has_new_questions: an answer brought up a question the page did not show before.
    """

    spec: FormSpec
    page: PageSpec
    form: Form
    answers: Answers
    items: tuple[Block, ...]
    errors: tuple[tuple[str, str], ...]
    raw: dict[str, Raw]
    is_valid: bool = False
    is_rearranging: bool = False
    has_new_questions: bool = False
    locale: str = "nl"

    @property
    def title(self) -> str:
        """The page's title in the language it is asked in."""
        return self.page.texts(self.locale).label


@dataclass(frozen=True, slots=True)
class _Sent:
    """What was sent of one page."""

    formdata: FormData | None
    raw: dict[str, Raw] = field(default_factory=dict)
    is_rearranging: bool = False
    is_judged: bool = False


def bind(spec: FormSpec, page: PageSpec, **given: Unpack[Given]) -> BoundPage:
    """Put one person's answers to a page: those being sent, else those given or known before.

    Nothing is refused here: wrong answers are kept and come back with what to do about them.
    """
    asking = Asking(
        locale=given.get("locale", "nl"),
        known=given.get("known") or {},
        files=given.get("known_files") or {},
        now=given.get("now"),
    )
    before = flat(spec, given.get("values") or {})
    sent = _take_page(page, given.get("formdata"), before, asking)
    if sent.formdata is None and given.get("is_judged"):
        sent = replace(sent, is_judged=True)
    answers = judge_all(spec.fields, {**before, **sent.raw}, asking)
    return _bound(spec, page, answers, sent)


def flat(spec: FormSpec, answers: Mapping[str, Value]) -> dict[str, Value]:
    """Return answers by key, whether they were kept by key or by page id and key."""
    keys = {one.key for one in spec.fields}
    found: dict[str, Value] = {}
    for page in spec.pages:
        kept = answers.get(page.id)
        if page.id not in keys and isinstance(kept, Mapping):
            found.update(kept)
    return found | {key: value for key, value in answers.items() if key in keys or key == UNFIT}


def _take_page(
    page: PageSpec, formdata: FormData | None, before: Mapping[str, Value], asking: Asking
) -> _Sent:
    asked = [one for one in page.fields if not one.is_readonly]
    if formdata is None:
        return _Sent(None, {one.key: first_raw(one, before, asking) for one in asked})
    raw, moved = {}, False
    for one in asked:
        raw[one.key] = (
            take(one, formdata, one.key) if is_asked(formdata, one.key) else first_raw(one, before, asking)
        )
        moved = moved or add_name(one.key) in formdata or remove_name(one.key) in formdata
        if one.kind == "file":
            gone = {str(each) for each in formdata.getlist(remove_name(one.key))}
            raw[one.key] = [each for each in raw[one.key] if each not in gone and each in asking.files]
    marks = take_marks([one for one in asked if is_asked(formdata, one.key)], formdata, marks_of(before))
    if marks or UNFIT in before:
        raw[UNFIT] = marks
    return _Sent(formdata, raw, moved)


def _bound(spec: FormSpec, page: PageSpec, answers: Answers, sent: _Sent) -> BoundPage:
    shown = [one for one in page.fields if one.key not in answers.hidden and not one.is_readonly]
    locale = _locale(answers)
    form = form_class(shown, answers, locale)(data={f"answer_{one.key}": sent.raw[one.key] for one in shown})
    is_good = form.validate()
    new = [] if sent.formdata is None else [one for one in shown if not is_asked(sent.formdata, one.key)]
    judged = sent.formdata is not None and not sent.is_rearranging
    silent = frozenset(one.key for one in (new if judged or sent.is_judged else page.fields))
    items = draw_page(page, answers, silent)
    return BoundPage(
        spec=spec,
        page=page,
        form=form,
        answers=answers,
        items=items,
        errors=tuple(errors_of(items)),
        raw=sent.raw,
        is_valid=judged and is_good,
        is_rearranging=sent.is_rearranging,
        has_new_questions=bool(new) and not is_good,
        locale=locale,
    )


def _locale(answers: Answers) -> str:
    return next((one.asking.locale for one in answers.questions.values()), "nl")

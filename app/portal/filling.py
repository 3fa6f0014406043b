"""A form that a resident is filling in, whether it starts a case or is a task: its pages and its answers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from regelruimte.engine.values import Value
from regelruimte.engine.versions import RunnableVersion
from regelruimte.forms import (
    BoundPage,
    FieldSpec,
    FormSpec,
    PageSpec,
    ShownAnswer,
    Texts,
    answers_shown,
    bind,
    first_incomplete,
    read_form,
    typed_all,
    visible_pages,
)
from regelruimte.forms.kind import FormData
from regelruimte.forms.spec import Limits

REMARK = "opmerking"
"""Key of the one question of a form that a model leaves out."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Filling:
    """A form with the answers of one person so far.

    Attributes:
        answers: what was typed, by key, right or wrong.
        known: what is known already, by key; offered as answers.
        files: documents this person may hand in: id -> file name.
    """

    spec: FormSpec
    answers: Mapping[str, Value]
    known: Mapping[str, Value]
    files: Mapping[str, str]
    now: datetime
    locale: str

    @property
    def pages(self) -> tuple[PageSpec, ...]:
        """The pages this person gets, by the answers so far."""
        return visible_pages(self.spec, self.answers, self.known, now=self.now) or self.spec.pages[:1]

    def find_page(self, page_id: str | None) -> PageSpec | None:
        """Return a page this person gets, or None."""
        return next((page for page in self.pages if page.id == page_id), None)

    def neighbours(self, page: PageSpec) -> tuple[PageSpec | None, PageSpec | None]:
        """Return the pages before and after a page, None where there is none."""
        pages = self.pages
        at = [one.id for one in pages].index(page.id)
        return (pages[at - 1] if at else None), (pages[at + 1] if at + 1 < len(pages) else None)

    def bind(self, page: PageSpec, formdata: FormData | None = None, *, is_judged: bool = False) -> BoundPage:
        """Put the answers to a page: those being sent, else those given or known before.

        `is_judged` says what is wrong with answers that were given before.
        """
        return bind(
            self.spec,
            page,
            formdata=formdata,
            values=self.answers,
            known=self.known,
            locale=self.locale,
            known_files=self.files,
            now=self.now,
            is_judged=is_judged,
        )

    def with_answers(self, raw: Mapping[str, Value]) -> Filling:
        """Return the form with the answers of a page taken in."""
        return replace(self, answers={**self.answers, **raw})

    def first_incomplete(self) -> PageSpec | None:
        """Return the first page that still needs a usable answer, or None."""
        return first_incomplete(self.spec, self.answers, self.known, known_files=self.files, now=self.now)

    def values(self) -> dict[str, Value]:
        """Return what is sent: the typed answers, and what was shown as known from signing in.

        Raises:
            AnswersIncomplete: a page is not complete; it is named.
        """
        typed = typed_all(self.spec, self.answers, self.known, known_files=self.files, now=self.now)
        shown = {answer.key for answer in self.shown()}
        told = {
            one.key: self.known[one.key]
            for one in self.spec.fields
            if one.is_readonly and one.key in shown and one.key in self.known
        }
        return {**told, **typed}

    def shown(self) -> tuple[ShownAnswer, ...]:
        """Return all questions that are asked with their answers in words."""
        return answers_shown(self.spec, self.answers, self.locale, known=self.known, known_files=self.files)


def start_form_of(version: RunnableVersion) -> FormSpec:
    """Return the form that a process starts with."""
    return form_of(version, version.process.start_form)


def form_of(version: RunnableVersion, form: str | None) -> FormSpec:
    """Return a form of a version; where the model names none, a page with room for a remark."""
    content = version.find_form(form)
    return read_form(content) if content is not None else remark_form(version.version.title)


def remark_form(title: str) -> FormSpec:
    """Return a form with one question that may stay open, in words for residents."""
    remark = FieldSpec(
        id=REMARK,
        key=REMARK,
        kind="textarea",
        nl=Texts(label="Wilt u ons nog iets vertellen?"),
        en=Texts(label="Is there anything else you want to tell us?"),
        limits=Limits(longest=2000),
    )
    page = PageSpec(id="pagina-1", nl=Texts(label=title), items=(remark,))
    return FormSpec(id="opmerking", title=title, pages=(page,))

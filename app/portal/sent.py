"""What was sent, read back: the answers of a submission exactly as they were accepted."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import groupby

from regelruimte.app.portal.filling import form_of
from regelruimte.app.wording import gettext
from regelruimte.engine.dossier import MyCase
from regelruimte.engine.errors import NotFound
from regelruimte.engine.values import Value
from regelruimte.engine.vocabulary import CaseStatus, Submission
from regelruimte.forms import FieldSpec, FormSpec, GroupSpec, PageSpec, ShownAnswer, answers_shown
from regelruimte.forms.spec import Item


@dataclass(frozen=True, slots=True)
class Section:
    """Answers that were given on one page."""

    title: str
    page: PageSpec
    answers: tuple[ShownAnswer, ...]


def sections_of(answers: Iterable[ShownAnswer], locale: str) -> tuple[Section, ...]:
    """Return answers under the titles of their pages."""
    return tuple(
        Section(page.texts(locale).label, page, tuple(group))
        for page, group in groupby(answers, key=lambda answer: answer.page)
    )


def find_submission(mine: MyCase, submission_id: str) -> Submission:
    """Return what this person sent.

    Raises:
        NotFound: nothing of that id was sent in this case.
    """
    for one in mine.submissions:
        if one.id == submission_id:
            return one
    raise NotFound(submission=submission_id)


def sections_sent(mine: MyCase, sent: Submission, locale: str) -> tuple[Section, ...]:
    """Return the answers of a submission in words, whatever the form would ask today."""
    form = sent.form if sent.task else sent.form or mine.version.process.start_form
    spec = _asked_then(form_of(mine.version, form), sent.values)
    names = {document.id: document.name for document in mine.documents}
    return sections_of(answers_shown(spec, sent.values, locale, known=sent.values, known_files=names), locale)


def explanations(mine: MyCase, locale: str) -> tuple[tuple[str, str], ...]:
    """Return what staff wrote for the person, as (heading, text); nothing before the case is decided.

    Until then a person hears it from a person first. Where a step was done again, its last answer counts.
    """
    if mine.case.status is not CaseStatus.CLOSED and mine.decided_at is None:
        return ()
    told: dict[str, tuple[str, str]] = {}
    for sent in mine.by_staff:
        spec = _asked_then(form_of(mine.version, sent.form), sent.values)
        headings = {one.key: one.texts(locale).to_resident for one in spec.fields}
        for answer in answers_shown(spec, sent.values, locale, known=sent.values):
            if headings.get(answer.key) and not answer.is_empty:
                told[answer.key] = (headings[answer.key], answer.text)
    # Where a person decided otherwise than the rules did, the person it is about reads why.
    overruled = ((gettext("Waarom wij anders besloten"), d.citizen_text or d.reason) for d in mine.overruled)
    return (*told.values(), *overruled)


def _asked_then(spec: FormSpec, values: Mapping[str, Value]) -> FormSpec:
    """Return a form with only the questions that have a value: those were asked, so nothing hides them."""
    pages = (replace(page, items=tuple(_kept(page.items, values)), hides=()) for page in spec.pages)
    return replace(spec, pages=tuple(pages))


def _kept(items: Iterable[Item], values: Mapping[str, Value]) -> Iterator[Item]:
    for item in items:
        if isinstance(item, GroupSpec):
            yield replace(item, items=tuple(_kept(item.items, values)), hides=())
        elif isinstance(item, FieldSpec) and item.key in values:
            yield replace(item, hides=())

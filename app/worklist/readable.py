"""Values and decisions in words, for people who read a case."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from textwrap import shorten

from regelruimte.app.cells import code_in_words
from regelruimte.app.language import current_language
from regelruimte.app.reasons import label_of
from regelruimte.app.wording import gettext as _
from regelruimte.app.wording import ngettext
from regelruimte.engine.dmn.model import DecisionTable
from regelruimte.engine.dossier import Dossier
from regelruimte.engine.errors import DocumentRefused
from regelruimte.engine.unfit import UNFIT
from regelruimte.engine.values import Value, YearsMonths
from regelruimte.forms import FieldSpec, FormRefused, ShownAnswer, answers_shown, read_form
from regelruimte.forms.formats import format_date, format_moment, format_number, format_time

NOTHING = "–"


def in_words(value: Value) -> str:
    """Write a value as people read it: dates and numbers in their format, yes and no, lists with commas."""
    if value is None or value in ("", [], {}):
        return NOTHING
    if isinstance(value, bool):
        return _("ja") if value else _("nee")
    if isinstance(value, Mapping):
        return "; ".join(f"{name}: {in_words(one)}" for name, one in value.items())
    if isinstance(value, list):
        return ", ".join(in_words(one) for one in value)
    return _one(value)


def _one(value: Value) -> str:
    locale = current_language()
    if isinstance(value, Decimal):
        return format_number(value, locale)
    if isinstance(value, date | time):
        return _when(value, locale)
    if isinstance(value, timedelta):
        return ngettext("%(num)d dag", "%(num)d dagen", value.days)
    if isinstance(value, YearsMonths):
        return ngettext("%(num)d maand", "%(num)d maanden", value.months)
    return code_in_words(str(value))


def _when(value: date | time, locale: str) -> str:
    if isinstance(value, datetime):
        return format_moment(value, locale) if value.tzinfo else value.isoformat(" ", "minutes")
    return format_date(value, locale) if isinstance(value, date) else format_time(value, locale)


@dataclass(frozen=True, slots=True)
class ReadForm:
    """A filled-in form in words."""

    title: str
    by: str
    channel: str
    at: datetime
    answers: tuple[ShownAnswer, ...]
    loose: tuple[tuple[str, str], ...]


_LONGEST_QUESTION = 400


def question_of(dossier: Dossier) -> str:
    """Return what a case was begun for, in the person's own words where its form asked them."""
    made = next((one for one in dossier.submissions if one.task is None), None)
    usual = dossier.version.process.question or ""
    if made is None:
        return usual
    content = dossier.version.find_form(made.form or dossier.version.process.start_form)
    asked = (made.values.get(one.key) for one in _fields_of(content) if one.is_own_question)
    own = next((str(value) for value in asked if value), "")
    return shorten(own, _LONGEST_QUESTION, placeholder=" …") or usual


def _fields_of(content: bytes | None) -> tuple[FieldSpec, ...]:
    try:
        return () if content is None else read_form(content).fields
    except FormRefused:
        return ()


def list_read_forms(dossier: Dossier) -> tuple[ReadForm, ...]:
    """Return the forms filled in for a case, the first one first."""
    return tuple(_read_form(dossier, number) for number in range(len(dossier.submissions)))


def _read_form(dossier: Dossier, number: int) -> ReadForm:
    made = dossier.submissions[number]
    content = dossier.version.find_form(made.form)
    files = {document.id: document.name for document in dossier.documents}
    title, answers = "", tuple[ShownAnswer, ...]()
    if content is not None:
        try:
            spec = read_form(content)
        except FormRefused:
            pass
        else:
            known = dict(made.values)
            title = spec.title_in(current_language())
            answers = answers_shown(spec, known, current_language(), known=known, known_files=files)
    info = dossier.version.elements.get(made.element or "")
    task = next((t for t in dossier.tasks if t.id == made.task), None)
    name = info.name if info else task.name if task else title or _("Aanvraag")
    return ReadForm(
        title=title if made.task is None and title else name, by=made.by, channel=made.channel,
        at=made.accepted_at, answers=answers,
        loose=() if answers else tuple((label_of(n), in_words(v)) for n, v in made.values.items()),
    )  # fmt: skip


def list_facts(dossier: Dossier) -> tuple[tuple[str, str, str], ...]:
    """Return the variables of a case as (label, value, where it comes from), in the words of its forms."""
    labels, answers = labels_of(dossier), list_answers(dossier)
    tasks = {task.id: task.name for task in dossier.tasks}
    files = {document.id: document.name for document in dossier.documents}
    return tuple(
        (
            *answers.get(
                (variable.name, str(variable.value)),
                (
                    labels.get(variable.name) or label_of(variable.name),
                    _value_or_file(variable.value, files),
                ),
            ),
            _("uit: %(task)s", task=tasks[variable.task]) if variable.task in tasks else "",
        )
        for variable in dossier.variables
        if variable.scope == "main" and variable.name != UNFIT
    )


def list_answers(dossier: Dossier) -> dict[tuple[str, str], tuple[str, str]]:
    """Return (question, answer in its words) by key and value, as the forms that were filled in say it."""
    return {
        (answer.key, str(made.values.get(answer.key))): (answer.label, answer.text)
        for number, made in enumerate(dossier.submissions)
        for answer in _read_form(dossier, number).answers
        if not answer.is_empty
    }


def labels_of(dossier: Dossier) -> dict[str, str]:
    """Return how the forms of a case call its variables, by name."""
    found: dict[str, str] = {}
    for path, content in dossier.version.version.files.items():
        if not path.endswith(".form"):
            continue
        try:
            spec = read_form(content)
        except FormRefused:
            continue
        found.update({one.key: one.texts(current_language()).label for one in spec.fields})
    return {**_columns(dossier), **found}


def _columns(dossier: Dossier) -> dict[str, str]:
    """Return what tables call the variables they look at; that often names the unit."""
    return {
        column.expression: column.label
        for model in dossier.version.decisions.values()
        for table in (model.decision(one).logic for one in model.decisions)
        if isinstance(table, DecisionTable)
        for column in table.inputs
        if column.label
    }


def _value_or_file(value: Value, files: Mapping[str, str]) -> str:
    if isinstance(value, list) and value and all(isinstance(one, str) and one in files for one in value):
        return ", ".join(files[one] for one in value)
    return in_words(value)


def why_refused(refusal: DocumentRefused) -> str:
    """Say why a file was not accepted and what to do."""
    told = {
        "empty": _("Dit bestand is leeg. Kies een ander bestand."),
        "too-large": _("Dit bestand is groter dan 10 MB. Kies een kleiner bestand."),
    }
    why = str(refusal.facts.get("why", ""))
    return told.get(why, _("Dit soort bestand kunnen wij niet lezen. Kies een pdf, jpg, png of heic."))

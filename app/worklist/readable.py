"""Values and decisions in words, for people who read a case."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from decimal import Decimal

from regelruimte.app.language import current_language
from regelruimte.app.wording import gettext as _
from regelruimte.app.wording import ngettext
from regelruimte.engine.dmn import DecisionModel, table_view
from regelruimte.engine.dmn.view import TableView
from regelruimte.engine.dossier import Dossier
from regelruimte.engine.errors import DocumentRefused
from regelruimte.engine.store.reads.history import KeptDecision
from regelruimte.engine.unfit import UNFIT
from regelruimte.engine.values import Value, YearsMonths
from regelruimte.engine.vocabulary import Detour, DetourKind
from regelruimte.forms import FormRefused, ShownAnswer, answers_shown, read_form
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
    return str(value)


def _when(value: date | time, locale: str) -> str:
    if isinstance(value, datetime):
        return format_moment(value, locale) if value.tzinfo else value.isoformat(" ", "minutes")
    return format_date(value, locale) if isinstance(value, date) else format_time(value, locale)


def label_of(name: str) -> str:
    """Write the name of a variable as words: `startDatum_werk` becomes `Start datum werk`."""
    spaced = "".join(f" {c.lower()}" if c.isupper() else c for c in name).replace("_", " ").strip()
    return spaced[:1].upper() + spaced[1:]


@dataclass(frozen=True, slots=True)
class ReadForm:
    """A filled-in form in words."""

    title: str
    by: str
    channel: str
    at: datetime
    answers: tuple[ShownAnswer, ...]
    loose: tuple[tuple[str, str], ...]


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
    labels, answers = _labels(dossier), _answers(dossier)
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


def _answers(dossier: Dossier) -> dict[tuple[str, str], tuple[str, str]]:
    """Return (question, answer in its words) by key and value, as the forms that were filled in say it."""
    return {
        (answer.key, str(made.values.get(answer.key))): (answer.label, answer.text)
        for number, made in enumerate(dossier.submissions)
        for answer in _read_form(dossier, number).answers
        if not answer.is_empty
    }


def _labels(dossier: Dossier) -> dict[str, str]:
    found: dict[str, str] = {}
    for path, content in dossier.version.version.files.items():
        if not path.endswith(".form"):
            continue
        try:
            spec = read_form(content)
        except FormRefused:
            continue
        found.update({one.key: one.texts(current_language()).label for one in spec.fields})
    return found


def _value_or_file(value: Value, files: Mapping[str, str]) -> str:
    if isinstance(value, list) and value and all(isinstance(one, str) and one in files for one in value):
        return ", ".join(files[one] for one in value)
    return in_words(value)


@dataclass(frozen=True, slots=True)
class ReadOverride:
    """Another outcome than the rules gave: what changed, as (label, before, after), by whom and why."""

    changes: tuple[tuple[str, str, str], ...]
    detour: Detour


@dataclass(frozen=True, slots=True)
class ReadDecision:
    """A decision table's answer in words.

    Attributes:
        inputs: (label, value) of what was asked; outputs: of what came out.
        table: the table as the designer wrote it, None for another kind of decision.
        hits: numbers of the rows that made the answer; annotations: what stands beside those.
        overruled: other outcomes a person gave it, the first one first; id: of the decision as it was made.
    """

    element: str
    name: str
    at: datetime
    inputs: tuple[tuple[str, str], ...]
    outputs: tuple[tuple[str, str], ...]
    table: TableView | None
    hits: tuple[int, ...]
    annotations: tuple[str, ...]
    problems: tuple[str, ...]
    overruled: tuple[ReadOverride, ...] = ()
    id: int = 0


def list_read_decisions(dossier: Dossier) -> tuple[ReadDecision, ...]:
    """Return the decisions rules made in a case, those they required first."""
    found = []
    for kept in dossier.decisions:
        info = dossier.version.elements.get(kept.element)
        model = dossier.version.decisions.get(kept.decision)
        read = [_read(trace, info.name if info else "", model, kept) for trace in _traces(kept.trace)]
        # What a step asked comes last, after what that required; only that can be overruled.
        found += [replace(one, id=0) for one in read[:-1]]
        found.append(replace(read[-1], overruled=_overruled(dossier, kept.id)))
    return tuple(found)


def _overruled(dossier: Dossier, decision: int) -> tuple[ReadOverride, ...]:
    return tuple(
        ReadOverride(changes_in_words(detour), detour)
        for detour in dossier.detours
        if detour.kind is DetourKind.OVERRIDE and detour.is_taken and detour.facts.get("decision") == decision
    )


def changes_in_words(detour: Detour) -> tuple[tuple[str, str, str], ...]:
    """Return what an overruled decision changes, as (label, before, after)."""
    return tuple(_changes(detour.facts.get("before"), detour.facts.get("after")))


def _changes(before: Value, after: Value) -> Iterable[tuple[str, str, str]]:
    if not isinstance(before, Mapping) or not isinstance(after, Mapping):
        yield _("Uitkomst"), in_words(before), in_words(after)
        return
    for name, value in after.items():
        if before.get(name) != value:
            yield label_of(str(name)), in_words(before.get(name)), in_words(value)


def _traces(trace: Mapping[str, Value]) -> Iterable[Mapping[str, Value]]:
    for required in trace.get("required") or []:
        yield from _traces(required)
    yield trace


def _read(
    trace: Mapping[str, Value], element: str, model: DecisionModel | None, kept: KeptDecision
) -> ReadDecision:
    result = trace.get("result")
    outputs = (
        tuple((label_of(str(name)), in_words(value)) for name, value in result.items())
        if isinstance(result, Mapping)
        else ((_("Uitkomst"), in_words(result)),)
    )
    decision = str(trace.get("decision", ""))
    matched = [int(number) for number in trace.get("matched") or ()]
    # Where the first row that fits decides, others fit too; only what made the answer explains it.
    hits = tuple(int(number) for number in trace.get("counted") or matched)
    told = [row for at, row in zip(matched, trace.get("annotations") or (), strict=False) if at in hits]
    table = table_view(model, decision) if model is not None and decision in model.decisions else None
    return ReadDecision(
        element=element,
        name=str(trace.get("name") or decision),
        at=kept.at,
        inputs=tuple(
            (str(i["label"] or i["expression"]), in_words(i["value"])) for i in trace.get("inputs") or ()
        ),
        outputs=outputs,
        table=table,
        hits=hits,
        annotations=tuple(str(a) for row in told for a in row if a),
        problems=tuple(str(problem) for problem in trace.get("problems") or ()),
        id=kept.id,
    )


def why_refused(refusal: DocumentRefused) -> str:
    """Say why a file was not accepted and what to do."""
    told = {
        "empty": _("Dit bestand is leeg. Kies een ander bestand."),
        "too-large": _("Dit bestand is groter dan 10 MB. Kies een kleiner bestand."),
    }
    why = str(refusal.facts.get("why", ""))
    return told.get(why, _("Dit soort bestand kunnen wij niet lezen. Kies een pdf, jpg, png of heic."))

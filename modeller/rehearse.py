"""Rehearsing: a bundle run on its own sample cases, to see whether each goes the way it should."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from regelruimte.engine.connect.demo import demo_connectors
from regelruimte.engine.dmn import DmnRefused
from regelruimte.engine.dry_run import DryRun, Given, Happening, dry_run
from regelruimte.engine.errors import EngineError
from regelruimte.engine.findings import Finding, Severity
from regelruimte.engine.spiff.interpreter import ModelRefused
from regelruimte.engine.values import Value, to_value
from regelruimte.engine.versions import form_path
from regelruimte.engine.vocabulary import MODEL_FILE, Bundle
from regelruimte.forms.read import FormRefused, read_form
from regelruimte.forms.spec import FieldSpec
from regelruimte.modeller.document import Document, open_document

SAMPLES_FILE = "samples.json"


class SamplesRefused(ValueError):
    """The file of sample cases cannot be read; the message says what is expected, in Dutch."""


@dataclass(frozen=True, slots=True)
class Task:
    """What a person answers at a step of a sample case."""

    element: str
    values: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Expected:
    """Where a sample case should go.

    Attributes:
        path: ids of elements it passes, in this order; others may lie between. Empty: not said.
        outcome: name of the end event, None when not said.
    """

    path: tuple[str, ...] = ()
    outcome: str | None = None


@dataclass(frozen=True, slots=True)
class Sample:
    """A sample case: answers, and where they should lead."""

    name: str
    answers: Mapping[str, Any]
    tasks: tuple[Task, ...] = ()
    connectors: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    expected: Expected = Expected()
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Step:
    """An element on the path of a sample case, by its name as drawn."""

    element: str
    name: str


@dataclass(frozen=True, slots=True)
class Rehearsal:
    """How a sample case went.

    Attributes:
        passed: True when it went as expected and nothing went wrong on the way.
        expected: the outcome that was expected; found: the one reached; None when not said or not ended.
        path: the named elements it passed, in order.
        problems: what was otherwise than expected, in Dutch; empty when it passed.
    """

    sample: Sample
    passed: bool
    expected: str | None
    found: str | None
    path: tuple[Step, ...]
    problems: tuple[str, ...]


def read_samples(files: Bundle) -> tuple[Sample, ...]:
    """Return the sample cases of a bundle; none when it has no file of them.

    Raises:
        SamplesRefused: the file is not what it should be.
    """
    if SAMPLES_FILE not in files:
        return ()
    try:
        told = json.loads(files[SAMPLES_FILE], parse_float=Decimal, parse_int=Decimal)
        return tuple(_sample(one) for one in told)
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
        raise SamplesRefused(
            f"Het bestand {SAMPLES_FILE} is geen lijst van voorbeeldzaken met een naam en antwoorden."
        ) from error


def rehearse(files: Bundle, *, at: datetime) -> tuple[Rehearsal, ...]:
    """Run every sample case of a bundle; none when the bundle cannot run or its samples cannot be read.

    Args:
        files: the files of the bundle.
        at: the moment at which a sample happens that does not say so itself, aware UTC.
    """
    try:
        samples = read_samples(files)
        document = open_document(files[MODEL_FILE])
    except (SamplesRefused, EngineError, KeyError):
        return ()
    return tuple(_rehearse(files, document, sample, at) for sample in samples)


def rehearsal_findings(files: Bundle, rehearsals: Iterable[Rehearsal]) -> Iterator[Finding]:
    """Yield a warning for each sample case that went another way, and for a file that cannot be read."""
    try:
        read_samples(files)
    except SamplesRefused as refused:
        yield _warn("samples-unreadable", str(refused), "Kijk na of het geldige JSON is.")
    for rehearsal in rehearsals:
        if not rehearsal.passed:
            message = f"De voorbeeldzaak ‘{rehearsal.sample.name}’ is mis. {' '.join(rehearsal.problems)}"
            yield _warn("sample-missed", message, "Pas het proces aan, of wat u van deze zaak verwacht.")


def _warn(code: str, message: str, suggestion: str) -> Finding:
    return Finding(code, Severity.WARNING, None, message, suggestion, SAMPLES_FILE)


def _sample(told: Mapping[str, Any]) -> Sample:
    expect = told.get("expect") or {}
    tasks = tuple(Task(str(one["element"]), dict(one.get("values") or {})) for one in told.get("tasks") or ())
    connectors = {str(element): dict(answer) for element, answer in (told.get("connectors") or {}).items()}
    expected = Expected(tuple(str(element) for element in expect.get("path") or ()), expect.get("outcome"))
    at = datetime.fromisoformat(told["at"]) if told.get("at") else None
    if at is not None and at.tzinfo is None:
        raise ValueError("Expected a moment with a time zone, but got one without.")
    return Sample(str(told["name"]), dict(told.get("answers") or {}), tasks, connectors, expected, at)


def _rehearse(files: Bundle, document: Document, sample: Sample, at: datetime) -> Rehearsal:
    try:
        given = _given(files, document, sample, at)
        run = dry_run(files, given, connectors=demo_connectors())
    except (EngineError, ModelRefused, DmnRefused, FormRefused, ValueError, InvalidOperation) as error:
        problem = f"De voorbeeldzaak kan niet worden geoefend: {error}"
        return Rehearsal(sample, False, sample.expected.outcome, None, (), (problem,))  # noqa: FBT003  # fields in order
    problems = tuple(_problems(document, sample, run))
    path = tuple(Step(element, document.name_of(element)) for element in _named(document, run.path))
    return Rehearsal(sample, not problems, sample.expected.outcome, run.outcome, path, problems)


def _named(document: Document, path: Iterable[str]) -> Iterator[str]:
    """Yield what a reader wants to see: everything that was given a name, and not the sequence flows."""
    for element in path:
        drawn = document.find(element)
        if drawn is not None and drawn.get("name"):
            yield element


def _problems(document: Document, sample: Sample, run: DryRun) -> Iterator[str]:
    for trouble in run.troubles:
        yield f"Bij ‘{document.name_of(trouble.element)}’ ging het niet verder: {trouble.message}"
    for element in run.missed:
        yield f"De stap ‘{document.name_of(element)}’ was niet aan de beurt."
    expected = sample.expected
    if expected.outcome is not None and expected.outcome != run.outcome:
        yield f"Verwacht: ‘{expected.outcome}’. Uitgekomen: {_where(document, run)}."
    missing = _first_not_passed(expected.path, run.path)
    if missing is not None:
        yield f"De weg liep niet langs ‘{document.name_of(missing)}’ zoals verwacht."


def _where(document: Document, run: DryRun) -> str:
    if run.outcome is not None:
        return f"‘{run.outcome}’"
    waiting = [document.name_of(step.element) for step in run.waiting]
    return f"nog niet klaar, wacht bij ‘{'’ en ‘'.join(waiting)}’" if waiting else "nog niet klaar"


def _first_not_passed(expected: Iterable[str], found: Iterable[str]) -> str | None:
    """Return the first expected element that was not passed after those before it, or None."""
    left = iter(found)
    return next((element for element in expected if element not in left), None)


def _given(files: Bundle, document: Document, sample: Sample, at: datetime) -> Given:
    return Given(
        answers=_typed(_fields(files, _start_form(document)), sample.answers),
        at=sample.at or at,
        happenings=tuple(
            Happening(task.element, _typed(_fields(files, document.form_of(task.element)), task.values))
            for task in sample.tasks
        ),
        answered={element: to_value(answer) for element, answer in sample.connectors.items()},
    )


def _start_form(document: Document) -> str | None:
    starts = (start.get("id") or "" for process in document.processes() for start in _starts(process))
    return next((form for start in starts if (form := document.form_of(start))), None)


def _starts(process: Any) -> Iterator[Any]:
    yield from process.iterchildren("{http://www.omg.org/spec/BPMN/20100524/MODEL}startEvent")


def _fields(files: Bundle, form: str | None) -> tuple[FieldSpec, ...]:
    data = files.get(form_path(form)) if form else None
    return read_form(data).fields if data is not None else ()


def _typed(fields: tuple[FieldSpec, ...], answers: Mapping[str, Any]) -> dict[str, Value]:
    """Return answers as the form would give them; what no question asks stays as written."""
    by_key = {one.key: one for one in fields}
    return {
        key: _value(by_key[key], answer) if key in by_key else to_value(answer)
        for key, answer in answers.items()
    }


def _value(one: FieldSpec, answer: Any) -> Value:
    if answer is None:
        return None
    if one.kind == "dynamiclist" and isinstance(answer, list):
        return [_typed(one.fields, entry) for entry in answer]
    if one.kind == "date" and isinstance(answer, str):
        return date.fromisoformat(answer)
    if one.kind in {"amount", "number"} and isinstance(answer, str):
        return Decimal(answer.replace(",", "."))
    return to_value(answer)

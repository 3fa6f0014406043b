"""All checks of a bundle: the process model, its decisions and forms, and that they fit together."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType

from regelruimte.engine.connect.places import PlaceRefused, read_places
from regelruimte.engine.errors import DocumentRefused
from regelruimte.engine.feel.static import KnownName
from regelruimte.engine.findings import Finding, Severity
from regelruimte.engine.importing import callable_models, normalise, open_model, other_models
from regelruimte.engine.validate.decisions import decision_findings, decision_ids
from regelruimte.engine.validate.dictionary import declared_outside, dictionary_of
from regelruimte.engine.validate.drawing import Drawing, drawing_of
from regelruimte.engine.validate.process import compile_findings, drawing_findings
from regelruimte.engine.validate.references import (
    BUILT_IN_GROUPS,
    Needs,
    Reference,
    elsewhere,
    missing,
    references,
)
from regelruimte.engine.validate.supplied import supplied_names
from regelruimte.engine.validate.variables import input_findings, variable_findings

PROCESS_FILE = "process.bpmn"
CheckForm = Callable[[str, bytes, frozenset[str]], tuple[Finding, ...]]
"""Checks a form by path, content and the names the bundle supplies."""


@dataclass(frozen=True, slots=True)
class _Known:
    """What exists, by what a model may need."""

    names: Mapping[Needs, frozenset[str]]

    def has(self, reference: Reference) -> bool:
        return reference.name in self.names[reference.needs]


def check_bundle(
    files: Mapping[str, bytes],
    *,
    groups: frozenset[str],
    connectors: frozenset[str],
    called: Mapping[str, bytes] = MappingProxyType({}),
    check_form: CheckForm | None = None,
) -> tuple[Finding, ...]:
    """Return the findings of a whole bundle, the process model's first; an error blocks publishing.

    Args:
        files: the files of the version, path to bytes.
        groups: keys of the groups that exist; the built-in ones need not be named.
        connectors: names of the registered connectors; a step with another one is warned about.
        called: normalised models of other definitions that it calls, by a short name.
        check_form: further checks of one form file.
    """
    found = list(_file_findings(files, check_form))
    try:
        normalised = normalise(files[PROCESS_FILE])
    except KeyError:
        return (_no_process(), *found)
    except DocumentRefused as refused:
        return (*refused.findings, *found)
    drawing = drawing_of(open_model(normalised.bpmn))
    own = frozenset(process.get("id", "") for process in drawing.processes) | _beside(files)
    known = _Known(
        {
            Needs.FORM: frozenset(form_ids(files)),
            Needs.DECISION: decision_ids(files),
            Needs.PROCESS: own | _process_ids(called),
            Needs.GROUP: groups | BUILT_IN_GROUPS,
            Needs.CONNECTOR: connectors,
        }
    )
    fits = _fit_findings(drawing, known)
    drawn = [
        *normalised.findings,
        *drawing_findings(drawing),
        *variable_findings(drawing, dictionary_of(files)),
    ]
    others = {**called, **callable_models(files, main=PROCESS_FILE)}
    compiled = compile_findings(normalised.bpmn, [*drawn, *found], called=others)
    return tuple(dict.fromkeys([*drawn, *compiled, *fits, *_other_findings(files, known), *found]))


def _beside(files: Mapping[str, bytes]) -> frozenset[str]:
    """Return the ids of the processes in the other models of a bundle."""
    return _process_ids(callable_models(files, main=PROCESS_FILE))


def _process_ids(models: Mapping[str, bytes]) -> frozenset[str]:
    return frozenset(
        process.get("id", "")
        for bpmn in models.values()
        for process in drawing_of(open_model(bpmn)).processes
    )


def _other_findings(files: Mapping[str, bytes], known: _Known) -> Iterator[Finding]:
    for path, data in other_models(files, main=PROCESS_FILE):
        try:
            normalised = normalise(data)
        except DocumentRefused as refused:
            found: list[Finding] = list(refused.findings)
        else:
            drawing = drawing_of(open_model(normalised.bpmn))
            found = [*normalised.findings, *drawing_findings(drawing), *_fit_findings(drawing, known)]
        yield from (replace(finding, file=path) for finding in found)


def _no_process() -> Finding:
    return Finding(
        "process-missing",
        Severity.ERROR,
        None,
        f"Er is geen model: het bestand {PROCESS_FILE} ontbreekt.",
        "Teken een proces.",
    )


def _fit_findings(drawing: Drawing, known: _Known) -> Iterator[Finding]:
    for reference in references(drawing):
        if known.has(reference):
            continue
        # An unknown connector becomes an incident a person can resolve; the rest would strand the case.
        yield elsewhere(reference) if reference.needs is Needs.CONNECTOR else missing(reference)


def form_ids(files: Mapping[str, bytes]) -> Iterator[str]:
    """Yield the ids of the readable forms of a bundle."""
    for path, data in files.items():
        if path.endswith(".form"):
            form_id = (_schema(data) or {}).get("id")
            if isinstance(form_id, str):
                yield form_id


def _schema(data: bytes) -> dict[str, object] | None:
    try:
        schema = json.loads(data)
    except (ValueError, RecursionError):
        return None
    return schema if isinstance(schema, dict) else None


def _file_findings(files: Mapping[str, bytes], check_form: CheckForm | None) -> Iterator[Finding]:
    names, known = supplied_names(files), dictionary_of(files)
    for path, data in sorted(files.items()):
        if path.endswith(".dmn"):
            others = [one for beside, one in files.items() if beside.endswith(".dmn") and beside != path]
            yield from _of_decisions(path, data, known, others)
        elif path.endswith(".form"):
            yield from _form_findings(path, data, check_form, names)
        elif path.startswith("letters/") and path.endswith(".txt"):
            yield from _letter_findings(path, data)


def _letter_findings(path: str, data: bytes) -> Iterator[Finding]:
    try:
        read_places(data.decode())
    except (PlaceRefused, UnicodeDecodeError) as refused:
        why = str(refused) if isinstance(refused, PlaceRefused) else "Het is geen tekst in UTF-8."
        message = f"De brieftekst {path} is niet te lezen. {why}"
        advice = "Zet tussen accolades alleen FEEL, en schrijf een gewone accolade dubbel."
        yield Finding("letter-unreadable", Severity.ERROR, None, message, advice, path)


def _of_decisions(
    path: str, data: bytes, known: Mapping[str, KnownName], others: list[bytes]
) -> tuple[Finding, ...]:
    try:
        found = decision_findings(data, file=path, outside=declared_outside(known), others=others)
        return (*found, *input_findings(path, data, known))
    except DocumentRefused as refused:
        return tuple(replace(finding, file=path) for finding in refused.findings)


def _form_findings(
    path: str, data: bytes, check_form: CheckForm | None, names: frozenset[str]
) -> Iterator[Finding]:
    schema = _schema(data)
    if schema is None:
        yield _form_error(path, "form-not-json", f"Het formulier {path} is niet leesbaar als JSON.")
        return
    name = path.rpartition("/")[2].removesuffix(".form")
    if schema.get("id") != name:
        yield _form_error(path, "form-id-differs", f"Het formulier {path} heeft niet de id ‘{name}’.")
    if check_form is not None:
        yield from (replace(finding, file=path) for finding in check_form(path, data, names))


def _form_error(path: str, code: str, message: str) -> Finding:
    return Finding(code, Severity.ERROR, None, message, "Sla het formulier opnieuw op in de ontwerper.", path)

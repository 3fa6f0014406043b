"""What differs in the files beside the drawing: the questions of forms, decision tables, other files."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, fields

from regelruimte.engine.dmn import DecisionModel, DmnRefused, read_decisions, table_view
from regelruimte.engine.dmn.view import TableRow, TableView
from regelruimte.engine.errors import DocumentRefused
from regelruimte.engine.table_tests import path_of_tests
from regelruimte.engine.vocabulary import MODEL_FILE, Bundle
from regelruimte.forms.read import FormRefused, read_form
from regelruimte.forms.spec import FieldSpec, FormSpec
from regelruimte.modeller.compare_tests import changes_of_tests
from regelruimte.modeller.compare_words import Change, added, changed, period_words, removed

_QUESTION_WORDS = {
    "kind": "de soort antwoord",
    "nl": "de tekst",
    "en": "de Engelse tekst",
    "need": "of het antwoord nodig is",
    "choices": "de antwoorden",
    "hides": "wanneer de vraag komt",
    "limits": "de grenzen",
    "items": "wat elke regel vraagt",
}


@dataclass(frozen=True, slots=True)
class FileChanges:
    """The changes by sort of file."""

    forms: tuple[Change, ...]
    tables: tuple[Change, ...]
    other: tuple[Change, ...]


def file_changes(old: Bundle, new: Bundle) -> FileChanges:
    """Return what differs in the files beside the drawing."""
    differing = sorted(path for path in old.keys() | new.keys() if old.get(path) != new.get(path))
    forms = [path for path in differing if path.endswith(".form")]
    tables = [path for path in differing if path.lower().endswith(".dmn")]
    tests = [path for path in differing if path in _paths_of_tests({**old, **new})]
    other = [path for path in differing if path not in {MODEL_FILE, *forms, *tables, *tests}]
    of_tests = [one for path in tests for one in changes_of_tests(path, old.get(path), new.get(path))]
    return FileChanges(
        tuple(change for path in forms for change in _form(path, old.get(path), new.get(path))),
        (*(one for path in tables for one in _table(path, old.get(path), new.get(path))), *of_tests),
        tuple(_file(path, old.get(path), new.get(path), "bestand") for path in other),
    )


def _paths_of_tests(files: Bundle) -> frozenset[str]:
    return frozenset(path_of_tests(path) for path in files if path.lower().endswith(".dmn"))


def _file(path: str, old: bytes | None, new: bytes | None, sort: str) -> Change:
    if old is None:
        return added(f"Nieuw {sort}: {path}.")
    if new is None:
        return removed(f"Vervallen {sort}: {path}.")
    return changed(f"Het {sort} {path} is anders.")


def _form(path: str, old: bytes | None, new: bytes | None) -> Iterator[Change]:
    before, after = _read(old), _read(new)
    if before is None or after is None:
        yield _file(path, old, new, "formulier")
        return
    title = after.title or path
    told = {one.key: one for one in before.fields}
    asked = {one.key: one for one in after.fields}
    for key, one in asked.items():
        if key not in told:
            yield added(f"Formulier ‘{title}’ vraagt nu ook: ‘{one.label or key}’.")
        elif told[key] != one:
            yield from _question(title, told[key], one)
    for key, one in told.items():
        if key not in asked:
            yield removed(f"Formulier ‘{title}’ vraagt niet meer: ‘{one.label or key}’.")
    if told == asked:
        yield changed(f"Op formulier ‘{title}’ is de volgorde, een tekst of een pagina anders.")


def _question(title: str, old: FieldSpec, new: FieldSpec) -> Iterator[Change]:
    differing = {one.name for one in fields(FieldSpec) if getattr(old, one.name) != getattr(new, one.name)}
    differing.discard("id")
    if not differing:
        return
    what = [words for name, words in _QUESTION_WORDS.items() if name in differing] or ["de instellingen"]
    sentence = f"Formulier ‘{title}’, vraag ‘{new.label or new.key}’: {', '.join(what)} is anders."
    if old.label != new.label:
        yield changed(sentence, before=old.label, after=new.label)
    else:
        yield changed(sentence)


def _read(data: bytes | None) -> FormSpec | None:
    try:
        return None if data is None else read_form(data)
    except FormRefused:
        return None


def _table(path: str, old: bytes | None, new: bytes | None) -> Iterator[Change]:
    before, after = _decisions(old), _decisions(new)
    if before is None or after is None:
        yield _file(path, old, new, "bestand met beslistabellen")
        return
    found = list(_decision_changes(before, after))
    yield from found or [changed(f"In {path} is iets anders dan de regels van de beslistabellen.")]


def _decision_changes(before: DecisionModel, after: DecisionModel) -> Iterator[Change]:
    for decision in after.decisions:
        if decision not in before.decisions:
            yield added(f"Nieuwe beslissing: ‘{_name(after, decision)}’.")
        else:
            yield from _rows(table_view(before, decision), table_view(after, decision))
    for decision in before.decisions:
        if decision not in after.decisions:
            yield removed(f"Vervallen beslissing: ‘{_name(before, decision)}’.")


def _name(model: DecisionModel, decision: str) -> str:
    return model.decision(decision).name or decision


def _rows(old: TableView | None, new: TableView | None) -> Iterator[Change]:
    if old is None or new is None or old == new:
        return
    table = f"Beslistabel ‘{new.name or new.decision}’"
    if old.hit_policy != new.hit_policy or old.aggregator != new.aggregator:
        yield changed(f"{table}: hoe rijen tellen is anders.", before=old.hit_policy, after=new.hit_policy)
    if (old.inputs, old.outputs) != (new.inputs, new.outputs):
        yield changed(f"{table}: de kolommen zijn anders.", before=_columns(old), after=_columns(new))
    before, after = [_cells(row) for row in old.rows], [_cells(row) for row in new.rows]
    gone = [cells for cells in before if cells not in after]
    come = [cells for cells in after if cells not in before]
    for one, other in zip(gone, come, strict=False):
        yield changed(f"{table}: een rij is anders.", before=one, after=other)
    for cells in come[len(gone) :]:
        yield added(f"{table}: nieuwe rij {cells}.")
    for cells in gone[len(come) :]:
        yield removed(f"{table}: vervallen rij {cells}.")
    if not gone and not come and before != after:
        yield changed(f"{table}: de volgorde van de rijen is anders.")


def _columns(table: TableView) -> str:
    return " · ".join((*table.inputs, *table.outputs))


def _cells(row: TableRow) -> str:
    told = f"{' · '.join(text or '–' for text in row.inputs)} → {' · '.join(row.outputs)}"
    return told if row.period.is_always else f"{told} ({period_words(row.period)})"


def _decisions(data: bytes | None) -> DecisionModel | None:
    try:
        return None if data is None else read_decisions(data)
    except (DmnRefused, DocumentRefused):
        return None

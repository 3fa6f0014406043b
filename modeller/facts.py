"""What a draft says about itself, read from its files without running anything."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from regelruimte.engine.dmn import DecisionModel, DmnRefused, TableView, read_decisions, table_view
from regelruimte.engine.errors import DocumentRefused
from regelruimte.engine.spiff.info import ProcessInfo, read_process
from regelruimte.engine.vocabulary import MODEL_FILE
from regelruimte.modeller.document import open_document


@dataclass(frozen=True, slots=True)
class FormFile:
    """A form of a draft: its id, title and where it is kept."""

    id: str
    title: str
    path: str


@dataclass(frozen=True, slots=True)
class DecisionFile:
    """A decision of a draft.

    Attributes:
        path: the file it is kept in.
        table: None when its logic is no table.
        model: the whole decision model it belongs to.
    """

    id: str
    name: str
    path: str
    table: TableView | None
    model: DecisionModel


def process_facts(files: Mapping[str, bytes]) -> ProcessInfo | None:
    """Return what the process says about itself; None when it cannot be opened."""
    try:
        processes = open_document(files.get(MODEL_FILE, b"")).processes()
    except DocumentRefused:
        return None
    return read_process(processes[0]) if processes else None


def form_files(files: Mapping[str, bytes]) -> tuple[FormFile, ...]:
    """Return the forms of a draft by title, readable or not."""
    found = [
        FormFile(path.rpartition("/")[2].removesuffix(".form"), _form_title(path, content), path)
        for path, content in files.items()
        if path.endswith(".form")
    ]
    return tuple(sorted(found, key=lambda form: form.title.casefold()))


def decision_files(files: Mapping[str, bytes]) -> tuple[DecisionFile, ...]:
    """Return the decisions of a draft that can be read, by name."""
    written = {path: content for path, content in files.items() if path.lower().endswith(".dmn")}
    found: list[DecisionFile] = []
    for path, content in written.items():
        found.extend(_decisions(path, content, written.values()))
    return tuple(sorted(found, key=lambda decision: decision.name.casefold()))


def _decisions(path: str, content: bytes, others: Iterable[bytes]) -> list[DecisionFile]:
    try:
        model = read_decisions(content, others)
    except (DmnRefused, DocumentRefused):
        return []
    return [
        DecisionFile(one, model.decision(one).name or one, path, table_view(model, one), model)
        for one in model.decisions
    ]


def _form_title(path: str, content: bytes) -> str:
    form_id = path.rpartition("/")[2].removesuffix(".form")
    try:
        schema = json.loads(content)
    except (ValueError, RecursionError):
        return form_id
    own = schema.get("regelruimte") if isinstance(schema, dict) else None
    title = own.get("title") if isinstance(own, dict) else None
    return title if isinstance(title, str) and title.strip() else form_id

"""What the checks read of a bundle: the texts that citizens meet, and where each stands."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from regelruimte.engine.bpmn import FLOW_NODES, REGELRUIMTE, elements, kind_of, tag
from regelruimte.engine.vocabulary import Bundle
from regelruimte.forms.read import FormRefused, read_form
from regelruimte.forms.spec import FieldSpec, FormSpec, GroupSpec, Item, TextSpec
from regelruimte.modeller.document import Document

QUESTION = tag("question", REGELRUIMTE)
SUMMARY = tag("summary", REGELRUIMTE)
OUTCOME = tag("outcome", REGELRUIMTE)
CITIZEN_TEXT = tag("citizenText", REGELRUIMTE)


@dataclass(frozen=True, slots=True)
class CitizenText:
    """A text a citizen reads.

    Attributes:
        text: what it says; where: where it stands, in Dutch.
        element: id of the element or question; file: name of the file, empty for the process model.
    """

    text: str
    where: str
    element: str | None
    file: str = ""


@dataclass(frozen=True, slots=True)
class Reading:
    """A bundle opened for checking."""

    document: Document
    files: Bundle

    def texts(self) -> Iterator[CitizenText]:
        """Yield every text of the bundle that citizens read, the process model's first."""
        yield from _model_texts(self.document)
        for path, form in self.forms():
            for page in form.pages:
                for item in page.items:
                    yield from _item_texts(path, item)

    def forms(self) -> Iterator[tuple[str, FormSpec]]:
        """Yield the readable forms with their file names."""
        for path in sorted(self.files):
            if path.endswith(".form"):
                try:
                    yield path, read_form(self.files[path])
                except FormRefused:
                    continue


def _model_texts(document: Document) -> Iterator[CitizenText]:
    for process in document.processes():
        for attribute, where in ((QUESTION, "de vraag van de inwoner"), (SUMMARY, "de samenvatting")):
            if process.get(attribute):
                yield CitizenText(process.get(attribute, ""), where, process.get("id"))
    for element in elements(document.root):
        if kind_of(element) in FLOW_NODES and element.get(CITIZEN_TEXT):
            name = document.name_of(element.get("id", ""))
            yield CitizenText(element.get(CITIZEN_TEXT, ""), f"de tekst bij ‘{name}’", element.get("id"))


def _item_texts(path: str, item: Item) -> Iterator[CitizenText]:
    if isinstance(item, TextSpec):
        yield CitizenText(item.nl, "een tekst op het formulier", item.id, path)
        return
    name = item.nl.label
    if isinstance(item, FieldSpec):
        yield CitizenText(item.nl.label, f"de vraag ‘{name}’", item.id, path)
    yield CitizenText(item.nl.description, f"de uitleg bij ‘{name}’", item.id, path)
    yield CitizenText(item.nl.why, f"‘Waarom vragen wij dit?’ bij ‘{name}’", item.id, path)
    if isinstance(item, FieldSpec | GroupSpec):
        for inner in item.items:
            yield from _item_texts(path, inner)
